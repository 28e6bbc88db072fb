/** Distributions whose requests are not logged. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { setting } from '../setting.ts';

export const noDistributionAccessLogs = defineRule({
  id: 'cloudfront/no-access-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Requests to distributions are logged.',
    why: `What CloudFront answers from its cache never reaches a server that could log it: without logs, attacks and errors at the edge
can’t be seen afterwards. The bucket for them, or a delivery to CloudWatch Logs that is set up apart from the distribution, is
for you to choose.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig: { Enabled: true }
      `,
      json`
        { "Resources": { "Web": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": { "Enabled": true, "Comment": "Web" } } } } }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig: { Enabled: true, Logging: { Bucket: logs.s3.amazonaws.com } }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin }, enableLogging: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html'],
    peers: ['CKV_AWS_86', 'cfn_nag W10', 'trivy AWS-0010', 'cdk-nag AwsSolutions-CFR3'],
  },
  ...setting({
    places: { 'AWS::CloudFront::Distribution': 'DistributionConfig.Logging' },
    wrong: value => value.kind === 'absent',
    message: 'Requests to {name} are not logged{when}.',
    mend: null,
  }),
});
