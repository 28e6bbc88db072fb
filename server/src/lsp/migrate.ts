/** Moving code from SDK v2 to v3 in the editor: what is offered where, and the edits, which the user reviews before they are made. */
import {
  type CancellationToken,
  type ChangeAnnotation,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Connection,
  type TextDocumentEdit,
  WorkDoneProgress,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { LineIndex } from '../core/document.ts';
import { Converter } from '../migration/converter.ts';
import { lineEdits } from '../migration/diff.ts';
import { mentionsV2 } from '../migration/migrate.ts';
import { type ProjectFile, type ProjectMigration, migrateProject, summary } from '../migration/project.ts';
import { isSkipped, listCandidates, readText } from './files.ts';
import { type MigrateParams, type MigrateResult, migrateRequest } from './protocol.ts';
import type { Guard } from './requirements/index.ts';
import { slices } from './scheduler.ts';
import type { Session } from './session.ts';
import { SOURCE, type EditAbilities } from './toProtocol.ts';
import { isUnder, parentOf, pathOfKey, relativeTo } from './uris.ts';

/** Findings that a migration mends. */
const FAMILY = 'sdk/';

/**
 * The action for a file that uses v2: as a refactoring anywhere in it, and as a quick fix where a finding says so. It runs a
 * command of the client, since its edits take a second to make and are shown for review.
 */
export function migrationActions(session: Session, params: CodeActionParams, hasCommands: boolean): CodeAction[] {
  if (!hasCommands) return [];
  const { uri } = params.textDocument;
  const text = session.openDocument(uri)?.text.getText();
  if (text === undefined || !mentionsV2(pathOf(session.keyOf(uri)), text)) return [];
  const { only, diagnostics } = params.context;
  const wants = (kind: string) =>
    only === undefined || only.some(wanted => wanted === '' || `${kind}.`.startsWith(`${wanted}.`));
  const found = diagnostics.filter(d => d.source === SOURCE && String(d.code).startsWith(FAMILY));
  const title = 'Migrate this file to SDK v3…';
  const command = { title, command: 'plumbline.migrateFile', arguments: [uri] };
  if (found.length > 0 && wants(CodeActionKind.QuickFix))
    return [{ title, kind: CodeActionKind.QuickFix, diagnostics: found, command }];
  return wants(CodeActionKind.RefactorRewrite) ? [{ title, kind: CodeActionKind.RefactorRewrite, command }] : [];
}

export interface Wiring {
  readonly connection: Connection;
  readonly session: Session;
  readonly guarded: Guard;
  readonly ready: Promise<void>;
  readonly abilities: () => EditAbilities;
}

/** Answers requests for migrations. */
export function wireMigration({ connection, session, guarded, ready, abilities }: Wiring): { stop(): void } {
  const converter = new Converter();
  connection.onRequest(
    migrateRequest,
    guarded(
      'Migrating',
      null,
      async (params: MigrateParams, token: CancellationToken): Promise<MigrateResult | null> => {
        await ready;
        const report = (done: number, total: number, file: string) => {
          if (params.workDoneToken === undefined) return;
          const percentage = Math.floor((100 * done) / total);
          void connection.sendProgress(WorkDoneProgress.type, params.workDoneToken, {
            kind: 'report',
            message: `${done + 1} of ${total}: ${file}`,
            percentage,
          });
        };
        const files = await filesOf(session, params, token);
        const migration = await migrateProject([...files.values()], converter.convert, {
          progress: report,
          cancelled: () => token.isCancellationRequested,
          partly: params.scope === 'file',
        });
        if (!migration) return null;
        const keys = new Map([...files].map(([key, { path }]) => [path, key]));
        const unfinished = migration.files.filter(f => f.migration.outcome !== 'complete').length;
        return {
          edit: editOf(migration, path => keys.get(path) as string, session, abilities()),
          files: migration.files.length,
          unfinished: unfinished + (migration.homeless.length > 0 ? 1 : 0),
          summary: summary(migration),
        };
      },
    ),
  );
  return { stop: () => converter.stop() };
}

function pathOf(key: string): string {
  return pathOfKey(key) ?? key;
}

/** The files that a request is about, as the editor shows them: by key, with their paths from the workspace folder. */
async function filesOf(
  session: Session,
  { uri, scope }: MigrateParams,
  token: CancellationToken,
): Promise<Map<string, ProjectFile>> {
  const key = session.keyOf(uri);
  const folder = session.folderOf(key);
  const root = folder.key ?? parentOf(key);
  const texts = new Map<string, ProjectFile>();
  const take = async (file: string) => {
    const open = session.openDocument(file)?.text.getText();
    const text = open ?? (await readText(file));
    if (text !== null) texts.set(file, { path: relativeTo(root, file), text });
  };
  if (scope === 'file' || folder.key === null) {
    await take(key);
    for (let at = parentOf(key); at === root || isUnder(at, root); at = parentOf(at)) await take(`${at}/package.json`);
    return texts;
  }
  const breathe = slices();
  for (const file of await listCandidates(folder.key, folder.excluded, breathe)) {
    if (token.isCancellationRequested) return texts;
    await take(file);
    await breathe();
  }
  // Files that are not saved yet belong to it, too.
  for (const { key: open } of session.documents())
    if (!texts.has(open) && isUnder(open, root) && !isSkipped(relativeTo(root, open)) && !folder.excluded(open))
      await take(open);
  return texts;
}

/** One edit for all files. What is complete, what is not and what follows from it are told apart for review. */
function editOf(
  { files, manifests }: ProjectMigration,
  keyOf: (path: string) => string,
  session: Session,
  { documentChanges, changeAnnotations }: EditAbilities,
): WorkspaceEdit | null {
  const changes = [
    ...files.flatMap(({ path, before, migration }) =>
      'text' in migration ? [{ path, before, after: migration.text, kind: migration.outcome }] : [],
    ),
    ...manifests.map(m => ({ path: m.path, before: m.before, after: m.text, kind: 'packages' as const })),
  ];
  if (changes.length === 0) return null;
  const editsOf = (before: string, after: string) => {
    const lines = new LineIndex(before);
    return lineEdits(before, after).map(({ start, end, text }) => ({
      range: { start: lines.position(start), end: lines.position(end) },
      newText: text,
    }));
  };
  if (!documentChanges || !changeAnnotations)
    return {
      changes: Object.fromEntries(changes.map(c => [session.clientUri(keyOf(c.path)), editsOf(c.before, c.after)])),
    };
  const annotations: Record<'complete' | 'partial' | 'packages', ChangeAnnotation> = {
    complete: { label: 'Migrate to SDK v3', needsConfirmation: true },
    partial: {
      label: 'Migrate to SDK v3 in part',
      description: 'Some places are left to do by hand; they are listed afterwards.',
      needsConfirmation: true,
    },
    packages: {
      label: 'Replace the package of SDK v2',
      description: 'Install the packages afterwards.',
      needsConfirmation: true,
    },
  };
  const kinds = new Set(changes.map(c => c.kind));
  return {
    documentChanges: changes.map(({ path, before, after, kind }): TextDocumentEdit => {
      const key = keyOf(path);
      return {
        textDocument: { uri: session.clientUri(key), version: session.versionOf(key) },
        edits: editsOf(before, after).map(e => ({ ...e, annotationId: kind })),
      };
    }),
    changeAnnotations: Object.fromEntries(Object.entries(annotations).filter(([kind]) => kinds.has(kind as 'partial'))),
  };
}
