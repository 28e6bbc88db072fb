/** What of a template folds away: in JSON sections and their entries, in YAML whatever is indented, and runs of comments. */
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { Session } from '../session.ts';
import { linesOf } from '../toProtocol.ts';
import { type View, viewOf } from './views.ts';

export function foldingRanges(session: Session, uri: string): FoldingRange[] | null {
  const view = viewOf(session, uri);
  if (!view) return null;
  // Where somebody says what folds, editors no longer go by indentation: so all of it has to be said.
  return /^\s*[{[]/.test(view.document.text) ? entries(view) : blocks(view.document.text);
}

function entries({ document, symbols }: View): FoldingRange[] {
  const lines = linesOf(document);
  return [...symbols.sections, ...symbols.declared.filter(d => d.kind !== 'export')].flatMap(({ whole }) => {
    const startLine = lines.position(whole.start).line;
    // The line of the closing bracket stays.
    const endLine = lines.position(whole.end).line - 1;
    return endLine > startLine ? [{ startLine, endLine }] : [];
  });
}

/** Every line with the deeper ones below it; comments on lines of their own that follow each other. */
function blocks(text: string): FoldingRange[] {
  const found: FoldingRange[] = [];
  const open: { readonly indent: number; readonly line: number }[] = [];
  let last = 0;
  let comment: number | null = null;
  const close = (indent: number) => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      if (last > top.line) found.push({ startLine: top.line, endLine: last });
      open.pop();
    }
  };
  const lines = text.split(/\r\n|\r|\n/);
  for (const [line, content] of lines.entries()) {
    const trimmed = content.trim();
    if (trimmed.startsWith('#')) {
      comment ??= line;
      continue;
    }
    if (comment !== null && line - comment > 1)
      found.push({ startLine: comment, endLine: line - 1, kind: FoldingRangeKind.Comment });
    comment = null;
    if (trimmed === '') continue;
    // Items of a list may stand as deep as the key that they belong to.
    const indent = 2 * (content.length - content.trimStart().length) + (/^-(\s|$)/.test(trimmed) ? 1 : 0);
    close(indent);
    open.push({ indent, line });
    last = line;
  }
  close(-1);
  return found.sort((a, b) => a.startLine - b.startLine);
}
