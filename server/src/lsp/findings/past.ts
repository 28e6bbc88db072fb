/** What a workspace folder was at a commit, and what its projects said then, as reading sees it. */
import type { Finding } from '../../core/finding.ts';
import { isRequirements } from '../../frontends/requirements/index.ts';
import type { Repository } from '../../revision/git.ts';
import { isCandidate, isSkipped } from '../files.ts';
import type { Folder, Session } from '../session.ts';
import { keyOfPath, pathOfKey, relativeTo } from '../uris.ts';

/** Above this many changed files a commit is another project rather than an older one. */
const MAX_CHANGED = 500;

/** The texts at a commit, by key; null where there was no file. */
export type Texts = ReadonlyMap<string, string | null>;

/** The texts at a commit of those files of a folder that differ on disk or are open; null where these are too many. */
export async function textsAt(
  session: Session,
  folder: Folder,
  repository: Repository,
  commit: string,
): Promise<Map<string, string | null> | null> {
  const counts = (key: string) =>
    session.folderOf(key) === folder &&
    isCandidate(key) &&
    !isSkipped(relativeTo(folder.key as string, key)) &&
    !folder.excluded(key);
  const changed = (await repository.changed(commit)).map(keyOfPath).filter(counts);
  if (changed.length > MAX_CHANGED) return null;
  const open = [...session.documents()].filter(d => d.home === folder && pathOfKey(d.key) !== null).map(d => d.key);
  const differing = [...new Set([...changed, ...open])];
  const texts = await Promise.all(differing.map(key => repository.read(commit, pathOfKey(key) as string)));
  return new Map(differing.map((key, i) => [key, texts[i] as string | null]));
}

/** A document of each project of a folder, with what was there at a commit, by the project's root. */
export function projectsOf({ workspace }: Folder, texts: Texts): ReadonlyMap<string, string> {
  const projects = new Map<string, string>();
  for (const uri of [...workspace.uris(), ...texts.keys()]) projects.set(workspace.projectOf(uri), uri);
  return projects;
}

/** What a project said. */
export function saidThen({ workspace }: Folder, root: string, document: string, texts: Texts): readonly Finding[] {
  const own = [...texts].filter(([uri]) => workspace.projectOf(uri) === root || isRequirements(uri));
  return workspace.pastFindings(document, new Map(own));
}

/**
 * What a project says and what it said, so that nothing but edits makes a difference: what only a run of the app shows now
 * counts as said then, and what reading saw then and sees now, but a run refutes, as not said.
 */
export function comparable({ workspace }: Folder, document: string, then: readonly Finding[]): readonly Finding[] {
  const now = workspace.projectFindings(document);
  const read = workspace.readFindings(document);
  if (read === now) return then;
  const isNow = new Set(now.map(f => f.key));
  const isRead = new Set(read.map(f => f.key));
  const wasSaid = new Set(then.map(f => f.key));
  return [
    ...then.filter(f => isNow.has(f.key) || !isRead.has(f.key)),
    ...now.filter(f => !isRead.has(f.key) && !wasSaid.has(f.key)),
  ];
}
