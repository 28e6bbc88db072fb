/** Drafts `plumbline.yaml` from a document: rules over its sentences, without a model and without the network. */
import { linkRequirements } from '../frontends/requirements/link.ts';
import { type RequirementsBody, readRequirements } from '../frontends/requirements/read.ts';
import { type Ask, askText, valueText } from './asks.ts';
import { partsLeft, soundsLikeDemand } from './leftovers.ts';
import { type Sentence, sentencesOf } from './markdown.ts';
import { type Reading, readingOf } from './reading.ts';
import { recognise } from './recognise/index.ts';
import { type Line, type Source, lines } from './write.ts';

export type StatementState = 'used' | 'doubtful' | 'unused' | 'not a requirement';

/** One sentence of the document, and what became of it. */
export interface Statement {
  /** Half-open, in UTF-16 code units of the document. */
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly state: StatementState;
  readonly requirements: readonly StatedRequirement[];
  /** Parts of it that none of its requirements holds; of one that is not used at all, none. */
  readonly left: readonly string[];
}

export interface StatedRequirement {
  /** `properties.lambda.timeout: 30`. */
  readonly text: string;
  /** Why it is commented out; null where it is not. */
  readonly doubt: string | null;
}

export interface Draft {
  /** The text of a `plumbline.yaml`, which its reader has nothing against. */
  readonly yaml: string;
  /** Without headings, in the order of the document. */
  readonly statements: readonly Statement[];
}

/** The rules whose severity a document may set. */
const RULES = [
  'iam/wildcard-action',
  'iam/wildcard-resource',
  'network/open-ingress',
  'secrets/plain-text',
  'cdk/hard-coded-account',
  'cdk/hard-coded-arn',
  'cdk/hard-coded-region',
];
const QUOTE = 200;
/** What is longer is no sentence: data, or a page without a full stop. */
const LONGEST = 2000;

/** Drafts from a document. `name` is its path as `source` shall cite it, relative to the file that is drafted. */
export function draftFromDocument(name: string, text: string): Draft {
  const sentences = sentencesOf(text).filter(s => s.kind !== 'heading');
  const read = sentences.map(sentence => {
    const reading = readingOf(sentence);
    return { sentence, reading, asks: sentence.text.length > LONGEST ? [] : recognise(reading) };
  });
  const drafted = settled(name, read);
  // What the reader would refuse is commented out; each round comments out at least one requirement more.
  for (;;) {
    const statements = read.map(one => statementOf(one, drafted));
    const made = lines(headOf(name, statements), drafted, tailOf(name, statements));
    const yaml = `${made.map(l => l.text).join('\n')}\n`;
    if (!refused(yaml, made, drafted)) return { yaml, statements };
  }
}

interface Read {
  readonly sentence: Sentence;
  readonly reading: Reading;
  readonly asks: readonly Ask[];
}

/** What became of a sentence. */
function statementOf({ sentence, reading, asks }: Read, drafted: readonly Settled[]): Statement {
  const requirements = asks
    .filter(ask => !ask.implied)
    .map(ask => ({ text: askText(ask), doubt: ask.doubt ?? refusalOf(ask, drafted) }));
  const { start, end, line } = sentence;
  const state = stateOf(reading, requirements);
  const left =
    requirements.length > 0
      ? partsLeft(
          reading,
          asks.map(ask => askText(ask)),
        )
      : [];
  return { start, end, line, text: wordsOf(sentence), state, requirements, left };
}

/** Counts, for people: `14 of 20 sentences are checked`. Sentences that ask for nothing are not counted. */
export function countsOf(
  statements: readonly Statement[],
): Readonly<Record<Exclude<StatementState, 'not a requirement'>, number>> {
  const of = (state: StatementState) => statements.filter(s => s.state === state).length;
  return { used: of('used'), doubtful: of('doubtful'), unused: of('unused') };
}

function stateOf(reading: Reading, requirements: readonly StatedRequirement[]): StatementState {
  if (requirements.some(r => r.doubt === null)) return 'used';
  if (requirements.length > 0) return 'doubtful';
  return soundsLikeDemand(reading) ? 'unused' : 'not a requirement';
}

/** The words of a sentence as they stand in the document, with the label of its list item. */
function wordsOf({ label, before, text, cells }: Sentence): string {
  if (cells.length > 0) return cells.map(c => c.text).join(' | ');
  return label === null || before.length > 0 ? text : `${label}: ${text}`;
}

function quoteOf(sentence: Sentence): string {
  const words = wordsOf(sentence);
  return words.length > QUOTE ? `${words.slice(0, QUOTE - 1)}…` : words;
}

interface Settled {
  ask: Ask;
  readonly sources: Source[];
  doubt: string | null;
}

const keyOf = (ask: Ask) =>
  `${ask.path.join('.')}${ask.form === 'item' ? ` ${valueText(ask.value)} ${ask.more?.metric ?? ask.more?.attribute ?? ''}` : ''}`;

