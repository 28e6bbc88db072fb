/** `plumbline init`: drafts `plumbline.yaml` from a document, or from what the project does already. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkspace } from '../all.ts';
import { countsOf, draftFromDocument, draftFromProject } from '../drafting/index.ts';
import { keyOfPath } from '../lsp/uris.ts';
import { UsageError } from './common.ts';
import { discover } from './discover.ts';
import type { Shell } from './run.ts';
import { initUsage } from './usage.ts';
import { writeWhole } from './write.ts';

/** Bytes. What people write by hand to be read by others is far smaller. */
const MAX_BYTES = 2_000_000;

interface Drafted {
  readonly yaml: string;
  /** What was recognised, for people. */
  readonly said: string;
  /** Whether there is anything to write. */
  readonly empty: boolean;
}

/** Runs the command. 0: written; 1: there was nothing to write; 2: usage. */
export async function initCommand(args: readonly string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      'from-project': { type: 'boolean', default: false },
      output: { type: 'string' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    await shell.out(initUsage);
    return 0;
  }
  const { from } = values;
  if (positionals.length > 1) throw new UsageError('init takes one folder');
  if (from !== undefined && values['from-project'])
    throw new UsageError('--from reads a document, --from-project the code: give one of them');
  if (from === undefined && !values['from-project'])
    throw new UsageError('give --from with a document that says what is wanted, or --from-project');
  const given = positionals[0] ?? '.';
  const folder = path.resolve(shell.cwd, given);
  if (!existsSync(folder)) throw new UsageError(`${given} does not exist`);
  if (!statSync(folder).isDirectory()) throw new UsageError(`${given} is no folder`);
  const target =
    values.output === undefined ? path.join(folder, 'plumbline.yaml') : path.resolve(shell.cwd, values.output);
  const shown = path.relative(shell.cwd, target).split(path.sep).join('/');
  if (existsSync(target) && !values.force)
    throw new UsageError(`${shown} is there already; --force overwrites it, --output names another file`);

  const drafted = from === undefined ? fromProject(folder) : fromDocument(from, path.resolve(shell.cwd, from), target);
  if (drafted.empty) {
    await shell.err(`plumbline: ${drafted.said} Nothing was written.\n`);
    return 1;
  }
  writeWhole(target, drafted.yaml, shown);
  await shell.out(`${shown} was written. ${drafted.said}\n`);
  return 0;
}

function fromDocument(given: string, full: string, target: string): Drafted {
  if (!existsSync(full)) throw new UsageError(`${given} does not exist`);
  const { size } = statSync(full);
  if (!statSync(full).isFile() || size > MAX_BYTES) throw new UsageError(`${given} is no document to read`);
  const bytes = readFileSync(full);
  if (bytes.subarray(0, 8000).includes(0)) throw new UsageError(`${given} is no text`);
  const name = path.relative(path.dirname(target), full).split(path.sep).join('/');
  const { yaml, statements } = draftFromDocument(name, bytes.toString('utf8').replace(/^\ufeff/, ''));
  const { used, doubtful, unused } = countsOf(statements);
  const parts = statements.filter(s => s.left.length > 0).length;
  const asking = used + doubtful + unused;
  if (used + doubtful === 0)
    return { yaml, empty: true, said: `No sentence of ${given} asks for what can be checked.` };
  const was = (count: number, how: string) => (count > 0 ? [`${count} ${count === 1 ? 'was' : 'were'} ${how}`] : []);
  const notes = [
    ...(doubtful > 0 ? [`${doubtful} ${doubtful === 1 ? 'is' : 'are'} doubtful and commented out`] : []),
    ...was(unused, 'not understood'),
    ...was(parts, 'understood in part'),
  ];
  const rest = notes.length > 0 ? `; ${notes.join(', ')}: comments in the file say which` : '';
  return { yaml, empty: false, said: `${used} of ${asking} sentences that ask for something are checked${rest}.` };
}

function fromProject(folder: string): Drafted {
  const root = keyOfPath(folder);
  const workspace = createWorkspace({
    rules: [],
    host: { fileExists: () => null },
    projectOf: () => root,
    // No rule runs, so no date is compared.
    today: () => '',
  });
  for (const file of discover([folder]).files)
    if (!/plumbline\.ya?ml$/i.test(file))
      workspace.update({ uri: keyOfPath(file), version: 1, text: readFileSync(file, 'utf8') });
  const { yaml, requirements, withOutliers } = draftFromProject(
    workspace.graph(root),
    new Date().toISOString().slice(0, 10),
  );
  if (requirements === 0)
    return { yaml, empty: true, said: 'There is nothing that most of the resources have in common.' };
  const outliers =
    withOutliers === 0
      ? 'All resources follow them.'
      : `Not all resources follow ${withOutliers} of them: plumbline check shows which.`;
  return {
    yaml,
    empty: false,
    said: `It has ${requirements} requirement${requirements === 1 ? '' : 's'}. ${outliers}`,
  };
}
