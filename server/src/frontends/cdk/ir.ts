/**
 * The intermediate form of a module: what is left of a parsed file when its tree is dropped. Plain data, spans as
 * `[start, end)` offsets in the module's text (in `placed` statements, from where these begin), types and comments gone. `lower.ts` makes it, `evaluate.ts` runs it.
 */
import type { CodeUnit, EmbeddedText, ImportedName, SourceFact } from '../../core/resource.ts';
import type { Crossing } from '../handlers/crossing.ts';
import type { Slot } from '../../core/value.ts';

interface At {
  readonly start: number;
  readonly end: number;
}

export type Expr =
  | ({ readonly k: 'literal'; readonly value: string | number | boolean | null } & At)
  | ({ readonly k: 'undefined' } & At)
  /** A template string: pieces of text with their tokens' places, and expressions between them. */
  | ({ readonly k: 'template'; readonly parts: readonly (TemplateText | Expr)[] } & At)
  | ({ readonly k: 'name'; readonly name: string } & At)
  | ({ readonly k: 'this' } & At)
  | ({ readonly k: 'super' } & At)
  /** `object.name` and `object['name']`. */
  | ({ readonly k: 'member'; readonly object: Expr; readonly name: string; readonly nameAt: At } & At)
  | ({ readonly k: 'index'; readonly object: Expr; readonly index: Expr } & At)
  | ({ readonly k: 'call'; readonly callee: Expr; readonly args: readonly Expr[]; readonly slot: Slot } & At)
  | ({
      readonly k: 'new';
      readonly callee: Expr;
      readonly written: string;
      readonly args: readonly Expr[];
      /** The argument list, for writing one more argument; null where there are no parentheses. */
      readonly slot: Slot | null;
      /** The name that the code keeps the instance under: `bucket`, `this.bucket`. */
      readonly variable: string | null;
    } & At)
  | ({ readonly k: 'object'; readonly entries: readonly ObjectEntry[]; readonly slot: Slot } & At)
  | ({ readonly k: 'array'; readonly items: readonly Expr[]; readonly slot: Slot } & At)
  | ({
      readonly k: 'conditional';
      readonly test: Expr;
      readonly when: string;
      readonly yes: Expr;
      readonly no: Expr;
    } & At)
  | ({
      readonly k: 'binary';
      readonly op: '+' | '??' | '||' | '&&' | '===' | '!==' | '-' | '*' | '/' | '<' | '>' | '<=' | '>=';
      readonly left: Expr;
      readonly right: Expr;
      /** The text of the left side, for the names of scenarios. */
      readonly when: string;
    } & At)
  | ({ readonly k: 'not'; readonly operand: Expr } & At)
  | ({ readonly k: 'function'; readonly fn: Fn } & At)
  | ({ readonly k: 'class'; readonly cls: Class } & At)
  | ({ readonly k: 'spread'; readonly operand: Expr } & At)
  | ({ readonly k: 'assign'; readonly target: Expr; readonly value: Expr; readonly op: string } & At)
  /** Anything else. What is inside is run for its effects. */
  | ({ readonly k: 'opaque'; readonly inside: readonly Expr[] } & At);

export interface TemplateText extends At {
  readonly k: 'text';
  readonly text: string;
}

export type ObjectEntry =
  | ({ readonly k: 'entry'; readonly key: string; readonly keyAt: At; readonly value: Expr } & At)
  | ({ readonly k: 'computed'; readonly key: Expr; readonly value: Expr } & At)
  | ({ readonly k: 'spread'; readonly operand: Expr } & At);

export type Pattern =
  | { readonly k: 'name'; readonly name: string }
  | {
      readonly k: 'object';
      readonly entries: readonly { readonly key: string; readonly to: Pattern; readonly otherwise: Expr | null }[];
      readonly rest: string | null;
    }
  | {
      readonly k: 'array';
      readonly items: readonly ({ readonly to: Pattern; readonly otherwise: Expr | null } | null)[];
      readonly rest: string | null;
    };

export interface Param {
  readonly to: Pattern;
  readonly otherwise: Expr | null;
  readonly rest: boolean;
  /** `constructor(private readonly x: …)`: the parameter is a field, too. */
  readonly field: boolean;
  /** Its type, where that is a name: `lambda.IFunction`. */
  readonly type: string | null;
}

