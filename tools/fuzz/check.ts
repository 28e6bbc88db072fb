/**
 * One project through readers, linking, rules and fixers, with what must hold of each step: it does not throw, it takes
 * less than a second of the processor's time, all its places are inside of the documents, and a document that was edited
 * says what it says when it is read by itself.
 */
import { isDeepStrictEqual } from 'node:util';
import { rules } from '../../server/src/all.ts';
import { createWorkspace } from '../../server/src/all.ts';
import type { Document } from '../../server/src/core/document.ts';
import { type Finding, applyEdits, overlaps, type TextEdit } from '../../server/src/core/finding.ts';
import type { Workspace } from '../../server/src/core/workspace.ts';
import { fixAll, ignoreFix, proposeFixes } from '../../server/src/fixes/index.ts';
import { ROOT, TODAY } from '../../server/src/testing/fixture.ts';

/** The most that a step may take, in milliseconds of the processor's time, for documents of `SIZE` characters, or fewer. */
export const LIMIT = 1000;
const SIZE = 5000;
/** How many findings of one project are asked for their fixes. */
const ASKED = 4;

export interface Failure {
  /** What was going on: `read`, `link`, `rules`, `fix kms/unrotated-key` … */
  readonly step: string;
  /** What went wrong, the same for inputs that fail alike. */
  readonly what: string;
  /** For people: the stack, the place. */
  readonly detail: string;
}

export interface Examined {
  /** What is wrong; null for nothing. */
  readonly failure: Failure | null;
  /** The step that took the most of the processor's time, in milliseconds. */
  readonly longest: Step;
}

export interface Step {
  readonly name: string;
  readonly ms: number;
}

class Fault extends Error {}

const everyRule = rules.map(rule => ({ ...rule, profile: 'recommended' as const }));

/**
 * Runs a project through all steps.
 * @param fixes Whether its findings are asked for fixes, which are applied.
 * @param was The document that was edited, as it was before; null where none was.
 */
export function examine(documents: readonly Document[], fixes: boolean, was: Document | null): Examined {
  let step = 'start';
  let longest: Step = { name: step, ms: 0 };
  const limit = LIMIT * Math.max(1, documents.reduce((sum, d) => sum + d.text.length, 0) / SIZE);
  const failed = (what: string, detail: string): Examined => ({ failure: { step, what, detail }, longest });
  const timed = <T>(name: string, run: () => T): T => {
    step = name;
    const began = process.threadCpuUsage();
    const result = run();
    const { user, system } = process.threadCpuUsage(began);
    const took = (user + system) / 1000;
    if (took > longest.ms) longest = { name, ms: took };
    if (took > limit) throw new Fault(`slow\n${Math.round(took)} ms`);
    return result;
  };
  try {
    const workspace = open(documents);
    for (const document of documents) timed('read', () => workspace.update(document));
    const graph = timed('link', () => workspace.graph(ROOT));
    const findings = timed('rules', () => workspace.allFindings());
    step = 'places';
    const places = new Places(workspace);
    for (const { uri } of documents) places.check(workspace.facts(uri));
    places.check(graph);
    for (const finding of findings) places.check(finding, finding.rule);
    const edited = documents.find(d => d.uri === was?.uri);
    if (was && edited && was.text !== edited.text) {
      const again = open(documents);
      again.update(was);
      timed('read again', () => again.update(edited));
      const [one, other] = [workspace, again].map(w => w.facts(edited.uri));
      // Which depth is too much for the compiler depends on how much of it has been optimized.
      const reasons = [one, other].flatMap(facts => [
        ...(facts?.problems.map(p => p.message) ?? []),
        (facts?.body as { readonly notRead?: string | null } | undefined)?.notRead ?? '',
      ]);
      const isDeep = reasons.some(reason => /too deep/.test(reason));
      if (!isDeep && !isDeepStrictEqual(one, other)) throw new Fault('read otherwise');
    }
    if (!fixes) return { failure: null, longest };
    const asked = chosen(findings);
    for (const finding of asked) {
      const offers = timed(`fix ${finding.rule}`, () => proposeFixes(workspace, finding));
      for (const offer of offers) if ('edits' in offer) verify(workspace, offer);
    }
    for (const finding of asked) {
      const fix = timed(`ignore ${finding.rule}`, () => ignoreFix(workspace, finding));
      verify(workspace, fix, false);
    }
    const [first] = asked;
    const all = first && timed('fix all', () => fixAll(workspace, first.span.uri));
    if (all) verify(workspace, all);
    return { failure: null, longest };
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof Fault) {
      const [what, ...detail] = message.split('\n');
      return failed(what as string, detail.join('\n'));
    }
    const where = /\((?:file:\/\/)?[^)]*?((?:server|node_modules)\/[^)]*)\)/.exec(stack ?? '')?.[1] ?? '';
    return failed(`throws ${message?.slice(0, 80)} ${where}`, stack ?? String(error));
  }
}

