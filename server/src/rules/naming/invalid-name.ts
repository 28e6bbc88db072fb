/** Physical names that the service will refuse. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import {
  type TextPart,
  type Value,
  at,
  inScenario,
  rendered,
  scenarios,
  stringOf,
  textParts,
} from '../../core/value.ts';
import { type NameRule, nameRule } from '../../knowledge/index.ts';

/** Types whose allowed characters can be told from the middle of a name, for names of which only pieces are known. */
const CHARACTERS: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Bucket': /[^a-z0-9.-]/,
  'AWS::DynamoDB::Table': /[^\w.-]/,
  'AWS::DynamoDB::GlobalTable': /[^\w.-]/,
  'AWS::ECR::Repository': /[^a-z0-9._/-]/,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': /[^A-Za-z0-9-]/,
  'AWS::ElasticLoadBalancingV2::TargetGroup': /[^A-Za-z0-9-]/,
  'AWS::IAM::Group': /[^\w+=,.@-]/,
  'AWS::IAM::InstanceProfile': /[^\w+=,.@-]/,
  'AWS::IAM::ManagedPolicy': /[^\w+=,.@-]/,
  'AWS::IAM::Role': /[^\w+=,.@-]/,
  'AWS::IAM::User': /[^\w+=,.@-]/,
  'AWS::Logs::LogGroup': /[^.\w/#-]/,
  'AWS::OpenSearchService::Domain': /[^a-z0-9-]/,
  'AWS::RDS::DBCluster': /[^A-Za-z0-9-]/,
  'AWS::RDS::DBInstance': /[^A-Za-z0-9-]/,
  'AWS::SNS::Topic': /[^\w.-]/,
  'AWS::SQS::Queue': /[^\w.-]/,
  'AWS::StepFunctions::StateMachine': /[^\w-]/,
};

/** The least length of what a pseudo parameter stands for. */
const SHORTEST: Readonly<Record<string, number>> = { 'AWS::AccountId': 12, 'AWS::Region': 9, 'AWS::StackName': 1 };

