/**
 * Scores drafting against keys made by hand: `test/requirements/<set>/NAME.md` with `NAME.key.yaml`, which maps a piece of
 * a sentence to all that the sentence asks for. What no entry names asks for nothing.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { DATA, type Draft, draftFromDocument } from '../../server/src/drafting/index.ts';

export interface Score {
  readonly name: string;
  readonly draft: Draft;
  /** Sentences, and those of which exactly that came out which the key says. */
  readonly statements: number;
  readonly exact: number;
  /** Requirements in the key, in the draft, and in both, counted by sentence. */
  readonly wanted: number;
  readonly drafted: number;
  readonly right: number;
  /** What is in only one of them: `L12 + region: us-east-1`. */
  readonly wrong: readonly string[];
}

export type Sum = Pick<Score, 'statements' | 'exact' | 'wanted' | 'drafted' | 'right'>;

/** Scores all documents of a folder. */
export function scoreFolder(folder: string): Score[] {
  return readdirSync(folder)
    .filter(file => /\.(md|txt)$/.test(file))
    .sort()
    .map(file => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const key = parse(readFileSync(path.join(folder, file.replace(/\.\w+$/, '.key.yaml')), 'utf8')) as Key;
      return score(file, text, key);
    });
}

type Key = Readonly<Record<string, readonly string[]>>;

function score(name: string, text: string, key: Key): Score {
  const draft = draftFromDocument(name, text);
  const wanted = new Map<number, string[]>();
  for (const [piece, asks] of Object.entries(key)) {
    const at = text.indexOf(piece);
    if (at < 0) throw new Error(`${name} has no ${JSON.stringify(piece)}`);
    // A piece may start with the mark of its list item.
    const index = draft.statements.findIndex(s => at < s.end && at + piece.length > s.start);
    if (index < 0) throw new Error(`${name}: ${JSON.stringify(piece)} is in no sentence`);
    wanted.set(index, [
      ...(wanted.get(index) ?? []),
      ...asks.map(ask => ask.replace('everything', `[${DATA.join(', ')}]`)),
    ]);
  }
  const sum = { wanted: 0, drafted: 0, right: 0, exact: 0 };
  const wrong: string[] = [];
  for (const [index, statement] of draft.statements.entries()) {
    const asked = new Set(wanted.get(index) ?? []);
    const made = new Set(statement.requirements.filter(r => r.doubt === null).map(r => r.text));
    const missing = [...asked].filter(ask => !made.has(ask));
    const extra = [...made].filter(ask => !asked.has(ask));
    sum.wanted += asked.size;
    sum.drafted += made.size;
    sum.right += asked.size - missing.length;
    if (missing.length + extra.length === 0) sum.exact++;
    for (const ask of missing) wrong.push(`L${statement.line} lacks ${ask}`);
    for (const ask of extra) wrong.push(`L${statement.line} has ${ask}`);
  }
  return { name, draft, statements: draft.statements.length, ...sum, wrong };
}

export function total(scores: readonly Sum[]): Sum {
  const of = (field: keyof Sum) => scores.reduce((sum, s) => sum + s[field], 0);
  return {
    statements: of('statements'),
    exact: of('exact'),
    wanted: of('wanted'),
    drafted: of('drafted'),
    right: of('right'),
  };
}

export function precision({ right, drafted }: Sum): number {
  return drafted === 0 ? 1 : right / drafted;
}

export function recall({ right, wanted }: Sum): number {
  return wanted === 0 ? 1 : right / wanted;
}
