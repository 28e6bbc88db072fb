/** Reports ARNs and addresses of queues that handler code puts together, of resources whose own the stack could hand over. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { CodeFact, Resource } from '../../core/resource.ts';
import { type Value, at, scenarios, stringOf } from '../../core/value.ts';
import { environmentsOf, factsOf, functionsRunning, ofRunning, type Running } from '../lambda/running.ts';

/** The resource that an ARN of a service names, the property with its name, and what the whole thing is called. */
const TYPES: Readonly<Record<string, readonly [string, string, string]>> = {
  sqs: ['AWS::SQS::Queue', 'QueueName', 'ARN'],
  sns: ['AWS::SNS::Topic', 'TopicName', 'ARN'],
  states: ['AWS::StepFunctions::StateMachine', 'StateMachineName', 'ARN'],
  lambda: ['AWS::Lambda::Function', 'FunctionName', 'ARN'],
  dynamodb: ['AWS::DynamoDB::Table', 'TableName', 'ARN'],
};

type Built = Extract<CodeFact, { kind: 'built-name' }>;

const handler = (name: string) => ({
  'lambda/sender.ts': `
    import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
    const sqs = new SQSClient({});
    export const handler = async (event: { account: string }) =>
      sqs.send(new SendMessageCommand({ QueueUrl: ${name}, MessageBody: '{}' }));
  `,
});

export const stringBuiltArn = defineRule({
  id: 'cdk/string-built-arn',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Code is handed the ARN or URL of a resource of its stack instead of putting it together.',
    why: `An ARN that code assembles from region, account and name repeats what the stack knows. It goes wrong where the partition is
another one, where the account is read from a variable that Lambda doesn't set, and when the resource gets another name; and nothing
shows that the function depends on it. The stack can hand over \`queue.queueUrl\` or \`topic.topicArn\` as an environment variable. It
is said where the name is that of a resource of the same project.`,
    bad: [
      withFiles(
        cdk`
          const queue = new sqs.Queue(this, 'Orders', { queueName: 'orders' });
          const sender = new nodejs.NodejsFunction(this, 'Sender', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/sender.ts',
          });
          queue.grantSendMessages(sender);
        `,
        handler('`https://sqs.${process.env.AWS_REGION}.amazonaws.com/${event.account}/orders`'),
      ),
    ],
    good: [
      withFiles(
        cdk`
          const queue = new sqs.Queue(this, 'Orders', { queueName: 'orders' });
          const sender = new nodejs.NodejsFunction(this, 'Sender', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/sender.ts',
            environment: { QUEUE_URL: queue.queueUrl },
          });
          queue.grantSendMessages(sender);
        `,
        handler('process.env.QUEUE_URL'),
      ),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html'],
  },
  messages: {
    built: 'The {what} of {name} is put together here. {function} could be given it as an environment variable.',
  },
  looksAt: resource => [
    ofRunning(resource),
    Object.values(TYPES).map(([type, property]) => type === resource.type && at(resource.properties, property)),
  ],
  *checkConnected({ graph }) {
    const seen = new Set<Built>();
    for (const running of functionsRunning(graph)) {
      if (!running.code) continue;
      for (const { unit, fact } of factsOf(running.code, 'built-name')) {
        if (seen.has(fact) || !running.code.certain(unit, fact.span)) continue;
        const named = resourceNamed(fact, running, graph);
        if (!named) continue;
        seen.add(fact);
        yield {
          message: 'built',
          at: fact.span,
          params: {
            what: fact.form === 'arn' ? 'ARN' : 'URL',
            name: named.logicalId,
            function: running.resource.logicalId,
          },
          resource: running.resource,
          related: [{ span: named.nameSpan, message: `${named.logicalId} is part of the stack` }],
          subject: named.logicalId,
        };
      }
    }
  },
});

/** The resource of the graph that the name in the text is the name of, as it is written or handed over. */
function resourceNamed(fact: Built, { resource }: Running, graph: ResourceGraph): Resource | null {
  const known = Object.hasOwn(TYPES, fact.service) ? TYPES[fact.service] : undefined;
  if (!known) return null;
  const [type, property] = known;
  const { name } = fact;
  if (name.kind === 'text') {
    const last = name.text.slice(name.text.lastIndexOf('/') + 1);
    const found = graph.ofType(type).filter(r => stringOf(at(r.properties, property)) === last);
    return found.length === 1 ? (found[0] as Resource) : null;
  }
  if (name.kind !== 'environment') return null;
  for (const environment of environmentsOf(resource) ?? [])
    for (const { value } of scenarios(at(environment, name.name))) {
      const target = targetOf(value, graph);
      if (target?.type === type) return target;
    }
  return null;
}

function targetOf(value: Value, graph: ResourceGraph): Resource | null {
  return value.kind === 'reference' && value.target.kind === 'resource'
    ? (graph.resource(value.target.id) ?? null)
    : null;
}
