/** Trails whose log files nobody can check for having been changed. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';

export const unvalidatedLogs = defineRule({
  id: 'cloudtrail/unvalidated-logs',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Trails sign their log files.',
    why: `The log of who did what is the first thing that an intruder changes. With \`EnableLogFileValidation\` CloudTrail writes a
signed digest each hour, against which deleted or changed files show; without it a log proves nothing. It costs nothing, and
the CDK's \`Trail\` turns it on by itself.`,
    bad: [
      yaml`
        Resources:
          Audit:
            Type: AWS::CloudTrail::Trail
            Properties:
              IsLogging: true
              S3BucketName: audit-logs
      `,
      json`
        {
          "Resources": {
            "Audit": {
              "Type": "AWS::CloudTrail::Trail",
              "Properties": { "IsLogging": true, "S3BucketName": "audit-logs", "EnableLogFileValidation": false }
            }
          }
        }
      `,
      cdk`
        new cloudtrail.Trail(this, 'Audit', { enableFileValidation: false });
      `,
    ],
    good: [
      yaml`
        Resources:
          Audit:
            Type: AWS::CloudTrail::Trail
            Properties:
              IsLogging: true
              S3BucketName: audit-logs
              EnableLogFileValidation: true
      `,
      cdk`
        new cloudtrail.Trail(this, 'Audit');
      `,
    ],
    links: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html'],
    peers: ['CKV_AWS_36', 'trivy AWS-0016', 'Guard CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED'],
  },
  ...setting({
    places: { 'AWS::CloudTrail::Trail': 'EnableLogFileValidation' },
    wrong: isOff,
    message: '{name} does not sign its log files{when}.',
    mend: { title: 'Let {name} sign its log files', to: true, safety: 'safe' },
  }),
});
