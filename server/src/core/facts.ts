/** Facts: all that one version of one document says, as plain data, so that trees can be dropped and facts be kept, compared and sent. */
import type { Deprecations } from './deprecations.ts';
import type { Document, SourceSpan } from './document.ts';
import type { GraphPart } from './graph.ts';

/** Something wrong with the document itself: a syntax error, a duplicate key, a half that could not be read. */
export interface Problem {
  readonly span: SourceSpan;
  readonly message: string;
}

/** A comment or metadata entry that asks for silence. */
export interface Suppression {
  /** Rule ids or families (`iam/*`); empty for all. */
  readonly rules: readonly string[];
  /** Checks of other tools, where it was written for them: it silences the same checks of ours and nothing else. */
  readonly peers?: readonly string[];
  /** What it covers: findings that start inside. */
  readonly covers: SourceSpan;
  /** The comment itself. */
  readonly span: SourceSpan;
  /** Why, in the user's words; empty where none was given. */
  readonly reason: string;
  /** Who answers for it, in the user's words. */
  readonly owner?: string | null;
  /** The last day on which it counts, an ISO date. */
  readonly expires?: string | null;
  /** Why it can't be understood, as half a sentence; it silences nothing then. */
  readonly problem?: string | null;
}

export interface DocumentFacts {
  readonly uri: string;
  readonly version: number;
  /** The name of the front end that read it. */
  readonly frontend: string;
  readonly problems: readonly Problem[];
  readonly suppressions: readonly Suppression[];
  /** The front end's own facts; `structuredClone` of it equals it. */
  readonly body: unknown;
}

/** What linking may ask about the world outside of the documents. */
export interface LinkHost {
  /** Whether a file exists: null when that is not known (a virtual workspace, a file outside of the folder). */
  fileExists(uri: string): boolean | null;
  /**
   * Whether a module (`aws_lambda`) of the aws-cdk-lib that a document would load declares a word (`NODEJS_24_X`); null when
   * that is not known.
   */
  libraryHas?(uri: string, module: string, word: string): boolean | null;
  /** The version of the aws-cdk-lib that a document would load; null where none is known. */
  libraryVersion?(uri: string): string | null;
  /** What the aws-cdk-lib that a document would load says of itself; null when none is known, which a table stands in for. */
  libraryDeprecations?(uri: string): Deprecations | null;
  /**
   * The text of a file that says how modules are found (`tsconfig.json` and what it extends, `package.json`,
   * `pnpm-workspace.yaml`); null when there is none, or none can be read.
   */
  configuration?(uri: string): string | null;
}

/** What is around the project that is linked. */
export interface Surroundings {
  /** The root of the project. */
  readonly root: string;
  /** What the same front end has read in all other projects. */
  readonly facts: readonly DocumentFacts[];
}

/** One reader of source text. */
export interface Frontend {
  readonly name: string;
  /** Whether the document is one of ours: cheap, by name and a look for telling words; called for every document. */
  accepts(document: Document): boolean;
  /** Reads one document. Never throws on any input. */
  read(document: Document): DocumentFacts;
  /**
   * Joins the facts of one project into a part of the graph. Facts objects are immutable: what depends on one file
   * alone should be kept by facts object (a WeakMap), so that unchanged files cost nothing and keep their objects.
   */
  link(facts: readonly DocumentFacts[], host: LinkHost, around?: Surroundings): GraphPart;
  /** Whether documents of one project may hold in others: then those are linked anew when one changes. */
  readonly reachesOut?: boolean;
}
