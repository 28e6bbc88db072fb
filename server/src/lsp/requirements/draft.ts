/** Drafts of plumbline.yaml for the editor: from a document. The client decides what becomes of them. */
import path from 'node:path';
import { countsOf, draftFromDocument } from '../../drafting/index.ts';
import { readText } from '../files.ts';
import type { DraftParams, DraftResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import { parentOf, pathOfKey, relativeTo } from '../uris.ts';

/** A draft from a document, for the project that the document is in; null where it can't be read. */
export async function draft(session: Session, { uri, text }: DraftParams): Promise<DraftResult | null> {
  const key = session.keyOf(uri);
  const content = text ?? (await readText(key));
  if (content === null) return null;
  const root = rootFor(session, key);
  const { yaml, statements } = draftFromDocument(pathFrom(root, key), content);
  const { used, doubtful, unused } = countsOf(statements);
  return {
    uri: session.clientUri(`${root}/plumbline.yaml`),
    content: yaml,
    checked: used,
    asked: used + doubtful + unused,
  };
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