/** All asks of a document, each once; of two that can't both be, the later one is doubtful. */
function settled(name: string, read: readonly Read[]): Settled[] {
  const found: Settled[] = [];
  const byKey = new Map<string, Settled>();
  const required = new Map<string, Settled>();
  // What is said goes before what follows from something else.
  for (const implied of [false, true])
    for (const { sentence, asks } of read)
      for (const ask of asks.filter(a => (a.implied ?? false) === implied)) {
        const place = `${name}#L${sentence.line}`;
        const source = { place, quote: quoteOf(sentence) };
        const key = keyOf(ask);
        const before = byKey.get(key);
        const add = (doubt: string | null) => {
          const one: Settled = { ask, sources: [source], doubt };
          found.push(one);
          return one;
        };
        if (ask.doubt) {
          if (!before) add(ask.doubt);
          continue;
        }
        if (before) {
          if (ask.form === 'member' && before.ask.form === 'member') {
            const earlier = found.filter(f => f.doubt === null && keyOf(f.ask) === key);
            const others = (ask.value as readonly string[]).filter(
              of => !earlier.some(f => (f.ask.value as readonly string[]).includes(of)),
            );
            // One statement says what is to be kept apart; of all others, each sentence makes one of its own.
            if (ask.path[1] === 'separate')
              before.ask = { ...before.ask, value: [...(before.ask.value as readonly string[]), ...others].sort() };
            else if (others.length > 0) {
              found.push({ ask: { ...ask, value: others }, sources: [source], doubt: null });
              continue;
            }
          } else if ((before.ask.value === true || before.ask.value === '*') && ask.form === 'value') before.ask = ask;
          else if (
            ask.path[0] !== 'rules' &&
            ask.form !== 'item' &&
            valueText(before.ask.value) !== valueText(ask.value)
          ) {
            add(`${before.sources[0]?.place.replace(/^.*#/, '')} says ${valueText(before.ask.value)}`);
            continue;
          } else if (ask.form === 'item' && !before.ask.more && ask.more) before.ask = ask;
          if (!ask.severity && before.ask.severity) before.ask = firm(before.ask);
          if (!implied && !before.sources.some(s => s.place === place)) before.sources.push(source);
          continue;
        }
        const other =
          ask.path[0] === 'services' && ask.path[1] !== 'only' ? required.get(String(ask.value)) : undefined;
        const needs = [other?.ask.path[1], ask.path[1]];
        const against = other && needs.includes('forbid') && needs[0] !== needs[1] ? other : null;
        if (against && implied) continue;
        const one = add(
          against ? `${against.sources[0]?.place.replace(/^.*#/, '')} says ${against.ask.path.join('.')}` : null,
        );
        if (against) continue;
        byKey.set(key, one);
        if (ask.path[0] === 'services') required.set(String(ask.value), one);
      }
  return found;
}

/** An ask that another sentence makes without “should”. */
function firm({ severity: _, ...ask }: Ask): Ask {
  return ask;
}

/** Why an ask of a sentence did not become a requirement; null if it did. */
function refusalOf(ask: Ask, drafted: readonly Settled[]): string | null {
  const same = drafted.filter(d => keyOf(d.ask) === keyOf(ask));
  const taken = same.find(
    d => d.doubt === null && (ask.form !== 'value' || valueText(d.ask.value) === valueText(ask.value)),
  );
  return taken ? null : (same.at(-1)?.doubt ?? null);
}

/** Marks what the reader refuses as doubtful; whether there was something. */
function refused(text: string, made: readonly Line[], drafted: readonly Settled[]): boolean {
  const uri = 'file:///plumbline.yaml';
  const facts = readRequirements({ uri, version: 1, text }, RULES);
  const { source } = linkRequirements([facts], { fileExists: () => null });
  const problems = [...source, ...(facts.body as RequirementsBody).problems];
  let found = false;
  for (const problem of problems) {
    if (problem.kind !== 'requirement-problem') continue;
    // A map that is one statement starts with its key, which stands for no requirement by itself.
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
    const place = made.slice(lineOf(problem.span.start), lineOf(problem.span.end) + 1);
    const of = drafted.find(d => d.doubt === null && place.some(l => l.of === (d as unknown)));
    if (!of) continue;
    of.doubt = problem.message.replace(/\.$/, '');
    found = true;
  }
  return found;
}

function headOf(name: string, statements: readonly Statement[]): string[] {
  const { used, doubtful, unused } = countsOf(statements);
  const parts = statements.filter(s => s.left.length > 0).length;
  const are = (count: number) => (count === 1 ? 'one sentence was' : `${count} sentences were`);
  const rest = [
    ...(unused > 0 ? [`${are(unused)} not understood`] : []),
    ...(parts > 0 ? [`${are(parts)} understood in part`] : []),
  ].join(', ');
  return [
    `Drafted from ${name}: ${used} of ${used + doubtful + unused} sentences that ask for something are checked.`,
    ...(doubtful > 0
      ? [
          `What ${doubtful === 1 ? 'one sentence says is' : `${doubtful} sentences say is`} doubtful, and commented out.`,
        ]
      : []),
    ...(rest === '' ? [] : [`${rest[0]?.toUpperCase()}${rest.slice(1)}; see the end of this file.`]),
  ];
}

/** Nothing that sounds like a requirement is passed over in silence. */
function tailOf(name: string, statements: readonly Statement[]): string[] {
  const place = (s: Statement) => `${name}#L${s.line}`;
  const shown = (s: Statement) => (s.text.length > LONGEST ? `${s.text.slice(0, QUOTE - 1)}…` : s.text);
  return statements.flatMap(s =>
    s.state === 'unused'
      ? [`not understood: ${shown(s)} (${place(s)})`]
      : s.left.length > 0
        ? [`not understood: ${s.left.join(', ')} in “${shown(s)}” (${place(s)})`]
        : [],
  );
}
