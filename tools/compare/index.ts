/**
 * Compares Plumbline with its peers on the peers' own test suites: for each of the forty checks on which most tools
 * agree, what each tool catches of what should be caught, and what it says of templates that are right. Writes the
 * table into docs/comparison.md, between its markers.
 *
 *   node tools/compare/index.ts --checkov <checkout> --cfn-nag <checkout> --trivy <checkout> --guard <checkout>
 *     --modules <folder with node_modules of @aws/cloudformation-validate, cdk-nag, aws-cdk-lib, constructs>
 *     --ruby "ruby -I <cfn-model>/lib -I <cfn_nag>/lib" --work <folder> [--list] [--again]
 *
 * Peers run once; what they say is kept in `--work` until `--again`. `--list` prints each miss and each false alarm.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, cfnNagCases, checkovCases, guardCases, trivyCases, typesOf } from './cases.ts';
import { type Check, checks } from './checks.ts';
import { type Results, runCdkNag, runCfnNag, runPlumbline, runValidate } from './peers.ts';

const { values } = parseArgs({
  options: {
    checkov: { type: 'string' },
    'cfn-nag': { type: 'string' },
    trivy: { type: 'string' },
    guard: { type: 'string' },
    modules: { type: 'string' },
    ruby: { type: 'string' },
    work: { type: 'string', default: '.compare' },
    list: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
});
const work = path.resolve(values.work);
mkdirSync(work, { recursive: true });

const cases: Case[] = [
  ...(values.checkov ? checkovCases(values.checkov) : []),
  ...(values['cfn-nag'] ? cfnNagCases(values['cfn-nag']) : []),
  ...(values.trivy ? trivyCases(values.trivy, path.join(work, 'templates')) : []),
  ...(values.guard ? guardCases(values.guard, path.join(work, 'templates')) : []),
];

/** What one case says of one part of a check: all of it in one file. */
interface Trial {
  readonly check: Check;
  readonly of: Case;
  /** The resource, or null: any of the check's types. */
  readonly resource: string | null;
  readonly bad: boolean;
}
const kinds = new Map<string, ReadonlyMap<string, string>>();
const kindsOf = (file: string) => {
  const known = kinds.get(file) ?? typesOf(readFileSync(file, 'utf8'));
  kinds.set(file, known);
  return known;
};
const trials: Trial[] = [];
for (const check of checks) {
  const ids = [...check.checkov, ...check.cfnNag, ...check.others];
  for (const of of cases.filter(c => ids.includes(c.id))) {
    const types = kindsOf(of.file);
    const concerns = (type: string | undefined) =>
      type !== undefined && check.types.includes(type.replace('AWS::', ''));
    if (![...types.values()].some(concerns)) continue;
    const add = (resource: string, bad: boolean) => {
      if (resource === '*') trials.push({ check, of, resource: null, bad });
      else if (concerns(types.get(resource))) trials.push({ check, of, resource, bad });
    };
    for (const id of of.bad) add(id, true);
    if (!check.narrower.includes(of.id)) for (const id of of.good) add(id, false);
  }
}
// The same template may be a fixture of several ids of one check, some of which it breaks; then it is not good.
const key = (t: Trial) => `${checks.indexOf(t.check)} ${t.of.file} ${t.resource ?? '*'}`;
const broken = new Set(trials.filter(t => t.bad).map(key));
const brokenFiles = new Set(trials.filter(t => t.bad).map(t => `${checks.indexOf(t.check)} ${t.of.file}`));
const seen = new Set<string>();
const fair = trials.filter(t => {
  const k = `${key(t)} ${t.bad}`;
  if (seen.has(k)) return false;
  seen.add(k);
  return (
    t.bad ||
    !(broken.has(key(t)) || (t.resource === null && brokenFiles.has(`${checks.indexOf(t.check)} ${t.of.file}`)))
  );
});
const files = [...new Set(fair.map(t => t.of.file))].sort();

