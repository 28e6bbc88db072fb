/** Fix all: the safe fixes of a document, round by round, as one set of edits against the text as it is now. */
import { type Finding, type Fix, type TextEdit, applyEdits, overlaps } from '../core/finding.ts';
import type { Workspace } from '../core/workspace.ts';
import { lineDifference } from './lines.ts';
import { type Draft, areSafe, draftOf, proposeFixes, proposeFixesBySynth } from './index.ts';
import { type Change, type Synthesize, applied, raised } from './prove.ts';

/** Fixes that uncover others settle in two or three rounds; more would be two fixes undoing each other. */
const MAX_ROUNDS = 10;
/** A document with more findings than this is mended in several goes. */
const MAX_FIXES = 500;
/** How often a proof may fail: each reads the whole project, and a text in which so many do is broken. */
const MAX_FAILURES = 50;

/** How many proofs may still fail. */
interface Patience {
  left: number;
}

/**
 * All safe fixes of a document in one; null if there are none. Applying it twice is applying it once. Fixes that reach into
 * other files are left to be taken one by one.
 * @param wanted Which findings to mend.
 */
export function fixAll(
  workspace: Workspace,
  uri: string,
  wanted: (finding: Finding) => boolean = () => true,
): Fix | null {
  const original = workspace.document(uri);
  if (!original) return null;
  const copy = workspace.fork(uri);
  const patience: Patience = { left: MAX_FAILURES };
  let count = 0;
  for (let round = 0; round < MAX_ROUNDS && count < MAX_FIXES; round++) {
    const document = copy.document(uri);
    if (!document) break;
    const drafts = copy
      .findings(uri)
      .filter(f => f.fixable && wanted(f))
      .flatMap(f => draftOf(copy, f) ?? []);
    const taken = apart(copy, uri, drafts, MAX_FIXES - count, patience);
    count += taken.length;
    if (taken.length === 0) break;
    copy.update({ uri, version: document.version + 1, text: applyEdits(document.text, taken.flat()) });
  }
  const text = copy.document(uri)?.text ?? original.text;
  if (count === 0 || text === original.text) return null;
  return {
    title: 'Fix all that is safe to fix',
    safety: 'safe',
    edits: lineDifference(uri, original.text, text),
    creates: [],
    replaces: [],
    proof: 'read',
  };
}

/** The edits of those fixes that are safe and don't touch each other, at most so many; the others wait for the next round. */
function apart(
  workspace: Workspace,
  uri: string,
  drafts: readonly Draft[],
  most: number,
  patience: Patience,
): (readonly TextEdit[])[] {
  const first: Draft[] = [];
  const rest: Draft[] = [];
  for (const draft of drafts)
    if (first.length < most && isWithin(draft.change, uri) && !first.some(f => touch(f.change, draft.change)))
      first.push(draft);
    else rest.push(draft);
  const taken = together(workspace, uri, first, patience);
  for (const { finding, change } of rest) {
    if (taken.length >= most || patience.left <= 0) break;
    // Its place is taken: in the next round it is written for the text as it is then.
    if (change && taken.some(edits => touch({ edits }, change))) continue;
    const edits = alone(workspace, uri, finding, patience);
    if (edits && !taken.some(t => touch({ edits: t }, { edits }))) taken.push(edits);
  }
  return taken;
}

/**
 * The edits of those fixes that can be proven to be safe: all at once, and where that fails by halves. One proof reads the
 * whole document, so a proof for each would take the square of its length.
 */
function together(
  workspace: Workspace,
  uri: string,
  drafts: readonly Draft[],
  patience: Patience,
): (readonly TextEdit[])[] {
  const taken: (readonly TextEdit[])[] = [];
  // The larger pieces first: what patience there is goes to where most can be had.
  const pieces = [drafts];
  for (let some = pieces.shift(); some && patience.left > 0; some = pieces.shift()) {
    const [only] = some;
    if (!only) continue;
    if (some.length === 1) {
      const edits = alone(workspace, uri, only.finding, patience);
      if (edits) taken.push(edits);
    } else if (areSafe(workspace, uri, some)) taken.push(...some.map(d => d.change?.edits ?? []));
    else {
      patience.left--;
      const half = some.length >> 1;
      pieces.push(some.slice(0, half), some.slice(half));
    }
  }
  return taken;
}

function alone(workspace: Workspace, uri: string, finding: Finding, patience: Patience): readonly TextEdit[] | null {
  const fix = proposeFixes(workspace, finding).find(
    (f): f is Fix => 'edits' in f && f.safety === 'safe' && isWithin(f, uri),
  );
  if (!fix) patience.left--;
  return fix?.edits ?? null;
}

/** Whether a change is one of this document and nothing else. */
function isWithin(change: Change | null, uri: string): change is Change {
  return change !== null && change.creates.length === 0 && change.edits.every(e => e.span.uri === uri);
}

/** Whether edits touch, or insert at one place. */
function touch(a: Pick<Change, 'edits'> | null, b: Pick<Change, 'edits'> | null): boolean {
  return !!a?.edits.some(e =>
    b?.edits.some(t => overlaps(e, t) || (e.span.start <= t.span.end && t.span.start <= e.span.end)),
  );
}

/**
 * The same, proven by synthesizing the outcome once. Where the app fails with it or something new appears, the fixes are
 * taken one by one instead, each proven by itself, and those that don't stand are left out.
 */
export async function fixAllBySynth(
  workspace: Workspace,
  uri: string,
  synthesize: Synthesize,
  wanted: (finding: Finding) => boolean = () => true,
): Promise<Fix | null> {
  const whole = fixAll(workspace, uri, wanted);
  if (!whole) return null;
  const after = applied(workspace, uri, whole);
  if (typeof after === 'string') return null;
  const witness = await synthesize(after, uri);
  if (witness === null) return whole;
  if (typeof witness !== 'string') {
    after.testify(uri, witness);
    if (!raised(workspace.fork(uri), after, null)) return { ...whole, proof: 'synth' };
  }
  return oneByOne(workspace, uri, synthesize, wanted);
}

async function oneByOne(
  workspace: Workspace,
  uri: string,
  synthesize: Synthesize,
  wanted: (finding: Finding) => boolean,
): Promise<Fix | null> {
  const original = workspace.document(uri);
  if (!original) return null;
  let copy = workspace.fork(uri);
  const tried = new Set<string>();
  const untried = () => copy.findings(uri).find(f => f.fixable && wanted(f) && !tried.has(f.key));
  for (let next = untried(); next && tried.size < MAX_FIXES; next = untried()) {
    tried.add(next.key);
    const offers = await proposeFixesBySynth(copy, next, synthesize);
    const fix = offers.find(
      (f): f is Fix =>
        'edits' in f &&
        f.safety === 'safe' &&
        f.proof === 'synth' &&
        f.creates.length === 0 &&
        f.edits.every(e => e.span.uri === uri),
    );
    if (!fix) continue;
    const changed = applied(copy, uri, fix);
    if (typeof changed === 'string') continue;
    const witness = await synthesize(changed, uri);
    if (witness === null || typeof witness === 'string') continue;
    changed.testify(uri, witness);
    copy = changed;
  }
  const text = copy.document(uri)?.text ?? original.text;
  if (text === original.text) return null;
  return {
    title: 'Fix all that is safe to fix',
    safety: 'safe',
    edits: lineDifference(uri, original.text, text),
    creates: [],
    replaces: [],
    proof: 'synth',
  };
}
