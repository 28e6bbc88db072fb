/** Tells a workspace what its projects were at a revision, so that rules can say what an edit does. */
import type { Workspace } from '../core/workspace.ts';
import type { Repository } from './git.ts';

/** Above this many changed files a revision is another project rather than an older one. */
const MAX_CHANGED = 500;

export interface Comparison {
  readonly repository: Repository;
  readonly commit: string;
  /** What to call it: `HEAD`. */
  readonly revision: string;
  readonly workspace: Workspace;
  /** Documents whose present text may differ from the disk. */
  readonly open: readonly string[];
  readonly pathOf: (uri: string) => string | null;
  readonly uriOf: (file: string) => string;
  /** Whether a file would be read, if it were there. */
  readonly counts: (uri: string) => boolean;
  /** Gives others their turn between projects. */
  readonly breathe?: () => Promise<void>;
}

/**
 * Compares every project of a workspace with a commit. Only what differs is read from git; what that made is read by the
 * workspace's own readers, once. Resolves to whether there was something to compare with.
 */
export async function compareWith(comparison: Comparison): Promise<boolean> {
  const { repository, commit, revision, workspace, pathOf, uriOf, counts, breathe } = comparison;
  const changed = (await repository.changed(commit)).map(uriOf).filter(counts);
  if (changed.length > MAX_CHANGED) return false;
  const differing = [...new Set([...changed, ...comparison.open.filter(uri => pathOf(uri) !== null)])];
  const texts = await Promise.all(differing.map(uri => repository.read(commit, pathOf(uri) as string)));
  const old = new Map(differing.map((uri, i) => [uri, texts[i] as string | null]));
  const roots = Map.groupBy([...workspace.uris(), ...differing], uri => workspace.projectOf(uri));
  for (const uris of roots.values()) {
    const own = new Map(uris.flatMap(uri => (old.has(uri) ? [[uri, old.get(uri) as string | null] as const] : [])));
    const [first] = uris as [string];
    workspace.compare(first, workspace.past(first, revision, own));
    await breathe?.();
  }
  return true;
}
