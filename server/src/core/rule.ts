/**
 * The rule interface. A rule is a value: what it looks at, what it says, how it mends. Drivers (editor, CLI, tests)
 * are elsewhere. Local checks see one subject and nothing else, so that their findings can be kept for as long as that
 * subject's facts are unchanged; connected checks see what has to do with one another, and graph checks see everything and run
 * again when anything changed.
 */
import type { SourceSpan } from './document.ts';
import type { Related, Severity } from './finding.ts';
import type { ResourceGraph } from './graph.ts';
import type { FixProposal } from './intent.ts';
import type { Requirement } from './requirement.ts';
import type { CodeUnit, PolicyStatement, Resource, SourceFact } from './resource.ts';

/** `recommended` is on by default; `strict` for teams that ask for it; `requirement` needs a `plumbline.yaml`. */
export type Profile = 'recommended' | 'strict' | 'requirement';

/** Which rules a project says are on: `strict` ones come beside the recommended ones. Requirements are always checked. */
export const RULE_SETS = {
  recommended: ['recommended', 'requirement'],
  strict: ['recommended', 'strict', 'requirement'],
} as const satisfies Record<string, readonly Profile[]>;

export type RuleSet = keyof typeof RULE_SETS;

/** One example of the docs: a whole template, or CDK code (imports and the stack around it are added). */
export interface Example {
  readonly language: 'yaml' | 'json' | 'typescript';
  readonly text: string;
  /** Further files by name, for examples that need a handler or a second stack. */
  readonly files?: Readonly<Record<string, string>>;
  /** The text at an older revision, for rules that look at what an edit does. */
  readonly before?: string;
}

export interface RuleDocs {
  /** One sentence that says what should be so. */
  readonly summary: string;
  /** Why: what goes wrong otherwise. A paragraph, Markdown. */
  readonly why: string;
  /** At least one in each language that the rule supports; each raises exactly one finding of this rule. */
  readonly bad: readonly Example[];
  /** Silent, each of them. */
  readonly good: readonly Example[];
  readonly links: readonly string[];
  /** Ids of the same check in other tools, so that people can search: `CKV_AWS_7`, `cdk-nag AwsSolutions-KMS5`. */
  readonly peers?: readonly string[];
}

/** What a check yields. The wording is the rule's `messages[message]` with `{name}` filled in from `params`. */
export interface Signal<M extends string = string> {
  readonly message: M;
  readonly at: SourceSpan;
  readonly params?: Readonly<Record<string, string | number>>;
  /** The resource that it is about, if there is one. */
  readonly resource?: Resource | undefined;
  readonly related?: readonly Related[];
  /** The requirement that is broken; the finding cites it, and has its severity. */
  readonly requirement?: Requirement;
  /** Rules that would say the same of the resource in general; what is asked for here is more exact. */
  readonly outranks?: readonly string[];
  /** Lower or higher than the rule's own, where the evidence says so. */
  readonly severity?: Severity;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** What the finding is about below the resource (a property path, an action): keeps the key apart from others of the rule. */
  readonly subject?: string;
  /** For what another tool says: the id of its check, as in `docs.peers`. */
  readonly peer?: string;
  /** Whatever `fix` needs. */
  readonly data?: unknown;
}

/** The environment that a rule may ask: today's date comes from outside, so that runs can be repeated. */
export interface RuleContext {
  /** ISO date, `2026-11-21`. */
  readonly today: string;
  /** What the project sets for an option of the rule, or its default. */
  option(name: string): number;
}

/** A number of a rule that a project may choose, under `rules` in `plumbline.yaml`. */
export interface RuleOption {
  /** What it is, with its unit. Markdown, a sentence. */
  readonly docs: string;
  readonly default: number;
  readonly min: number;
}

export interface GraphContext extends RuleContext {
  readonly graph: ResourceGraph;
  /** Whether the aws-cdk-lib that a document would load declares a word of a module; null, or left out, where none is known. */
  libraryHas?(uri: string, module: string, word: string): boolean | null;
}

export interface Rule<M extends string = string> {
  /** `family/what-is-bad`. */
  readonly id: string;
  /** The version in which it came. */
  readonly since: string;
  readonly severity: Severity;
  readonly profile: Profile;
  readonly docs: RuleDocs;
  readonly messages: Readonly<Record<M, string>>;
  /** Whether the app can't be synthesized, or CloudFormation or a service refuses it, with what is found: always, or with these messages. */
  readonly blocksDeployment?: true | readonly NoInfer<M>[];
  /** By name, in snake case. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** The resource types that `checkResource` is for; `'*'` for all. */
  readonly types?: readonly string[];
  checkResource?(resource: Resource, context: RuleContext): Iterable<Signal<NoInfer<M>>>;
  checkStatement?(statement: PolicyStatement, context: RuleContext): Iterable<Signal<NoInfer<M>>>;
  checkCode?(unit: CodeUnit, context: RuleContext): Iterable<Signal<NoInfer<M>>>;
  checkSource?(fact: SourceFact, context: RuleContext): Iterable<Signal<NoInfer<M>>>;
  /**
   * Like `checkGraph`, of one connected part after the other (see connected.ts): what nothing goes to or comes from is not
   * in the graph that it is told, nor are requirements and settings. What it says is kept for as long as the part is the same.
   */
  checkConnected?(context: GraphContext): Iterable<Signal<NoInfer<M>>>;
  checkGraph?(context: GraphContext): Iterable<Signal<NoInfer<M>>>;
  /**
   * What of a resource `checkConnected` and `checkGraph` look at, beside its own fields (its id and type, whose it is, its
   * condition …): where a rule had nothing to say, an edit that leaves all of that as it was, but for places, does not make
   * it look again. All properties and attributes where left out.
   */
  looksAt?(resource: Resource): unknown;
  /**
   * Fixes for one of the rule's signals, the best first; a string says why there is none here ("a spread hides the
   * property"). Called when the user asks, never before.
   */
  fix?(signal: Signal<NoInfer<M>>, context: GraphContext): readonly FixProposal[] | string;
}

/** The identity; it is there for inference and for finding rules by searching for it. */
export function defineRule<const M extends string>(rule: Rule<M>): Rule<M> {
  return rule;
}

/** The family is the part of the id before the slash. */
export function familyOf(ruleId: string): string {
  return ruleId.slice(0, ruleId.indexOf('/'));
}

/** Template tags for examples and fixtures: the text without its common indentation and outer blank lines. */
function example(language: Example['language']) {
  return (strings: TemplateStringsArray, ...values: readonly unknown[]): Example => ({
    language,
    text: dedent(String.raw(strings, ...values)),
  });
}
export const yaml = example('yaml');
export const json = example('json');
export const cdk = example('typescript');

/** An example with further files beside it. */
export function withFiles(main: Example, files: Readonly<Record<string, string>>): Example {
  return { ...main, files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, dedent(text)])) };
}

/** An example that an edit made of another one. */
export function edited(before: Example, now: Example): Example {
  return { ...now, before: before.text };
}

/** Takes the common indentation of all lines and the blank lines at both ends away. */
export function dedent(text: string): string {
  const lines = text
    .replace(/^[ \t]*\n/, '')
    .replace(/\n?[ \t]*$/, '')
    .split('\n');
  const indents = lines.filter(l => l.trim() !== '').map(l => (/^[ \t]*/.exec(l) as RegExpExecArray)[0].length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return `${lines.map(l => l.slice(common)).join('\n')}\n`;
}
