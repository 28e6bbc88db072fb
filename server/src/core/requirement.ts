/**
 * Requirements: what a project was asked to be, one statement each, as plain data. The front end reads them from
 * `plumbline.yaml`; rules compare the graph with them, and each finding cites the one that it is about.
 */
import type { SourceSpan } from './document.ts';
import type { Finding, Severity } from './finding.ts';
import { perObject } from './memo.ts';
import type { RuleSet } from './rule.ts';
import { ANYTHING, FOLDERS, IN_NAME, NAME, type Piece, literally, matchesAll } from './wildcard.ts';

export interface Requirement {
  /** Unique in the graph: `<uri>#services.require.lambda`. */
  readonly id: string;
  /** The path of its keys, `services.require.lambda`; what people see. */
  readonly name: string;
  /** The first key, `services`: what a report counts by. */
  readonly category: string;
  /** The statement in `plumbline.yaml`, from its key or first word to its end. */
  readonly span: SourceSpan;
  /** The line on which it starts, counted from 1. */
  readonly line: number;
  /** That line as it is written, without white space around it. */
  readonly text: string;
  /** Why it is asked for, in the project's words. */
  readonly why: string | null;
  /** Where it comes from: a document of the project, the line counted from 1, and its words. */
  readonly source: { readonly uri: string; readonly line: number; readonly quote: string | null } | null;
  /** The severity of what breaks it, where the project says so. */
  readonly severity: Severity | null;
  readonly demand: Demand;
}

export type Scalar = string | number | boolean;

/** Which resources a demand is about. */
export interface Selector {
  /** As it is written: `lambda`, `AWS::SQS::Queue`, `OrdersTable`. */
  readonly text: string;
  /** What messages call one: `Lambda`, `AWS::SQS::Queue`. */
  readonly title: string;
  /** CloudFormation types; empty when the name alone decides. */
  readonly types: readonly string[];
  /** A logical ID, which may hold `*`; null for all of the types. */
  readonly name: string | null;
}

/** What a value must be. Every condition that is not null must hold. */
export interface Test {
  /** One of these. */
  readonly oneOf: readonly Scalar[] | null;
  /** None of these. */
  readonly noneOf: readonly Scalar[] | null;
  readonly min: number | null;
  readonly max: number | null;
  /** A pattern for the whole text in which `*` stands for any characters. */
  readonly matches: string | null;
  /** Something must be set, or nothing may be. */
  readonly present: boolean | null;
  /** A KMS key of the customer's own, not one that AWS manages. */
  readonly customerKey: boolean;
}

/** A piece of a name pattern: text, or a token such as `{env}`. */
export type NamePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'token'; readonly token: NameToken; readonly written: string };
export type NameToken = 'project' | 'env' | 'resource' | 'region' | 'account' | 'suffix' | 'any';
export type LetterCase = 'kebab' | 'snake' | 'pascal' | 'camel' | 'lower' | 'upper';

