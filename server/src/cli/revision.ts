/** What a check compares the projects with: a git revision, from which rules tell what the work tree would replace. */
import type { Workspace } from '../core/workspace.ts';
import { isCandidate, isSkipped } from '../lsp/files.ts';
import { isUnder, keyOfPath, pathOfKey, relativeTo } from '../lsp/uris.ts';
import { compareWith } from '../revision/compare.ts';
import { openRepository } from '../revision/git.ts';

/**
 * Compares the projects of a workspace with a revision of the repository that a folder lies in. Where there is no git, no
 * repository or no such revision nothing is compared.
 */
export async function compareRevision(workspace: Workspace, folder: string, revision: string): Promise<void> {
  const repository = await openRepository(folder);
  const commit = await repository?.resolve(revision);
  if (!repository || !commit) return;
  const root = keyOfPath(folder);
  const counts = (uri: string) => isUnder(uri, root) && isCandidate(uri) && !isSkipped(relativeTo(root, uri));
  await compareWith({
    repository,
    commit,
    revision,
    workspace,
    open: [],
    pathOf: pathOfKey,
    uriOf: keyOfPath,
    counts,
  });
  repository.dispose();
}
