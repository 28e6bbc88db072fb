/** What client and server say to each other beyond the Language Server Protocol. Types and names only: both import it. */

/**
 * What V8 is told when the server is started: new objects get 16 MB from the start, and no more. An edit makes about 4 MB of them, so
 * that most have gone before anybody looks for what is still used; by default the space is smaller at first, and then grows to 64 MB
 * of memory that is never given back.
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=16', '--min-semi-space-size=16'];
/**
 * What glibc, where it is the C library, is told when the server is started: to give memory back that V8's compilers have used.
 * That is 20 MB or more (mallopt(3), M_ARENA_MAX and M_TRIM_THRESHOLD).
 */
export const SERVER_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** The method names. */
export const reportRequest = 'plumbline/report';
export const explainRequest = 'plumbline/explain';
export const rulesRequest = 'plumbline/rules';
export const statusNotification = 'plumbline/status';
/** From the client: the user trusts the workspace now. */
export const trustNotification = 'plumbline/trust';
/** From the server: an app asked for something that the sandbox does not let it do. */
export const deniedNotification = 'plumbline/denied';
export const templateRequest = 'plumbline/template';
export const draftRequest = 'plumbline/draft';
export const migrateRequest = 'plumbline/migrate';
export const pictureRequest = 'plumbline/picture';

/** The kind of the action that mends all that is safe to mend in a file. */
export const FIX_ALL = 'source.fixAll.plumbline';
/** The kinds of the actions that there are. */
export const ACTION_KINDS: readonly string[] = ['quickfix', 'refactor.rewrite', FIX_ALL];

/** What a client may say at the start. Whoever says nothing is not trusted, and gets no commands of VS Code's client. */
export interface InitializationOptions {
  /** The `plumbline` section, for clients that cannot be asked for it. */
  readonly settings?: unknown;
  /** Whether the user trusts the workspace: only then is anything of it run. */
  readonly trusted?: boolean;
  /** A folder, by path, that is ours: what is compiled is kept there. */
  readonly cache?: string;
  /** Whether the client has the commands that code lenses call. */
  readonly commands?: boolean;
  /** Whether the client asks for code actions without being told that it can: see `client/src/codeActions.ts`. */
  readonly asksForActions?: boolean;
  /** False where another extension completes, explains, outlines and colours templates: then that is left to it. */
  readonly navigation?: boolean;
}

export interface ReportParams {
  /** `baseline` is what a later report can be compared with. */
  readonly format: 'html' | 'json' | 'markdown' | 'sarif' | 'junit' | 'baseline';
  /** For `html`: the nonce of the only script that a page in the editor may run. Without one the page is to be a file. */
  readonly nonce?: string;
  /** What to compare with: the text of an earlier report in JSON or of a baseline, and what people call it. */
  readonly earlier?: { readonly since: string; readonly text: string };
  /** A git revision to compare with instead. */
  readonly revision?: string;
}

export interface ReportResult {
  /** The whole document; empty when there is a problem. */
  readonly content: string;
  /** Why it can't be compared with the revision, as a sentence. */
  readonly problem?: string;
}

export interface ExplainParams {
  readonly rule: string;
}

export interface ExplainResult {
  /** Markdown; null for a rule that does not exist. */
  readonly content: string | null;
}

/** From the client: all rules, and how they stand at a place, if one is given. */
export type RulesParams = Pick<WhyParams, 'uri' | 'position'> | null;

export interface RuleListing {
  readonly id: string;
  /** How it stands at the place: it has a finding on the line, of the resource there, one that is silenced, it looks at such resources; null: none of it. */
  readonly here: 'line' | 'fired' | 'silenced' | 'looks' | null;
  readonly severity: string;
  readonly profile: string;
  readonly summary: string;
}

export interface TemplateParams {
  readonly uri: string;
  /** Where in the document the cursor stands; the stack to which that belongs is shown. */
  readonly position?: { readonly line: number; readonly character: number };
  /** The path of the stack, if it is known: then the position does not matter. */
  readonly stack?: string;
  /**
   * `replaced`: tell what a deployment would replace, too; `before`: the template that the other one is compared with, empty
   * where there is none. Both may take as long as a run of the app.
   */
  readonly compare?: 'replaced' | 'before';
}

