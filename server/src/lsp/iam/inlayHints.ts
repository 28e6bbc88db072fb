/** Inlay hints: how many actions a pattern stands for, `s3:Get* ⟨63⟩`. */
import { type InlayHint, type InlayHintParams, MarkupKind } from 'vscode-languageserver';
import { expandAction } from '../../knowledge/index.ts';
import type { Session } from '../session.ts';
import { toOffset, toRange } from '../toProtocol.ts';
import { writtenActions } from './statements.ts';
import { actionInWords } from './words.ts';

/** The hints of a range; none where the folder's settings don't ask for them. */
export function inlayHints(session: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const key = session.keyOf(textDocument.uri);
  const { settings, workspace } = session.folderOf(key);
  if (!settings.inlayHints) return [];
  session.sync();
  const document = workspace.document(key);
  if (!document || !workspace.facts(key)) return [];
  const [from, to] = [toOffset(document, range.start), toOffset(document, range.end)];
  const found = new Map<number, InlayHint>();
  for (const statement of workspace.graph(key).statements)
    for (const { value, written } of statement.grant ? [] : writtenActions(statement)) {
      if (!/[*?]/.test(value) || written?.uri !== key || written.end < from || written.start > to) continue;
      const count = expandAction(value).length;
      // Constructs that are made several times have their statements at one place.
      if (count > 0) found.set(written.end, hint(toRange(document, written).end, count, value));
    }
  return [...found.values()];
}

function hint(position: InlayHint['position'], count: number, pattern: string): InlayHint {
  return {
    position,
    label: `⟨${count.toLocaleString('en')}⟩`,
    paddingLeft: true,
    tooltip: { kind: MarkupKind.Markdown, value: actionInWords(pattern) ?? '' },
  };
}
