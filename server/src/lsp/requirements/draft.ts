/** Drafts of plumbline.yaml for the editor: from a document, or from a project. The client decides what becomes of them. */
import path from 'node:path';
import { draftFromDocument, draftFromProject } from '../../drafting/index.ts';
import { readText } from '../files.ts';
import type { DraftParams, DraftResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import { parentOf, pathOfKey, relativeTo } from '../uris.ts';

/** A draft for the project that a file is in; null where a document can't be read. */
export async function draft(session: Session, { from, uri, text }: DraftParams): Promise<DraftResult | null> {
  const key = session.keyOf(uri);
  const root = rootFor(session, key);
  const target = session.clientUri(`${root}/plumbline.yaml`);
  if (from === 'project') {
    await session.idle();
    session.sync();
    const { yaml, requirements } = draftFromProject(
      session.folderOf(key).workspace.graph(key),
      new Date().toISOString().slice(0, 10),
    );
    return { uri: target, content: yaml, requirements };
  }
  const content = text ?? (await readText(key));
  if (content === null) return null;
  const { yaml, statements } = draftFromDocument(pathFrom(root, key), content);
  const made = statements.flatMap(s => s.requirements.filter(r => r.doubt === null));
  return { uri: target, content: yaml, requirements: made.length };
}

/** The folder that a draft belongs to: of a document from elsewhere, the first one of the workspace. */
function rootFor(session: Session, key: string): string {
  const folder = session.folderOf(key);
  const first = session.folders()[0]?.key ?? null;
  return folder.key === null && first !== null ? first : folder.projects.projectOf(key);
}

/** The path of a file as seen from a folder, as a `source` cites it. */
function pathFrom(folder: string, key: string): string {
  const [from, to] = [pathOfKey(folder), pathOfKey(key)];
  if (from === null || to === null) return relativeTo(parentOf(key), key);
  return path.relative(from, to).split(path.sep).join('/');
}
