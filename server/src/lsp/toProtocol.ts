/** Findings and fixes in the words of the protocol. The only place where offsets become lines and columns. */
import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Position,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { type Document, LineIndex, type SourceSpan } from '../core/document.ts';
import { hash } from '../core/engine.ts';
import type { Finding, Fix, Severity } from '../core/finding.ts';
import type { Workspace } from '../core/workspace.ts';
import { docsUrl } from '../report/docs.ts';

/** What diagnostics say they come from. */
export const SOURCE = 'plumbline';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

const indexes = new WeakMap<Document, LineIndex>();

/** The line index of a document, made once. */
export function linesOf(document: Document): LineIndex {
  let index = indexes.get(document);
  if (!index) {
    index = new LineIndex(document.text);
    indexes.set(document, index);
  }
  return index;
}

export function toRange(document: Document, place: Pick<SourceSpan, 'start' | 'end'>): Range {
  const lines = linesOf(document);
  return { start: lines.position(place.start), end: lines.position(place.end) };
}

export function toOffset(document: Document, position: Position): number {
  return linesOf(document).offset(position);
}

/** What a diagnostic carries so that its finding can be found again. */
export interface DiagnosticData {
  readonly key: string;
  readonly version: number;
}

export interface Spelling {
  /** The client's own spelling of a key. */
  clientUri(key: string): string;
}

export function toDiagnostic(
  finding: Finding,
  document: Document,
  workspace: Workspace,
  spelling: Spelling,
): Diagnostic {
  const related = finding.related.flatMap(({ span, message }) => {
    const other = workspace.document(span.uri);
    return other ? [{ location: { uri: spelling.clientUri(span.uri), range: toRange(other, span) }, message }] : [];
  });
  return {
    range: toRange(document, finding.span),
    severity: severities[finding.severity],
    source: SOURCE,
    code: finding.rule,
    codeDescription: { href: docsUrl(finding.rule) },
    message: finding.message,
    ...(finding.tags.length > 0 ? { tags: finding.tags.map(t => tags[t]) } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data: { key: finding.key, version: document.version } satisfies DiagnosticData,
  };
}

/** Equal for diagnostics that look the same: the version that they were computed for does not count. */
export function digestOf(diagnostics: readonly Diagnostic[]): string {
  return hash(JSON.stringify(diagnostics.map(d => ({ ...d, data: (d.data as DiagnosticData).key }))));
}

export interface EditAbilities {
  readonly documentChanges: boolean;
  readonly create: boolean;
  readonly changeAnnotations: boolean;
}

/**
 * The edits of a fix, each document with the version that the fix was proven on, so that the editor refuses them when
 * the text moved. A replacement asks for confirmation and names the resource. Null when this client cannot do it.
 */
export function toWorkspaceEdit(
  fix: Fix,
  workspace: Workspace,
  spelling: Spelling & { versionOf(key: string): number | null },
  abilities: EditAbilities,
): WorkspaceEdit | null {
  const uris = [...new Set(fix.edits.map(e => e.span.uri))];
  if (!abilities.documentChanges) {
    if (fix.creates.length > 0 || fix.safety === 'replacement') return null;
    return { changes: Object.fromEntries(uris.map(uri => [spelling.clientUri(uri), textEdits(fix, uri, workspace)])) };
  }
  if (fix.creates.length > 0 && !abilities.create) return null;
  const confirm = fix.safety === 'replacement';
  if (confirm && !abilities.changeAnnotations) return null;
  const annotation = 'replacement';
  const changeAnnotations: Record<string, ChangeAnnotation> = {
    [annotation]: {
      label: fix.title,
      description: `CloudFormation replaces or deletes ${fix.replaces.join(', ')}; what is in it is lost unless you keep it.`,
      needsConfirmation: true,
    },
  };
  const documentChanges: (TextDocumentEdit | CreateFile)[] = [];
  for (const file of fix.creates) {
    const uri = spelling.clientUri(file.uri);
    documentChanges.push({ kind: 'create', uri, options: { ignoreIfExists: true } });
    documentChanges.push({ textDocument: { uri, version: null }, edits: [{ range: START, newText: file.text }] });
  }
  for (const key of uris) {
    const edits = textEdits(fix, key, workspace);
    documentChanges.push({
      textDocument: { uri: spelling.clientUri(key), version: spelling.versionOf(key) },
      edits: confirm ? edits.map((e): AnnotatedTextEdit => ({ ...e, annotationId: annotation })) : edits,
    });
  }
  return { documentChanges, ...(confirm ? { changeAnnotations } : {}) };
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function textEdits(fix: Fix, key: string, workspace: Workspace): TextEdit[] {
  const document = workspace.document(key);
  if (!document) return [];
  return fix.edits.filter(e => e.span.uri === key).map(e => ({ range: toRange(document, e.span), newText: e.text }));
}
