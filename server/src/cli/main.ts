/** The entry point of `plumbline`: arguments and streams in, exit code out. Importing it runs it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { forTerminal, printable } from '../report/printable.ts';
import { run } from './run.ts';

/** Writes everything before the promise resolves, so that a pipe gets the whole report however large it is. */
function writer(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  // A reader that went away (`plumbline check | head`) is no error of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  // Names of the project must not work the terminal; in a file or a pipe nothing is changed.
  const safe = (text: string) => (stream.isTTY ? forTerminal(text) : text);
  return text => new Promise(resolve => stream.write(safe(text), () => resolve()));
}

// A bundle of its own: beside this one, or in a checkout where the build puts both.
const beside = path.join(import.meta.dirname, 'sandbox.cjs');
const sandbox = existsSync(beside) ? beside : path.join(import.meta.dirname, '../../../dist/sandbox.cjs');

/** For people who watch, after a moment that is too short to wonder: one line that is written over again and again. */
const PATIENCE = 500;
let shown = performance.now() + PATIENCE - 100;
let visible = false;
function progress(doing: string): void {
  const now = performance.now();
  if (doing !== '' && now - shown < 100) return;
  if (doing !== '' || visible)
    process.stderr.write(`\r\x1b[2K${doing === '' ? '' : `plumbline: ${printable(doing)}…`}`);
  visible = doing !== '';
  shown = now;
}

const out = writer(process.stdout);
const err = writer(process.stderr);
const done = run(process.argv.slice(2), {
  cwd: process.cwd(),
  out,
  err,
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  today: new Date().toISOString().slice(0, 10),
  sandbox,
  ...(process.stderr.isTTY && !process.env.CI ? { progress } : {}),
  ...(process.env.GITHUB_WORKSPACE ? { githubWorkspace: process.env.GITHUB_WORKSPACE } : {}),
});
done.then(
  code => {
    // Not process.exit: that would cut off what is still being written.
    process.exitCode = code;
  },
  async (error: unknown) => {
    process.exitCode = 2;
    await err(`plumbline: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  },
);
