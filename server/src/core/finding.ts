/** Findings and fixes. */
import type { SourceSpan } from './document.ts';
import type { Evidence } from './resource.ts';
import type { Signal } from './rule.ts';

/** Error: it will fail or stands open. Warning: it should change. Information and hint: advice. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export interface Related {
  readonly span: SourceSpan;
  readonly message: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: SourceSpan;
  readonly related: readonly Related[];
  readonly resource: {
    readonly id: string;
    readonly type: string;
    readonly logicalId: string;
    readonly path: string | null;
  } | null;
  /** The requirement that asks for it, if one does. */
  readonly requirement: { readonly uri: string; readonly line: number; readonly quote: string } | null;
  readonly evidence: Evidence;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  /** Whether the rule offers fixes; whether there is one here is known when it is asked for. */
  readonly fixable: boolean;
  /** Stays the same while lines move: for suppressions, baselines and comparing reports. */
  readonly key: string;
  /** What the rule said; a fix starts from it. */
  readonly signal: Signal;
}

export interface TextEdit {
  readonly span: SourceSpan;
  readonly text: string;
}

/**
 * Safe: means the same or exactly what was asked for. Review: behaviour may change, look at it.
 * Replacement: CloudFormation would replace a resource, and what is in it is lost unless it is kept.
 */
export type Safety = 'safe' | 'review' | 'replacement';

export interface Fix {
  /** An imperative: "Turn on key rotation". */
  readonly title: string;
  readonly safety: Safety;
  /** Do not overlap; in any order. */
  readonly edits: readonly TextEdit[];
  /** Files that the fix makes. */
  readonly creates: readonly { readonly uri: string; readonly text: string }[];
  /** Logical IDs of the resources that would be replaced on the next deployment. */
  readonly replaces: readonly string[];
  /** How it was proven: re-read from the source, or re-synthesized; `none` when synthesizing took too long to wait for. */
  readonly proof: 'read' | 'synth' | 'none';
}

/** A fix that can't be offered here, and why, as the light bulb's menu says where there is no other. */
export interface RefusedFix {
  readonly title: string;
  readonly reason: string;
}

/** Applies edits that do not overlap to a text. Edits at one place are applied in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  const ordered = edits
    .map((edit, i) => ({ edit, i }))
    .sort((a, b) => b.edit.span.start - a.edit.span.start || b.edit.span.end - a.edit.span.end || b.i - a.i);
  for (const { edit } of ordered) result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end);
  return result;
}

/** Whether two edits of the same document touch the same characters. */
export function overlaps(a: TextEdit, b: TextEdit): boolean {
  return a.span.uri === b.span.uri && a.span.start < b.span.end && b.span.start < a.span.end;
}
