/**
 * Where a document says why: the lines that a comment stands on or right above. Plain ranges of offsets, found only where a
 * project asks for reasons; what a comment says is for people to judge.
 */
import { type Document, type SourceSpan, lineStart } from './document.ts';
import type { DocumentFacts } from './facts.ts';

export interface Remarks {
  readonly uri: string;
  /** Ranges of whole lines, half-open, ascending: a comment, with the line that it stands above. */
  readonly explained: readonly (readonly [start: number, end: number])[];
  /** Comments and entries that silence a rule and don't say why. */
  readonly unreasoned: readonly SourceSpan[];
}

/** Strings, which may hold what only looks like a comment, and comments. */
const CODE = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)/g;
const YAML = /(?<=[:\-[,{(][ \t]+|^[ \t]*)(?:'[^'\n]*'|"(?:\\.|[^"\\\n])*")|(?<=^|[ \t])(#[^\n]*)/gm;

/** Comments for tools, and lines that only divide. One that silences a rule counts by its reason. */
const SAYS_NOTHING =
  /^\W*(eslint|@ts-|ts-|prettier|biome|istanbul|c8|v8|cspell|sourceMapping|plumbline-ignore(-file)?\b[^:]*$)|^[^\p{L}]*([A-Za-z]{1,2}[^\p{L}]+)*$/u;

/** How many further lines a comment reaches over that only open what comes next: `policy.add(`, `Statement:`. */
const REACH = 3;

/** What a document says of reasons. */
export function remarksOf({ uri, text }: Document, facts: DocumentFacts | null): Remarks {
  const comments = /\.[cm]?[jt]sx?$/i.test(uri) ? CODE : /\.json$/i.test(uri) ? null : YAML;
  const explained: [number, number][] = [];
  for (const match of comments ? text.matchAll(comments) : []) {
    const comment = match[1];
    if (comment === undefined || SAYS_NOTHING.test(comment)) continue;
    const start = lineStart(text, match.index);
    const end = match.index + comment.length;
    const isAlone =
      /^[\s{]*$/.test(text.slice(start, match.index)) && /^[ \t}]*$/.test(text.slice(end, lineEnd(text, end)));
    explained.push([start, isAlone ? reachOf(text, lineEnd(text, end)) : lineEnd(text, end)]);
  }
  const unreasoned = (facts?.suppressions ?? []).filter(s => s.reason === '').map(s => s.span);
  return { uri, explained, unreasoned };
}

/** The end of the line that a comment explains which ends at an offset, over further lines of comments. */
function reachOf(text: string, offset: number): number {
  let end = offset;
  for (let opened = 0; opened <= REACH && end < text.length; ) {
    const next = lineEnd(text, end + 1);
    const line = text.slice(end + 1, next).trim();
    end = next;
    if (/^(\/\/|\/?\*|#)/.test(line)) continue;
    if (!/(=>|[([=:])$/.test(line)) break;
    opened++;
  }
  return end;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
