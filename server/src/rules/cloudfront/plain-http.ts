/** Distributions that answer plain HTTP. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const plainHttpDistribution = defineRule({
  id: 'cloudfront/plain-http',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Distributions send viewers to HTTPS.',
    why: `With \`allow-all\`, CloudFront serves pages and takes requests over plain HTTP: anybody on the same network reads cookies
and changes what is shown. \`redirect-to-https\` costs nothing, since each distribution has a certificate. The CDK's
\`Distribution\` allows both unless each behavior says otherwise.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                Enabled: true
                Origins: [{ Id: api, DomainName: api.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }]
                DefaultCacheBehavior: { TargetOriginId: api, ViewerProtocolPolicy: allow-all }
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::CloudFront::Distribution",
              "Properties": {
                "DistributionConfig": {
                  "Enabled": true,
                  "DefaultCacheBehavior": { "TargetOriginId": "api", "ViewerProtocolPolicy": "https-only" },
                  "CacheBehaviors": [
                    { "TargetOriginId": "api", "PathPattern": "/files/*", "ViewerProtocolPolicy": "allow-all" }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin: api } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                Enabled: true
                Origins: [{ Id: api, DomainName: api.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }]
                DefaultCacheBehavior: { TargetOriginId: api, ViewerProtocolPolicy: redirect-to-https }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', {
          defaultBehavior: { origin: api, viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html',
    ],
    peers: ['CKV_AWS_34', 'trivy AWS-0012', 'Guard CLOUDFRONT_VIEWER_POLICY_HTTPS'],
  },
  ...setting({
    places: {
      'AWS::CloudFront::Distribution': [
        'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy',
        'DistributionConfig.CacheBehaviors.*.ViewerProtocolPolicy',
      ],
    },
    // CloudFormation wants it said; the CDK's construct says `allow-all` for those who don't.
    wrong: (value, { construct }) =>
      value.kind === 'absent'
        ? construct?.fqn === 'aws-cdk-lib.aws_cloudfront.Distribution'
        : stringOf(value) === 'allow-all',
    message: '{name} also answers plain HTTP{when}.',
    mend: { title: 'Redirect viewers of {name} to HTTPS', to: 'redirect-to-https' },
  }),
});
