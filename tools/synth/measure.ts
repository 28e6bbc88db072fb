/** Measures live synth on one app. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Workspace } from '../../server/src/core/workspace.ts';
import type { LiveResult, LiveSynth, LiveSynthOptions, Overlay } from '../../server/src/synth/index.ts';
import { SynthWitness } from '../../server/src/synth/map/index.ts';
import type { SynthModel } from '../../server/src/synth/model.ts';
import { type App, childSizes, largest, openApp, openWorkspace } from './apps.ts';
import { random, smallEdit } from './edits.ts';
import { mapped, samples } from './mapping.ts';
import type { Measured } from './table.ts';
import { differences, type Templates, templatesIn, templatesOf } from './templates.ts';

export interface MeasureOptions {
  /** The child's script, and a folder for scratch folders. */
  readonly script: string;
  readonly cache: string;
  readonly edits: number;
  /** A folder with the templates of a synth outside of the sandbox. */
  readonly cold: string | null;
  /** How many mapped properties are to be told. */
  readonly samples: number;
  /** What the child may take, where that is not what it may in the editor. */
  readonly limits?: LiveSynthOptions['limits'];
}

/** Where the random edits start. */
const SEED = 20261121;

export async function measureApp(app: App, options: MeasureOptions): Promise<Measured> {
  const { script, cache, limits } = options;
  let reason: string | null = null;
  const live = openApp(app, {
    script,
    cache,
    spare: false,
    ...(limits ? { limits } : {}),
    onState: state => (reason = state.reason),
  });
  try {
    const workspace = openWorkspace(app);
    const start = performance.now();
    const first = await live.run(new Map());
    if (!first) return failure(reason ?? 'no answer');
    for (const file of live.files()) update(workspace, file, readFileSync(file, 'utf8'));
    let witness = findings(workspace, first.model, null);
    const firstMs = performance.now() - start;
    const problem = first.model.problems.find(p => p.severity === 'error');
    if (!first.model.ok) return { ...failure(problem?.message ?? 'no message'), problems: problemsOf(first.model) };

    const { resources } = workspace.graph(pathToFileURL(app.dir).href);
    const shares = mapped(first.model, resources);
    const told = samples(resources, options.samples, random(SEED));
    const outside = options.cold === null ? null : templatesIn(options.cold);
    const inside = templatesOf(first.model);

    const edits: number[] = [];
    const runs: number[] = [];
    const processor: number[] = [];
    let thrown = 0;
    let overlay: Overlay = new Map();
    let last: LiveResult = first;
    const target = largest(live.files());
    const next = random(SEED);
    let text = target?.text ?? '';
    for (let i = 0; target && i < options.edits; i++) {
      const edited = smallEdit(text, next).text;
      const began = performance.now();
      const before = process.cpuUsage();
      update(workspace, target.file, edited);
      overlay = new Map([[target.file, edited]]);
      const result = await live.run(overlay);
      if (!result) return failure('an edit got no answer');
      runs.push(performance.now() - began);
      witness = findings(workspace, result.model, witness);
      edits.push(performance.now() - began);
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1000 + (result.model.timings.cpu ?? 0));
      if (result.model.ok) {
        text = edited;
        last = result;
      } else thrown++;
    }
    const rss = childSizes()[0] ?? null;
    overlay = target ? new Map([[target.file, text]]) : new Map();
    const fresh = await freshTemplates(app, overlay, options);
    return {
      ok: true,
      problem: null,
      library: last.model.library,
      firstMs,
      hostMs: first.model.timings.host ?? null,
      edits,
      runs,
      processor,
      thrown,
      mapped: shares,
      templates: inside.size,
      unlikeCold: outside ? differences(inside, outside) : null,
      unlikeFresh: fresh ? differences(templatesOf(last.model), fresh) : ['no fresh run'],
      problems: problemsOf(first.model),
      denied: [...new Set(first.denied.map(d => `${d.what}${d.answered ? '' : ' (unanswered)'}`))],
      rss,
      samples: told,
    };
  } finally {
    await live.dispose();
    for (const name of Object.keys(app.env ?? {})) delete process.env[name];
  }
}

/** The templates that a process makes of these texts which has seen no other. */
export async function freshTemplates(
  app: App,
  overlay: Overlay,
  { script, cache }: Pick<MeasureOptions, 'script' | 'cache'>,
): Promise<Templates | null> {
  // What is asked for here is what comes out, however busy the machine is.
  const limits = { start: 60_000, firstRun: 60_000, run: 60_000 };
  const live: LiveSynth = openApp(app, { script, cache, spare: false, limits });
  try {
    const result = await live.run(overlay);
    return result?.model.ok ? templatesOf(result.model) : null;
  } finally {
    await live.dispose();
  }
}

let version = 0;

function update(workspace: Workspace, file: string, text: string): void {
  workspace.update({ uri: pathToFileURL(file).href, version: ++version, text });
}

/** What the editor does with a model: a witness of it, the graph and all findings. */
function findings(workspace: Workspace, model: SynthModel, before: SynthWitness | null): SynthWitness {
  const witness = new SynthWitness(model, before);
  workspace.testify(model.dir, witness);
  workspace.allFindings();
  return witness;
}

function problemsOf(model: SynthModel): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of model.problems) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function failure(problem: string): Measured {
  const none = { all: 0, placed: 0 };
  return {
    ok: false,
    problem,
    library: null,
    firstMs: 0,
    hostMs: null,
    edits: [],
    runs: [],
    processor: [],
    thrown: 0,
    mapped: { resources: none, properties: none, statements: none },
    templates: 0,
    unlikeCold: null,
    unlikeFresh: [],
    problems: {},
    denied: [],
    rss: null,
    samples: [],
  };
}
