/** Cases by number: the same seed and number give the same edited project, in any process. */
import type { Document } from '../../server/src/core/document.ts';
import { type Random, random } from '../synth/edits.ts';
import { type Examined, type Failure, examine } from './check.ts';
import { type Base, type Kind, corpus, long } from './corpus.ts';
import { mutate, pick } from './mutate.ts';

/** What is run: one reader's documents, all of them, or the fixers on all. */
export type Only = Kind | 'fixes' | 'all';

export interface Case {
  readonly name: string;
  readonly documents: readonly Document[];
  readonly edited: number;
  /** The edited document as it was; null where that is not read before it. */
  readonly was: Document | null;
  /** Whether fixes are asked for too. */
  readonly fixes: boolean;
}

/** Every fifth case asks for fixes, which cost as much as all the rest. */
const FIXES = 5;
/** How many of the cases, in parts of one, are of long documents. */
const LONG = 0.2;
/** Edits, one after another, of one case. */
const EDITS = 4;

export class Cases {
  readonly bases: readonly Base[];
  readonly #long: readonly Base[];
  readonly #seed: number;
  readonly #only: Only;
  readonly #texts: readonly string[];
  /** The documents with the length of the first prefix of each that is not one of another's. */
  readonly #prefixes: readonly { readonly base: Base; readonly from: number }[];

  constructor(seed: number, only: Only) {
    const all = corpus();
    this.#seed = seed;
    this.#only = only;
    const isAsked = ({ kind }: Base) => only === 'all' || only === 'fixes' || kind === only;
    this.bases = all.filter(isAsked);
    this.#long = long(all).filter(isAsked);
    this.#texts = all.map(textOf);
    // In the order of their texts, what one shares with any before it, it shares with the one right before it.
    const id = (base: Base) => `${base.kind} ${textOf(base)}`;
    const sorted = this.bases.toSorted((a, b) => (id(a) < id(b) ? -1 : 1));
    this.#prefixes = sorted.map((base, i) => {
      const before = sorted[i - 1];
      return { base, from: before?.kind === base.kind ? shared(textOf(before), textOf(base)) + 1 : 0 };
    });
  }

  /** The edited project of a number. */
  edited(index: number): Case {
    const next = this.#random(index);
    const base = pick(this.#long.length > 0 && next() < LONG ? this.#long : this.bases, next);
    let text = textOf(base);
    for (let i = Math.floor(next() ** 2 * EDITS); i >= 0; i--) text = mutate(text, base.kind, this.#texts, next);
    const was = base.documents[base.edited] as Document;
    return withText({ ...base, was }, text, this.#only === 'fixes' || index % FIXES === 0);
  }

  /** How many prefixes there are of all documents; one that several texts for the same reader begin with counts once. */
  get prefixes(): number {
    return this.#prefixes.reduce((n, { base, from }) => n + textOf(base).length + 1 - from, 0);
  }

  /** The project in which a document ends early; numbers count through all documents. */
  prefix(index: number): Case {
    let rest = index;
    for (const { base, from } of this.#prefixes) {
      const text = textOf(base);
      if (rest <= text.length - from) return withText({ ...base, was: null }, text.slice(0, from + rest), false);
      rest -= text.length + 1 - from;
    }
    throw new Error(`there is no prefix ${index}`);
  }

  #random(index: number): Random {
    return random(Math.imul(this.#seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  }
}

function textOf({ documents, edited }: Base): string {
  return (documents[edited] as Document).text;
}

/** The length of what two texts begin with. */
function shared(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function withText({ name, documents, edited, was }: Omit<Case, 'fixes'>, text: string, fixes: boolean): Case {
  const changed = documents.map((d, i) => (i === edited ? { ...d, version: 2, text } : d));
  return { name, documents: changed, edited, was, fixes };
}

/** Runs a case. What is slow is tried again, since a compiler or a collection may have come in between. */
export function check({ documents, fixes, was }: Case): Examined {
  const first = examine(documents, fixes, was);
  return first.failure?.what === 'slow' ? examine(documents, fixes, was) : first;
}

/**
 * The smallest text found with which a case still fails alike: pieces are taken out, halves first, then smaller ones.
 * Gives up after `budget` milliseconds with the smallest so far.
 */
export function minimised(failing: Case, failure: Failure, budget: number): Case {
  const end = performance.now() + budget;
  const alike = (candidate: Case) => {
    const other = examine(candidate.documents, candidate.fixes, candidate.was).failure;
    return other?.what === failure.what && other.step === failure.step;
  };
  let best = failing;
  for (const file of failing.documents) {
    const without = best.documents.filter(d => d !== file);
    const candidate = { ...best, documents: without, edited: without.findIndex(d => d.version === 2) };
    if (candidate.edited >= 0 && alike(candidate)) best = candidate;
  }
  let text = (best.documents[best.edited] as Document).text;
  for (let size = Math.ceil(text.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < text.length && performance.now() < end; ) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      const candidate = withText(best, shorter, best.fixes);
      if (alike(candidate)) [best, text] = [candidate, shorter];
      else at += size;
    }
  }
  return best;
}
