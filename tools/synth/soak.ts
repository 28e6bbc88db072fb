/** A long session of edits on one app, as a person makes them: mistakes, half-typed code, undone and mended. */
import { type App, childSizes, largest, openApp } from './apps.ts';
import { type Random, random, smallEdit, wildEdit } from './edits.ts';
import { freshTemplates } from './measure.ts';
import { quantile } from './table.ts';
import { differences, templatesOf } from './templates.ts';

export interface SoakOptions {
  readonly script: string;
  readonly cache: string;
  readonly edits: number;
  readonly seed: number;
  /** After how many edits the templates are compared with those of a fresh process. */
  readonly every: number;
}

export interface Soaked {
  readonly name: string;
  readonly edits: number;
  /** Texts with which the app ran, and those with which it did not. */
  readonly good: number;
  readonly bad: number;
  /** Requests, and those that got no answer though no newer text had been asked for. */
  readonly requests: number;
  readonly lost: number;
  /** Comparisons with a fresh process, and in how many of them templates differed. */
  readonly compared: number;
  readonly unlike: readonly string[];
  /** Milliseconds of the edits. */
  readonly median: number;
  readonly p95: number;
  /** Megabytes of the largest child and of this process: in the first tenth, in the last tenth, and the most. */
  readonly child: Sizes;
  readonly server: Sizes;
  /** How often a child was replaced, by what the log says of it. */
  readonly replaced: number;
}

export interface Sizes {
  readonly first: number;
  readonly last: number;
  readonly most: number;
}

const MEGABYTE = 1024 * 1024;
/** How many texts one can go back. */
const HISTORY = 20;

export async function soak(app: App, options: SoakOptions): Promise<Soaked> {
  let replaced = 0;
  const live = openApp(app, {
    script: options.script,
    cache: options.cache,
    log: line => {
      if (/Replaced|was lost|another child/.test(line)) replaced++;
    },
  });
  const unlike: string[] = [];
  const [children, own, times]: [number[], number[], number[]] = [[], [], []];
  let [good, bad, requests, lost, compared] = [0, 0, 0, 0, 0];
  try {
    const first = await live.run(new Map());
    const target = largest(live.files());
    if (!first?.model.ok || !target) throw new Error(`${app.name} does not run: ${live.state.reason ?? ''}`);
    const next = random(options.seed);
    const history = [target.text];
    let text = target.text;
    let fine = target.text;
    let fineModel = first.model;
    const run = (tried: string) => {
      requests++;
      return live.run(new Map([[target.file, tried]]));
    };
    const compare = async (at: string) => {
      const result = await run(fine);
      if (!result) lost++;
      else fineModel = result.model;
      const fresh = await freshTemplates(app, new Map([[target.file, fine]]), options);
      compared++;
      const differing = fresh ? differences(templatesOf(fineModel), fresh) : ['the fresh process failed'];
      if (differing.length > 0) unlike.push(`${at}: ${differing.join(', ')}`);
    };
    for (let i = 1; i <= options.edits; i++) {
      text = changed(text, fine, history, next);
      history.push(text);
      if (history.length > HISTORY) history.shift();
      const began = performance.now();
      // Now and then somebody types faster than the app runs: all but the newest text may go unanswered.
      const older = next() < 0.1 ? [run(`${text}\n// a`), run(`${text}\n// ab`)] : [];
      const result = await run(text);
      times.push(performance.now() - began);
      await Promise.all(older);
      if (!result) lost++;
      else if (result.model.ok && !result.stale && result.repaired.length === 0) {
        good++;
        fine = text;
        fineModel = result.model;
      } else bad++;
      if (i % 10 === 0) {
        children.push((childSizes()[0] ?? 0) / MEGABYTE);
        own.push(process.memoryUsage.rss() / MEGABYTE);
      }
      if (i % options.every === 0 || i === options.edits) await compare(`after ${i} edits`);
    }
  } finally {
    await live.dispose();
  }
  return {
    name: app.name,
    edits: options.edits,
    good,
    bad,
    requests,
    lost,
    compared,
    unlike,
    median: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    child: sizes(children),
    server: sizes(own),
    replaced,
  };
}

/** The next text: something small, something half-typed, back by one, or all mended. */
function changed(text: string, fine: string, history: readonly string[], next: Random): string {
  const broken = text !== fine;
  const dice = next();
  if (broken && dice < 0.4) return fine;
  if (broken && dice < 0.6) return history[Math.floor(next() * history.length)] ?? fine;
  if (dice < 0.75) return smallEdit(text, next).text;
  return wildEdit(text, next).text;
}

function sizes(all: readonly number[]): Sizes {
  const tenth = Math.max(1, Math.floor(all.length / 10));
  return {
    first: quantile(all.slice(0, tenth), 0.5),
    last: quantile(all.slice(-tenth), 0.5),
    most: Math.max(...all),
  };
}