export const invalidName = defineRule({
  id: 'naming/invalid-name',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['refused', 'characters', 'long'],
  docs: {
    summary: 'A physical name follows the rules of its service.',
    why: `Each service has its own idea of a name: buckets know no capital letters and no underscores, load balancers at most
32 characters, RDS no two hyphens in a row. CloudFormation finds out when it creates the resource, minutes into the
deployment, and rolls everything back. Of a name with variable parts the pieces that are known are looked at, and the values
that a parameter may have.`,
    bad: [
      yaml`
        Resources:
          Invoices:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: Orders_Invoices
      `,
      json`
        {
          "Resources": {
            "Balancer": {
              "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "Properties": { "Name": "orders-and-invoices-of-the-web-shop" }
            }
          }
        }
      `,
      cdk`
        new s3.Bucket(this, 'Invoices', { bucketName: 'OrdersInvoices-' + this.account });
      `,
    ],
    good: [
      yaml`
        Resources:
          Invoices:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: orders-invoices
      `,
      cdk`
        new s3.Bucket(this, 'Invoices', { bucketName: 'orders-invoices-' + this.account });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
    ],
    peers: ['cfn-lint E3031', 'cfn-lint E3033'],
  },
  messages: {
    refused: 'The name {name} of {resource} will be refused{when}: it takes {words}.',
    characters: 'The name {name} of {resource} will be refused{when} because of {characters}: it takes {words}.',
    long: 'The name {name} of {resource} is too long{when}: at least {length} characters, and {most} are possible.',
    parameter: 'With {value} as {parameter}, the name {name} of {resource} will be refused{when}: it takes {words}.',
  },
  types: [
    ...Object.keys(CHARACTERS),
    'AWS::Lambda::Function',
    'AWS::Kinesis::Stream',
    'AWS::ECS::Cluster',
    'AWS::KMS::Alias',
  ],

  *checkResource(resource) {
    const rule = nameRule(resource.type);
    if (!rule) return;
    for (const { value, when } of scenarios(at(resource.properties, rule.property))) {
      if (value.kind !== 'literal' && value.kind !== 'text') continue;
      const problem = problemOf(value, rule, resource.type);
      if (!problem) continue;
      yield {
        message: problem.message,
        at: value.span,
        params: {
          name: rendered(value),
          resource: resource.logicalId,
          when: inScenario(when),
          words: rule.words,
          ...problem.params,
        },
        // Another value than the default may be given on deployment.
        severity: problem.message === 'parameter' ? 'warning' : 'error',
        subject: rule.property,
        data: { value, type: resource.type },
      };
    }
  },

  fix(signal) {
    const { value, type } = signal.data as { readonly value: Value; readonly type: string };
    const rule = nameRule(type);
    const name = stringOf(value);
    const better = name === null || !rule ? null : corrected(name, type, rule);
    if (better === null) return 'no small correction makes it a name that the service takes';
    return [
      {
        title: `Change the name to ${better}`,
        intents: [{ kind: 'replaceValue', value, with: better }],
        safety: 'review',
      },
    ];
  },
});

interface NameProblem {
  readonly message: 'refused' | 'characters' | 'long' | 'parameter';
  readonly params: Readonly<Record<string, string | number>>;
}

function problemOf(value: Value, rule: NameRule, type: string): NameProblem | null {
  const parts = textParts(value);
  if (!parts) return null;
  const bad = CHARACTERS[type];
  const known = parts.flatMap(p => (p.kind === 'known' ? [p.text] : []));
  // Dynamic references and what another tool will fill in are no names yet; an ARN in a name's place is another matter.
  if (
    known.some(text => text.includes('{{') || text.includes('${') || text.startsWith('arn:')) ||
    known.join('') === ''
  )
    return null;
  const characters = bad ? [...new Set(known.flatMap(text => [...text].filter(c => bad.test(c))))] : [];
  if (characters.length > 0) return { message: 'characters', params: { characters: inWords(characters) } };
  const length = parts.reduce((sum, part) => sum + leastLength(part), 0);
  if (rule.maxLength !== null && length > rule.maxLength)
    return { message: 'long', params: { length, most: rule.maxLength } };
  if (parts.length === 1 && known.length === 1) {
    const [text] = known as [string];
    const fits = (rule.pattern === null || new RegExp(rule.pattern).test(text)) && text.length >= (rule.minLength ?? 0);
    return fits ? null : { message: 'refused', params: {} };
  }
  return bad ? problemOfParameter(parts, bad) : null;
}

/** A parameter whose default, or whose every allowed value, can't be part of the name. */
function problemOfParameter(parts: readonly TextPart[], bad: RegExp): NameProblem | null {
  for (const part of parts) {
    if (part.kind !== 'hole' || part.value.kind !== 'reference' || part.value.target.kind !== 'parameter') continue;
    const { defaultValue, name } = part.value.target;
    const text = stringOf(defaultValue);
    // Parameters that are looked up in SSM have the path as default, not the value.
    if (text !== null && bad.test(text) && !part.value.target.type.startsWith('AWS::SSM'))
      return { message: 'parameter', params: { value: text, parameter: name } };
  }
  return null;
}

function leastLength(part: TextPart): number {
  if (part.kind === 'known') return part.text.length;
  const { value } = part;
  return value.kind === 'reference' && value.target.kind === 'pseudo' ? (SHORTEST[value.target.name] ?? 0) : 0;
}

/** `capital letters`, `_`, `spaces`, in the words of a message. */
function inWords(characters: readonly string[]): string {
  const capitals = characters.some(c => /[A-Z]/.test(c));
  const others = characters.filter(c => !/[A-Z]/.test(c)).map(c => (c === ' ' ? 'spaces' : c));
  const words = [...(capitals ? ['capital letters'] : []), ...others];
  return words.length <= 1 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The name in lower case where capitals are not allowed, with hyphens for what is not allowed at all; null if that isn't enough. */
function corrected(name: string, type: string, rule: NameRule): string | null {
  const bad = CHARACTERS[type];
  if (!bad) return null;
  const lower = bad.test('A') ? name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase() : name;
  const better = [...lower]
    .map(c => (bad.test(c) ? '-' : c))
    .join('')
    .replace(/-{2,}/g, '-')
    .replace(/^-+|-+$/g, '');
  const fits =
    (rule.pattern === null || new RegExp(rule.pattern).test(better)) &&
    better.length >= (rule.minLength ?? 0) &&
    better.length <= (rule.maxLength ?? Number.POSITIVE_INFINITY);
  return fits && better !== name ? better : null;
}
