/** Writes `server/src/rules/index.generated.ts`, the list of rules, from the files of the folder. `--check` only compares. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../server/src/rules');
const target = path.join(folder, 'index.generated.ts');

const files = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(family =>
    readdirSync(path.join(folder, family.name))
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map(name => `${family.name}/${name}`),
  )
  .sort();

const imports: string[] = [];
const names: string[] = [];
for (const file of files) {
  const exported = /export const (\w+) = defineRule\(/.exec(readFileSync(path.join(folder, file), 'utf8'));
  // Files without a rule are helpers of their family.
  if (!exported) continue;
  const name = exported[1] as string;
  if (names.includes(`  ${name},`)) throw new Error(`${file}: another rule is exported as ${name}, too`);
  imports.push(`import { ${name} } from './${file}';`);
  names.push(`  ${name},`);
}

const text = `/** The list of all rules. Generated from the folder by \`npm run generate\`; do not edit. */
import type { Rule } from '../core/rule.ts';
${imports.join('\n')}

export const rules: readonly Rule[] = [
${names.join('\n')}
] as readonly unknown[] as readonly Rule[];
`;

const current = (() => {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
})();
if (process.argv.includes('--check')) {
  if (current !== text) {
    console.error('server/src/rules/index.generated.ts is stale: run `npm run generate`');
    process.exitCode = 1;
  }
} else if (current !== text) {
  writeFileSync(target, text);
}
