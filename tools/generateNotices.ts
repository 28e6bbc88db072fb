/**
 * THIRD-PARTY-NOTICES.md: whose code is in the bundles, and under which licence, as esbuild tells what it took from where.
 * `node tools/generateNotices.ts`; it fails on a licence that is not among those that may be shipped.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from './bundles.mjs';

const root = path.join(import.meta.dirname, '..');

/** What may be shipped beside code under Apache-2.0. EPL-2.0 asks to say where the source is, which the table does. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'EPL-2.0',
  'ISC',
  'MIT',
  'MIT-0',
]);

export interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly source: string;
  /** The text of its licence file; empty where the package has none. */
  readonly text: string;
  /** Scripts that its installation would run. */
  readonly scripts: readonly string[];
}

/** The packages that have code in one of the bundles, by name. */
export async function bundledPackages(): Promise<readonly Bundled[]> {
  const folders = new Set<string>();
  for (const bundle of bundles) {
    const { metafile } = await esbuild.build({ ...bundle, write: false, metafile: true, logLevel: 'error' });
    for (const file of Object.values(metafile.outputs).flatMap(o => Object.keys(o.inputs))) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders]
    .map(packageIn)
    .sort((a, b) => `${a.name} ${a.version}`.localeCompare(`${b.name} ${b.version}`, 'en'));
}

function packageIn(folder: string): Bundled {
  const full = path.join(root, folder);
  const manifest = JSON.parse(readFileSync(path.join(full, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
    readonly repository?: string | { readonly url?: string };
    readonly scripts?: Readonly<Record<string, string>>;
  };
  const { name, version, license = 'none', repository, scripts = {} } = manifest;
  const file = readdirSync(full).find(f => /^(licen[cs]e|copying)/i.test(f));
  const url = (typeof repository === 'string' ? repository : repository?.url) ?? '';
  return {
    name,
    version,
    licence: license,
    source: webAddress(url) || `npm:${name}`,
    text: file === undefined ? '' : readFileSync(path.join(full, file), 'utf8').replaceAll('\r\n', '\n').trim(),
    scripts: Object.keys(scripts).filter(s => /^(pre|post)?install$/.test(s)),
  };
}

/** The address of a repository, which manifests write in many ways, for a browser. */
function webAddress(url: string): string {
  return url
    .replace(/^git\+|\.git$/g, '')
    .replace(/^(github:|git@github\.com:)?(?=[\w-]+\/[\w.-]+$)/, 'https://github.com/')
    .replace(/^(git|http|ssh):\/\/(git@)?/, 'https://');
}

/** The packages with a licence under which they may not be shipped; where there is a choice, one of them will do. */
export function refused(packages: readonly Bundled[]): string[] {
  return packages.filter(p => !p.licence.split(' OR ').some(l => ALLOWED.has(l))).map(p => `${p.name} ${p.licence}`);
}

/** The text of the file. Equal texts of licences are printed once. */
export function notices(packages: readonly Bundled[]): string {
  const rows = packages.map(p => `| ${p.name} | ${p.version} | ${p.licence} | ${p.source} |`);
  const texts = [
    ...Map.groupBy(
      packages.filter(p => p.text !== ''),
      p => p.text,
    ),
  ];
  return [
    '# Third-party notices',
    '',
    'Plumbline’s bundles contain code of these packages, unmodified but for minification. The data that its tables are made',
    'from is named in [NOTICE](NOTICE). Where there is a choice of licences, the first is used. Made by',
    '`node tools/generateNotices.ts`.',
    '',
    '| package | version | licence | source |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...texts.flatMap(([text, own]) => ['', `## ${own.map(p => p.name).join(', ')}`, '', '```text', text, '```']),
    '',
  ].join('\n');
}

if (import.meta.main) {
  const packages = await bundledPackages();
  const wrong = refused(packages);
  if (wrong.length > 0) throw new Error(`These may not be shipped: ${wrong.join(', ')}`);
  const file = path.join(root, 'THIRD-PARTY-NOTICES.md');
  const text = notices(packages);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}
