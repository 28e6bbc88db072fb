/** Buckets without logs. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noBucketAccessLogs } from './no-access-logs.ts';

ruleTest(noBucketAccessLogs, ({ check }) => {
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
});
