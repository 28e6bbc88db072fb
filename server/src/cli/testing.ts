/** Runs the CLI in the process of a test: a process of its own costs a second for loading the parser, for each call. */
import path from 'node:path';
import { type Shell, run } from './run.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a command does in a folder, an absolute path. */
export async function plumblineIn(shell: Partial<Shell>, cwd: string, ...args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await run(args, {
    cwd,
    out: async text => {
      out += text;
    },
    err: async text => {
      err += text;
    },
    color: false,
    today: '2026-11-21',
    sandbox: path.join(import.meta.dirname, '../../../dist/sandbox.cjs'),
    ...shell,
  });
  return { code, out, err };
}

export const plumbline = plumblineIn.bind(null, {});
