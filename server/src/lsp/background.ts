/**
 * Finds out what the projects say that nobody looks at: one after another, with turns for everybody else, each from the
 * results of another session where nothing has changed since. What has been told is let go of again beyond a share of
 * memory: such a project is read again when somebody opens one of its files or asks for the report.
 */
import path from 'node:path';
import type { Brief } from '../core/brief.ts';
import type { Workspace } from '../core/workspace.ts';
import { isRequirements } from '../frontends/requirements/index.ts';
import { libraryVersion } from './library.ts';
import { type Asked, type RecordingHost, ResultCache, keyOf, programKey } from './results.ts';

/**
 * Characters of the files that stay read though nobody looks at them, which take some fifty times as many bytes: all of a
 * workspace of common size, and of a larger one what leaves the server below 200 MB.
 */
export const AWAKE = 750_000;

/** What a project said, with all that this depends on. */
export interface Told {
  readonly key: string;
  readonly brief: Brief;
  readonly asked: readonly Asked[];
  /** Whether the next session finds it. What was said of a text that is being typed is kept once that text is saved. */
  isKept: boolean;
}

export interface Judging {
  readonly workspace: Workspace;
  readonly host: RecordingHost;
  /** What projects said last, by root. */
  readonly told: Map<string, Told>;
  /** The settings of the rules, which are data. */
  readonly settings: unknown;
  /** ISO date. */
  readonly today: string;
  /** The folder for results, an absolute path; null where nothing is kept. */
  readonly cache: string | null;
  /** Whether somebody has a document of a project open. */
  isOpen(root: string): boolean;
  breathe(): Promise<void>;
  isOutdated(): boolean;
  /** How much of us has failed so far, which is told where it does. */
  failures(): number;
  /** Files that are known of files that there are to be. */
  progress(done: number, total: number): void;
}

/** Finds out what all projects say of which that is not known. Those in use come first: they are read, if not checked. */
export async function judge(judging: Judging): Promise<void> {
  const { workspace, isOpen, breathe, isOutdated } = judging;
  const waiting = [...workspace.projects()].filter(([root]) => workspace.standing(root) !== 'known');
  waiting.sort(([a], [b]) => Number(isOpen(b)) - Number(isOpen(a)));
  const folder = judging.cache === null ? null : path.join(judging.cache, 'results');
  const cache = new ResultCache<Brief>(folder, judging.host.host, libraryVersion);
  const total = waiting.reduce((sum, [, uris]) => sum + uris.length, 0);
  let done = 0;
  if (total > 0) judging.progress(0, total);
  for (const [root, uris] of waiting) {
    if (isOutdated()) return;
    // Somebody may have asked for it meanwhile.
    if (workspace.standing(root) !== 'known') await judgeOne(judging, cache, root);
    done += uris.length;
    judging.progress(done, total);
    letGo(workspace, isOpen);
    await breathe();
  }
  if (folder !== null)
    for (const told of judging.told.values()) {
      if (told.isKept) continue;
      if (isOutdated()) return;
      cache.put(told.key, told.brief, told.asked);
      told.isKept = true;
      await breathe();
    }
  if (total > 0) cache.clean();
}

async function judgeOne(judging: Judging, cache: ResultCache<Brief>, root: string): Promise<void> {
  const { workspace, host, breathe, isOutdated } = judging;
  const key = keyFor(judging, root);
  const last = judging.told.get(root);
  const kept =
    last && last.key === key && cache.isStillSo(last.asked) ? last.brief : key === null ? null : cache.get(key);
  if (kept) {
    workspace.recall(root, kept);
    return;
  }
  // What was asked for linking before is not asked for again: only what is linked from scratch can be kept.
  const isWhole = key !== null && workspace.standing(root) === 'unlinked';
  const before = judging.failures();
  const all = new Map<string, Asked>();
  const recorded = <T>(work: () => T): T => {
    const { result, asked } = host.record(work);
    for (const question of asked) all.set(`${question[0]} ${question[1]}`, question);
    return result;
  };
  const pieces = workspace.ahead(root);
  while (!recorded(() => pieces.next()).done) {
    await breathe();
    if (isOutdated() || workspace.standing(root) === 'known') return;
  }
  const brief = recorded(() => workspace.brief(root));
  // Something may have changed in between, or failed that another session does not.
  if (!isWhole || key !== keyFor(judging, root) || judging.failures() > before) return;
  const asked = [...all.values()];
  judging.told.set(root, { key, brief, asked, isKept: judging.cache !== null });
  cache.put(key, brief, asked);
}

/** Everything that what a project says depends on, beside the disk; null while it is heard by another way than reading. */
function keyFor({ workspace, settings, today }: Judging, root: string): string | null {
  const projects = workspace.projects();
  const own = projects.get(root) ?? [];
  if (own.some(uri => workspace.witness(uri))) return null;
  const textOf = (uri: string) => workspace.document(uri)?.text ?? '';
  const requirements = workspace.uris().filter(isRequirements).sort();
  const past = own[0] === undefined ? null : workspace.pastTexts(own[0]);
  return keyOf(
    programKey(),
    settings,
    today,
    root,
    own.toSorted().map(uri => [uri, textOf(uri)]),
    past && [...past],
    // Requirements may hold in other projects, which an ignore asks for.
    requirements.length > 0 ? [requirements.map(uri => [uri, textOf(uri)]), [...projects.keys()].sort()] : [],
  );
}

/** Lets go of projects that nobody looks at, beyond the share of those. */
export function letGo(workspace: Workspace, isOpen: (root: string) => boolean): void {
  let awake = 0;
  for (const [root, uris] of workspace.projects()) {
    if (isOpen(root) || workspace.unread(root).length === uris.length) continue;
    awake += uris.reduce((sum, uri) => sum + (workspace.document(uri)?.text.length ?? 0), 0);
    if (awake > AWAKE) workspace.rest(root);
  }
}
