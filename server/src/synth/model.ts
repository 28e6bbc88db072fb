/**
 * What a run of the app says, with every position turned into a place of the source. Plain data: the host makes it, the
 * witness reads it, `cdk.out` on disk is read into the same shape.
 */
import type { SourceSpan } from '../core/document.ts';
import type { SynthProblemKind } from '../core/resource.ts';
import type { Slot } from '../core/value.ts';

/** A call of the user's code that made or changed something. */
export interface Site {
  readonly kind: 'new' | 'call' | 'get';
  /** The whole expression. */
  readonly span: SourceSpan;
  /** The class as written after `new` (`s3.Bucket`), or the method's name. */
  readonly name: SourceSpan;
  readonly written: string;
  /** The object literals among the arguments, the last first. */
  readonly objects: readonly SiteObject[];
  /** Where an argument could be added. */
  readonly slot: Slot | null;
}

/** An object literal that is passed to a call: keys with their places. */
export interface SiteObject {
  readonly span: SourceSpan;
  readonly slot: Slot | null;
  /** Whether there is a spread or a computed key among them. */
  readonly open: boolean;
  readonly keys: readonly SiteKey[];
}

export interface SiteKey {
  readonly name: string;
  readonly keySpan: SourceSpan;
  /** From the key to the end of the value. */
  readonly span: SourceSpan;
  readonly valueSpan: SourceSpan;
  /** The literal's value where it is one. */
  readonly literal: string | number | boolean | null;
  readonly inner: SiteObject | null;
}

export interface SynthModel {
  /** `file:` URIs of the folder of cdk.json and of the entry file. */
  readonly dir: string;
  readonly entry: string;
  /** Where it came from: the app itself, just now; or files that a `cdk synth` left. */
  readonly from: 'run' | 'assembly';
  readonly ok: boolean;
  readonly library: string | null;
  /** The texts that spans refer to, by URI: what the run saw. */
  readonly texts: Readonly<Record<string, string>>;
  readonly sites: readonly Site[];
  readonly constructs: readonly ModelConstruct[];
  readonly stacks: readonly ModelStack[];
  readonly problems: readonly ModelProblem[];
  /** Strings that stand in for something that a lookup would give: what holds one is unknown. */
  readonly dummies: readonly string[];
  /** What stands in for the account and the region of an environment that nobody named. */
  readonly account: string;
  readonly region: string;
  /** Milliseconds: `host`, `child`, `map`, `total`; and `cpu`, the processor time that the child took. */
  readonly timings: Readonly<Record<string, number>>;
}

export interface ModelConstruct {
  readonly path: string;
  readonly fqn: string | null;
  readonly className: string;
  /** Indexes into `sites`, innermost first: the call itself, then what called that. Empty when nothing is known. */
  readonly sites: readonly number[];
  readonly inherited: boolean;
  readonly element: { readonly stack: number; readonly logicalId: string; readonly type: string | null } | null;
  readonly changes: readonly { readonly property: string; readonly sites: readonly number[] }[];
  readonly policies: readonly {
    readonly path: readonly string[];
    readonly statements: readonly {
      readonly json: unknown;
      readonly made: readonly number[];
      readonly added: readonly number[];
    }[];
  }[];
}

export interface ModelStack {
  readonly path: string;
  readonly name: string;
  readonly file: string;
  /** JSON text without white space. The same string as last time where nothing changed. */
  readonly template: string;
  readonly hash: string;
  readonly partial: boolean;
  readonly account: string;
  readonly region: string;
  readonly parent: string | null;
}

/** Something that went wrong, or that the CDK or another validator says, at its place. */
export interface ModelProblem {
  readonly kind: SynthProblemKind;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  /** The module, variable, key, path, API or rule id that it is about. */
  readonly detail: string | null;
  readonly span: SourceSpan;
  readonly related: readonly { readonly span: SourceSpan; readonly message: string }[];
  readonly construct: string | null;
  /** For `reported`: who says it, and where in the template. */
  readonly tool: string | null;
  readonly property: readonly string[] | null;
}
