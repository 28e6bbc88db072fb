/**
 * What the server and the sandboxed child say to each other: plain data, sent as JSON over the IPC channel. The child
 * knows generated JavaScript and its positions only; the host turns them into places in the source.
 */

/** A transpiled module of the app, or a JSON file that it imports. */
export interface ModuleText {
  /** The absolute path of the source file; what `__filename` and stack frames say. */
  readonly path: string;
  /** Of the source text and the options it was transpiled with: the compiled script is kept by it. */
  readonly hash: string;
  /** CommonJS. Null for a JSON file. */
  readonly js: string | null;
  readonly json: string | null;
}

/** From the host: run the app once. */
export interface RunRequest {
  readonly type: 'run';
  readonly id: number;
  /** The folder of cdk.json: the working directory, and where aws-cdk-lib is resolved from. Absolute, links followed. */
  readonly dir: string;
  /** The source file that is run as the main module. */
  readonly entry: string;
  /** Modules that are new or changed since the last request to this child. */
  readonly files: readonly ModuleText[];
  /** Modules that are gone since then. */
  readonly removed: readonly string[];
  /** `[from, specifier, to]`: how imports between the app's own modules resolve. The whole table. */
  readonly resolve: readonly (readonly [string, string, string])[];
  /** Of cdk.json and cdk.context.json. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Environment variables that the app may see beside those that the CDK needs. */
  readonly env: Readonly<Record<string, string>>;
  /** What `CDK_DEFAULT_ACCOUNT` and `CDK_DEFAULT_REGION` are. */
  readonly account: string;
  readonly region: string;
  /** The child's own folder for whatever a run writes; emptied between runs. */
  readonly scratch: string;
  /** Milliseconds that asynchronous entry points may take to settle once nothing runs any more. */
  readonly drain: number;
  /** Hashes of the templates that the host has: those need not be sent again. */
  readonly known: readonly string[];
}

/** From the host: answer with `pong`, to see that the child is alive and how large it is. */
export interface PingRequest {
  readonly type: 'ping';
  readonly id: number;
}

export type ToChild = RunRequest | PingRequest;

/** Sent once, when the child can take requests. */
export interface Ready {
  readonly type: 'ready';
  readonly node: string;
  /** What protects the machine in this child: `permission` is Node's own model, `network` and `files` are in-process. */
  readonly guards: readonly ('permission' | 'network' | 'files' | 'processes' | 'addons')[];
  /** Milliseconds from the start of the process. */
  readonly startMs: number;
}

export interface Pong {
  readonly type: 'pong';
  readonly id: number;
  readonly rss: number;
}

export type FromChild = Ready | Pong | RunResult;

/**
 * The frames of the app's own modules in one stack, innermost first: `[file, line, column]` triples in one array. `file`
 * indexes `RunResult.files`; line and column are 1-based positions in the generated JavaScript. V8 gives the `new` keyword
 * for constructor calls and the method's name for calls.
 */
export type Chain = readonly number[];

export interface RunResult {
  readonly type: 'result';
  readonly id: number;
  /** Whether the app ran and synthesized without an error. What came of it is there in any case. */
  readonly ok: boolean;
  /** Null when aws-cdk-lib could not be loaded; then `errors` says why. */
  readonly library: { readonly version: string; readonly constructs: string | null } | null;
  readonly files: readonly string[];
  readonly chains: readonly Chain[];
  /** Parents before children. */
  readonly constructs: readonly ConstructRecord[];
  readonly stacks: readonly StackRecord[];
  readonly errors: readonly RunError[];
  readonly annotations: readonly Annotation[];
  readonly deprecations: readonly Deprecation[];
  readonly missing: readonly MissingContext[];
  readonly denied: readonly Denied[];
  /** What the app printed, capped. */
  readonly logs: readonly string[];
  /** Milliseconds by phase: `library`, `reset`, `load`, `drain`, `synth`, `extract`, `total`. */
  readonly timings: Readonly<Record<string, number>>;
  readonly rss: number;
  /** How many runs this child has made. */
  readonly runs: number;
  /** Set when state leaked that a later run would see (a changed built-in prototype): the host replaces the child. */
  readonly poisoned: string | null;
}