export type Demand =
  /** Physical names follow a pattern. `types` is null for all types that have names; `stacks` asks for those of stacks. */
  | {
      readonly kind: 'naming';
      readonly pattern: readonly NamePart[] | null;
      readonly prefix: readonly NamePart[] | null;
      readonly suffix: readonly NamePart[] | null;
      /** What stands somewhere in the name. */
      readonly contains: readonly NamePart[] | null;
      readonly letterCase: LetterCase | null;
      readonly of: 'stacks' | Selector | null;
      readonly except: readonly Selector[];
      /** What `{project}` and `{env}` stand for, as far as the file says so. */
      readonly project: string | null;
      readonly environments: readonly string[];
    }
  /** Which environments there are, and which one is taken when nobody says. */
  | { readonly kind: 'environment'; readonly names: readonly string[]; readonly fallback: string | null }
  /** Everything is deployed to these regions and no other; to each of them where `each` is set. */
  | { readonly kind: 'region'; readonly regions: readonly string[]; readonly each: boolean }
  /** Resources that must be there, may be there, or must not; `min` and `max` count them. */
  | {
      readonly kind: 'service';
      readonly of: Selector;
      readonly need: 'required' | 'optional' | 'forbidden';
      readonly min: number;
      readonly max: number | null;
      /** Only those count of which a property says this: endpoints of one service. */
      readonly where: { readonly path: readonly string[]; readonly contains: string } | null;
    }
  /** Nothing but the required and optional services. */
  | { readonly kind: 'only-services' }
  /** A way from the first to the last: an event, a call, a permission. */
  | { readonly kind: 'connection'; readonly steps: readonly Selector[] }
  /** A property of some resources. `property` is a word (`multi_az`) or a dotted CloudFormation path. */
  | { readonly kind: 'property'; readonly of: Selector; readonly property: string; readonly test: Test }
  | { readonly kind: 'tag'; readonly key: string; readonly value: Test | null; readonly except: readonly Selector[] }
  /** An output, by its name or by what it tells of which resource. */
  | {
      readonly kind: 'output';
      readonly name: string | null;
      readonly of: Selector | null;
      readonly attribute: string | null;
      readonly exported: boolean;
    }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly fallback: Scalar | null;
      readonly allowed: readonly Scalar[] | null;
      readonly constrained: boolean;
    }
  /** A file that must exist; `exists` is null where that can't be told. */
  | { readonly kind: 'file'; readonly path: string; readonly uri: string; readonly exists: boolean | null }
  /** How resources are spread over files. Paths are relative to the requirements file and may hold `*` and `**`. */
  | { readonly kind: 'single-file'; readonly file: string | null }
  | { readonly kind: 'only-files'; readonly files: readonly string[] }
  | { readonly kind: 'stack-files'; readonly pattern: string }
  | { readonly kind: 'no-resources-in'; readonly files: readonly string[]; readonly rootStack: boolean }
  | { readonly kind: 'separate'; readonly kinds: readonly Selector[] }
  | { readonly kind: 'iam'; readonly what: IamDemand; readonly patterns: readonly string[] }
  /** Each of the resources has an alarm, on this metric where one is named. */
  | { readonly kind: 'alarm'; readonly of: Selector; readonly metric: string | null }
  | { readonly kind: 'dead-letters'; readonly of: Selector }
  | { readonly kind: 'failover' }
  /** DynamoDB tables that live in at least so many regions, or in these. */
  | { readonly kind: 'global-tables'; readonly regions: readonly string[]; readonly min: number }
  | { readonly kind: 'endpoint'; readonly path: string }
  /** Every path asks who calls, but for some. */
  | { readonly kind: 'api-auth'; readonly except: readonly string[] }
  /** Pages of these origins may call, and no others. */
  | { readonly kind: 'cors'; readonly origins: readonly string[] }
  /**
   * Addresses that may come in at ports, both ends included; null for all. What no demand of the kind names may not.
   * `any` among the addresses stands for all. `of` says whose groups it is about.
   */
  | {
      readonly kind: 'ingress';
      readonly ports: readonly [number, number] | null;
      readonly from: readonly string[];
      readonly of: Selector | null;
    }
  | { readonly kind: 'subnet-tier'; readonly tier: SubnetTier; readonly min: number }
  | { readonly kind: 'nat-per-az' }
  | { readonly kind: 'tested' }
  /** Decisions about security say why, in a comment or a description. */
  | { readonly kind: 'explained' }
  | { readonly kind: 'lifecycle'; readonly of: Selector | null; readonly policy: 'destroy' | 'retain' };

/** Subnets with a way to the internet, with a way out only, and with none. */
export type SubnetTier = 'public' | 'private' | 'isolated';

export type IamDemand = 'no-names' | 'no-managed-policies' | 'no-inline-policies' | 'permission-boundary' | 'condition';

/** What `plumbline.yaml` says about the rules themselves. */
export interface ProjectSettings {
  /** Which rules are on, whatever the user's own settings say; null where the project leaves it to them. */
  readonly ruleSet: RuleSet | null;
  /** Severity by rule id or family (`iam/*`), over what the user's own settings say. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Options of rules that are not their defaults, by rule id and name. */
  readonly options: RuleOptions;
  readonly ignores: readonly Ignore[];
}

/** Numbers that a project chooses for rules, by rule id and name. */
export type RuleOptions = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Findings that the project lives with. */
export interface Ignore {
  /** The entry in `plumbline.yaml`. */
  readonly span: SourceSpan;
  /** The folder that `paths` start at, with a slash at its end. */
  readonly folder: string;
  /** Globs; empty for everywhere. */
  readonly paths: readonly string[];
  /** Rule ids or families; empty for all. */
  readonly rules: readonly string[];
  /** Globs of logical IDs and construct paths; empty for findings about anything. */
  readonly resources: readonly string[];
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string | null;
  /** ISO date after which it no longer counts, or null. */
  readonly expires: string | null;
}

