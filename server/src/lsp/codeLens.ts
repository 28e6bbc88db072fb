/** Code lenses: how many resources a stack or a construct creates, above the line that makes it. */
import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { countByType, creationsIn, listed } from './created.ts';
import type { LiveService } from './live.ts';
import type { Session } from './session.ts';
import { toRange } from './toProtocol.ts';

/** The command of VS Code's client that lists what a lens counts. */
const COMMAND = 'plumbline._showResources';

/** What finds a lens's place again. */
interface LensData {
  readonly key: string;
  readonly start: number;
  readonly version: number;
}

/** One lens for each line that makes more than one resource. */
export function codeLenses(session: Session, live: LiveService, params: CodeLensParams): CodeLens[] {
  const key = session.keyOf(params.textDocument.uri);
  if (!session.folderOf(key).settings.lenses.resources) return [];
  const creations = creationsIn(session, live, key).filter(c => c.resources.length > 1);
  const document = session.document(key);
  if (!document) return [];
  const lines = new Set<number>();
  return creations.flatMap(({ span }) => {
    const range = toRange(document, { start: span.start, end: span.start });
    // The outermost construct of a line speaks for it.
    if (lines.has(range.start.line)) return [];
    lines.add(range.start.line);
    return [{ range, data: { key, start: span.start, version: document.version } satisfies LensData }];
  });
}

/**
 * Gives a lens its words.
 * @param hasCommands Whether the client can list the resources; otherwise the lens only says how many there are.
 */
export function resolveCodeLens(session: Session, live: LiveService, lens: CodeLens, hasCommands: boolean): CodeLens {
  const { key, start } = lens.data as LensData;
  const synthesis = live.synthesis(key);
  const creation = creationsIn(session, live, key).find(c => c.span.start === start);
  if (!synthesis || !creation) return { ...lens, command: { title: '', command: '' } };
  const { resources } = creation;
  const title = `${resources.length} resources · Plumbline`;
  const tooltip = countByType(resources)
    .map(([type, count]) => `${count} ${type}`)
    .join('\n');
  const call = hasCommands
    ? { command: COMMAND, arguments: [session.clientUri(key), listed(synthesis, resources)] }
    : { command: '' };
  return { ...lens, command: { title, tooltip, ...call } };
}
