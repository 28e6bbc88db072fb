import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingConnection } from './missing-connection.ts';

const asks = (path: string, more = '') => ({
  'plumbline.yaml': `version: 1\nrequirements:\n  connections: ["${path}"]\n${more}`,
});
const said = (place: string, message: string) => [
  `warning arch/missing-connection ${JSON.stringify(place)}: ${message}`,
];
const fn = (id: string, more = '') =>
  `const ${id} = new lambda.Function(this, '${id}', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromAsset('l')${more} });`;

ruleTest(missingConnection, ({ check, fixed }) => {
  const api = (uri: string) => yaml`
    Resources:
      Api: { Type: AWS::ApiGateway::RestApi }
      Get:
        Type: AWS::ApiGateway::Method
        Properties: { RestApiId: !Ref Api, Integration: { Uri: ${uri} } }
      Worker: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt WorkerRole.Arn } }
      WorkerRole: { Type: AWS::IAM::Role }
      Access:
        Type: AWS::IAM::Policy
        Properties:
          Roles: [!Ref WorkerRole]
          PolicyDocument: { Statement: [{ Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Orders.Arn }] }
      Orders: { Type: AWS::DynamoDB::Table }
  `;
  const balanced = (group: string) =>
    withFiles(
      yaml`
        Resources:
          Alb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
          Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup }
          Door:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !Ref Alb
              DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }]
          Web:
            Type: AWS::ECS::Service
            Properties: { LoadBalancers: [{ TargetGroupArn: ${group} }] }
      `,
      { 'plumbline.yaml': 'version: 1\nrequirements:\n  connections: [alb -> ecs]\n' },
    );
  check('silent: by a target group', balanced('!Ref Group'), []);
  check('silent: by a target group of another stack', balanced('!ImportValue Group'), []);
  check(
    'silent: over methods, roles and policies',
    withFiles(api('!GetAtt Worker.Arn'), asks('api -> function -> table')),
    [],
  );
  check(
    'an API that calls nothing',
    withFiles(api('https://example.com'), asks('api -> function -> table')),
    said('Api', 'No API Gateway is connected to a Lambda: api -> function -> table is asked for (plumbline.yaml:3).'),
  );
  check(
    'the other way round is another thing',
    withFiles(
      yaml`
      Resources:
        Uploads: { Type: AWS::S3::Bucket }
        Worker:
          Type: AWS::Lambda::Function
          Properties: { Environment: { Variables: { BUCKET: !Ref Uploads } } }
    `,
      asks('bucket -> function'),
    ),
    said('Uploads', 'No S3 is connected to a Lambda: bucket -> function is asked for (plumbline.yaml:3).'),
  );
  check(
    'silent: a required end that is missing has its own finding',
    withFiles(
      yaml`${'Resources:\n  Api: { Type: AWS::ApiGateway::RestApi }'}`,
      asks('api -> function', '  services: [lambda]\n'),
    ),
    [],
  );
  check(
    'silent: what is referred to can’t be seen',
    withFiles(
      yaml`
      Resources:
        Orders: { Type: AWS::DynamoDB::Table }
        Worker:
          Type: AWS::Lambda::Function
          Properties: { Environment: { Variables: { TABLE: !ImportValue table } } }
    `,
      asks('function -> table'),
    ),
    [],
  );
  check(
    'a dead-letter queue',
    withFiles(
      cdk`
      new sqs.Queue(this, 'Jobs');
      ${fn('Worker')}
      //                 ^^^^^^^^^^^^^^^ warning arch/missing-connection: No Lambda is connected to a dead-letter queue: function -> dlq is asked for (plumbline.yaml:3).
    `,
      asks('function -> dlq'),
    ),
  );
  check(
    'silent: a dead-letter queue, events, grants',
    withFiles(
      cdk`
      const dead = new sqs.Queue(this, 'Dead');
      const uploads = new s3.Bucket(this, 'Uploads');
      const topic = new sns.Topic(this, 'Topic');
      ${fn('Worker', ', deadLetterQueue: dead')}
      uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(Worker));
      topic.grantPublish(Worker);
    `,
      {
        'plumbline.yaml':
          'version: 1\nrequirements:\n  connections: [function -> dlq, bucket -> function, function -> topic]\n',
      },
    ),
    [],
  );

  it('connects the only two that may be meant', () => {
    const code = withFiles(
      cdk`
        const orders = new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
        ${fn('worker')}
      `,
      asks('function -> table'),
    );
    const text = fixed(code);
    expect(text).toContain('environment: { TABLE_NAME: orders.tableName }');
    expect(text).toContain('orders.grantReadWriteData(worker);');
    const sam = withFiles(
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Sender:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              InlineCode: exports.handler = async () => {};
      `,
      asks('function -> queue'),
    );
    expect(fixed(sam)).toContain(`      InlineCode: exports.handler = async () => {};
      Environment:
        Variables:
          QUEUE_URL: !Ref Jobs
      Policies:
        - Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: sqs:SendMessage
              Resource: !GetAtt Jobs.Arn
`);
  });
});
