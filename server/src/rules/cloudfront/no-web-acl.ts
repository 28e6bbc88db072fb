/** Distributions without a firewall. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const noWebAcl = defineRule({
  id: 'cloudfront/no-web-acl',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Distributions have a web ACL.',
    why: `A web ACL of AWS WAF keeps known attacks, bots and floods away before they reach the origin. It costs by rules and requests,
and not every site needs one. The ACL has to be made in us-east-1, and which is for you to say; without one, a plan of
CloudFront that brings its own is fine, too.`,
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
              DistributionConfig: { Enabled: true, WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/web/1' }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin }, webAclId: acl.attrArn });
      `,
    ],
    links: ['https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html'],
    peers: ['CKV_AWS_68', 'trivy AWS-0011', 'cdk-nag AwsSolutions-CFR2'],
  },
  ...setting({
    places: { 'AWS::CloudFront::Distribution': 'DistributionConfig.WebACLId' },
    wrong: value => value.kind === 'absent' || stringOf(value) === '',
    message: 'No web ACL protects {name}{when}.',
    mend: null,
  }),
});
