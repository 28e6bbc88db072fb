import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingFailureDestination } from './missing-failure-destination.ts';

const mailer = (more: string, others = '') => yaml`
  Resources:
    Orders: { Type: AWS::SNS::Topic }
    Failed: { Type: AWS::SQS::Queue }
    Mailer:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/mailer
        Code: { S3Bucket: code, S3Key: mailer.zip }
        ${more}
    OrdersToMailer:
      Type: AWS::SNS::Subscription
      Properties: { TopicArn: !Ref Orders, Protocol: lambda, Endpoint: !GetAtt Mailer.Arn }
    ${others}
`;

ruleTest(missingFailureDestination, ({ check }) => {
  check('a subscription', mailer(''), [
    'information reliability/missing-failure-destination "Mailer": The topic Orders invokes Mailer asynchronously, and an event that fails is dropped after three attempts.',
  ]);
  check('a dead-letter queue is silent', mailer('DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }'), []);
  check(
    'a destination in a resource of its own is silent',
    mailer(
      '',
      "MailerFailures: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Mailer, Qualifier: '$LATEST', DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }",
    ),
    [],
  );
  check(
    'a function that a queue feeds is silent',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        Worker:
          Type: AWS::Serverless::Function
          Properties:
            Handler: index.handler
            Runtime: nodejs24.x
            CodeUri: worker/
            Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
    `,
  );
  check(
    'CDK code, where a call may set it up, is silent',
    cdk`
      const orders = new sns.Topic(this, 'Orders');
      const mailer = new lambda.Function(this, 'Mailer', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
      });
      mailer.configureAsyncInvoke({ onFailure: new destinations.SqsDestination(new sqs.Queue(this, 'Failed')) });
      orders.addSubscription(new subscriptions.LambdaSubscription(mailer));
    `,
  );
});
