/** `plumbline explain`: what a rule wants, or why it did or did not fire at a line. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkspace, rules } from '../all.ts';
import { LineIndex } from '../core/document.ts';
import { defaultSettings } from '../core/engine.ts';
import { keyOfPath } from '../lsp/uris.ts';
import { ruleMarkdown, syntaxMarkdown } from '../report/docs.ts';
import { why } from '../report/why.ts';
import { readSource } from './check.ts';
import { diskHost, projectsIn } from './checkGroup.ts';
import { UsageError } from './common.ts';
import { discover, requirementsAbove } from './discover.ts';
import type { Shell } from './run.ts';
import { explainUsage } from './usage.ts';

/** @param unknownRule What to say of an id that no rule has. */
export async function explainCommand(
  args: readonly string[],
  shell: Shell,
  unknownRule: (id: string) => string,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    await shell.out(explainUsage);
    return 0;
  }
  const [id, place] = positionals;
  if (id === undefined || positionals.length > 2)
    throw new UsageError('explain takes one rule, such as kms/unrotated-key, and a place if you like: lib/keys.ts:12');
  const rule = rules.find(r => r.id === id);
  if (place !== undefined && rule) await shell.out(whyAt(rule.id, place, shell));
  else if (id === 'syntax/unreadable') await shell.out(syntaxMarkdown);
  else if (rule) await shell.out(ruleMarkdown(rule));
  else throw new UsageError(unknownRule(id));
  return 0;
}

/** Reads the current folder, or that of the file where it lies outside, and asks there. */
function whyAt(id: string, place: string, shell: Shell): string {
  const [, name = '', line = '', column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place) ?? [];
  const file = path.resolve(shell.cwd, name);
  if (name === '') throw new UsageError(`a place is a file with a line, such as lib/keys.ts:12, not ${place}`);
  if (!existsSync(file) || !statSync(file).isFile()) throw new UsageError(`${name} does not exist`);
  const isBelow = !path.relative(shell.cwd, file).startsWith('..');
  const folder = isBelow ? shell.cwd : path.dirname(file);
  const projects = projectsIn([keyOfPath(folder)]);
  const workspace = createWorkspace({
    host: diskHost,
    projectOf: uri => projects.projectOf(uri),
    today: () => shell.today,
    settings: defaultSettings,
  });
  for (const full of [...discover([folder, file]).files, ...requirementsAbove(shell.cwd, [folder])]) {
    const source = readSource(full);
    if ('text' in source) workspace.update({ uri: keyOfPath(full), version: 1, text: source.text });
  }
  const document = workspace.document(keyOfPath(file));
  if (!document || !workspace.facts(document.uri)) return `# ${id} here\n\n${name} is not a file that is read.\n`;
  // A file of requirements may hold in other projects, too.
  if (workspace.isShared(document.uri)) workspace.allFindings();
  const text = new LineIndex(document.text);
  const start = text.lineStart(Math.max(0, Number(line) - 1));
  const indent = /^[ \t]*/.exec(document.text.slice(start))?.[0].length ?? 0;
  return why(workspace, document, start + (column === undefined ? indent : Number(column) - 1), id);
}
