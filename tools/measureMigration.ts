/**
 * Measures the migration to SDK v3 over pairs of files, `x.input.js` with `x.output.js` beside it, such as the codemod's own
 * fixtures (github.com/aws/aws-sdk-js-codemod, src/transforms/v2-to-v3/__fixtures__), which are not part of this repository.
 *
 *   node tools/measureMigration.ts <folder> [--types <folder>] [--verbose]
 *
 * `--types` names a folder with the packages of v3 in its node_modules: there the results are type-checked as well. Says how
 * many files are done, what is left of the others, and whether anything came out broken without being said.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { bindingsOf } from '../server/src/migration/bindings.ts';
import { Converter } from '../server/src/migration/converter.ts';
import { type Migration, mentionsV2, migrate } from '../server/src/migration/migrate.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { types: { type: 'string' }, verbose: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('usage: node tools/measureMigration.ts <folder> [--types <folder>] [--verbose]');
  process.exit(2);
}

interface Measured {
  readonly name: string;
  readonly before: string;
  readonly expected: string;
  readonly migration: Migration;
}

const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.input\.[cm]?[jt]sx?$/.test(name))
  .sort();
const started = performance.now();
const starter = new Converter();
await starter.convert('start.js', "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3();\n");
const cold = performance.now() - started;
starter.stop();

const memory = process.memoryUsage().rss;
// The largest of the fixtures makes every client there is: nobody waits for that in an editor, here it is waited for.
const converter = new Converter({ limit: 300_000 });
const measured: Measured[] = [];
const times: number[] = [];
let peak = 0;
for (const name of names) {
  const before = readFileSync(path.join(folder, name), 'utf8');
  const expected = readFileSync(path.join(folder, name.replace('.input.', '.output.')), 'utf8');
  const from = performance.now();
  const migration = await migrate(name, before, converter.convert);
  times.push(performance.now() - from);
  peak = Math.max(peak, process.memoryUsage().rss);
  measured.push({ name, before, expected, migration });
}
converter.stop();

/** Looked at again, apart from the guard: what a result has that nobody was told of. */
function silentlyBroken({ name, before, migration }: Measured): string[] {
  if (!('text' in migration)) return [];
  const now = bindingsOf(name, migration.text);
  const then = bindingsOf(name, before);
  const known = /^(Array|Date|Error|Object|Promise|Record|Set|TextDecoder|URL|Uint8Array|['"].*)$/;
  const problems = [...now.free].filter(n => !then.free.has(n) && !known.test(n)).map(n => `${n} is not declared`);
  if (now.syntax !== null) problems.push(now.syntax);
  problems.push(...[...now.twice].filter(n => !then.twice.has(n)).map(n => `${n} is declared twice`));
  if (now.awaits.length > then.awaits.length) problems.push('await where there can be none');
  if (migration.outcome === 'complete') {
    if (mentionsV2(name, migration.text)) problems.push('v2 is imported still');
    if (/\.promise\(\)|createReadStream|eachPage/.test(migration.text)) problems.push('a method of v2 is called still');
  }
  return problems;
}

const of = (outcome: string) => measured.filter(m => m.migration.outcome === outcome);
const changed = measured.filter(m => 'text' in m.migration);
const same = changed.filter(m => 'text' in m.migration && m.migration.text.trim() === m.expected.trim());
const broken = measured.filter(m => silentlyBroken(m).length > 0);
const sorted = [...times].sort((a, b) => a - b);
console.log(`${measured.length} files`);
for (const outcome of ['complete', 'partial', 'refused', 'unchanged'])
  console.log(`  ${outcome}: ${of(outcome).length}`);
console.log(`  equal to the expected output: ${same.length} of ${changed.length}`);
console.log(`  broken without being said: ${broken.length}`);
for (const m of broken) console.log(`    ${m.name}: ${silentlyBroken(m).join('; ')}`);
const round = (n: number | undefined) => Math.round(n ?? 0);
console.log(`first file with the start of the worker: ${round(cold)} ms`);
console.log(
  `warm: median ${round(sorted[sorted.length >> 1])} ms, 95 % within ${round(sorted[Math.floor(sorted.length * 0.95)])} ms, longest ${round(sorted.at(-1))} ms`,
);
console.log(`memory: ${round(memory / 1e6)} MB before, at most ${round(peak / 1e6)} MB`);

const reasons = new Map<string, number>();
const count = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
for (const { migration } of measured) {
  if (migration.outcome === 'refused') count(`refused: ${migration.reason}`);
  if (migration.outcome === 'partial')
    for (const reason of new Set(migration.left.map(l => l.message))) count(`left: ${reason}`);
}
console.log('reasons, by files:');
for (const [reason, files] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`  ${files} ${reason}`);
if (values.verbose)
  for (const m of changed) if (!same.includes(m)) console.log(`differs from the expected output: ${m.name}`);

if (values.types !== undefined) typeCheck(path.resolve(values.types));

/** Checks the complete results against the packages that they import; those whose packages are not installed are passed over. */
function typeCheck(types: string): void {
  const files = new Map<string, { readonly text: string; readonly free: ReadonlySet<string> }>();
  for (const { name, before, migration } of of('complete'))
    if (migration.outcome === 'complete')
      files.set(path.join(types, `check/${name.replace('.input.', '.')}`), {
        text: migration.text,
        free: bindingsOf(name, before).free,
      });
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    noImplicitAny: false,
    useUnknownInCatchVariables: false,
    types: ['node'],
    typeRoots: [path.join(types, 'node_modules/@types')],
  };
  const host = ts.createCompilerHost(options, true);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = file => files.get(file)?.text ?? readFile(file);
  host.fileExists = file => files.has(file) || fileExists(file);
  host.getCurrentDirectory = () => types;
  host.getSourceFile = (file, target, ...rest) => {
    const ours = files.get(file);
    return ours ? ts.createSourceFile(file, ours.text, target, true) : getSourceFile(file, target, ...rest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  let clean = 0;
  let passed = 0;
  const wrong: string[] = [];
  for (const [file, { text, free }] of files) {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (
      found.some(
        d => d.code === 2307 && /@(aws-sdk|smithy)\//.test(ts.flattenDiagnosticMessageText(d.messageText, ' ')),
      )
    ) {
      passed++;
      continue;
    }
    // `import x = require(…)` is for CommonJS, which the options are not; packages that are not AWS's are not installed.
    const isOurs = (d: ts.Diagnostic) => d.code !== 1202 && d.code !== 2307;
    // Names that the file did not declare before either: a fixture is a fragment.
    const real = found.filter(d => isOurs(d) && !free.has(text.slice(d.start ?? 0, (d.start ?? 0) + (d.length ?? 0))));
    if (real.length === 0) clean++;
    for (const d of real)
      wrong.push(`${path.relative(types, file)}: TS${d.code} ${ts.flattenDiagnosticMessageText(d.messageText, ' ')}`);
  }
  console.log(
    `type-checked: ${files.size - passed} (${passed} need packages that are not installed), without an error: ${clean}`,
  );
  for (const line of wrong) console.log(`  ${line}`);
}
