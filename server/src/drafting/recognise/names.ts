/** Sentences about names: of the project, patterns, prefixes, suffixes, cases, names of stacks. */
import { parsePattern } from '../../frontends/requirements/patterns.ts';
import { type Ask, value } from '../asks.ts';
import { type Reading, under } from '../reading.ts';

const PLACEHOLDER = '(?:\\$?\\{[^{}\\s]{1,40}\\}|<[^<>\\s]{1,40}>|\\[[^[\\]\\s]{1,40}\\])';
/** A text with at least one placeholder. */
const PATTERN = new RegExp(`[\\w./-]*${PLACEHOLDER}(?:[\\w./-]|${PLACEHOLDER})*`, 'g');
const WORD =
  '(?:resource(?:-?(?:type|name))?|service(?:-?name)?|project(?:-?name)?|app(?:lication)?(?:-?name)?|env(?:ironment)?(?:-?suffix)?|region|team|name|type|stage|suffix|company|component|purpose|account(?:-?id)?|stack(?:-?name)?)';
const ABOUT = /\b(nam(e|es|ed|ing)|called|convention|prefix(ed|es)?|suffix(ed|es)?)\b/i;

const CASES: readonly (readonly [RegExp, string])[] = [
  [/\bkebab[- ]?case\b/i, 'kebab'],
  [/\bsnake[-_ ]?case\b/i, 'snake'],
  [/\bPascal[- ]?Case\b/i, 'pascal'],
  [/\bcamel[- ]?Case\b/i, 'camel'],
  [/\ball[- ]lower[- ]?case\b|\blower[- ]?case (only|names|letters)\b|(?:\b(?:in|are)|,) lower[- ]?case\b/i, 'lower'],
  [/\bupper[- ]?case (only|names|letters)\b/i, 'upper'],
];

