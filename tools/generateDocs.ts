/** Writes `docs/rules/`, one page a rule and the table of all, from the rules themselves. `--check` only compares. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ruleMarkdown, rulesMarkdown, syntaxMarkdown } from '../server/src/report/docs.ts';
import { rules } from '../server/src/rules/index.generated.ts';

const folder = path.join(import.meta.dirname, '../docs/rules');

const pages = new Map<string, string>([
  ['README.md', rulesMarkdown(rules)],
  ['syntax/unreadable.md', syntaxMarkdown],
  ...rules.map(rule => [`${rule.id}.md`, ruleMarkdown(rule)] as const),
]);

const present = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md'))
      .map(name => name.split(path.sep).join('/'))
  : [];
const stale = [...pages].filter(([name, text]) => {
  const file = path.join(folder, name);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
const orphans = present.filter(name => !pages.has(name));

if (process.argv.includes('--check')) {
  for (const name of [...stale.map(([n]) => n), ...orphans])
    console.error(`docs/rules/${name} is stale: run \`npm run generate\``);
  if (stale.length + orphans.length > 0) process.exitCode = 1;
} else {
  for (const [name, text] of stale) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const name of orphans) rmSync(path.join(folder, name));
}
