/** Two resources of one kind with the same physical name. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at, rendered, stringOf } from '../../core/value.ts';
import { NAMES, within } from './physicalNames.ts';

/** IAM names are unique in the account, too; why they have names at all is another rule's matter. */
const UNIQUE: Readonly<Record<string, string>> = {
  ...NAMES,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::SSM::Parameter': 'Name',
};

export const collision = defineRule({
  id: 'naming/collision',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'No two resources of a stack have the same physical name.',
    why: `The service makes the first of them and refuses the second with *already exists*, and CloudFormation rolls both
back. It is what is left of a copied resource more often than not. Resources under different conditions, and names that
can't be told, are not reported.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: print-jobs
          Invoices:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: print-jobs
      `,
      cdk`
        new sqs.CfnQueue(this, 'Jobs', { queueName: 'print-jobs' });
        new sqs.CfnQueue(this, 'Invoices', { queueName: 'print-jobs' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: print-jobs
          Invoices:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: invoices
          Topic:
            Type: AWS::SNS::Topic
            Properties:
              TopicName: print-jobs
      `,
      cdk`
        new sqs.CfnQueue(this, 'Jobs', { queueName: 'print-jobs' });
        new sqs.CfnQueue(this, 'Invoices', { queueName: 'invoices' });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html'],
  },
  messages: { taken: 'The name {name} of {resource} is taken by {other} in the same stack.' },

  looksAt: resource => [at(resource.properties, UNIQUE[resource.type] ?? ''), within(resource)],
  *checkConnected({ graph }) {
    const seen = new Map<string, { readonly resource: Resource; readonly value: Value }>();
    for (const type of Object.keys(UNIQUE)) {
      const property = UNIQUE[type] as string;
      for (const resource of graph.ofType(type)) {
        // Whether two conditions exclude each other can't be told from here.
        if (resource.condition !== null) continue;
        const value = at(resource.properties, property);
        const name = fullyKnown(value);
        if (name === null || value.kind === 'absent') continue;
        const inside = placeOf(within(resource));
        if (inside === null) continue;
        const key = [resource.stack, type, inside, name].join('\n');
        const first = seen.get(key);
        if (!first || first.value.kind === 'absent') {
          seen.set(key, { resource, value });
          continue;
        }
        // One line of source that makes several resources (a loop) is not two names.
        if (first.value.span.start === value.span.start && first.value.span.uri === value.span.uri) continue;
        yield {
          message: 'taken',
          at: value.span,
          params: { name: rendered(value), resource: resource.logicalId, other: first.resource.logicalId },
          resource,
          related: [{ span: first.value.span, message: `${first.resource.logicalId} has it` }],
          subject: name,
        };
      }
    }
  },
});

/** What a name is unique within, so that two that are the same are known to be: a resource of the app, or a name; null if unknown. */
function placeOf(container: Value): string | null {
  if (container.kind === 'absent') return '';
  if (container.kind === 'reference' && container.target.kind === 'resource') return container.target.id;
  return fullyKnown(container);
}

/** A name that is the same text wherever it stands in a stack: a literal, or text with pseudo parameters and parameters. */
function fullyKnown(value: Value): string | null {
  if (value.kind === 'literal') return stringOf(value);
  if (value.kind !== 'text') return null;
  const parts = value.parts.map(part => {
    if (part.kind === 'known') return part.text;
    const { value: hole } = part;
    if (hole.kind !== 'reference' || hole.attribute !== null) return null;
    return hole.target.kind === 'pseudo' || hole.target.kind === 'parameter' ? `\${${hole.target.name}}` : null;
  });
  return parts.includes(null) ? null : parts.join('');
}
