import { cdk, yaml } from '../../core/rule.ts';
import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { circularDependency } from './circular-dependency.ts';

/** A dollar sign, for substitutions in templates. */
const $ = '$';

const [groups, bucket] = circularDependency.docs.bad;

/** A SAM function that a bucket starts, and its policy. */
const sam = (name: string) => yaml`
  Transform: AWS::Serverless-2016-10-31
  Resources:
    Uploads: { Type: AWS::S3::Bucket, Properties: { BucketName: uploads-of-shop } }
    Handler:
      Type: AWS::Serverless::Function
      Properties:
        Handler: index.handler
        Runtime: nodejs24.x
        CodeUri: handler/
        Policies:
          - S3ReadPolicy: { BucketName: ${name} }
        Events:
          Uploaded:
            Type: S3
            Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*' }
`;

ruleTest(circularDependency, ({ check, fixed }) => {
  check(
    'two DependsOn',
    yaml`
    Resources:
      A: { Type: AWS::SQS::Queue, DependsOn: [B] }
      B: { Type: AWS::SQS::Queue, DependsOn: C }
      C: { Type: AWS::SNS::Topic, DependsOn: A }
  `,
    [
      'error wiring/circular-dependency "B": Circular dependency: A → B → C → A. CloudFormation can create none of them first. A need not depend on B to be made.',
    ],
  );
  check(
    'itself',
    yaml`
    Resources:
      A:
        Type: AWS::SQS::Queue
        Properties: { QueueName: !Sub "${$}{A}-x" }
  `,
    ['error wiring/circular-dependency "${A}": A depends on itself.'],
  );
  check('a function of SAM whose policy mentions the bucket that starts it', sam('!Ref Uploads'), [
    'error wiring/circular-dependency "!Ref Uploads": Circular dependency: Handler → Uploads → Handler. CloudFormation can create none of them first. Write the name of Uploads out, where others mention it.',
  ]);
  check('a function of SAM whose policy has the name', sam('uploads-of-shop'), []);
  check(
    'conditions that exclude each other',
    yaml`
    Conditions:
      IsProd: !Equals [!Ref AWS::Region, eu-central-1]
    Resources:
      A: { Type: AWS::SQS::Queue, Condition: IsProd, Properties: { QueueName: !If [IsProd, a, !GetAtt B.QueueName] } }
      B: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "${$}{A.QueueName}-b" } }
  `,
    [],
  );
  check(
    'an L2 bucket and what it starts',
    cdk`
    const uploads = new s3.Bucket(this, 'Uploads');
    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
      environment: { BUCKET: uploads.bucketName },
    });
    uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(handler), { prefix: 'in/' });
  `,
    [],
  );
  it('takes a rule out of its group', () => {
    expect(fixed(groups as never)).toContain(`  WebToDatabase:
    Type: AWS::EC2::SecurityGroupEgress
    Properties:
      GroupId: !GetAtt Web.GroupId
      IpProtocol: tcp
      FromPort: 5432
      ToPort: 5432
      DestinationSecurityGroupId: !Ref Database
`);
  });
  it('lets the permission of a bucket name the account', () => {
    const text = fixed(bucket as never);
    expect(text).toContain('"SourceAccount": { "Ref": "AWS::AccountId" }');
    expect(text).not.toContain('SourceArn');
  });
});
