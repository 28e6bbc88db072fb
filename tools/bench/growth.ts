/**
 * How costs grow: a project of 10, 100, 1,000 and 10,000 resources (in documents of 1,000 at most) is opened, edited in one
 * place, fixed and reported, and a folder of as many is scanned. Each size has a process of its own, so that its memory is its own and nothing is warm from
 * another size. What grows with the square of its input shows as a cost per resource that rises from line to line.
 *
 *   node tools/bench/growth.ts [template|cdk resources]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWorkspace, version } from '../../server/src/all.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import type { Workspace } from '../../server/src/core/workspace.ts';
import { fixAll, proposeFixes } from '../../server/src/fixes/index.ts';
import { renderHtml } from '../../server/src/report/html.ts';
import { makeReport } from '../../server/src/report/report.ts';
import { cdkStack, templateOf, typed } from './inputs.ts';
import { cpu, cpuOf, median, shown } from './measure.ts';

/** What one size came to; CPU in milliseconds, memory in megabytes. */
export interface Grown {
  readonly language: Language;
  readonly resources: number;
  readonly findings: number;
  readonly open: number;
  readonly edit: number;
  /** One fix, found and proven. */
  readonly fix: number;
  /** All that is safe to fix in the document at once. */
  readonly fixAll: number;
  /** The report, with its page. */
  readonly report: number;
  /** `plumbline check` of a folder with as many resources in files of a hundred, start and end of the process included. */
  readonly scan: number;
  /** What is held in the heap, code and tables included, after a collection. */
  readonly memory: number;
}

export type Language = 'template' | 'cdk';

const root = path.join(import.meta.dirname, '../..');
const TODAY = '2026-11-21';
/** How many resources a document has at most: CloudFormation takes 500 and 1 MB. */
const PER_DOCUMENT = 1000;
/** How many resources a file of the scanned folder has. */
const PER_FILE = 100;
/** What a block of a CDK stack says: a key, a table and a function. */
const CDK_RESOURCES = 3;
const GOLDEN = 0.618034;

function textOf(language: Language, resources: number, prefix = ''): string {
  if (language === 'template') return templateOf(resources, prefix);
  return cdkStack(Math.ceil(resources / CDK_RESOURCES)).replaceAll('BigStack', `BigStack${prefix}`);
}

function fileOf(language: Language, name: string): string {
  return `${name}.${language === 'template' ? 'yaml' : 'ts'}`;
}

function spaceOf(): Workspace {
  return createWorkspace({ host: { fileExists: () => null }, projectOf: () => 'file:///bench/', today: () => TODAY });
}

/** Opens a project, edits, fixes and reports. */
function grow(language: Language, resources: number): Grown {
  const uriOf = (i: number) => `file:///bench/${fileOf(language, `grown${i}`)}`;
  const uri = uriOf(0);
  const most = Math.min(resources, PER_DOCUMENT);
  const text = textOf(language, most);
  const others = Array.from({ length: Math.ceil(resources / most) - 1 }, (_, i) => ({
    uri: uriOf(i + 1),
    version: 1,
    text: textOf(language, most, `D${i}x`),
  }));
  // What is loaded once is not the document's, and the compiler is as warm for the smallest as for the largest.
  const warm = spaceOf();
  const small = textOf(language, 60);
  for (let i = 0; i < 40; i++) {
    warm.update({ uri, version: i, text: typed(small, i) });
    warm.findings(uri);
  }
  const space = spaceOf();
  const open = cpu(() => {
    for (const document of [{ uri, version: 1, text }, ...others]) space.update(document);
    space.findings(uri);
  });
  const count = space.graph(uri).resources.length;
  const turns = 9;
  const edits = Array.from({ length: turns }, (_, i) =>
    cpu(() => {
      space.update({ uri, version: i + 2, text: typed(text, i + 1) });
      space.findings(uri);
    }),
  );
  const findings = space.projectFindings(uri);
  const mendable = findings.filter(f => f.fixable);
  const fixes: number[] = [];
  for (let i = 0; i < mendable.length && fixes.length < turns; i++) {
    let offered: readonly object[] = [];
    // In steps that fall in with no pattern of the text, and again where there is no fix after all, so that nothing was proven.
    const finding = mendable[Math.floor(((i * GOLDEN) % 1) * mendable.length)] as Finding;
    const spent = cpu(() => (offered = proposeFixes(space, finding)));
    if (offered.some(fix => 'edits' in fix)) fixes.push(spent);
  }
  const report = cpu(() =>
    renderHtml(makeReport(space, { root: 'file:///bench', version, today: TODAY, fixes: () => null }), {
      mode: 'file',
    }),
  );
  const all = cpu(() => fixAll(space, uri));
  return {
    language,
    resources: count,
    findings: findings.length,
    open,
    edit: median(edits),
    fix: median(fixes),
    fixAll: all,
    report,
    scan: scan(language, count),
    memory: held(space),
  };
}