/** `The project is called \`orders\``, `Project name: orders`: written as a name, in code or in lower case. */
export function project({ coded, sentence, clauses }: Reading): Ask[] {
  if (sentence.kind === 'heading' || clauses.every(c => c.denied) || /\btag/i.test(coded)) return [];
  const [, code, word] =
    /\b(?:the|our|this)?\s*(?:project|application)(?: name)?\s+(?:(?:is|shall be|must be|should be)\s+)?(?:called|named)\s+(?:[`'"“]([\w-]+)[`'"”]|(?!off\b)([a-z][a-z0-9-]+)\b(?=\s*(?:[.,;]|$)))/i.exec(
      coded,
    ) ??
    /\b(?:project|application) name(?:\s+(?:is|must be|shall be|should be)|\s*[:=])\s+(?:[`'"“]([\w-]+)[`'"”]|([a-z][a-z0-9-]+)\b(?=\s*(?:[.,;]|$)))/i.exec(
      coded,
    ) ??
    [];
  const name = code ?? word;
  return name === undefined || (code === undefined && /[A-Z]/.test(name)) ? [] : [value('project', name)];
}

/** The suffix that tells deployments apart, in its spellings. */
const SUFFIX =
  /\$?\{\s*(?:props\.|this\.)?env(?:ironment)?[-_ ]?suffix\s*\}|[<[]\s*env(?:ironment)?[-_ ]?suffix\s*[>\]]/gi;

/** A pattern with `{suffix}` for it, which can be checked without knowing what environments there are. */
function withSuffix(pattern: string): string {
  return pattern.replace(SUFFIX, '{suffix}');
}

/** What a pattern says of all names: one that has no place for the resource is an example, of which only the end holds. */
function generalised(pattern: string): { readonly key: 'pattern' | 'prefix' | 'suffix'; readonly is: string } | null {
  const parts = parsePattern(pattern);
  if (typeof parts === 'string') return null;
  if (parts.some(p => p.kind === 'token' && (p.token === 'resource' || p.token === 'any')))
    return { key: 'pattern', is: pattern };
  const last = parts.at(-1);
  const [first] = parts;
  if (last?.kind === 'token' && last.token !== 'project')
    return {
      key: 'suffix',
      is: `${/[-_.](?=[^-_.]*$)/.exec(pattern.slice(0, pattern.lastIndexOf(last.written)))?.[0] ?? ''}{${last.written}}`,
    };
  return first?.kind === 'token' ? { key: 'prefix', is: `{${first.written}}` } : null;
}

export function names(reading: Reading): Ask[] {
  const { coded, text, mentions, sentence } = reading;
  const headed = under(reading, /\bnam(e|ing)\b/i);
  if (!ABOUT.test(text) && !headed) return [];
  if (/\b(tag|output|export|file|database|domain)\s+names?\b|\bfiles? named\b/i.test(text)) return [];
  const found: Ask[] = [];
  for (const [words, name] of CASES) if (words.test(text)) found.push(value('naming.case', name));
  const patterns = [...coded.matchAll(PATTERN)]
    .map(m => m[0].replace(/[.,]$/, '').replace(/(?<=^|[-_.])(environment-?suffix|env-?suffix)(?=$|[-_.])/i, '{$1}'))
    .map(withSuffix)
    .filter(p => typeof parsePattern(p) !== 'string' && !/\.(?:json|ya?ml|tsx?|js|md)$/.test(p));
  const about = text.replace(PATTERN, '').replace(new RegExp(`(?<![\\w-])${WORD}(?:[-_]${WORD})+`, 'gi'), '');
  const ends = /\b(suffix(ed|es)?|ends?( in| with)|appended|append)\b/i.test(about);
  const starts = /\b(prefix(ed|es)?|starts?( with)?|begins?( with)?)\b/i.test(about);
  const [pattern = wordsPattern(text)] = patterns;
  if (/\bstacks?( name)?s?\b[^.]*\b(named|called|name)\b|\bstack names?\b|\bname of the stack\b/i.test(text)) {
    const name = pattern ?? /\b(?:named|called)\s+`([\w-]+)`/.exec(coded)?.[1];
    return name ? [...found, value('naming.stacks', name)] : found;
  }
  const literal =
    /(?:with|by|prefix(?:ed)?(?: is|:)?|suffix(?:ed)?(?: is|:)?|in)\s+(?:the\s+)?(?:prefix\s+|suffix\s+)?(?:`([\w.-]+)`|['"“]([\w.-]+)['"”]|([a-z][\w.]*-)(?=\s|$|[.,]))/i.exec(
      coded,
    );
  const piece = literal ? (literal[1] ?? literal[2] ?? literal[3] ?? '') : '';
  const quoted = /['"“]([\w.-]+)['"”]\s+(?:pre|suf)fix|`([\w.-]+)`\s+(?:pre|suf)fix/i.exec(coded);
  const token = /(?<![\w-])`?((?:env(?:ironment)?|stage|stack|name)[-_ ]?suffix)\b`?/i.exec(coded)?.[1];
  if (pattern && !(ends && !starts) && !(starts && /^[\w./-]*$/.test(piece) && piece !== '')) {
    const of = subjectIn(text, mentions);
    const all = generalised(pattern);
    // “Names include the environmentSuffix: `orders-${environmentSuffix}`” says nothing of what stands before it.
    if (of) found.push({ ...value('', pattern), path: ['naming', 'types', of] });
    else if (all?.key === 'suffix' && /\binclud|\bcontain|\bincorporat/i.test(text))
      found.push(value('naming.suffix', all.is.replace(/^[-_.]/, '')));
    else if (all) found.push(value(`naming.${all.key}`, all.is));
  } else if (ends) {
    const end = token && !pattern ? tokenOf(token) : (pattern ?? quoted?.[1] ?? quoted?.[2] ?? piece);
    if (end) found.push(value('naming.suffix', end));
  } else if (starts) {
    const start = pattern && piece === '' ? pattern : (quoted?.[1] ?? quoted?.[2] ?? piece);
    if (start) found.push(value('naming.prefix', start));
  } else if (token && /\b(includ|incorporat|contain|carr|use)/i.test(text) && /\bnames?\b/i.test(text))
    found.push(value('naming.suffix', tokenOf(token)));
  return sentence.kind === 'heading' ? [] : found;
}

/** The token of `environmentSuffix`, `stage suffix` or `name suffix`. */
function tokenOf(words: string): string {
  return /^(?:env|stack|name)/i.test(words) ? '{suffix}' : '{env}';
}

/** A pattern in bare words, `resource-type-environment-suffix`, with brackets around them. */
function wordsPattern(text: string): string | undefined {
  const found = new RegExp(`(?<![\\w-])${WORD}(?:[-_]${WORD}){1,6}(?![\\w-])`, 'i').exec(text);
  if (!found || !/[-_].*[-_]/.test(found[0])) return undefined;
  return found[0].replace(new RegExp(`${WORD}(?=[-_]|$)`, 'gi'), word => `{${word}}`);
}

/** The one kind of resource that the names are of: before the word for naming, and not “all resources”. */
function subjectIn(text: string, mentions: Reading['mentions']): string | null {
  if (/\b(all|every|each|any)\s+(aws\s+)?(resources?|names?)\b|\bresource nam|\bresources\b/i.test(text)) return null;
  const [first] = mentions;
  return first && mentions.length === 1
    ? first.word
    : (mentions.findLast(m => m.start < text.search(ABOUT))?.word ?? null);
}
