/** Notifications that S3 refuses. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { overlappingNotifications } from './overlapping-notifications.ts';

ruleTest(overlappingNotifications, ({ check }) => {
  check(
    'prefix and suffix together, and under a condition',
    yaml`
      Parameters: { Folder: { Type: String } }
      Conditions: { IsProd: !Equals [!Ref AWS::Region, eu-west-1] }
      Resources:
        Files:
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration:
              LambdaConfigurations:
                - { Event: s3:ObjectCreated:Put, Function: a, Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }, { Name: suffix, Value: .csv }] } } }
                - { Event: s3:ObjectCreated:Post, Function: b, Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }] } } }
                - { Event: s3:ObjectCreated:Put, Function: c, Filter: { S3Key: { Rules: [{ Name: Prefix, Value: in/a }, { Name: Suffix, Value: v }] } } }
      #                    ^^^^^^^^^^^^^^^^^^^^ error s3/overlapping-notifications: s3:ObjectCreated:Put below in/a ending with v goes to another destination of Files, too: S3 takes one for each object.
                - { Event: s3:ObjectCreated:Put, Function: d, Filter: { S3Key: { Rules: [{ Name: prefix, Value: !Ref Folder }] } } }
                - { Event: s3:ObjectCreated:Put, Function: e, Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }, { Name: suffix, Value: .json }] } } }
        Some:
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration: !If
              - IsProd
              - QueueConfigurations: [{ Event: 's3:TestEvent', Queue: a }, { Event: 's3:TestEvent', Queue: b }]
      #                                                                             ^^^^^^^^^^^^^^ error s3/overlapping-notifications: s3:TestEvent goes to another destination of Some, too when IsProd: S3 takes one for each object.
              - !Ref AWS::NoValue
    `,
  );
  check(
    'by calls of the CDK',
    cdk`
      const files = new s3.Bucket(this, 'Files');
      files.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(new sqs.Queue(this, 'Jobs')), { suffix: '.csv' });
      files.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(new sqs.Queue(this, 'Others')), { suffix: '.json' });
    `,
  );
});
