/** What client and server say to each other beyond the Language Server Protocol. Types and names only: both import it. */

/** The method names. */
export const reportRequest = 'plumbline/report';
export const explainRequest = 'plumbline/explain';
export const rulesRequest = 'plumbline/rules';
export const statusNotification = 'plumbline/status';

export interface ReportParams {
  readonly format: 'html' | 'json' | 'markdown';
  /** For `html`: the nonce of the only script that the page may run. */
  readonly nonce?: string;
}

export interface ReportResult {
  /** The whole document. */
  readonly content: string;
}

export interface ExplainParams {
  readonly rule: string;
}

export interface ExplainResult {
  /** Markdown; null for a rule that does not exist. */
  readonly content: string | null;
}

export interface RuleListing {
  readonly id: string;
  readonly severity: string;
  readonly profile: string;
  readonly summary: string;
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
  readonly version: string;
}
