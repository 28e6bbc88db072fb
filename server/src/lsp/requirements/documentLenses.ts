/** Lenses of the documents that requirements come from: how many of their statements are checked, and how they stand. */
import type { CodeLens } from 'vscode-languageserver';
import { countStates } from '../../core/requirementState.ts';
import { type Statement, draftFromDocument } from '../../drafting/index.ts';
import { allStandings } from '../../rules/requirements/states.ts';
import { readText } from '../files.ts';
import type { Place } from '../protocol.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProtocol.ts';
import { canonical } from '../uris.ts';
import { DOCUMENT } from './documents.ts';
import { COMMAND, together } from './lenses.ts';
import { placesOf } from './navigation.ts';

/** The keys of all documents that requirements cite. */
export function citedDocuments(session: Session): string[] {
  const found = new Set<string>();
  for (const folder of session.folders()) {
    session.settle(folder);
    for (const { cited } of folder.workspace.knownBriefs()) for (const uri of cited) found.add(canonical(uri));
  }
  return [...found].filter(key => DOCUMENT.test(key)).sort();
}

/** The lenses of a document, as it is on the disk; undefined for what is none, none where nothing cites it. */
export async function documentLenses(
  session: Session,
  uri: string,
  hasCommands: boolean,
): Promise<CodeLens[] | undefined> {
  const key = session.keyOf(uri);
  if (!DOCUMENT.test(key)) return undefined;
  session.sync();
  const cited = session
    .folders()
    .filter(f => f.settings.lenses.requirements)
    .flatMap(folder => {
      session.settle(folder);
      const { workspace } = folder;
      return allStandings(workspace).map(state => ({ workspace, state }));
    })
    .filter(({ state: { requirement } }) => requirement.source && canonical(requirement.source.uri) === key);
  const text = cited.length > 0 ? await readText(key) : null;
  if (text === null) return [];
  const byLine = Map.groupBy(cited, ({ state }) => state.requirement.source?.line ?? 1);
  const asking = statementsOf(key, text).filter(s => s.state !== 'not a requirement' || isCited(s, text, byLine));
  const checked = asking.filter(s => isCited(s, text, byLine)).length;
  const { met, all } = countStates(cited.map(c => c.state));
  const lens = (line: number, title: string, tooltip: string, places: readonly Place[]): CodeLens => {
    const position = { line: line - 1, character: 0 };
    const call =
      hasCommands && places.length > 0 ? { command: COMMAND, arguments: [uri, position, places] } : { command: '' };
    return { range: { start: position, end: position }, command: { title, tooltip, ...call } };
  };
  const total = `checked: ${checked} of ${asking.length} statements · met ${met} of ${all} · Plumbline`;
  return [
    lens(1, total, 'Statements that plumbline.yaml cites, of those that ask for something.', []),
    ...[...byLine].map(([line, same]) => {
      const states = same.map(c => c.state);
      const tooltip = states.map(s => s.requirement.name).join('\n');
      const places = same.flatMap(({ workspace, state }) => [
        ...statementPlace(session, workspace.document(state.requirement.span.uri), state.requirement.span),
        ...placesOf(session, workspace, [state]),
      ]);
      return lens(line, together(states), tooltip, places);
    }),
  ];
}

function statementPlace(
  session: Session,
  document: Parameters<typeof toRange>[0] | undefined,
  span: { readonly uri: string; readonly start: number; readonly end: number },
): Place[] {
  return document ? [{ uri: session.clientUri(span.uri), range: toRange(document, span) }] : [];
}

function isCited(statement: Statement, text: string, byLine: ReadonlyMap<number, unknown>): boolean {
  const lines = text.slice(statement.start, statement.end).trimEnd().split('\n').length;
  for (let line = statement.line; line < statement.line + lines; line++) if (byLine.has(line)) return true;
  return false;
}

let last: { readonly key: string; readonly text: string; readonly statements: readonly Statement[] } | undefined;

/** The statements of a document: lenses are asked for again at every edit elsewhere, the document stays the same. */
function statementsOf(key: string, text: string): readonly Statement[] {
  if (last?.key !== key || last.text !== text)
    last = { key, text, statements: draftFromDocument(key.slice(key.lastIndexOf('/') + 1), text).statements };
  return last.statements;
}
