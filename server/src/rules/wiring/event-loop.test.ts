import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { eventLoop } from './event-loop.ts';

const fn = (id: string) => `const ${id} = new lambda.Function(this, '${id}', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
  });`;

/** A SAM function that a bucket starts, with a policy and an event of choice. */
const sam = (policy: string, event: string) => yaml`
  Transform: AWS::Serverless-2016-10-31
  Resources:
    Images: { Type: AWS::S3::Bucket }
    Thumbnails: { Type: AWS::S3::Bucket }
    Make:
      Type: AWS::Serverless::Function
      Properties:
        Handler: index.handler
        Runtime: nodejs24.x
        CodeUri: make/
        Policies:
          - ${policy}
        Events:
          Uploaded:
            Type: S3
            Properties: ${event}
`;
const created = "{ Bucket: !Ref Images, Events: 's3:ObjectCreated:*' }";

ruleTest(eventLoop, ({ check }) => {
  const said =
    'warning wiring/event-loop "!Ref Images": Event loop: Images → Make → Images. Each event can cause the next one, without end.';
  const copying = (call: string) =>
    withFiles(
      cdk`
        const images = new s3.Bucket(this, 'Images');
        const make = new nodejs.NodejsFunction(this, 'Make', {
          entry: 'make.ts',
          environment: { BUCKET: images.bucketName },
        });
        images.grantReadWrite(make);
        images.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(make));
      `,
      {
        'make.ts': `
          import { ${call}, S3Client } from '@aws-sdk/client-s3';
          const s3 = new S3Client({});
          export const handler = async () => s3.send(new ${call}({ Bucket: process.env.BUCKET, Key: 'k' }));
        `,
      },
    );
  check('code that only reads causes no event, whatever it may do', copying('GetObjectCommand'), []);
  check('code that writes does', copying('PutObjectCommand'), [
    'warning wiring/event-loop "images.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(make))": Event loop: Images → Make → Images. Each event can cause the next one, without end.',
  ]);
  check(
    'a queue for failures starts nothing',
    cdk`
      const orders = new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        stream: dynamodb.StreamViewType.NEW_IMAGE,
      });
      const failures = new sqs.Queue(this, 'Failures');
      const handler = new lambda.Function(this, 'Handler', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
      });
      handler.addEventSource(
        new sources.DynamoEventSource(orders, {
          startingPosition: lambda.StartingPosition.LATEST,
          onFailure: new sources.SqsDlq(failures),
        }),
      );
      failures.grantSendMessages(handler);
    `,
  );
  const hops = Array.from({ length: 9 }, (_, i) => [i, (i + 1) % 9] as const);
  check(
    'a loop of eighteen hops',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
${hops
  .map(
    ([from, to]) => `        Q${from}: { Type: AWS::SQS::Queue }
        F${from}:
          Type: AWS::Serverless::Function
          Properties:
            Handler: index.handler
            Runtime: nodejs24.x
            CodeUri: code/
            Policies: [{ SQSSendMessagePolicy: { QueueName: !GetAtt Q${to}.QueueName } }]
            Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Q${from}.Arn } } }`,
  )
  .join('\n')}
    `,
    [
      `warning wiring/event-loop "!GetAtt Q0.Arn": Event loop: ${hops.map(([i]) => `Q${i} → F${i} → `).join('')}Q0. Each event can cause the next one, without end.`,
    ],
  );
  check('a bucket and a policy template', sam('S3CrudPolicy: { BucketName: !Ref Images }', created), [said]);
  check('another bucket is silent', sam('S3CrudPolicy: { BucketName: !Ref Thumbnails }', created), []);
  check('reading is silent', sam('S3ReadPolicy: { BucketName: !Ref Images }', created), []);
  check(
    'a policy of one’s own',
    sam('{ Statement: [{ Effect: Allow, Action: s3:PutObject, Resource: !Sub "$' + '{Images.Arn}/*" }] }', created),
    [said],
  );
  check(
    'a filter is silent',
    sam(
      'S3CrudPolicy: { BucketName: !Ref Images }',
      "{ Bucket: !Ref Images, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Name: prefix, Value: originals/ }] } } }",
    ),
    [],
  );
  check(
    'removals are silent',
    sam('S3WritePolicy: { BucketName: !Ref Images }', "{ Bucket: !Ref Images, Events: 's3:ObjectRemoved:*' }"),
    [],
  );
  check(
    'a consumer that deletes what it has read is silent',
    yaml`
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
            Policies:
              - PolicyName: jobs
                PolicyDocument:
                  Version: '2012-10-17'
                  Statement:
                    - Effect: Allow
                      Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ChangeMessageVisibility]
                      Resource: !GetAtt Jobs.Arn
        Worker:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Role: !GetAtt Role.Arn
            Code: { S3Bucket: code, S3Key: worker.zip }
        JobsToWorker:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Worker }
    `,
  );
  check(
    'a recursion that is meant is silent',
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
            RecursiveLoop: Allow
            Policies: [SQSSendMessagePolicy: { QueueName: !GetAtt Jobs.QueueName }]
            Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
    `,
  );
  check(
    'through a second function, once',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Orders: { Type: AWS::SQS::Queue }
        Payments: { Type: AWS::SQS::Queue }
        Pay:
          Type: AWS::Serverless::Function
          Properties:
            Handler: index.handler
            Runtime: nodejs24.x
            CodeUri: pay/
            Policies: [SQSSendMessagePolicy: { QueueName: !GetAtt Payments.QueueName }]
            Events: { Order: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } } }
        Ship:
          Type: AWS::Serverless::Function
          Properties:
            Handler: index.handler
            Runtime: nodejs24.x
            CodeUri: ship/
            Policies: [SQSSendMessagePolicy: { QueueName: !GetAtt Orders.QueueName }]
            Events: { Payment: { Type: SQS, Properties: { Queue: !GetAtt Payments.Arn } } }
    `,
    [
      'warning wiring/event-loop "!GetAtt Orders.Arn": Event loop: Orders → Pay → Payments → Ship → Orders. Each event can cause the next one, without end.',
    ],
  );
  check(
    'a table and its stream in CDK code',
    cdk`
      const table = new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        stream: dynamodb.StreamViewType.NEW_IMAGE,
      });
      ${fn('count')}
      table.grantReadWriteData(count);
      count.addEventSource(new sources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
    `,
    [
      'warning wiring/event-loop "new sources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST })": Event loop: Orders → count → Orders. Each event can cause the next one, without end.',
    ],
  );
  check(
    'a table that is read, and a queue that is consumed, are silent in CDK code',
    cdk`
      const table = new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        stream: dynamodb.StreamViewType.NEW_IMAGE,
      });
      const queue = new sqs.Queue(this, 'Jobs');
      ${fn('count')}
      table.grantReadData(count);
      queue.grantConsumeMessages(count);
      count.addEventSource(new sources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
      count.addEventSource(new sources.SqsEventSource(queue));
    `,
  );
  check(
    'a queue and its dead letters are silent',
    cdk`
      const failed = new sqs.Queue(this, 'Failed');
      const jobs = new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 3 } });
      ${fn('work')}
      ${fn('inspect')}
      work.addEventSource(new sources.SqsEventSource(jobs));
      inspect.addEventSource(new sources.SqsEventSource(failed));
      failed.grantSendMessages(work);
    `,
  );
  check(
    'events of a rule are silent, since its pattern chooses them',
    cdk`
      const bus = new events.EventBus(this, 'Bus');
      ${fn('work')}
      new events.Rule(this, 'Ordered', {
        eventBus: bus,
        eventPattern: { detailType: ['ordered'] },
        targets: [new targets.LambdaFunction(work)],
      });
      bus.grantPutEventsTo(work);
    `,
  );
});
