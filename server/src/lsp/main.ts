/**
 * The language server as a process of its own. VS Code's client speaks over Node's ipc channel, other editors over
 * standard input and output (`--stdio`), where nothing else may be printed.
 */
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { LiveSynth } from '../synth/live.ts';
import { HEAP_FLAGS } from './heap.ts';
import { startServer } from './server.ts';
import { stackOf } from './session.ts';

for (const flag of HEAP_FLAGS) setFlagsFromString(flag);

const transports = ['--node-ipc', '--stdio', '--socket', '--pipe'];
if (!process.argv.some(a => transports.some(t => a === t || a.startsWith(`${t}=`)))) process.argv.push('--stdio');

const connection = createConnection(ProposedFeatures.all);
// Libraries that print would break the stream of messages; what they say goes to the log.
for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
  console[method] = (...parts: unknown[]) => connection.console.log(parts.map(String).join(' '));
process.on('uncaughtException', error => connection.console.error(`Uncaught: ${stackOf(error)}`));
process.on('unhandledRejection', error => connection.console.error(`Unhandled: ${stackOf(error)}`));

// The sandbox runs in a process of its own, on another Node: it is a bundle of its own, beside this one.
const script = path.join(import.meta.dirname, 'sandbox.cjs');
startServer(connection, { engine: options => new LiveSynth({ ...options, script }) });
