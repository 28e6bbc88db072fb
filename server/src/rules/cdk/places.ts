/** What the rules about hard-coded accounts, regions and ARNs share: where such text stands, and what may stand there instead. */
import { contains } from '../../core/document.ts';
import { perName, perObject } from '../../core/memo.ts';
import type { Resource, SourceFact } from '../../core/resource.ts';
import { type Value, at, literal, textParts } from '../../core/value.ts';

export type StringFact = Extract<SourceFact, { kind: 'string' }>;

/** Region codes of all partitions, as in botocore's `partitions.json` (2026). */
const REGION_CODE =
  '(?:us-gov|us-isob?|eusc-de|us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d';
export const REGION = new RegExp(`^${REGION_CODE}$`);
export const ZONE = new RegExp(`^(${REGION_CODE})([a-z])$`);
/** A region between the dots (or, for old S3 names, hyphens) of a host or service name. */
export const IN_HOST = new RegExp(`(?<=[.-])(${REGION_CODE})(?=\\.)`);

/**
 * Accounts of AWS itself, by which one names what AWS publishes; no account of one's own can take their place.
 * Deep Learning Containers, Lambda Insights, Powertools, ADOT, parameters extension, SDK for pandas, AMI owners; from the
 * pages of these products in the AWS documentation.
 */
const AWS_OWNED = new Set([
  '763104351884',
  '580247275435',
  '017000801446',
  '094274105915',
  '901920570463',
  '177933569100',
  '336392948345',
  '137112412989',
  '602401143452',
  '099720109477',
  '679593333241',
  '801119661308',
  '125523088429',
]);

