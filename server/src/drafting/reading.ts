/** One sentence as recognisers see it: its words, what it mentions, what it denies, and what it is about. */
import type { Sentence } from './markdown.ts';
import { type Mention, mentionsIn } from './words.ts';

/** A part of a sentence that is said or denied as a whole. */
export interface Clause {
  readonly text: string;
  readonly denied: boolean;
  readonly mentions: readonly Mention[];
}

export interface Reading {
  readonly sentence: Sentence;
  /** Without examples; backticks are left. */
  readonly coded: string;
  /** The same without the label. */
  readonly body: string;
  /** Without examples and backticks. */
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly clauses: readonly Clause[];
  /** The headings, list items and label that it stands under, nearest first. */
  readonly around: readonly string[];
  readonly modality: 'must' | 'should' | 'may' | 'plain';
  /** The environment that it speaks of alone, where it does. */
  readonly only: string | null;
}

const DENIAL =
  /\b(no(?! (?:more|longer|less|fewer|later) than)|not(?! empty| (?:be )?(?:processed|delivered|handled|parsed))|never|without|avoid(s|ed|ing)?|don['’]?t|doesn['’]?t|mustn['’]?t|shouldn['’]?t|aren['’]?t|isn['’]?t|(?:can['’]?t|cannot)(?! (?:be )?(?:process|deliver|handle|parse)(?:e?d)?\b)|prohibit(ed|s)?|forbidden|forbids?|disallow(ed)?|out of scope|instead of|rather than|exclude[ds]?|disabled?|nor|neither|nobody|no one|nothing|(?:leave|skip) (?:it|them))\b/i;
/** Headings of what is not wanted. */
const UNWANTED =
  /\b(out of scope|not in scope|non-goals?|forbidden|prohibited|not allowed|do not|don['’]?t|avoid|exclusions?|excluded|anti-?patterns?|must not|won['’]t (?:do|have)|will not (?:do|have))\b/i;
const OPTIONAL = /\b(optional(ly)?|nice[ -]to[ -]have|stretch|bonus|future)\b/i;

/** Words in an example are no demand. */
const EXAMPLE =
  /\s*\((?:e\.?g\.?|for example|for instance|such as|i\.e\.)[^)]*\)|[,;]?\s*(?:e\.g\.|for example,|for instance,)\s.*$/gi;

/** “Team (nice to have)” in a list of things that are not. */
const OPTIONAL_PART = /(?<=\w.*)[,;]?\s+(?:and\s+)?[`\w-]+\s+\((?:nice to have|optional)\)/gi;

/** Sentences about what is there, and not about what should be. */
const PRESENT =
  /^(?:our|currently|today|right now|at the moment|so far|the (?:old|existing|current|legacy))\b(?!.*\b(?:must|shall|should|needs? to|has to|have to|want)\b)/i;

/** Whether a sentence only tells how things are. */
export function isReport({ sentence, text }: Reading): boolean {
  return sentence.kind === 'prose' && PRESENT.test(text);
}

/** Where a clause ends and another begins. */
const BETWEEN =
  /;|,?\s+but\s+|\s+[–—-]\s+|(?<=\w):\s+(?=(?:no|do not|don['’]t|never|avoid)\b)|,\s+(?=(?:no|not|without|never|(?:must|shall|should|may|do|does) not)\s)|,?\s+and\s+(?=(?:(?:it|they|this|these) )?(?:do not|does not|may not|is not|are not|not|don['’]t|no|never|must not|must never|shall never|shall not|should not|avoid)\b)|(?<=\w)\s+(?=without\s)|(?<=\bno [\w\s-]{2,25}),\s+(?![^;]*\bor\b|and no\b|no\b)|(?<=\binstead of [\w\s-]{2,30}),\s+|\s+(?=instead of\s|rather than\s)/i;

/** Reads a sentence. */
export function readingOf(sentence: Sentence): Reading {
  const said = normal(sentence.text);
  const coded = `${sentence.label === null ? '' : `${sentence.label}: `}${said}`;
  const text = coded.replaceAll('`', '');
  const around = [
    ...(sentence.label ? [sentence.label] : []),
    ...[...sentence.before].reverse(),
    ...[...sentence.above].reverse(),
    ...[...sentence.headings].reverse(),
  ].map(words => words.replaceAll('`', ''));
  const label = sentence.label === null ? [] : [sentence.label];
  const unwanted = [...label, ...sentence.above.slice(0, 1), ...sentence.headings.slice(-1)].some(
    words => words.length < 60 && UNWANTED.test(words),
  );
  return {
    sentence,
    coded,
    body: said,
    text,
    mentions: mentionsIn(text),
    clauses: clausesOf(said.replaceAll('`', ''), unwanted),
    around,
    modality: modalityOf(text, [...sentence.headings, ...sentence.above]),
    only: environmentOf(text),
  };
}

/** A sentence without examples, with “API Gateway (REST)” in the usual order. */
function normal(text: string): string {
  return text
    .replace(EXAMPLE, '')
    .replace(OPTIONAL_PART, '')
    .replace(/\bAPI Gateway`? \(`?(REST|HTTP)(?: API)?s?`?\)/gi, '$1 API');
}

function clausesOf(text: string, unwanted: boolean): Clause[] {
  // What stands in parentheses is said by itself, and not in the way of what stands around it.
  const aside = [...text.matchAll(/\(([^()]*)\)/g)].map(m => m[1] as string);
  return [text.replace(/\s*\([^()]*\)/g, ''), ...aside]
    .flatMap(part => part.split(BETWEEN))
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => ({
      text: part,
      denied: unwanted || (DENIAL.test(part) && !/\bnot only\b/i.test(part)),
      mentions: mentionsIn(part),
    }));
}

function modalityOf(text: string, above: readonly string[]): Reading['modality'] {
  if (
    /\b(may|might|could|maybe|perhaps|optional(ly)?|nice to have|if possible|where possible|if needed|ideally|consider)\b/i.test(
      text,
    ) &&
    !/\b(may|might|could) not\b|\b(?:nobody|no one|nothing|none|(?:only|no) \w+(?: \w+)?) may\b|\bmay (?:only|\w+ (?:at most|no more than|up to|only))\b|\b(?:nothing|none|nobody|no \w+)\b[^.;,]*\bmay\b|\b(?:most|least|oldest|newest|longest|shortest|largest|smallest|lowest|highest|minimum|maximum|only)\b[^.;,]*\bmay\b/i.test(
      text,
    )
  )
    return 'may';
  if (above.some(words => words.length < 60 && OPTIONAL.test(words))) return 'may';
  if (
    /\b(must|shall|required|mandatory|never|strictly|nobody may|no one may|may only|has to|have to|needs to|may not|prohibited|forbidden)\b/i.test(
      text,
    )
  )
    return 'must';
  return /\b(should|recommended|prefer(red|ably)?)\b/i.test(text) ? 'should' : 'plain';
}

function environmentOf(text: string): string | null {
  const found =
    /\b(?:in|for|on|only in)\s+(?:the\s+)?(prod(?:uction)?|dev(?:elopment)?|staging|test)(?:\s+(?:environments?|stages?|accounts?|only|deployments?|stacks?))?(?=\s*(?:[,.;)]|$|and\b|only\b|but\b|we\b))/i.exec(
      text,
    );
  return found && !/\b(both|all|dev|staging)\b.*\b(and|,)\b.*\bprod/i.test(text) ? (found[1] as string) : null;
}

/** The service of a family that a sentence is about: in it (the last before a place, else the first), else around it. */
export function subjectOf(reading: Reading, family: readonly string[], at = Number.POSITIVE_INFINITY): string | null {
  const own = reading.mentions.filter(m => family.includes(m.word));
  const nearest = own.filter(m => m.start <= at).at(-1) ?? own[0];
  if (nearest) return nearest.word;
  // A sentence about something else says nothing about what stands around it.
  if (reading.mentions.some(m => !family.includes(m.word) && m.start === 0)) return null;
  for (const words of reading.around) {
    const mentioned = mentionsIn(words);
    const found = mentioned.find(m => family.includes(m.word));
    if (found) return found.word;
  }
  return null;
}

/** Whether a part of a text is denied: by a word before it in its clause, or by what is said of it behind it. */
export function deniedAt(reading: Reading, words: string): boolean {
  const clause = reading.clauses.find(c => c.text.includes(words));
  if (!clause) return DENIAL.test(reading.text);
  if (!clause.denied) return false;
  const at = clause.text.indexOf(words);
  const [before, behind] = [clause.text.slice(0, at), clause.text.slice(at + words.length)];
  return !DENIAL.test(clause.text) || DENIAL.test(words) || DENIAL.test(before) || REFUSAL.test(behind);
}

/** What denies the words before it. */
const REFUSAL =
  /^[^,;]*\b(?:(?:must|shall|should|may|is|are|be|will)(?:n['’]t| not| never)|cannot|disabled?|prohibited|forbidden|not (?:allowed|permitted)|out of scope|off)\b/i;

/** Whether some heading, list item or introduction above matches. */
export function under(reading: Reading, words: RegExp): boolean {
  const { headings, above, label } = reading.sentence;
  return [...headings.slice(-1), ...above, ...(label ? [label] : [])].some(
    text => text.length < 90 && words.test(text),
  );
}

/** The items of an enumeration: `a, b and c`. */
export function enumerated(text: string): string[] {
  return text
    .split(/\s*(?:,\s*(?:and|or)\s|,|;|\s+and\s+|\s+or\s+|\s+&\s+)\s*/i)
    .map(part => part.trim())
    .filter(part => part !== '');
}
