/** How a function is wired to what it is to use: the permission, and the name in its environment. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { statementFor } from '../iam/statementFor.ts';

/** By type: the variable that says where it is, the grant that its construct has for it, and the actions that this means. */
const WAYS: Readonly<
  Record<string, { readonly variable: string; readonly method: string; readonly actions: readonly string[] }>
> = {
  'AWS::DynamoDB::Table': {
    variable: 'TABLE_NAME',
    method: 'grantReadWriteData',
    actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  },
  'AWS::S3::Bucket': { variable: 'BUCKET_NAME', method: 'grantReadWrite', actions: ['s3:GetObject', 's3:PutObject'] },
  'AWS::SQS::Queue': { variable: 'QUEUE_URL', method: 'grantSendMessages', actions: ['sqs:SendMessage'] },
  'AWS::SNS::Topic': { variable: 'TOPIC_ARN', method: 'grantPublish', actions: ['sns:Publish'] },
  'AWS::SecretsManager::Secret': {
    variable: 'SECRET_ARN',
    method: 'grantRead',
    actions: ['secretsmanager:GetSecretValue'],
  },
  'AWS::StepFunctions::StateMachine': {
    variable: 'STATE_MACHINE_ARN',
    method: 'grantStartExecution',
    actions: ['states:StartExecution'],
  },
};

/** The fix that connects a function with a resource, or the reason why there is none. */
export function connect(graph: ResourceGraph, fn: Resource, on: Resource): readonly FixProposal[] | string {
  const way = WAYS[on.type];
  if (!/^AWS::(Lambda|Serverless)::Function$/.test(fn.type) || !way)
    return `how ${fn.type} and ${on.type} are connected is for you to say`;
  const { variable, method, actions } = way;
  const name: Intent = {
    kind: 'setProperty',
    resource: fn.id,
    path: ['Environment', 'Variables', variable],
    value: { $ref: on.id, attribute: null },
  };
  const title = `Let ${fn.logicalId} use ${on.logicalId}, as ${variable}`;
  if (fn.language === 'typescript') {
    const grant: Intent = { kind: 'grant', function: fn.id, on: on.id, method, actions, suffixes: [''] };
    return [{ title, intents: [name, grant], safety: 'review' }];
  }
  const allow = statementFor(graph, fn, on, actions);
  return typeof allow === 'string' ? allow : [{ title, intents: [name, ...allow], safety: 'review' }];
}
