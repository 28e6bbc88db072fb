/** A worker of `plumbline check`: checks one group of projects after another until it is stopped. Importing it starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Group, type GroupOptions, checkGroup } from './checkGroup.ts';

const { options } = workerData as { readonly options: GroupOptions };

parentPort?.on('message', (group: Group) => parentPort?.postMessage(checkGroup(group, options)));
