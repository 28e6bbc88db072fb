/** Words: services as documents call them, numbers, times, sizes and bounds. */
import { serviceOf, services } from '../knowledge/index.ts';
import type { AskValue } from './asks.ts';

/** A service where a text mentions it. */
export interface Mention {
  /** Its word in `plumbline.yaml`, or a CloudFormation type. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Further words of documents, which say less by themselves than a name in `plumbline.yaml` does. */
const MORE: Readonly<Record<string, string>> = {
  lambdas: 'lambda',
  'kinesis data stream': 'kinesis',
  'elastic load balancer': 'alb',
  'load balancers': 'alb',
  'dead letters': 'dlq',
  detector: 'guardduty',
  'access key': 'AWS::IAM::AccessKey',
  'access keys': 'AWS::IAM::AccessKey',
  'rds database': 'rds',
  'dynamodb stream': 'dynamodb',
  'dynamodb streams': 'dynamodb',
  'table stream': 'dynamodb',
  'websocket api': 'http_api',
  'step function': 'step_functions',
  'ecs tasks': 'fargate',
  'fargate tasks': 'fargate',
  'postgres database': 'rds',
  'log bucket': 's3',
  'file system id': 'efs',
  'file system arn': 'efs',
  'ssm parameter store': 'ssm',
  'auto scaling groups': 'auto_scaling',
  'autoscaling groups': 'auto_scaling',
  'kms keys': 'kms',
  'customer managed keys': 'kms',
  'user pools': 'cognito',
  'sns topics': 'sns',
  'sqs queues': 'sqs',
  'iam users': 'user',
  'iam roles': 'iam',
  'iam policy': 'iam',
  'iam policies': 'iam',
  policies: 'iam',
  databases: 'rds',
  'web application firewall': 'waf',
  elb: 'alb',
  'vpc endpoint': 'vpc_endpoint',
  'origin access control': '',
  'api keys': '',
  'api key': '',
  'api call': '',
  'api calls': '',
  apis: 'api_gateway',
  'availability zone': '',
  'route table': 'AWS::EC2::RouteTable',
  'route tables': 'AWS::EC2::RouteTable',
  'lambda@edge': '',
  'key pair': '',
  'partition key': '',
  'sort key': '',
  'primary key': '',
  'instance type': '',
  'instance class': '',
  'security hub': 'security_hub',
  'ci/cd pipeline': 'codepipeline',
};

/** Words that are too common to mean the service. */
const COMMON = new Set(
  'key keys events rule rest monitoring endpoint endpoints cache repository policy secret secrets pipeline batch config backup logs dns trail budget etl transfer shield cron schedule glue mq user transfer_family certificate'.split(
    ' ',
  ),
);
/** Of these the common form is meant where it is written as a name. */
const NAMED = /^(Config|Glue|Batch|Shield|Backup|Transfer|Schedule|MQ)$/;

const names = new Map<string, string>();
for (const service of services)
  for (const name of [service.word.replaceAll('_', ' '), service.title.toLowerCase(), ...service.synonyms])
    if (!names.has(name)) names.set(name, serviceOf(name)?.word ?? service.word);
for (const [name, word] of Object.entries(MORE)) names.set(name, word);

const MENTION = new RegExp(
  `(?<![\\w@.$/{-])(?:AWS::\\w+::\\w+|(?:(?:AWS|Amazon)\\s+)?(?:${[...names.keys()]
    .sort((a, b) => b.length - a.length)
    .map(name => name.replace(/[\\^$.|?*+(){}[\]]/g, '\\$&').replace(/[ -]/g, '[\\s-]*'))
    .join('|')})(?:s(?!\\w))?)(?![\\w@]|-\\w*\\{|\\.\\w)`,
  'gi',
);

/** Of two words side by side these say more, wherever they stand. */
const HEADS = new Set([
  'dlq',
  'alarm',
  'dashboard',
  'log_group',
  'flow_log',
  'iam',
  'user',
  'vpc_endpoint',
  'global_table',
  'rds_proxy',
  'health_check',
  'waf',
]);

/** The services that a text mentions, in order; side by side, the one that says more. */
export function mentionsIn(text: string): Mention[] {
  const found: Mention[] = [];
  for (const match of text.matchAll(MENTION)) {
    const written = match[0].replace(/^(AWS|Amazon)\s+/i, '');
    const name = written.toLowerCase().replace(/[\s-]+/g, ' ');
    if (
      (COMMON.has(name) || COMMON.has(name.replace(/s$/, ''))) &&
      !NAMED.test(written) &&
      !/^(AWS|Amazon)\s/i.test(match[0])
    )
      continue;
    const word = written.includes('::')
      ? written
      : (names.get(name) ??
        names.get(name.replace(/s$/, '')) ??
        serviceOf(name)?.word ??
        serviceOf(name.replace(/s$/, ''))?.word ??
        '');
    if (word === '') continue;
    const mention = { word, start: match.index, end: match.index + match[0].length };
    const last = found.at(-1);
    if (last && /^\s+$/.test(text.slice(last.end, mention.start))) {
      const head =
        HEADS.has(mention.word) || (!HEADS.has(last.word) && refines(last.word, mention.word))
          ? mention.word
          : last.word;
      found[found.length - 1] = { word: head, start: last.start, end: mention.end };
    } else found.push(mention);
  }
  return found;
}

/** Whether the second of two words is a special case of the first: “ECS Fargate”, “RDS Aurora”. */
function refines(first: string, second: string): boolean {
  return (
    (first === 'ecs' && second === 'fargate') ||
    (first === 'rds' && second === 'aurora') ||
    (first === 'api_gateway' && (second === 'rest_api' || second === 'http_api')) ||
    (first === 'ec2' && second === 'auto_scaling') ||
    (first === 'vpc' && second === 'nat_gateway') ||
    (first === 'route53' && second === 'hosted_zone')
  );
}

const NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const TENS: Readonly<Record<string, number>> = { thirty: 30, sixty: 60, ninety: 90 };
export const COUNT = `(?:\\d+|${[...NUMBERS, ...Object.keys(TENS)].join('|')}|a single|single)`;

/** `3`, `three`, `a single`. */
export function countOf(text: string): number {
  const lower = text.toLowerCase();
  if (lower.endsWith('single')) return 1;
  const word = NUMBERS.indexOf(lower);
  return word >= 0 ? word : (TENS[lower] ?? Number(lower.replaceAll(',', '')));
}

const TIMES: readonly (readonly [RegExp, number])[] = [
  [/^s(ec(ond)?s?)?$/i, 1],
  [/^m(in(ute)?s?)?$/i, 60],
  [/^h(ours?|rs?)?$/i, 3600],
  [/^d(ays?)?$/i, 86_400],
  [/^w(eeks?)?$/i, 604_800],
  [/^months?$/i, 2_592_000],
  [/^y(ears?|rs?)?$/i, 31_536_000],
];
/** A number with a unit of time. */
export const TIME = `(${COUNT})[\\s-]*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|months?|years?|yrs?)\\b`;

/** How many seconds so many of a unit are. */
export function seconds(count: string, unit: string): number {
  return countOf(count) * (TIMES.find(([word]) => word.test(unit))?.[1] ?? Number.NaN);
}

/** A number with a unit of storage. */
export const SIZE = '(\\d[\\d,]*)[\\s-]*(MiB|MB|GiB|GB|G|M)\\b';

/** How many megabytes so many of a unit are. */
export function megabytes(count: string, unit: string): number {
  return countOf(count) * (/^g/i.test(unit) ? 1024 : 1);
}

/** A number as the words around it bound it: at least, at most, or exactly. */
export function bounded(text: string, start: number, end: number, number: number): AskValue {
  const before = text.slice(Math.max(0, start - 40), start).replace(/.*[.;]/, '');
  const after = text.slice(end, end + 25);
  if (
    /\b(at least|a? ?minimum( of)?|min\.?|no less than|not less than|(?<!\b(?:no|not) )more than|>=|≥)\W*((of|is|period of|for)\W+)?$/i.test(
      before,
    )
  )
    return { min: number };
  if (/^\s*(or (more|higher|longer|above|greater)|\+|(as a |at )?minimum|at least)/i.test(after))
    return { min: number };
  if (
    /\b(at most|a? ?maximum( of)?|max\.?|no more than|not more than|up to|less than|under|below|within|<=|≤|not exceed|longer than)\W*((of|is)\W+)?$/i.test(
      before,
    )
  )
    return { max: number };
  if (/^\s*(or (less|fewer|lower|below)|(as a |at )?max(imum)?|at most|max)\b/i.test(after)) return { max: number };
  return number;
}