/** ARNs in a text; `\0` stands for a piece that is not known. Groups: partition, service, region, account, the rest. */
const ARN =
  /\barn:(aws[a-z-]*|\0|\$\{AWS::Partition\}):([a-z0-9-]+):([a-z0-9-]*|\0):(\d{12}|aws|[a-z0-9-]*|\0):([^\s"']*)/;

export interface ArnParts {
  readonly region: string | null;
  readonly account: string | null;
}

/** The literal region and account of the ARN in a text, or null where neither is one that could be the stack's own. */
export function hardCodedIn(text: string): ArnParts | null {
  const match = ARN.exec(text);
  if (!match) return null;
  const [, , service = '', region = '', account = '', rest = ''] = match;
  // Layers and public images belong to somebody else: neither the account nor the region of it is ours to choose.
  if (service === 'lambda' && rest.startsWith('layer:')) return null;
  if (AWS_OWNED.has(account) || account === 'aws') return null;
  // A model, or a profile that spreads calls over regions, is there in some regions and not in others.
  if (service === 'bedrock' && /^(foundation-model|inference-profile|application-inference-profile)\//.test(rest))
    return null;
  // An application of the Serverless Application Repository is where its author has published it.
  if (service === 'serverlessrepo') return null;
  // A connection to a repository is made by signing in there, once: its ARN is given, and not to be put together.
  if (/^code(star-)?connections$/.test(service)) return null;
  const found = {
    // CloudFront takes certificates and web ACLs from us-east-1 alone.
    region:
      REGION.test(region) && !((service === 'acm' || service === 'wafv2') && region === 'us-east-1') ? region : null,
    account: /^\d{12}$/.test(account) ? account : null,
  };
  return found.region === null && found.account === null ? null : found;
}

/** The text with pseudo parameters in the place of the partition, region and account of its ARN. */
export function portable(text: string, parts: ArnParts): string {
  const match = ARN.exec(text);
  if (!match) return text;
  const [whole, partition = '', service = '', region = '', account = '', rest = ''] = match;
  const written = [
    'arn',
    /^aws/.test(partition) ? '${AWS::Partition}' : partition,
    service,
    parts.region === null ? region : '${AWS::Region}',
    parts.account === null ? account : '${AWS::AccountId}',
    rest,
  ].join(':');
  return text.slice(0, match.index) + written + text.slice(match.index + whole.length);
}

/** Folders of tests, up to three above a file, and files of what tests are given. */
const TESTS =
  /\/(tests?|__tests__|__mocks__|fixtures|mocks)(\/[^/]+){1,3}$|([a-z]Mock|[a-z]Fixture|[./_-]mock|[./_-]fixture)s?\.[cm]?[jt]sx?$/;

/**
 * Whether a resource stands in a template that the CDK made, or in what it makes now: there an account or a region is what
 * code has chosen, and nothing is written by hand.
 */
export function isSynthesized({ evidence, attributes }: Resource): boolean {
  return evidence === 'synth' || at(attributes, 'Metadata', 'aws:cdk:path').kind === 'literal';
}

/** Whether a source file is a test, or for tests. */
export function isTest(uri: string): boolean {
  return TESTS.test(uri) || /[./-](test|spec)\.[cm]?[jt]sx?$/.test(uri);
}

/** Whether a source file is where configuration belongs, or a test, where fixed values are the point. */
export function isConfiguration(uri: string): boolean {
  if (isTest(uri)) return true;
  const path = uri.slice(uri.lastIndexOf('/', uri.lastIndexOf('/') - 1));
  return (
    /\/(__\w+__|bin|config|configs|configuration)\//.test(path) ||
    /(^|[./-])(config|configuration|constants?|settings|environments?|env|params|parameters|accounts|context|cdk\.context)\.[cm]?[jt]sx?$/i.test(
      path,
    )
  );
}

/** Keys whose text is for people or names somebody else's things. */
const NOT_A_PLACE =
  /^(Description|Comment|.*Owners?|.*Tags?|Principal|NotPrincipal|TemplateBody|UserData|ZipFile|InlineCode|CidrIp.*)$/;

const isPlace = perName(key => !NOT_A_PLACE.test(key));

export interface Found {
  readonly value: Value;
  /** The text, with `\0` for what is not known. */
  readonly text: string;
  readonly path: readonly string[];
}

/**
 * The strings that are written in a resource's properties. Branches of conditions are left out, as a value that is
 * chosen by a condition is configuration; so are constants and mappings, which stand elsewhere.
 */
export const strings = perObject((resource: Resource): readonly Found[] => {
  const found: Found[] = [];
  const pending: { value: Value; path: readonly string[] }[] = [{ value: resource.properties, path: [] }];
  // The list grows while it is walked; taking items off its front would cost a copy of a long one each time.
  for (const { value, path } of pending) {
    if (value.kind === 'object') {
      for (const entry of value.entries)
        if (isPlace(entry.key)) pending.push({ value: entry.value, path: [...path, entry.key] });
    } else if (value.kind === 'list') {
      for (const [i, item] of value.items.entries()) pending.push({ value: item, path: [...path, String(i)] });
    } else if (value.kind === 'literal' || value.kind === 'text') {
      if (value.origin !== 'written' || !contains(resource.span, value.span)) continue;
      if (value.kind === 'literal' && (value.written === null || !contains(resource.span, value.written))) continue;
      const text =
        value.kind === 'literal'
          ? String(value.value ?? '')
          : value.parts.map(part => (part.kind === 'known' ? part.text : '\0')).join('');
      if (!/\s/.test(text)) found.push({ value, text, path });
    }
  }
  return found;
});

/** The key that a value stands under, list positions left out. */
export function keyOf(path: readonly string[]): string {
  return path.findLast(isKey) ?? '';
}

const isKey = perName(key => !/^\d+$/.test(key));

/**
 * A value as the text of an intent's `$sub`, with references in the place of its holes; null where a hole has no name.
 * `change` is applied to the text while the holes are `\0`.
 */
export function substituted(value: Value, change: (text: string) => string): string | null {
  const parts = textParts(value);
  if (!parts) return null;
  const holes: string[] = [];
  let text = '';
  for (const part of parts) {
    if (part.kind === 'known') {
      text += part.text;
      continue;
    }
    const name = nameOf(part.value);
    if (name === null) return null;
    holes.push(name);
    text += '\0';
  }
  const changed = change(text.replace(/\$\{/g, '${!'));
  let i = 0;
  return changed.replace(/\0/g, () => holes[i++] ?? '');
}

function nameOf(value: Value): string | null {
  if (value.kind !== 'reference') return null;
  const { target, attribute } = value;
  if (target.kind === 'import' || target.kind === 'dynamic' || target.kind === 'missing') return null;
  const name = target.kind === 'resource' ? target.id.slice(target.id.lastIndexOf('#') + 1) : target.name;
  return `\${${attribute === null ? name : `${name}.${attribute}`}}`;
}

/** The string of a fact as a value, so that an intent can replace it; null for a piece of a template string. */
export function literalOf(fact: StringFact): Value | null {
  return fact.span.end - fact.span.start === fact.value.length + 2 ? literal(fact.value, fact.span) : null;
}

/** Whether an account in a principal, or an owner of images, is named: somebody else's by intent. */
export function isSomebodyElse(context: string): boolean {
  return /principal|owner|ArnLike|grantee/i.test(context);
}

/** Whether an account could be the stack's own: not one of AWS itself. */
export function isOwnAccount(account: string): boolean {
  return !AWS_OWNED.has(account);
}