/** Stacks to choose from, by path, where the cursor is in none. */
export interface TemplateChoice {
  readonly choice: readonly string[];
}

export interface TemplateResult {
  /** The path of the stack in the construct tree. */
  readonly stack: string;
  /** The file's name in the cloud assembly. */
  readonly file: string;
  /** JSON, indented. */
  readonly content: string;
  /** Lines that were others when it was last asked for, from 0, half-open. */
  readonly changed: readonly { readonly start: number; readonly end: number }[];
  readonly marks: readonly TemplateMark[];
  /** What it was compared with, if that was asked for and there is something. */
  readonly against?: {
    /** `HEAD` or `cdk.out`. */
    readonly from: string;
    readonly replaced: readonly { readonly logicalId: string; readonly line: number; readonly why: string }[];
  };
}

/** Lines of a template, from 0 and half-open, and the code that they came of. */
export interface TemplateMark {
  readonly start: number;
  readonly end: number;
  readonly place: Place;
}

/** What a code lens counts: the resources that one place of the source creates. */
export interface CreatedResource {
  readonly type: string;
  readonly logicalId: string;
  readonly path: string;
  /** The path of the stack that it is in. */
  readonly stack: string;
}

/** Asks for a draft of plumbline.yaml: from a document, or from what a project does already. */
export interface DraftParams {
  readonly from: 'document' | 'project';
  /** The document, or any file of the project. */
  readonly uri: string;
  /** What the editor shows of the document, where it is open; else it is read from the disk. */
  readonly text?: string;
}

export interface DraftResult {
  /** Where the file belongs: in the folder of the project. */
  readonly uri: string;
  readonly content: string;
  /** How many there are in it that count; what is commented out does not. */
  readonly requirements: number;
}

/** Asks for the edits that move code from SDK v2 to v3. Progress is reported to the token, if there is one. */
export interface MigrateParams {
  /** The file, or anything in the workspace folder that is meant. */
  readonly uri: string;
  readonly scope: 'file' | 'project';
  readonly workDoneToken?: string;
}

export interface MigrateResult {
  /** A `WorkspaceEdit` in which each change asks for confirmation; null where there is nothing to change. */
  readonly edit: unknown;
  /** Files that use v2. */
  readonly files: number;
  /** Files that were refused or have places left, which `summary` lists. */
  readonly unfinished: number;
  /** What is left to do by hand, in Markdown. */
  readonly summary: string;
}

