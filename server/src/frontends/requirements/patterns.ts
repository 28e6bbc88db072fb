/** Name patterns: `{project}-{resource}-{env}` in any of the spellings that people use, as a list of pieces. */
import type { NamePart, NameToken } from '../../core/requirement.ts';

/** `${x}`, `{x}`, `<x>` and `[x]`. */
const TOKEN = /\$?\{([^{}]*)\}|<([^<>]*)>|\[([^[\]]*)\]/g;

/** What tokens mean, by their letters alone. */
const MEANINGS: readonly (readonly [RegExp, NameToken])[] = [
  [/^(project|app|application|company|org|organisation|organization)(name|prefix)?$/, 'project'],
  [/^(env|environment|stage)(name|suffix)?$/, 'env'],
  [/^(suffix|namesuffix|stacksuffix)$/, 'suffix'],
  [/^(resource|component|service|purpose|role|function)(name|type|kind)?$|^name$|^type$/, 'resource'],
  [/^(aws)?region$/, 'region'],
  [/^(aws)?account(id)?$/, 'account'],
];

/** The pieces of a pattern, or why it is none. */
export function parsePattern(pattern: string): readonly NamePart[] | string {
  const parts: NamePart[] = [];
  let end = 0;
  const known = (to: number): string | null => {
    const text = pattern.slice(end, to);
    if (text !== '') parts.push({ kind: 'text', text });
    return /[{}<>[\]]/.test(text) ? `A bracket of “${text}” is not closed.` : null;
  };
  for (const match of pattern.matchAll(TOKEN)) {
    const wrong = known(match.index);
    if (wrong) return wrong;
    const written = match[1] ?? match[2] ?? match[3] ?? '';
    const letters = written
      .replace(/^(AWS::|props\.|this\.)/, '')
      .replace(/[^a-zA-Z]/g, '')
      .toLowerCase();
    if (letters === '') return 'A token needs a name: {env}.';
    parts.push({ kind: 'token', token: MEANINGS.find(([words]) => words.test(letters))?.[1] ?? 'any', written });
    end = match.index + match[0].length;
  }
  return known(pattern.length) ?? parts;
}

/** Why no name can follow these together, in words; null if some can. */
export function unmatchable(
  pattern: readonly NamePart[] | null,
  letterCase: string | null,
  prefix: readonly NamePart[] | null,
): string | null {
  if (pattern?.length === 0) return 'An empty pattern fits no name.';
  const illegal = pattern?.find(p => p.kind === 'text' && /[^\w./:+=,@# -]/.test(p.text));
  if (illegal?.kind === 'text') return `No service takes a name with “${illegal.text}” in it.`;
  const length = (pattern ?? []).reduce((n, p) => n + (p.kind === 'text' ? p.text.length : 1), 0);
  if (length > 255) return 'No service takes a name of this length.';
  const [first] = pattern ?? [];
  const [start] = prefix ?? [];
  if (first?.kind === 'text' && start?.kind === 'text') {
    const n = Math.min(first.text.length, start.text.length);
    if (first.text.slice(0, n) !== start.text.slice(0, n))
      return `No name starts with “${start.text}” and follows a pattern that starts with “${first.text}”.`;
  }
  for (const p of [...(pattern ?? []), ...(prefix ?? [])])
    if (p.kind === 'text' && letterCase !== null && breaksCase(p.text, letterCase))
      return `“${p.text}” is not ${letterCase} case, which all names must be.`;
  return null;
}

/** Whether a piece of a name can't be part of one in this case. */
export function breaksCase(text: string, letterCase: string): boolean {
  switch (letterCase) {
    case 'kebab':
      return /[A-Z_ ]/.test(text);
    case 'snake':
      return /[A-Z -]/.test(text);
    case 'pascal':
    case 'camel':
      return /[_ -]/.test(text);
    case 'lower':
      return /[A-Z]/.test(text);
    case 'upper':
      return /[a-z]/.test(text);
    default:
      return false;
  }
}
