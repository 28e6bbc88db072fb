/** Trails that see one region only. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';

export const singleRegionTrail = defineRule({
  id: 'cloudtrail/single-region',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Trails record what happens in all regions.',
    why: `Whoever gets hold of a key works in a region that nobody looks at. A trail records its own region alone unless
\`IsMultiRegionTrail\` is set. Where an organization has a trail of its own for that, one more for a region is fine: this is for teams
that want each trail to see everything.`,
    bad: [
      yaml`
        Resources:
          Audit:
            Type: AWS::CloudTrail::Trail
            Properties: { IsLogging: true, S3BucketName: audit-logs }
      `,
      json`
        {
          "Resources": {
            "Audit": {
              "Type": "AWS::CloudTrail::Trail",
              "Properties": { "IsLogging": true, "S3BucketName": "audit-logs", "IsMultiRegionTrail": false }
            }
          }
        }
      `,
      cdk`
        new cloudtrail.Trail(this, 'Audit', { isMultiRegionTrail: false });
      `,
    ],
    good: [
      yaml`
        Resources:
          Audit:
            Type: AWS::CloudTrail::Trail
            Properties: { IsLogging: true, S3BucketName: audit-logs, IsMultiRegionTrail: true }
      `,
      cdk`
        new cloudtrail.Trail(this, 'Audit');
      `,
    ],
    links: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html'],
    peers: ['CKV_AWS_67', 'trivy AWS-0014', 'Guard MULTI_REGION_CLOUD_TRAIL_ENABLED'],
  },
  ...setting({
    places: { 'AWS::CloudTrail::Trail': 'IsMultiRegionTrail' },
    wrong: isOff,
    message: '{name} records one region only{when}.',
    mend: { title: 'Record all regions with {name}', to: true },
  }),
});
