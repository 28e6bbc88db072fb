/**
 * Runs the readers and the rules over a folder of real projects and prints what a maintainer needs to judge them:
 * failures, the slowest files, findings per rule, and a random sample with its source to read by hand.
 *
 *   node tools/corpus.ts <dir> [--sample 50] [--seed 1] [--rule iam/wildcard-resource]
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createWorkspace } from '../server/src/all.ts';
import { diskHost } from '../server/src/cli/checkGroup.ts';
import { discover } from '../server/src/cli/discover.ts';
import { LineIndex } from '../server/src/core/document.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    rule: { type: 'string' },
  },
});
const root = path.resolve(positionals[0] ?? '.');
const failures: string[] = [];
const slow: { file: string; ms: number }[] = [];
const projects = new Map<string, string>();

/** The nearest folder with a cdk.json, else the folder of the file. */
function projectOf(uri: string): string {
  const start = path.dirname(fileURLToPath(uri));
  const known = projects.get(start);
  if (known) return known;
  let folder = start;
  while (folder.startsWith(root) && !existsSync(path.join(folder, 'cdk.json'))) folder = path.dirname(folder);
  const found = pathToFileURL(folder.startsWith(root) ? folder : start).href;
  projects.set(start, found);
  return found;
}

const workspace = createWorkspace({
  host: diskHost,
  projectOf,
  today: () => '2026-11-21',
});
workspace.engine.onFailure = f => failures.push(`${f.rule}: ${f.error instanceof Error ? f.error.stack : f.error}`);

const began = performance.now();
const { files } = discover([root]);
for (const file of files) {
  const t = performance.now();
  try {
    workspace.update({ uri: pathToFileURL(file).href, version: 1, text: readFileSync(file, 'utf8') });
  } catch (error) {
    failures.push(`${file}: ${error instanceof Error ? error.stack : error}`);
  }
  slow.push({ file, ms: performance.now() - t });
}
const read = performance.now();
let findings = workspace.allFindings();
const done = performance.now();
const graphs = workspace.graphs();
console.log(
  `${files.length} files, ${workspace.uris().length} read; ${graphs.reduce((n, g) => n + g.resources.length, 0)} resources, ` +
    `${graphs.reduce((n, g) => n + g.statements.length, 0)} statements, ${graphs.reduce((n, g) => n + g.edges.length, 0)} edges; ` +
    `reading ${Math.round(read - began)} ms, linking and rules ${Math.round(done - read)} ms, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
console.log(`${failures.length} failures`);
for (const failure of failures.slice(0, 10)) console.log(failure);
console.log(
  'slowest:',
  slow
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 5)
    .map(s => `${Math.round(s.ms)} ms ${path.relative(root, s.file)}`)
    .join(' · '),
);
const counts = Map.groupBy(findings, f => f.rule);
for (const [rule, found] of [...counts].sort((a, b) => b[1].length - a[1].length))
  console.log(`${String(found.length).padStart(6)} ${rule}`);

if (values.rule) findings = findings.filter(f => f.rule === values.rule);
// A small linear congruential generator, so that a sample can be drawn again.
let state = Number(values.seed) * 2654435761;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const sample = findings
  .map(f => ({ f, r: random() }))
  .sort((a, b) => a.r - b.r)
  .slice(0, Number(values.sample));
for (const [i, { f }] of sample.entries()) {
  const text = workspace.document(f.span.uri)?.text ?? '';
  const lines = new LineIndex(text);
  const { line, character } = lines.position(f.span.start);
  console.log(
    `\n[${i + 1}] ${f.severity} ${f.rule} ${path.relative(root, fileURLToPath(f.span.uri))}:${line + 1}:${character + 1}\n    ${f.message}`,
  );
  for (let n = Math.max(0, line - 3); n <= Math.min(lines.lineCount - 1, line + 3); n++) {
    console.log(
      `    ${n === line ? '>' : ' '} ${text
        .slice(lines.lineStart(n), lines.lineStart(n + 1))
        .trimEnd()
        .slice(0, 160)}`,
    );
  }
}
process.exitCode = failures.length > 0 ? 1 : 0;