/** A place that a lens leads to; lines and columns as in the protocol. */
export interface Place {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

export interface Denied {
  /** The workspace folder whose settings would allow it. */
  readonly folder: string;
  /** The entry of `plumbline.liveSynth.allow`: `read:/path`. */
  readonly entry: string;
  /** The app that asks, by its folder's name. */
  readonly app: string;
}

/** What live synth does. */
export interface LiveStatus {
  /** `waiting`: it is on, and there is nothing to run yet. */
  readonly state: 'off' | 'waiting' | 'starting' | 'on' | 'failing';
  /** Why it is off or failing, and what to do about it, as a sentence; when it is on, that the app fails; null otherwise. */
  readonly reason: string | null;
  /** Milliseconds of a run, the median of the last ones. */
  readonly median: number | null;
  /** The Node that runs the app, and why this one: `Node 24.21.0 (/usr/bin/node)` … Null before it runs. */
  readonly node: string | null;
  /** What guards the machine, for people: `permission model`, `no network` … */
  readonly guards: readonly string[];
  /** How many runs there were: what was synthesized may look different after each. */
  readonly runs: number;
}

/** Something that is on or off in a workspace folder. */
export interface StatusPart {
  readonly name: string;
  readonly on: boolean;
  /** How much of it there is, or why it is off. */
  readonly detail: string;
}

/** From the client: what a bug report needs to know. */
export const diagnoseRequest = 'plumbline/diagnose';

export interface DiagnoseParams {
  /** Of the client and what is around it. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  /** Those that are not at their defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface DiagnoseResult {
  /** Markdown; empty when it failed. */
  readonly content: string;
}

/** Sent by the server when anything of it changes, a few times a second at most. */
export interface Status {
  readonly state: 'analysing' | 'ready';
  /** Files read of files found, while analysing; none of none while files are still looked for. */
  readonly done: number;
  readonly total: number;
  /** Files that hold something of ours. */
  readonly files: number;
  readonly findings: {
    readonly error: number;
    readonly warning: number;
    readonly information: number;
    readonly hint: number;
  };
  readonly live: LiveStatus;
  /** Which findings are shown where that is not all of them, or why it is all of them though others were asked for; as sentences. */
  readonly narrowed: readonly string[];
  /** What else is on in each workspace folder, and why not. */
  readonly folders: readonly { readonly name: string; readonly parts: readonly StatusPart[] }[];
  readonly version: string;
}

/** From the client: the edit that ignores a finding, with what the user has said of it. */
export const ignoreRequest = 'plumbline/ignore';

export interface IgnoreParams {
  readonly uri: string;
  /** The key of the finding. */
  readonly key: string;
  readonly reason: string;
  readonly owner?: string;
  /** ISO date. */
  readonly expires?: string;
}

export interface IgnoreResult {
  /** A `WorkspaceEdit`; null when the finding is no longer there or can't be ignored in its place. */
  readonly edit: unknown;
}

/** From the client: the texts of the baseline files that accept all present findings, one for each workspace folder. */
export const baselineRequest = 'plumbline/baseline';

export interface BaselineResult {
  readonly files: readonly { readonly uri: string; readonly text: string; readonly findings: number }[];
}

/** From the client: why a rule did or did not fire at a place. */
export const whyRequest = 'plumbline/why';

export interface WhyParams {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  readonly rule: string;
}

export interface WhyResult {
  /** Markdown; null for files that are not read. */
  readonly content: string | null;
}

/** Asks for the architecture picture: the empty page, what the page shows, or a file. */
export type PictureParams =
  | { readonly format: 'page'; readonly nonce: string }
  | {
      readonly format: 'view' | 'svg' | 'mermaid';
      /** The document that is open: its project is shown, and of a template its own stack. */
      readonly uri?: string;
      /** As the view names it. */
      readonly project?: string;
      /** The id of a stack; null for all of the project. */
      readonly stack?: string | null;
      /** Parts such as roles and policies as nodes of their own. */
      readonly all?: boolean;
      /** Without one, the flow goes whichever way makes the picture bigger. */
      readonly arrangement?: 'right' | 'down' | 'tiers';
      /** How much wider than high the place is where it is shown. */
      readonly ratio?: number;
    };

export interface PictureResult {
  /** The page or the file; empty for a view. */
  readonly content: string;
  readonly view?: PictureView;
}

/** What the page shows; figures in pixels of the picture. */
export interface PictureView {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: Readonly<
    Record<string, { readonly x: number; readonly y: number; readonly width: number; readonly height: number }>
  >;
  readonly project: string;
  readonly stack: string | null;
  readonly all: boolean;
  readonly arrangement: 'right' | 'down' | 'tiers';
  /** What there is, for people. */
  readonly said: string;
  /** What could be shown in its place. */
  readonly scopes: readonly {
    readonly id: string;
    readonly name: string;
    readonly stacks: readonly { readonly id: string; readonly name: string }[];
  }[];
  readonly stacks: readonly { readonly id: string; readonly place: Place | null }[];
  readonly nodes: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly label: string;
    readonly service: string;
    readonly tier: string;
    readonly state: string;
    readonly stackName: string;
    readonly place: Place | null;
    readonly where: string;
    readonly findings: readonly {
      readonly severity: string;
      readonly rule: string;
      readonly message: string;
      readonly place: Place | null;
    }[];
    readonly parts: readonly string[];
  }[];
  readonly edges: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly label: string;
    readonly says: string;
    readonly loop: boolean;
    readonly place: Place | null;
  }[];
}
