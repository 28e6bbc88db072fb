/** `plumbline synth`: runs one CDK app in the sandbox, or reads what an earlier `cdk synth` left, and prints the mapped assembly. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { keyOfPath } from '../lsp/uris.ts';
import { readAssembly } from '../synth/assembly/index.ts';
import { type AppDescription, describeApp } from '../synth/host/index.ts';
import type { SynthModel } from '../synth/model.ts';
import { type Sandbox, appsOf, runApp } from './apps.ts';
import { UsageError, oneOf, phases, seconds } from './common.ts';
import { type MappedAssembly, mapAssembly } from './mapped.ts';
import { renderMap, renderProblem, renderYaml } from './renderMap.ts';
import type { Shell } from './run.ts';
import { synthUsage } from './usage.ts';

const FORMATS = ['map', 'json', 'yaml', 'template'] as const;

/** Runs the command. 0: synthesized; 1: the app has errors; 2: usage, or the app can't be run. */
export async function synthCommand(args: readonly string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      trust: { type: 'boolean', default: false },
      assembly: { type: 'boolean', default: false },
      app: { type: 'string' },
      stack: { type: 'string' },
      format: { type: 'string', default: 'map' },
      timeout: { type: 'string', default: '60' },
      allow: { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    await shell.out(synthUsage);
    return 0;
  }
  const format = oneOf('--format', values.format, FORMATS);
  const timeout = seconds('--timeout', values.timeout);
  if (positionals.length > 1) throw new UsageError('synth takes one folder; --app names one of several apps');
  if (values.trust && values.assembly)
    throw new UsageError('--trust runs the app, --assembly reads what was synthesized before: give one of them');
  const dir = appOf(shell.cwd, positionals[0] ?? '.', values.app);
  const { model, notes } = values.assembly
    ? await assemblyOf(dir)
    : await runOf(dir, values.trust, { script: shell.sandbox, timeout, allow: values.allow });

  const mapped = mapAssembly(model, notes, values.stack ?? null);
  if (values.stack !== undefined && mapped.stacks.length === 0)
    throw new UsageError(
      `there is no stack ${JSON.stringify(values.stack)}; there ${model.stacks.length === 1 ? 'is' : 'are'} ${model.stacks.map(stack => stack.path).join(', ')}`,
    );
  await shell.out(rendered(mapped, format));
  for (const problem of mapped.problems) await shell.err(`${renderProblem(problem)}\n`);
  for (const note of mapped.notes) await shell.err(`plumbline: ${note}\n`);
  if (values.verbose) await shell.err(`${phases(mapped.timings)}\n`);
  return mapped.ok ? 0 : 1;
}

/** The folder of the one app that is meant. */
function appOf(cwd: string, given: string, app: string | undefined): string {
  const folder = path.resolve(cwd, given);
  if (!existsSync(folder)) throw new UsageError(`${given} does not exist`);
  if (!statSync(folder).isDirectory()) throw new UsageError(`${given} is no folder`);
  if (app !== undefined) {
    const dir = path.resolve(folder, app);
    if (!existsSync(path.join(dir, 'cdk.json'))) throw new UsageError(`there is no cdk.json in ${app}`);
    return dir;
  }
  if (existsSync(path.join(folder, 'cdk.json'))) return folder;
  const [only, ...others] = appsOf([folder]);
  if (only === undefined)
    throw new UsageError(`there is no cdk.json in ${given}, below it or above it: name the folder of a CDK app`);
  if (others.length > 0) {
    const names = [only, ...others].map(dir => `\n  --app ${path.relative(folder, dir)}`).join('');
    throw new UsageError(`there are several apps in ${given}; choose one of them:${names}`);
  }
  return only;
}

interface Synthesized {
  readonly model: SynthModel;
  readonly notes: readonly string[];
}

async function assemblyOf(dir: string): Promise<Synthesized> {
  const { model, newer, notes } = await readAssembly(dir, { uriOf: keyOfPath });
  if (!model)
    throw new UsageError(
      [
        `there is no cloud assembly to read in ${dir}: run cdk synth, or give --trust instead of --assembly`,
        ...notes,
      ].join('\n  '),
    );
  if (newer) return { model, notes };
  return {
    model,
    notes: ['the cloud assembly is older than the sources: places may be wrong; run cdk synth again', ...notes],
  };
}

async function runOf(dir: string, trusted: boolean, sandbox: Sandbox): Promise<Synthesized> {
  const app = describeApp(dir);
  if ('problem' in app) throw new UsageError(app.problem);
  if (!trusted) throw new UsageError(refusal(app));
  const ran = await runApp(dir, sandbox);
  if ('reason' in ran) throw new UsageError(ran.reason);
  return ran;
}

/** What would be executed, and how to allow it. */
function refusal({ opened, entry, command, dir }: AppDescription): string {
  return `this would execute ${path.relative(dir, entry)}, which cdk.json in ${opened} starts with ${JSON.stringify(command)}.
It runs in a sandbox: it can read the project, and can't write, start processes or use the network.
Give --trust if you trust the code, or --assembly to read what an earlier cdk synth left, which executes nothing.`;
}

function rendered(mapped: MappedAssembly, format: (typeof FORMATS)[number]): string {
  switch (format) {
    case 'map':
      return renderMap(mapped);
    case 'json':
      return `${JSON.stringify(mapped, null, 2)}\n`;
    case 'yaml':
      return renderYaml(mapped);
    case 'template': {
      const [only, ...others] = mapped.stacks;
      if (!only || others.length > 0)
        throw new UsageError(
          `--format template prints one template: choose with --stack ${mapped.stacks.map(stack => stack.path).join(', ')}`,
        );
      return `${JSON.stringify(only.template, null, 2)}\n`;
    }
  }
}
