/** Buckets without logs. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noBucketAccessLogs } from './no-access-logs.ts';

ruleTest(noBucketAccessLogs, ({ check, fixed, offered }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
      # ^^^^^ information s3/no-access-logs: Requests to Thing are not logged when not IsProd.
          Type: AWS::S3::Bucket
          Properties:
            LoggingConfiguration: !If [IsProd, { DestinationBucketName: !Ref Given }, !Ref AWS::NoValue]
        Own:
      # ^^^ information s3/no-access-logs: Requests to Own are not logged.
          Type: AWS::S3::Bucket
          Properties: { AccessControl: BucketOwnerRead }
        Target: { Type: AWS::S3::Bucket, Properties: { AccessControl: LogDeliveryWrite } }
        AccessLogs: { Type: AWS::S3::Bucket }
    `,
  );
  it('logs to the only bucket that is for logs', () => {
    const files = (more = '') => yaml`
      Resources:
        Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }
        AccessLogs: { Type: AWS::S3::Bucket }
        ${more}
    `;
    expect(fixed(files())).toContain(
      'LoggingConfiguration: {DestinationBucketName: !Ref AccessLogs, LogFilePrefix: Files/}',
    );
    expect(offered(files('OldLogs: { Type: AWS::S3::Bucket }'))).toEqual([
      'refused: Fix s3/no-access-logs (the bucket that logs go to is for you to name)',
    ]);
    const code = cdk`
      const accessLogs = new s3.Bucket(this, 'AccessLogs');
      new s3.Bucket(this, 'Files', { versioned: true });
    `;
    expect(fixed(code)).toContain(
      "versioned: true, serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: 'Files/' }",
    );
  });
});
