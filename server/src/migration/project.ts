/** A whole folder from SDK v2 to v3: its files one by one, then each package.json by what the files import afterwards. */
import { asksForV2, packagesOf, updateManifest } from './manifest.ts';
import { type Convert, type Migration, mentionsV2, migrate } from './migrate.ts';

export interface ProjectFile {
  /** With `/`, from the root of the folder. */
  readonly path: string;
  readonly text: string;
}

export interface FileMigration {
  readonly path: string;
  readonly before: string;
  readonly migration: Exclude<Migration, { outcome: 'unchanged' }>;
}

export interface ManifestMigration {
  readonly path: string;
  readonly before: string;
  readonly text: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ProjectMigration {
  /** Files that use v2, in the order of their paths. */
  readonly files: readonly FileMigration[];
  readonly manifests: readonly ManifestMigration[];
  /** Packages that files need, and no package.json that we could change asks for v2. */
  readonly homeless: readonly string[];
}

export interface ProjectOptions {
  /** Whether these are not all files: then nobody can say that v2 is not needed any more. */
  readonly partly?: boolean;
  /** Called before each file: how many are done of how many. */
  readonly progress?: (done: number, total: number, path: string) => void;
  readonly cancelled?: () => boolean;
}

/** Migrates files; null when it was cancelled. Files named package.json are manifests. */
export async function migrateProject(
  all: readonly ProjectFile[],
  convert: Convert,
  { progress, cancelled, partly = false }: ProjectOptions = {},
): Promise<ProjectMigration | null> {
  const found = all.filter(f => mentionsV2(f.path, f.text)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: FileMigration[] = [];
  for (const [i, { path, text }] of found.entries()) {
    if (cancelled?.()) return null;
    progress?.(i, found.length, path);
    const migration = await migrate(path, text, convert);
    if (migration.outcome !== 'unchanged') files.push({ path, before: text, migration });
  }
  if (cancelled?.()) return null;
  const { manifests, homeless } = manifestsOf(all, files, partly);
  return { files, manifests, homeless };
}

function manifestsOf(
  all: readonly ProjectFile[],
  files: readonly FileMigration[],
  partly: boolean,
): Pick<ProjectMigration, 'manifests' | 'homeless'> {
  const homes = all
    .filter(f => /(^|\/)package\.json$/.test(f.path) && asksForV2(f.text))
    .map(f => ({ ...f, folder: f.path.slice(0, -'package.json'.length) }))
    .sort((a, b) => b.folder.length - a.folder.length);
  /** The nearest package.json above that asks for v2: that is where its packages came from. */
  const homeOf = (path: string) => homes.find(h => path.startsWith(h.folder));
  const needed = new Map<string, Set<string>>();
  const still = new Set<string>();
  const homeless = new Set<string>();
  for (const { path, before, migration } of files) {
    const home = homeOf(path);
    const text = 'text' in migration ? migration.text : before;
    if (home && mentionsV2(path, text)) still.add(home.path);
    if (migration.outcome === 'refused') continue;
    const known = new Set(packagesOf(path, before));
    for (const name of packagesOf(path, text)) {
      if (known.has(name)) continue;
      if (home) needed.set(home.path, (needed.get(home.path) ?? new Set()).add(name));
      else homeless.add(name);
    }
  }
  const manifests = homes.flatMap(({ path, text }) => {
    // Nothing was migrated on its account: whether something else needs v2 is not ours to say.
    if (!needed.has(path)) return [];
    const change = updateManifest(text, [...(needed.get(path) ?? [])].sort(), partly || still.has(path));
    return change ? [{ path, before: text, ...change }] : [];
  });
  return { manifests: manifests.sort((a, b) => (a.path < b.path ? -1 : 1)), homeless: [...homeless].sort() };
}

/** What became of a project, and what is left to do by hand, in Markdown: places by line of the migrated files. */
export function summary({ files, manifests, homeless }: ProjectMigration): string {
  if (files.length === 0) return 'No file uses SDK v2.\n';
  const of = (outcome: string) => files.filter(f => f.migration.outcome === outcome);
  const counts = [
    `${of('complete').length} complete`,
    `${of('partial').length} with places that are left to do by hand`,
    `${of('refused').length} not changed`,
  ];
  const lines = [`${files.length} ${files.length === 1 ? 'file uses' : 'files use'} SDK v2: ${counts.join(', ')}.`, ''];
  for (const { path, migration } of files) {
    if (migration.outcome === 'partial') {
      lines.push(`- ${path}`);
      for (const { start, message } of migration.left)
        lines.push(`  - line ${lineOf(migration.text, start)}: ${message}`);
    } else if (migration.outcome === 'refused') {
      lines.push(`- ${path}: not changed. ${migration.reason}`);
    }
  }
  for (const { path, added, removed } of manifests)
    lines.push(`- ${path}: ${[...added.map(a => `+ ${a}`), ...removed.map(r => `- ${r}`)].join(', ')}`);
  if (homeless.length > 0)
    lines.push(`- No package.json here asks for aws-sdk; the migrated code needs ${homeless.join(', ')}.`);
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The line of an offset, counted from one. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
