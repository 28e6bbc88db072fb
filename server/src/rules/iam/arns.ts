/** ARNs in policies: as text with what can't be seen left open, what is wrong with one, and how to write another. */
import type { NewValue } from '../../core/intent.ts';
import type { Language } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, textParts } from '../../core/value.ts';
import { nearestRegion, regions, serviceAlias } from '../../knowledge/index.ts';

/** A part that can be anything. */
export const UNKNOWN = '${…}';

/** What pseudo parameters stand for, as far as the form of an ARN goes. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
};

const here = (service: string, rest: string) => `arn:aws:${service}:us-east-1:111122223333:${rest}`;

/**
 * The form of the ARNs that resources have, by type and attribute (`Ref` for what `Ref` gives). From the "Return values"
 * of each type in the CloudFormation resource reference.
 */
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::CodeBuild::Project': { Arn: here('codebuild', 'project/x') },
  'AWS::CodeCommit::Repository': { Arn: here('codecommit', 'x') },
  'AWS::Cognito::UserPool': { Arn: here('cognito-idp', 'userpool/x'), Ref: 'x' },
  'AWS::DynamoDB::Table': {
    Arn: here('dynamodb', 'table/x'),
    StreamArn: here('dynamodb', 'table/x/stream/x'),
    Ref: 'x',
  },
  'AWS::ECR::Repository': { Arn: here('ecr', 'repository/x') },
  'AWS::ECS::Cluster': { Arn: here('ecs', 'cluster/x') },
  'AWS::EFS::FileSystem': { Arn: here('elasticfilesystem', 'file-system/x') },
  'AWS::Events::EventBus': { Arn: here('events', 'event-bus/x') },
  'AWS::IAM::Role': { Arn: 'arn:aws:iam::111122223333:role/x' },
  'AWS::IAM::User': { Arn: 'arn:aws:iam::111122223333:user/x' },
  'AWS::KMS::Key': { Arn: here('kms', 'key/x'), Ref: 'x' },
  'AWS::Kinesis::Stream': { Arn: here('kinesis', 'stream/x') },
  'AWS::KinesisFirehose::DeliveryStream': { Arn: here('firehose', 'deliverystream/x') },
  'AWS::Lambda::Function': { Arn: here('lambda', 'function:x'), Ref: 'x' },
  'AWS::Logs::LogGroup': { Arn: here('logs', 'log-group:x:*'), Ref: 'group' },
  'AWS::S3::Bucket': { Arn: 'arn:aws:s3:::x', Ref: 'x' },
  'AWS::SNS::Topic': { Ref: here('sns', 'x'), TopicArn: here('sns', 'x') },
  'AWS::SQS::Queue': { Arn: here('sqs', 'x') },
  'AWS::SecretsManager::Secret': { Ref: here('secretsmanager', 'secret:x-AbCd12') },
  'AWS::Serverless::Function': { Arn: here('lambda', 'function:x'), Ref: 'x' },
  'AWS::StepFunctions::StateMachine': {
    Arn: here('states', 'stateMachine:x'),
    Ref: here('states', 'stateMachine:x'),
  },
};

/**
 * A string as it looks once it is deployed: pseudo parameters and ARNs of resources of the graph by an example of their
 * form, everything else that can't be seen, policy variables included, as `${…}`. Null for what is no string.
 */
export function deployed(
  value: Value,
  resourceOf: (id: string) => Resource | undefined = () => undefined,
): string | null {
  const parts = textParts(value);
  if (!parts) return null;
  return parts
    .map(part => {
      if (part.kind === 'known') return part.text.replace(/\$\{[^}]*\}/g, UNKNOWN);
      if (part.value.kind !== 'reference') return UNKNOWN;
      const { target, attribute } = part.value;
      if (target.kind === 'pseudo') return PSEUDO[target.name] ?? UNKNOWN;
      const resource = target.kind === 'resource' ? resourceOf(target.id) : undefined;
      return (resource && FORMS[resource.type]?.[attribute ?? 'Ref']) ?? UNKNOWN;
    })
    .join('');
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]);

/** Services whose resources belong to no Region, so that their ARNs have none. */
const GLOBAL = new Set(['cloudfront', 'globalaccelerator', 'iam', 'organizations', 'route53']);

/** What of S3's is neither a bucket nor an object, and has a Region and an account. */
const IN_REGION = ['accesspoint', 'access-grants', 'async-request', 'job', 'outpost', 'storage-lens'];

