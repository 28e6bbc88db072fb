/** `plumbline diagnose`: what a bug report needs to know of a folder. It is read as the editor reads it; nothing is run. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ErrorLog, diagnose } from '../lsp/diagnose.ts';
import { Heads } from '../lsp/heads.ts';
import { LiveService } from '../lsp/live.ts';
import { Session } from '../lsp/session.ts';
import { keyOfPath } from '../lsp/uris.ts';
import { UsageError } from './common.ts';
import type { Shell } from './run.ts';
import { diagnoseUsage } from './usage.ts';

export async function diagnoseCommand(args: readonly string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    await shell.out(diagnoseUsage);
    return 0;
  }
  if (positionals.length > 1) throw new UsageError('diagnose takes one folder');
  const folder = path.resolve(shell.cwd, positionals[0] ?? '.');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${positionals[0]} is no folder`);
  const errors = new ErrorLog();
  const log = (message: string) => errors.add(message);
  const nothing = () => {};
  const session = new Session(
    { today: () => shell.today },
    { changed: nothing, progress: nothing, trace: nothing, log },
  );
  const live = new LiveService(session, null, {
    synthesized: nothing,
    status: nothing,
    denied: nothing,
    log: nothing,
  });
  const heads = new Heads(session, nothing, log);
  for (const fresh of session.setFolders([{ uri: keyOfPath(folder), name: path.basename(folder) }], []))
    void session.scan(fresh);
  live.refresh();
  try {
    shell.progress?.('reading and measuring');
    const content = await diagnose({ session, live, heads, errors }, { versions: [], settings: {} });
    shell.progress?.('');
    await shell.out(content);
  } finally {
    session.stop();
    live.stop();
    heads.stop();
  }
  return 0;
}
