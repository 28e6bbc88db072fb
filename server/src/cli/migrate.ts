/** `plumbline migrate`: moves code from AWS SDK for JavaScript v2 to v3; shows the diff, or writes it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Converter } from '../migration/converter.ts';
import { unifiedDiff } from '../migration/diff.ts';
import { migrateProject, summary } from '../migration/project.ts';
import { UsageError } from './common.ts';
import { discover } from './discover.ts';
import type { Shell } from './run.ts';
import { migrateUsage } from './usage.ts';
import { writeWhole } from './write.ts';

/** Runs the command. 0: nothing is left to do; 1: something is; 2: usage. */
export async function migrateCommand(args: readonly string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      write: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    await shell.out(migrateUsage);
    return 0;
  }
  if (positionals.length > 1) throw new UsageError('migrate takes one folder or file');
  const given = positionals[0] ?? '.';
  const target = path.resolve(shell.cwd, given);
  if (!existsSync(target)) throw new UsageError(`${given} does not exist`);
  const root = statSync(target).isDirectory() ? target : path.dirname(target);
  const files = discover([target]).files.flatMap(file => {
    const text = readFileSync(file, 'utf8');
    // What isn't text in UTF-8 would not be written as it was.
    return text.includes('\ufffd') ? [] : [{ path: path.relative(root, file).split(path.sep).join('/'), text }];
  });
  const converter = new Converter();
  try {
    const project = await migrateProject(files, converter.convert, { partly: root !== target });
    // Nobody cancels here.
    if (!project) return 1;
    const changes = [
      ...project.files.flatMap(({ path: file, before, migration }) =>
        'text' in migration ? [{ file, before, after: migration.text }] : [],
      ),
      ...project.manifests.map(m => ({ file: m.path, before: m.before, after: m.text })),
    ];
    if (values.write) {
      for (const { file, after } of changes) writeWhole(path.join(root, file), after, file);
      await shell.out(summary(project));
    } else {
      // The diff alone can go on to `git apply`.
      if (!values.quiet)
        for (const { file, before, after } of changes) await shell.out(unifiedDiff(file, before, after));
      await shell.err(summary(project));
      if (changes.length > 0) await shell.err('Nothing was written: --write does.\n');
    }
    const isDone = project.files.every(f => f.migration.outcome === 'complete') && project.homeless.length === 0;
    return isDone ? 0 : 1;
  } finally {
    converter.stop();
  }
}