export interface ArnFault {
  readonly message: 'none' | 'fields' | 'partition' | 'service' | 'region' | 'regional' | 'account' | 's3';
  /** The part at fault. */
  readonly part: string;
  /** What each field should be, where that is known: by its position. */
  readonly fields: Readonly<Record<number, string>>;
}

/** What is wrong with a text as an ARN whatever its unknown parts are; null if nothing is. */
export function arnFault(text: string): ArnFault | null {
  // Stands for an unknown part, which may have colons of its own.
  const masked = text.replaceAll(UNKNOWN, '\0');
  // An empty text stands in for something: `props.table?.tableArn ?? ''`.
  if (text === '' || /^([^:]*\0|a?r?n?[*?])/.test(masked)) return null;
  const fault = (message: ArnFault['message'], part: string, fields: ArnFault['fields'] = {}): ArnFault => ({
    message,
    part,
    fields,
  });
  const parts = masked.split(':');
  if (parts[0] !== 'arn') return fault('none', text);
  if (parts.length < 6) return /[*?\0]/.test(masked) ? null : fault('fields', text);
  const [, partition = '', service = '', region = '', account = ''] = parts;
  const rest = parts.slice(5).join(':');
  const unknown = parts.findIndex(p => p.includes('\0'));
  const sees = (field: number) => unknown < 0 || field < unknown;
  const plain = (part: string) => !/[*?]/.test(part);
  if (sees(1) && plain(partition) && !PARTITIONS.has(partition)) return fault('partition', partition, { 1: 'aws' });
  const alias = sees(2) && plain(service) ? serviceAlias(service) : null;
  if (alias !== null) return fault('service', service, { 2: alias });
  if (!sees(3)) return null;
  const [head = ''] = rest.split(/[*?\0]/);
  const isBucket =
    service === 's3' &&
    sees(4) &&
    !IN_REGION.some(word => (head === rest ? rest.startsWith(word) : word.startsWith(head) || head.startsWith(word)));
  if (isBucket && [region, account].some(f => f !== '' && plain(f)))
    return fault('s3', [region, account].filter(f => f !== '').join(':'), { 3: '', 4: '' });
  if (GLOBAL.has(service) && region !== '' && plain(region)) return fault('regional', region, { 3: '' });
  if (region !== '' && plain(region) && !regions.includes(region)) {
    const zone = /^(.*\d)[a-z]$/.exec(region)?.[1];
    const meant = zone !== undefined && regions.includes(zone) ? zone : nearestRegion(region);
    if (meant !== null) return fault('region', region, { 3: meant });
  }
  // Words are AWS's own (`aws`, `cloudfront`), or stand for an account that a script fills in (`__ACCOUNT_ID__`).
  if (sees(4) && plain(account) && /^\d+$/.test(account) && account.length !== 12) return fault('account', account);
  return null;
}

/**
 * A string to write, as it would stand in a template: references as `${Name}`. Null where something in it can't be
 * written so; in CDK code that is all but pseudo parameters.
 */
export function writtenText(value: Value, language: Language): string | null {
  const parts = textParts(value)?.map(part => {
    if (part.kind === 'known') return part.text.replaceAll('${', '\0');
    if (part.value.kind !== 'reference') return null;
    const { target, attribute } = part.value;
    if (target.kind === 'pseudo') return `\${${target.name}}`;
    if (language === 'typescript') return null;
    const name =
      target.kind === 'resource' ? target.id.replace(/^.*[#/]/, '') : target.kind === 'parameter' ? target.name : null;
    return name === null ? null : `\${${attribute === null ? name : `${name}.${attribute}`}}`;
  });
  return !parts || parts.includes(null) ? null : parts.join('');
}

/** A text of `writtenText`, perhaps changed, as a value: a plain string if nothing in it is a reference. */
export function newText(text: string): NewValue {
  return text.includes('${') ? { $sub: text.replaceAll('\0', '${!') } : text.replaceAll('\0', '${');
}

/** An ARN with other fields, by position; the text as in `writtenText`. */
export function withFields(text: string, fields: ArnFault['fields']): string {
  const holes: string[] = [];
  const parts = text
    .replace(/\$\{[^}]*\}|\0[^}]*\}/g, hole => `\u0001${holes.push(hole) - 1}\u0002`)
    .split(':')
    .map((part, i) => fields[i] ?? part);
  return parts.join(':').replace(/\u0001(\d+)\u0002/g, (_, i: string) => holes[Number(i)] ?? '');
}
