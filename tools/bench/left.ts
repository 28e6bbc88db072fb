/**
 * What edits leave behind that only a collection of the whole heap takes away: the growth of the old generation, in kilobytes for
 * each edit. Whatever an edit makes should go with the next; what is led to by something old, be it dead, does not. So lead V8's
 * own habits there: a function that is assigned to a property (`this.f = () => …`) is made among the old objects at once, with all that
 * it closes over; the value of a weak map that leads to its own key keeps both; a map's old table holds its new one.
 *
 *   node tools/bench/left.ts cdk|template     prints it
 *
 * Starts itself again with the flags of the server, which decide when anything counts as old.
 */
import { spawnSync } from 'node:child_process';
import { getHeapSpaceStatistics } from 'node:v8';
import { createWorkspace } from '../../server/src/all.ts';
import { HEAP_FLAGS } from '../../server/src/lsp/heap.ts';
import { SERVER_FLAGS } from '../../server/src/lsp/protocol.ts';
import { cdkFile, template, typed } from './inputs.ts';

const WARM = 200;
const EDITS = 60;

/** Kilobytes that an edit of a CDK file of 1,000 lines, or of a YAML template of 2,000, leaves; measured in a process of its own. */
export function leftBy(kind: 'cdk' | 'template'): number {
  const flags = [...SERVER_FLAGS, ...HEAP_FLAGS, '--expose-gc'];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, import.meta.filename, kind], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`measuring failed: ${stderr}`);
  return Number(stdout);
}

function measure(kind: string | undefined): number {
  const [uri, text] =
    kind === 'cdk' ? ['file:///bench/stack.ts', cdkFile(1000)] : ['file:///bench/template.yaml', template(2000)];
  const space = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => '2026-11-21',
  });
  let version = 0;
  const edit = (times: number) => {
    for (let i = 0; i < times; i++) {
      space.update({ uri, version: ++version, text: typed(text, version) });
      space.findings(uri);
    }
  };
  const old = () =>
    getHeapSpaceStatistics().reduce((sum, s) => sum + (s.space_name === 'old_space' ? s.space_used_size : 0), 0);
  edit(WARM);
  globalThis.gc?.();
  edit(EDITS / 4);
  const before = old();
  edit(EDITS);
  return (old() - before) / 1024 / EDITS;
}

if (process.argv[1] === import.meta.filename) {
  const [kind = 'cdk'] = process.argv.slice(2);
  const isReady = SERVER_FLAGS.every(flag => process.execArgv.includes(flag));
  console.log(Math.round(isReady ? measure(kind) : leftBy(kind === 'cdk' ? 'cdk' : 'template')));
}