/** An empty workspace in which a failing rule is a failure. */
function open(documents: readonly Document[]): Workspace {
  const uris = new Set(documents.map(d => d.uri));
  const texts = new Map(documents.map(d => [d.uri, d.text]));
  const workspace = createWorkspace({
    rules: everyRule,
    host: {
      fileExists: uri => uris.has(uri),
      configuration: uri => texts.get(uri) ?? null,
    },
    projectOf: () => ROOT,
    today: () => TODAY,
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  return workspace;
}

/** A few findings that have fixes, of as many rules as can be. */
function chosen(findings: readonly Finding[]): Finding[] {
  const rulesSeen = new Set<string>();
  return findings.filter(f => f.fixable && !rulesSeen.has(f.rule) && rulesSeen.add(f.rule)).slice(0, ASKED);
}

/**
 * Whether a fix can be applied, and leaves what it changes as readable as it was. What is not `proven`, a comment that
 * ignores a finding, need not in a text that could not be read before.
 */
function verify(workspace: Workspace, { edits }: { readonly edits: readonly TextEdit[] }, proven = true): void {
  const after = workspace.fork(ROOT);
  for (const uri of new Set(edits.map(e => e.span.uri))) {
    const document = workspace.document(uri);
    if (!document) throw new Fault(`a fix edits an unknown document\n${uri}`);
    const own = edits.filter(e => e.span.uri === uri);
    for (const [i, edit] of own.entries()) {
      const { start, end } = edit.span;
      if (!(start >= 0 && start <= end && end <= document.text.length))
        throw new Fault(`a fix edits outside of the document\n${start}-${end} of ${document.text.length}`);
      if (own.slice(i + 1).some(other => overlaps(edit, other))) throw new Fault(`edits overlap\n${start}-${end}`);
    }
    after.update({ uri, version: document.version + 1, text: applyEdits(document.text, own) });
    const [was, is] = [workspace.facts(uri)?.problems ?? [], after.facts(uri)?.problems ?? []];
    if (is.length > was.length && (proven || was.length === 0))
      throw new Fault(
        `a fix breaks the text\n${is.map(p => p.message).join('; ')}\n--- after\n${after.document(uri)?.text}`,
      );
  }
}

/** Walks plain data and checks each place in it. */
class Places {
  readonly #workspace: Workspace;
  readonly #seen = new Set<object>();
  readonly #lengths = new Map<string, number>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  check(root: unknown, of = 'graph'): void {
    const stack: unknown[] = [root];
    while (stack.length > 0) {
      const value = stack.pop();
      if (typeof value !== 'object' || value === null || this.#seen.has(value)) continue;
      this.#seen.add(value);
      const { uri, start, end } = value as { uri?: unknown; start?: unknown; end?: unknown };
      if (typeof uri === 'string' && typeof start === 'number' && typeof end === 'number') {
        const length = this.#length(uri);
        if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= length))
          throw new Fault(`${of}: a place outside of its document\n${start}-${end} of ${length} in ${uri}`);
        continue;
      }
      for (const key of Object.keys(value)) stack.push((value as Record<string, unknown>)[key]);
    }
  }

  /** The length of a document; places in files that are not there can't be judged. */
  #length(uri: string): number {
    let length = this.#lengths.get(uri);
    if (length === undefined) {
      length = this.#workspace.document(uri)?.text.length ?? Number.POSITIVE_INFINITY;
      this.#lengths.set(uri, length);
    }
    return length;
  }
}