/** Whether a resource is one that a selector means. */
export function selects(selector: Selector, resource: { readonly type: string; readonly logicalId: string }): boolean {
  if (selector.types.length > 0 && !selector.types.includes(resource.type)) return false;
  return selector.name === null || globMatches(selector.name, resource.logicalId);
}

/** Whether a selector means dead-letter queues, which are queues and topics by what they are used for. */
export function isForFailures({ title }: Selector): boolean {
  return title === 'dead-letter queue';
}

const WILD = /[*?]/;
const globs = new Map<string, readonly Piece[]>();

/**
 * Whether a text is what a glob describes: `*` any characters but `/`, `**` any at all, `?` one. A glob for paths that
 * ends in `/` means everything below.
 */
export function globMatches(glob: string, text: string): boolean {
  // Mostly a name, or another beginning: nothing is matched piece by piece then.
  const wild = glob.search(WILD);
  const start = wild < 0 ? glob : glob.slice(0, wild);
  if (!text.startsWith(start)) return false;
  if (wild < 0) return glob.endsWith('/') || text.length === glob.length;
  let pieces = globs.get(glob);
  if (!pieces) {
    const full = glob.endsWith('/') ? `${glob}**` : glob;
    pieces = (full.match(/\*\*\/?|[*?]|[^*?]+/g) ?? []).flatMap(piece => {
      if (piece === '**/') return [FOLDERS];
      if (piece === '**') return [ANYTHING];
      if (piece === '*') return [NAME];
      return piece === '?' ? [IN_NAME] : literally(piece);
    });
    if (globs.size > 500) globs.clear();
    globs.set(glob, pieces);
  }
  return matchesAll(pieces, text);
}

/** Those ignores, of many, that speak of a finding, in their order. */
export function ignoring(all: readonly Ignore[], finding: Finding): readonly Ignore[] {
  const candidates = all.length <= FEW ? all : keyedIgnores(all).about(finding);
  return candidates.filter(ignore => ignores(ignore, finding));
}

/** So many ignores are looked through one by one. */
const FEW = 16;

/** Ignores by the first of what they name: a project may live with thousands of findings, each with an entry of its own. */
const keyedIgnores = perObject((all: readonly Ignore[]) => {
  const keyed = new Map<string, number[]>();
  const folders = new Set<string>();
  for (const [i, { folder, paths, resources, rules }] of all.entries()) {
    const isPlain = (names: readonly string[]) => names.length > 0 && !names.some(n => WILD.test(n) || n.endsWith('/'));
    let keys = ['any'];
    if (isPlain(resources)) keys = resources.map(name => `resource ${name}`);
    else if (isPlain(paths)) keys = paths.map(path => `path ${folder}${path.replace(/^\.\//, '')}`);
    else if (isPlain(rules)) keys = rules.map(rule => `rule ${rule}`);
    if (keys[0]?.startsWith('path ')) folders.add(folder);
    for (const key of new Set(keys)) {
      const there = keyed.get(key);
      if (there) there.push(i);
      else keyed.set(key, [i]);
    }
  }
  const about = ({ rule, span: { uri }, resource }: Finding): readonly Ignore[] => {
    const keys = ['any', `rule ${rule}`];
    for (const name of namesOf(resource)) keys.push(`resource ${name}`);
    for (const folder of folders)
      if (uri.startsWith(folder)) keys.push(`path ${folder}${decodeURIComponent(uri.slice(folder.length))}`);
    const found = new Set(keys.flatMap(key => keyed.get(key) ?? []));
    return [...found].sort((a, b) => a - b).map(i => all[i] as Ignore);
  };
  return { about };
});

function namesOf(resource: Finding['resource']): readonly string[] {
  return resource ? [resource.logicalId, ...(resource.path === null ? [] : [resource.path])] : [];
}

/** Whether an ignore speaks of a finding. */
function ignores(ignore: Ignore, { rule, span: { uri }, resource }: Finding): boolean {
  const named =
    ignore.rules.length === 0 ||
    ignore.rules.some(r => r === rule || (r.endsWith('/*') && rule.startsWith(r.slice(0, -1))));
  if (!named) return false;
  const names = namesOf(resource);
  if (ignore.resources.length > 0 && !ignore.resources.some(glob => names.some(name => globMatches(glob, name))))
    return false;
  if (ignore.paths.length === 0) return true;
  if (!uri.startsWith(ignore.folder)) return false;
  const path = decodeURIComponent(uri.slice(ignore.folder.length));
  return ignore.paths.some(glob => globMatches(glob.replace(/^\.\//, ''), path));
}
