/** Results of measuring, and the tables that are made of them. */
import { cpus } from 'node:os';
import type { App } from './apps.ts';
import type { Mapped, Share } from './mapping.ts';

/** What a synth of an app outside of the sandbox came to. */
export interface Cold {
  readonly ok: boolean;
  readonly reason: string | null;
  readonly ms: number;
  /** The folder with its templates. */
  readonly dir: string;
}

export interface Measured {
  readonly ok: boolean;
  /** Why it is not, in words. */
  readonly problem: string | null;
  readonly library: string | null;
  /** Milliseconds from nothing to the first findings, and of them for gathering and compiling the modules. */
  readonly firstMs: number;
  readonly hostMs: number | null;
  /** Milliseconds from a new text to all findings, and to the model. */
  readonly edits: readonly number[];
  readonly runs: readonly number[];
  /** Milliseconds of processor time that each edit took, of this process and of the child: other work matters less. */
  readonly processor: readonly number[];
  /** Edits with which the app no longer ran. */
  readonly thrown: number;
  readonly mapped: Mapped;
  readonly templates: number;
  /** Templates that are not as outside of the sandbox; null when that is not known. */
  readonly unlikeCold: readonly string[] | null;
  /** Templates that are not, after all edits, as in a process that has seen the last text alone. */
  readonly unlikeFresh: readonly string[];
  /** How many problems there are, by kind. */
  readonly problems: Readonly<Record<string, number>>;
  readonly denied: readonly string[];
  /** Bytes of the child after all edits. */
  readonly rss: number | null;
  readonly samples: readonly string[];
}

export interface Row {
  readonly app: App;
  readonly measured: Measured;
  readonly cold: Cold | undefined;
}

export interface Comparison {
  readonly name: string;
  readonly cdkMs: number;
  readonly editMs: number;
}

/** The value below which this share of the numbers is. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);
const whole = (n: number): string => (Number.isNaN(n) ? '–' : Math.round(n).toLocaleString('en-US'));
const percent = ({ all, placed }: Share): string => (all === 0 ? '–' : `${((100 * placed) / all).toFixed(1)} %`);
const sum = (shares: readonly Share[]): Share => ({
  all: shares.reduce((n, s) => n + s.all, 0),
  placed: shares.reduce((n, s) => n + s.placed, 0),
});
const of = (share: Share): string => `${whole(share.placed)} of ${whole(share.all)} (${percent(share)})`;

export function table(rows: readonly Row[], compared: readonly Comparison[]): string {
  const good = rows.filter(r => r.measured.ok);
  const outside = rows.filter(r => r.cold?.ok);
  const judged = good.filter(r => r.measured.unlikeCold !== null);
  const templates = judged.reduce((n, r) => n + r.measured.templates, 0);
  const unlike = judged.reduce((n, r) => n + (r.measured.unlikeCold?.length ?? 0), 0);
  const firsts = good.map(r => r.measured.firstMs);
  const edits = good.flatMap(r => r.measured.edits);
  const runs = good.flatMap(r => r.measured.runs);
  const sizes = good.flatMap(r => (r.measured.rss === null ? [] : [r.measured.rss / 1024 ** 2]));
  const both = (numbers: readonly number[]): string => `${whole(median(numbers))} / ${whole(quantile(numbers, 0.95))}`;
  const lines = [
    `Measured on Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    '| figure | measured |',
    '| --- | ---: |',
    `| apps | ${rows.length} |`,
    `| apps that synthesize outside of the sandbox | ${outside.length} |`,
    `| of these, apps that synthesize in the sandbox | ${outside.filter(r => r.measured.ok).length} |`,
    `| apps that synthesize in the sandbox only | ${good.filter(r => r.cold && !r.cold.ok).length} |`,
    `| resources with the call that made them | ${of(sum(good.map(r => r.measured.mapped.resources)))} |`,
    `| properties of the app's own resources with a place of their own | ${of(sum(good.map(r => r.measured.mapped.properties)))} |`,
    `| policy statements with the call that made or added them | ${of(sum(good.map(r => r.measured.mapped.statements)))} |`,
    `| templates as outside of the sandbox | ${templates - unlike} of ${templates} |`,
    `| apps whose templates after ${good[0]?.measured.edits.length ?? 0} edits are those of a fresh process | ${good.filter(r => r.measured.unlikeFresh.length === 0).length} of ${good.length} |`,
    `| start to first findings, median / p95 | ${both(firsts)} ms |`,
    `| edit to model, median / p95 of ${runs.length} | ${both(runs)} ms |`,
    `| edit to all findings, median / p95 of ${edits.length} | ${both(edits)} ms |`,
    `| processor time of an edit, median / p95 | ${both(good.flatMap(r => r.measured.processor))} ms |`,
    `| memory of the child, median / p95 / most | ${both(sizes)} / ${whole(Math.max(...sizes))} MB |`,
    '',
  ];
  if (compared.length > 0) {
    lines.push(
      '| the same app, in the same run | `cdk synth` | edit to all findings | times faster |',
      '| --- | ---: | ---: | ---: |',
      ...compared.map(
        c => `| ${c.name} | ${whole(c.cdkMs)} ms | ${whole(c.editMs)} ms | ${whole(c.cdkMs / c.editMs)} |`,
      ),
      '',
    );
  }
  lines.push(
    '| app | aws-cdk-lib | resources | properties placed | first findings, ms | edit to findings, ms (median, most) | child, MB | as outside |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(row),
    '',
  );
  return lines.join('\n');
}

function row({ app, measured: m, cold }: Row): string {
  if (!m.ok)
    return `| ${app.name} | | | | | | | ${cold?.ok ? 'fails in the sandbox only: ' : 'fails: '}${inCell(m.problem ?? '')} |`;
  const { resources, properties } = m.mapped;
  const like =
    m.unlikeCold === null ? '–' : m.unlikeCold.length === 0 ? 'yes' : `${m.unlikeCold.length} of ${m.templates} differ`;
  return `| ${app.name} | ${m.library ?? ''} | ${resources.placed === resources.all ? resources.all : of(resources)} | ${percent(properties)} | ${whole(m.firstMs)} | ${whole(median(m.edits))}, ${whole(Math.max(...m.edits))} | ${m.rss === null ? '–' : whole(m.rss / 1024 ** 2)} | ${like} |`;
}

/** A message in one cell of a table, without the names of folders. */
function inCell(message: string): string {
  const one = message
    .replace(/\s+/g, ' ')
    .replace(/(\/[\w@.+-]+)+\//g, '…/')
    .replaceAll('|', '\\|');
  return one.length > 140 ? `${one.slice(0, 140)} …` : one;
}