function kept(name: string, run: () => Results): Results {
  const file = path.join(work, `${name}.json`);
  if (!existsSync(file) || values.again) writeFileSync(file, JSON.stringify([...run()]));
  return new Map(JSON.parse(readFileSync(file, 'utf8')));
}
interface Tool {
  readonly name: string;
  readonly ids: (check: Check) => readonly string[];
  readonly results: Results;
}
const tools: Tool[] = [
  { name: 'Plumbline', ids: c => c.plumbline, results: runPlumbline(files, 'recommended') },
  { name: 'Plumbline strict', ids: c => c.plumbline, results: runPlumbline(files, 'strict') },
];
const { modules, ruby } = values;
if (modules) {
  tools.push({ name: 'cdk-nag', ids: c => c.cdkNag, results: kept('cdk-nag', () => runCdkNag(files, modules)) });
  tools.push({
    name: 'cloudformation-validate',
    ids: c => c.validate,
    results: kept('validate', () => runValidate(files, modules)),
  });
}
if (ruby) tools.push({ name: 'cfn_nag', ids: c => c.cfnNag, results: kept('cfn_nag', () => runCfnNag(files, ruby)) });

/** Whether the tool says anything of the check about the trial's resource. */
function says(tool: Tool, { check, of, resource }: Trial): boolean {
  const types = kindsOf(of.file);
  return (tool.results.get(of.file) ?? []).some(
    said =>
      tool.ids(check).includes(said.id) &&
      (resource === null
        ? said.resource === '' || check.types.includes((types.get(said.resource) ?? '').replace('AWS::', ''))
        : said.resource === resource),
  );
}

interface Score {
  caught: number;
  alarms: number;
}
const rows = checks.map(check => {
  const own = fair.filter(t => t.check === check);
  const bad = own.filter(t => t.bad);
  const good = own.filter(t => !t.bad);
  const scores = tools.map((tool): Score | null => {
    if (tool.ids(check).length === 0) return null;
    const missed = bad.filter(t => !says(tool, t));
    const alarms = good.filter(t => says(tool, t));
    if (values.list && tool.name.startsWith('Plumbline')) {
      const tell = (what: string, ts: Trial[]) => {
        for (const t of ts)
          console.log(
            `${check.number} ${check.title} · ${what} · ${tool.name} · ${t.of.id} ${t.resource ?? '*'} ${t.of.file}`,
          );
      };
      if (tool.name.endsWith('strict')) tell('missed', missed);
      if (tool.name.endsWith('strict')) tell('false alarm', alarms);
    }
    return { caught: bad.length - missed.length, alarms: alarms.length };
  });
  return { check, bad: bad.length, good: good.length, scores };
});

const cell = (score: Score | null, bad: number) =>
  score === null
    ? '–'
    : `${score.caught}${score.caught === bad ? '' : ` of ${bad}`}${score.alarms > 0 ? ` (${score.alarms})` : ''}`;
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const lines = [
  `| | check | bad | good | ${tools.map(t => t.name).join(' | ')} |`,
  `| ---: | --- | ---: | ---: | ${tools.map(() => '---:').join(' | ')} |`,
  ...rows.map(
    r =>
      `| ${r.check.number} | ${r.check.title} | ${r.bad} | ${r.good} | ${r.scores.map(s => cell(s, r.bad)).join(' | ')} |`,
  ),
  `| | **caught** | ${sum(rows.map(r => r.bad))} | | ${tools.map((_, i) => sum(rows.map(r => r.scores[i]?.caught ?? 0))).join(' | ')} |`,
  `| | **false alarms** | | ${sum(rows.map(r => r.good))} | ${tools.map((_, i) => sum(rows.map(r => r.scores[i]?.alarms ?? 0))).join(' | ')} |`,
  `| | **checks with something caught**, of 40 | | | ${tools.map((_, i) => new Set(rows.filter(r => (r.scores[i]?.caught ?? 0) > 0).map(r => r.check.number)).size).join(' | ')} |`,
  `| | templates read, of ${files.length} | | | ${tools.map(t => files.filter(f => t.results.has(f)).length).join(' | ')} |`,
];
const page = new URL('../../docs/comparison.md', import.meta.url);
const [start, end] = ['<!-- forty checks: tools/compare -->', '<!-- end -->'];
const text = existsSync(page) ? readFileSync(page, 'utf8') : `${start}\n${end}\n`;
const [before, after] = [text.slice(0, text.indexOf(start)), text.slice(text.indexOf(end))];
writeFileSync(page, `${before}${start}\n\n${lines.join('\n')}\n\n${after}`);
console.log(lines.join('\n'));
