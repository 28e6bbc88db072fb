/** Which files can be checked apart from which. */

/**
 * Which files are checked together: those of one project, and of projects that share requirements: those at or below the
 * folder of a requirements file, and those of the files that it extends.
 * @param extended The files that each requirements file extends, by uri.
 */
export function groupsOf(
  uris: readonly string[],
  projectOf: (uri: string) => string,
  extended: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const projects = Map.groupBy(uris, projectOf);
  const parents = new Map([...projects.keys()].map(root => [root, root]));
  const find = (root: string): string => {
    const parent = parents.get(root) ?? root;
    return parent === root ? root : find(parent);
  };
  const join = (a: string, b: string) => {
    if (projects.has(a) && projects.has(b)) parents.set(find(a), find(b));
  };
  for (const [file, targets] of extended) {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    for (const root of projects.keys()) if (`${root}/`.startsWith(folder)) join(projectOf(file), root);
    for (const target of targets) join(projectOf(file), projectOf(target));
  }
  return [...Map.groupBy(projects.keys(), find).values()].map(roots => roots.flatMap(root => projects.get(root) ?? []));
}