/** Megabytes that are in use for everything while a workspace lives. */
function held(space: Workspace): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  // Not before this does anybody let go of it.
  return space.uris().length > 0 ? (heapUsed + external) / 1024 ** 2 : Number.NaN;
}

/** CPU of a check of a folder that has so many resources. */
function scan(language: Language, resources: number): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-growth-'));
  try {
    for (let i = 0; i * PER_FILE < resources; i++)
      writeFileSync(
        path.join(folder, fileOf(language, `f${i}`)),
        textOf(language, Math.min(PER_FILE, resources - i * PER_FILE), `F${i}x`),
      );
    const cli = path.join(root, 'dist/cli.cjs');
    return cpuOf(() => {
      const args = [
        cli,
        'check',
        folder,
        '--format',
        'json',
        '--output',
        path.join(folder, 'out'),
        '--fail-on',
        'never',
      ];
      const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      if (status !== 0) throw new Error(`plumbline check failed: ${stderr}`);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Measures each size in a process of its own. */
export function growth(sizes: Readonly<Record<Language, readonly number[]>>): Grown[] {
  return (Object.keys(sizes) as Language[]).flatMap(language =>
    sizes[language].map(resources => {
      const { stdout, status, stderr } = spawnSync(
        process.execPath,
        [
          ...process.execArgv,
          '--max-old-space-size=8192',
          '--expose-gc',
          import.meta.filename,
          language,
          String(resources),
        ],
        { encoding: 'utf8', maxBuffer: 1 << 26 },
      );
      if (status !== 0) throw new Error(`growth of ${resources} failed: ${stderr}`);
      return JSON.parse(stdout) as Grown;
    }),
  );
}

/** The sizes that the benchmark measures. */
export const SIZES: Readonly<Record<Language, readonly number[]>> = {
  template: [10, 100, 1000, 10_000],
  cdk: [10, 100, 1000, 10_000],
};

/** The table, with what each resource costs behind what all do: in proportion, that stays the same from line to line. */
export function growthTable(grown: readonly Grown[]): string {
  const cell = (ms: number, { resources }: Grown) =>
    Number.isNaN(ms) ? '–' : `${shown(ms)} (${shown(ms / resources)})`;
  return [
    '| project of | resources | findings | open | edit | fix | fix all | report | scan | memory |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...grown.map(g => {
      const costs = [g.open, g.edit, g.fix, g.fixAll, g.report, g.scan].map(ms => cell(ms, g));
      const count = (n: number) => n.toLocaleString('en-US');
      return `| ${g.language} | ${count(g.resources)} | ${count(g.findings)} | ${costs.join(' | ')} | ${Math.round(g.memory)} MB |`;
    }),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const [, , language, resources] = process.argv;
  process.stdout.write(JSON.stringify(grow(language as Language, Number(resources))));
}