export interface Fn extends At {
  readonly name: string | null;
  readonly params: readonly Param[];
  readonly body: readonly Stmt[];
  /** Arrow functions see the `this` around them. */
  readonly arrow: boolean;
  /** Async functions and generators give what can't be seen through, but their bodies are run. */
  readonly generator: boolean;
}

export interface Class extends At {
  readonly name: string | null;
  readonly nameAt: At;
  readonly parent: Expr | null;
  readonly abstract: boolean;
  readonly constructor_: Fn | null;
  readonly fields: readonly { readonly name: string; readonly value: Expr; readonly isStatic: boolean }[];
  readonly methods: readonly {
    readonly name: string;
    readonly fn: Fn;
    readonly isStatic: boolean;
    readonly getter: boolean;
  }[];
}

export type Stmt =
  | { readonly k: 'let'; readonly to: Pattern; readonly value: Expr | null }
  | { readonly k: 'run'; readonly value: Expr }
  | {
      readonly k: 'if';
      readonly test: Expr;
      readonly when: string;
      readonly yes: readonly Stmt[];
      readonly no: readonly Stmt[];
    }
  /** `for … of`, and `for … in` with `keys`. */
  | {
      readonly k: 'each';
      readonly to: Pattern;
      readonly over: Expr;
      readonly keys: boolean;
      readonly body: readonly Stmt[];
    }
  /** Any other loop: `for (;;)`, `while`, `do`. */
  | {
      readonly k: 'loop';
      readonly before: readonly Stmt[];
      readonly test: Expr | null;
      readonly step: Expr | null;
      readonly body: readonly Stmt[];
    }
  | { readonly k: 'return'; readonly value: Expr | null }
  | { readonly k: 'throw' }
  | { readonly k: 'break' }
  | { readonly k: 'block'; readonly body: readonly Stmt[] }
  | { readonly k: 'switch'; readonly on: Expr; readonly when: string; readonly cases: readonly SwitchCase[] }
  | { readonly k: 'function'; readonly fn: Fn }
  | { readonly k: 'class'; readonly cls: Class }
  | {
      readonly k: 'enum';
      readonly name: string;
      readonly members: readonly { readonly name: string; readonly value: Expr | null }[];
    }
  /** Statements that are the same objects wherever edits move them: their places count from `at`, as `at` does in its turn. */
  | { readonly k: 'placed'; readonly at: number; readonly body: readonly Stmt[] };

export interface SwitchCase {
  /** Null for `default`. */
  readonly test: Expr | null;
  readonly body: readonly Stmt[];
}

export interface Import extends At {
  readonly local: string;
  /** The exported name, `*` for the whole module, `default`. */
  readonly name: string;
  readonly module: string;
}

export interface Export {
  readonly name: string;
  /** What it is: a local name, an expression (`export default …`), or a name of another module (`*` for all of it). */
  readonly local: string | null;
  readonly value: Expr | null;
  readonly from: { readonly module: string; readonly name: string } | null;
}

/** A relative import, for finding out whether its file is there. */
export interface LocalImport extends At {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

export interface Module {
  readonly uri: string;
  /** Whether it names aws-cdk-lib, constructs or a CDK v1 package in an import. */
  readonly cdk: boolean;
  /** Test files are read, but nothing in them starts an app. */
  readonly test: boolean;
  readonly imports: readonly Import[];
  /** `export * from`. */
  readonly stars: readonly string[];
  readonly exports: readonly Export[];
  /** Every module specifier in the file, `require` included. */
  readonly modules: readonly string[];
  readonly localImports: readonly LocalImport[];
  /** String tokens that may be the code of a function. */
  readonly embedded: readonly EmbeddedText[];
  readonly body: readonly Stmt[];
  readonly facts: readonly SourceFact[];
  readonly code: CodeUnit | null;
  /** What that code gives to other files and asks of them. */
  readonly crossing: Crossing | null;
  /** Of a policy document in JSON: what stands in it. */
  readonly policy?: Expr | null;
  /** Why the file, or a part of it, was not read; null when all was. */
  readonly notRead: string | null;
  readonly length: number;
}