export interface ConstructRecord {
  readonly path: string;
  /** jsii's name (`aws-cdk-lib.aws_s3.Bucket`) where the class has one, or its nearest parent class that has one. */
  readonly fqn: string | null;
  /** The name of the JavaScript class. */
  readonly className: string;
  /** Index into `chains` of the call that made it; -1 when there is no frame of the app, not even of an ancestor. */
  readonly chain: number;
  /** The chain is an ancestor's: it was made during synthesis (an Aspect, a default of the CDK). */
  readonly inherited: boolean;
  /** For CfnElements: index into `stacks`, logical ID, CloudFormation type (null for parameters, outputs …). */
  readonly element: { readonly stack: number; readonly logicalId: string; readonly type: string | null } | null;
  /** Changes after construction: setters of L1 properties, overrides, tags, mixins; top-level CloudFormation names. */
  readonly changes: readonly { readonly property: string; readonly chain: number }[];
  /** The policy documents of this resource, statement by statement as they were added, before the CDK merges them. */
  readonly policies: readonly PolicyRecord[];
}

export interface PolicyRecord {
  /** Where the statement list stands in the resource's properties: `['PolicyDocument', 'Statement']`. */
  readonly path: readonly string[];
  readonly statements: readonly {
    /** As in the template, tokens resolved. */
    readonly json: unknown;
    /** Where `new PolicyStatement` was called, -1 if by no frame of the app. */
    readonly made: number;
    /** Where it was added: the `addToRolePolicy` or `grantX` call; -1 if unknown. */
    readonly added: number;
  }[];
}

export interface StackRecord {
  readonly path: string;
  readonly name: string;
  /** The template's file name in the assembly. */
  readonly file: string;
  /** The template as JSON text without white space, tokens resolved; null when `hash` is one the host knows. */
  readonly template: string | null;
  readonly hash: string;
  /** Whether an error cut it short. */
  readonly partial: boolean;
  /** `aws://` account and region as the stack sees them: literals, or `unknown-account`, `unknown-region`. */
  readonly account: string;
  readonly region: string;
  /** Path of the stack that this one is nested in, or null. */
  readonly parent: string | null;
}

export interface RunError {
  readonly phase: 'library' | 'load' | 'async' | 'synth' | 'internal';
  readonly kind:
    | 'exception'
    /** The module that can't be found is in `detail`. */
    | 'missing-module'
    /** The variable that is read but not there is in `detail`, where it can be told. */
    | 'missing-environment'
    | 'missing-context'
    /** What was denied is in `detail`. */
    | 'denied'
    /** `process.exit(code)`, with the code in `detail`. */
    | 'exit'
    | 'validation'
    | 'missing-file';
  readonly name: string;
  readonly message: string;
  readonly detail: string | null;
  /** Index into `chains`, -1 for none. */
  readonly chain: number;
  /** The construct that it is about, where the CDK says so. */
  readonly construct: string | null;
  /** The stack as text, capped, for the log. */
  readonly stack: string;
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly construct: string;
  readonly chain: number;
}

export interface Deprecation {
  /** `aws-cdk-lib.aws_lambda.FunctionOptions#logRetention`. */
  readonly api: string;
  readonly message: string;
  readonly chain: number;
}

export interface MissingContext {
  readonly key: string;
  readonly provider: string;
  /** The dummy value that stands in for it. */
  readonly dummy: unknown;
  /** The call that looked it up. */
  readonly chain?: number;
}

export interface Denied {
  readonly what: 'read' | 'write' | 'network' | 'process' | 'worker' | 'addon' | 'module';
  /** The path, host or command. */
  readonly target: string;
  readonly chain: number;
  /** Whether an answer was given in its place that lets the app go on. */
  readonly answered: boolean;
}
