/**
 * Measures the reader on real apps: `node tools/measureCdk.ts <folder> [--missing]` reads every source file below a folder and
 * says how many `new` expressions of aws-cdk-lib constructs came to their CloudFormation type, and how long it took.
 * With `--missing` it lists the classes that did not.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentFacts } from '../server/src/core/facts.ts';
import { lowering } from '../server/src/knowledge/index.ts';
import type { Module } from '../server/src/frontends/cdk/ir.ts';
import { sourceFrontend } from '../server/src/frontends/cdk/index.ts';
import { libraryOf } from '../server/src/frontends/cdk/modules.ts';

const [folder, option] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tools/measureCdk.ts <folder> [--missing]');
  process.exit(2);
}

/** Projects are the folders that hold a `cdk.json` or `package.json`, as for the editor. */
function projects(dir: string, into: Map<string, string[]>, root: string): void {
  const entries = readdirSync(dir, { withFileTypes: true }).filter(e => e.name !== 'node_modules' && e.name !== '.git');
  const own = entries.some(e => e.name === 'cdk.json') ? dir : root;
  for (const e of entries) {
    const path = join(dir, e.name);
    if (e.isDirectory()) projects(path, into, own);
    else if (/\.([mc]?[jt]s|[jt]sx)$/.test(e.name)) into.set(own, [...(into.get(own) ?? []), path]);
  }
}

const files = new Map<string, string[]>();
projects(folder, files, folder);
let [read, link, count, lines, wanted, found, resources] = [0, 0, 0, 0, 0, 0, 0];
const missing = new Map<string, number>();
const exists = (uri: string) => {
  try {
    return statSync(new URL(uri)).isFile();
  } catch {
    return false;
  }
};

/** `new` expressions whose class comes from aws-cdk-lib and is a construct, found in the intermediate form. */
function creations(module: Module): { fqn: string; start: number }[] {
  const imports = new Map(
    module.imports.map(i => [
      i.local,
      i.name === '*' || i.name === 'default' ? libraryOf(i.module) : `${libraryOf(i.module)}.${i.name}`,
    ]),
  );
  const result: { fqn: string; start: number }[] = [];
  const name = (e: unknown): string | null => {
    const x = e as { k: string; name: string; object: unknown };
    if (x.k === 'name') return imports.get(x.name) ?? null;
    if (x.k !== 'member') return null;
    const object = name(x.object);
    return object === null ? null : `${object}.${x.name}`;
  };
  const visit = (x: unknown): void => {
    if (Array.isArray(x)) for (const item of x) visit(item);
    if (typeof x !== 'object' || x === null || Array.isArray(x)) return;
    const node = x as { k?: string; callee?: unknown; args?: readonly { k: string }[]; start: number };
    if (node.k === 'new' && node.args && node.args.length >= 2) {
      const fqn = name(node.callee);
      const first = node.args[0]?.k;
      const isId = node.args[1]?.k !== 'object';
      if (isId && fqn?.startsWith('aws-cdk-lib.') && (first === 'this' || first === 'name' || first === 'member'))
        result.push({ fqn, start: node.start });
    }
    for (const [key, value] of Object.entries(x)) if (key !== 'slot') visit(value);
  };
  visit(module.body);
  visit(module.exports);
  return result;
}

const NO_TYPE =
  /^aws-cdk-lib\.(App|Stage|Stack|NestedStack|CfnOutput|CfnParameter|CfnCondition|CfnMapping|CfnRule|CustomResource|Tag)$/;

for (const [root, paths] of files) {
  const facts: DocumentFacts[] = [];
  for (const path of paths) {
    const document = { uri: pathToFileURL(path).href, version: 1, text: readFileSync(path, 'utf8') };
    if (!sourceFrontend.accepts(document)) continue;
    count++;
    lines += document.text.split('\n').length;
    const before = performance.now();
    facts.push(sourceFrontend.read(document));
    read += performance.now() - before;
  }
  facts.sort((a, b) => (a.uri < b.uri ? -1 : 1));
  const before = performance.now();
  const part = sourceFrontend.link(facts, { fileExists: exists });
  link += performance.now() - before;
  resources += part.resources.length;
  const seen = new Set(part.resources.map(r => `${r.span.uri}@${r.span.start}`));
  for (const note of part.notes) console.log(`${note.span.uri}: ${note.reason}`);
  for (const f of facts) {
    const module = f.body as Module;
    if (module.test) continue;
    for (const { fqn, start } of creations(module)) {
      if (NO_TYPE.test(fqn)) continue;
      wanted++;
      if (seen.has(`${f.uri}@${start}`)) found++;
      else {
        const why = lowering().constructs[fqn] || lowering().l1[fqn] ? `${fqn} (not reached)` : fqn;
        missing.set(why, (missing.get(why) ?? 0) + 1);
        if (option === '--missing' && why !== fqn)
          console.log(`${dirname(f.uri).slice(-60)}/${f.uri.split('/').at(-1)}@${start} ${why}`);
      }
    }
  }
  if (option === '--dump') for (const r of part.resources) console.log(root, r.path, r.type);
}
console.log(
  `${files.size} projects, ${count} files, ${lines} lines; read ${read.toFixed(0)} ms, link ${link.toFixed(0)} ms`,
);
console.log(
  `${resources} resources; ${found} of ${wanted} construct expressions have their type (${((100 * found) / Math.max(1, wanted)).toFixed(1)} %)`,
);
if (option === '--missing')
  for (const [fqn, n] of [...missing].sort((a, b) => b[1] - a[1]).slice(0, 60))
    console.log(`${String(n).padStart(5)} ${fqn}`);
