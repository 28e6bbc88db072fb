/** Reports event source mappings whose function may not read the queue or stream: they are refused, or read nothing. */
import { accessIn } from '../../access/compare.ts';
import { allowsAction } from '../../access/permissions.ts';
import type { NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { freeId } from '../requirements/scaffold.ts';
import { isExact, mentioned } from './deliveries.ts';

/** What Lambda does with a source on behalf of the function's role, from the chapters on each event source. */
const READS: Readonly<Record<string, { readonly actions: readonly string[]; readonly attribute: string }>> = {
  'AWS::SQS::Queue': {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    attribute: 'Arn',
  },
  'AWS::Kinesis::Stream': {
    actions: ['kinesis:GetRecords', 'kinesis:GetShardIterator'],
    attribute: 'Arn',
  },
  'AWS::DynamoDB::Table': {
    actions: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
    attribute: 'StreamArn',
  },
};

interface Data {
  readonly mapping: Resource;
  readonly source: Resource;
  readonly role: Resource;
  readonly missing: readonly string[];
}

export const danglingTrigger = defineRule({
  id: 'wiring/dangling-trigger',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'A function may read the queue or stream that its event source mapping names.',
    why: `Lambda polls a queue or stream with the role of the function. Where that role may not receive, the mapping is refused when
the stack is deployed (*The provided execution role does not have permissions to call ReceiveMessage on SQS*). The events of SAM and
the event sources of the CDK bring the permissions along; a mapping that is written out does not. Roles with policies that can't
be seen are not judged.`,
    bad: [
      yaml`
        Resources:
          Jobs: { Type: AWS::SQS::Queue }
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
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
      json`
        {
          "Resources": {
            "Orders": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 1 } },
            "Role": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }
                  ]
                }
              }
            },
            "Worker": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": { "Fn::GetAtt": ["Role", "Arn"] },
                "Code": { "S3Bucket": "code", "S3Key": "worker.zip" }
              }
            },
            "OrdersToWorker": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": {
                "EventSourceArn": { "Fn::GetAtt": ["Orders", "Arn"] },
                "FunctionName": { "Ref": "Worker" },
                "StartingPosition": "LATEST"
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.CfnQueue(this, 'Jobs');
        const role = new iam.CfnRole(this, 'Role', {
          assumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        });
        const worker = new lambda.CfnFunction(this, 'Worker', {
          code: { s3Bucket: 'code', s3Key: 'worker.zip' },
          role: role.attrArn,
          runtime: 'nodejs24.x',
          handler: 'index.handler',
        });
        new lambda.CfnEventSourceMapping(this, 'JobsToWorker', { eventSourceArn: jobs.attrArn, functionName: worker.ref });
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs: { Type: AWS::SQS::Queue }
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole
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
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        const worker = new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
        worker.addEventSource(new sources.SqsEventSource(jobs));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html',
    ],
  },
  messages: {
    unread: 'The role {role} of {function} may not read {source}: it lacks {actions}.',
  },
  *checkConnected({ graph }) {
    for (const mapping of graph.ofType('AWS::Lambda::EventSourceMapping')) {
      if (!isExact(mapping) || mapping.owner.kind === 'internal') continue;
      const value = at(mapping.properties, 'EventSourceArn');
      const [source] = mentioned(value).map(id => graph.resource(id));
      const [runner] = mentioned(at(mapping.properties, 'FunctionName')).map(id => graph.resource(id));
      const reads = READS[source?.type ?? ''];
      if (!source || !runner || !reads || !isExact(runner) || value.kind === 'absent') continue;
      const access = accessIn(graph).find(a => a.function.id === runner.id);
      if (!access) continue;
      const { allowed, roles, unseen } = access.permissions;
      const [role, ...more] = roles;
      if (unseen !== null || !role || more.length > 0 || !isExact(role)) continue;
      const missing = reads.actions.filter(action => allowed.every(one => allowsAction(one, action) === 'no'));
      if (missing.length === 0) continue;
      yield {
        message: 'unread',
        at: value.span,
        params: {
          role: role.logicalId,
          function: runner.logicalId,
          source: source.logicalId,
          actions: missing.join(', '),
        },
        resource: mapping,
        data: { mapping, source, role, missing } satisfies Data,
      };
    }
  },
  fix({ data }, { graph }) {
    const { source, role, missing } = data as Data;
    if (role.language === 'typescript') return `add a statement to the policies of ${role.logicalId}`;
    const attribute = READS[source.type]?.attribute ?? 'Arn';
    const logicalId = freeId(graph, role, `${role.logicalId}Reads${source.logicalId}`);
    const statement: NewValue = {
      $object: { Effect: 'Allow', Action: missing, Resource: { $ref: source.id, attribute } },
    };
    const properties: Record<string, NewValue> = {
      PolicyName: logicalId,
      Roles: [{ $ref: role.id, attribute: null }],
      PolicyDocument: { $object: { Version: '2012-10-17', Statement: [statement] } },
    };
    return [
      {
        title: `Let ${role.logicalId} read ${source.logicalId}`,
        intents: [{ kind: 'addResource', near: role.id, logicalId, type: 'AWS::IAM::Policy', properties }],
        safety: 'review',
      },
    ];
  },
});
