/** Physical names that are the same in every deployment. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type Literal, type Value, at, entryAt, inScenario, rendered, scenarios, textParts } from '../../core/value.ts';
import { nameRule } from '../../knowledge/index.ts';
import { ENVIRONMENT_WORD, repeatedStacks } from './environments.ts';
import { NAMES, within } from './physicalNames.ts';

/** What a bus for a partner's events comes from: it has to have the name of that source. */
const PARTNER = 'EventSourceName';

export const notUniquePerEnvironment = defineRule({
  id: 'naming/not-unique-per-environment',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A physical name holds something that differs between deployments: the stage, the stack, the account.',
    why: `A name that is written out can exist once. The second stack made from the same template (another stage, a test of
a change, another region for a bucket) fails with *already exists*. Bucket names are unique among all accounts of the world,
so that somebody else may own yours, or take it while yours is deleted. Leave the name out, or make the stack's name or the
account a part of it. Names with any variable part, and names that say their environment (\`orders-prod\`), are not reported.
For buckets it is a warning. For other types it is information, and only where something shows that the stack is made more than
once: a parameter for the stage, a stack class that makes several, another name with the stack's name or a parameter in it.
Rules on an event bus that differs between deployments, and buses for a partner's events, are not reported.
\`naming/blocks-replacement\` speaks of names in every stack.`,
    bad: [
      yaml`
        Resources:
          Invoices:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: orders-invoices
      `,
      json`
        {
          "Parameters": { "Stage": { "Type": "String" } },
          "Resources": { "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "print-jobs" } } }
        }
      `,
      cdk`
        new s3.Bucket(this, 'Invoices', { bucketName: 'orders-invoices' });
      `,
    ],
    good: [
      yaml`
        Parameters:
          Stage:
            Type: String
        Resources:
          Invoices:
            Type: AWS::S3::Bucket
          Reports:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: !Sub orders-reports-${'${AWS::AccountId}'}
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: !Sub print-jobs-${'${Stage}'}
      `,
      cdk`
        new s3.Bucket(this, 'Invoices');
        new s3.Bucket(this, 'Reports', { bucketName: 'orders-reports-' + cdk.Aws.ACCOUNT_ID });
        // Nothing says that there is a second one.
        new sqs.Queue(this, 'Jobs', { queueName: 'print-jobs' });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    ],
    peers: ['cfn_nag W28', 'Guard CFN_NO_EXPLICIT_RESOURCE_NAMES'],
  },
  messages: {
    bucket: 'The bucket name {name} is the same in every deployment{when}, and unique in the world: it can exist once.',
    fixed: 'The name {name} of {resource} is the same in every deployment{when}: a second one in the account fails.',
  },
  looksAt: resource => [
    at(resource.properties, NAMES[resource.type] ?? ''),
    within(resource),
    entryAt(resource.properties, PARTNER),
  ],
  *checkConnected({ graph }) {
    let repeated: ReadonlySet<string> | undefined;
    for (const [type, property] of Object.entries(NAMES)) {
      const isBucket = type === 'AWS::S3::Bucket';
      for (const resource of graph.ofType(type)) {
        if (resource.owner.kind === 'internal' || entryAt(resource.properties, PARTNER)) continue;
        // What another deployment has on a bus of its own has its name to itself; of a bus that has not, the name is reported.
        const container = within(resource);
        if (container.kind !== 'absent' && container.kind !== 'literal') continue;
        // A name that depends on a condition or a ternary is different where the author wants it to be.
        const [first, ...others] = scenarios(at(resource.properties, property));
        if (!first || others.length > 0 || first.value.kind !== 'literal' || !isFixed(first.value, resource)) continue;
        if (!isBucket) {
          repeated ??= repeatedStacks(graph);
          if (!repeated.has(resource.stack)) continue;
        }
        yield {
          message: isBucket ? 'bucket' : 'fixed',
          at: first.value.span,
          params: { name: rendered(first.value), resource: resource.logicalId, when: inScenario(first.when) },
          severity: isBucket ? 'warning' : 'information',
          resource,
          subject: property,
        };
      }
    }
  },

  fix(signal) {
    const { resource } = signal;
    const property = resource && NAMES[resource.type];
    if (!resource || property === undefined) return 'the resource is no longer there';
    const value = at(resource.properties, property);
    const name = fixedName(value);
    const longer = name === null ? null : uniqueName(resource.type, name);
    const length = longer?.longest ?? 0;
    const tooLong = length > (nameRule(resource.type)?.maxLength ?? Number.POSITIVE_INFINITY);
    return [
      ...(longer && !tooLong
        ? [
            {
              title: `Add ${longer.added} to the name of ${resource.logicalId}`,
              intents: [{ kind: 'replaceValue' as const, value, with: { $sub: longer.text } }],
              safety: 'review' as const,
            },
          ]
        : []),
      {
        title: `Let CloudFormation name ${resource.logicalId}`,
        intents: [{ kind: 'removeProperty' as const, resource: resource.id, path: [property] }],
        safety: 'review' as const,
      },
    ];
  },
});

/** Whether a literal is one that stands in this very place or in a constant beside it, and not one that was handed in. */
function isFixed(value: Literal, resource: Resource): boolean {
  if (typeof value.value !== 'string' || value.value === '' || value.origin !== 'written') return false;
  // A computed string had parts, and one of them may be the stage; one from another file is configuration.
  if (value.written === null || value.written.uri !== resource.span.uri) return false;
  if (ENVIRONMENT_WORD.test(value.value)) return false;
  // Dynamic references are looked up, and `${…}` is filled in, before anything is named.
  if (value.value.includes('{{') || value.value.includes('${')) return false;
  // A log group named after a function is as unique as that.
  return !(resource.type === 'AWS::Logs::LogGroup' && value.value.startsWith('/aws/'));
}

function fixedName(value: Value): string | null {
  const parts = textParts(value);
  return parts?.length === 1 && parts[0]?.kind === 'known' ? parts[0].text : null;
}

/** The name with a part that differs, and how long it can get (account: 12 digits, the longest region: 14). */
function uniqueName(
  type: string,
  name: string,
): { readonly text: string; readonly added: string; readonly longest: number } {
  if (type === 'AWS::S3::Bucket') {
    return {
      // The stack's name may have capital letters, which a bucket's may not.
      text: `${name}-\${AWS::AccountId}-\${AWS::Region}`,
      added: 'account and region',
      longest: name.length + 1 + 12 + 1 + 14,
    };
  }
  // The names of FIFO queues and topics end with `.fifo`, whatever comes before.
  const [, stem, end] = /^(.*?)(\.fifo)?$/.exec(name) as RegExpExecArray;
  return { text: `${stem}-\${AWS::StackName}${end ?? ''}`, added: 'the name of the stack', longest: 0 };
}
