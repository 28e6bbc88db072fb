/**
 * A tolerant JSON reader with exact offsets: comments, trailing commas, missing commas, missing values and unclosed
 * brackets are problems, and everything around them is still read.
 */
import {
  MAX_DEPTH,
  MAX_PROBLEMS,
  type MapNode,
  type Node,
  type Pair,
  type SeqNode,
  type Tree,
  type TreeProblem,
  lastOfEach,
} from './tree.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/**
 * What a bare word may consist of: enough to swallow one that is not quoted. Of white space it leaves out what JSON has, which
 * is what `skip` skips: at anything else neither of them would get on.
 */
const WORD = /[^ \t\r\n,:{}[\]"]+/y;

/**
 * Reads a JSON text (RFC 8259) and what people type on the way to one. Never throws.
 * @param depth How many levels of another text it is nested in.
 */
export function readJson(text: string, depth = 0): Tree {
  const problems: TreeProblem[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  function problem(start: number, end: number, message: string): void {
    if (problems.length < MAX_PROBLEMS)
      problems.push({ start, end: Math.min(Math.max(end, start), text.length), message });
  }

  /** Skips white space and comments. */
  function skip(): void {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 10 || code === 13 || code === 9) at++;
      else if (code === 47 && text.charCodeAt(at + 1) === 47) {
        const start = at;
        while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
        problem(start, at, 'JSON has no comments; CloudFormation rejects the template.');
      } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const start = at;
        const end = text.indexOf('*/', at + 2);
        at = end < 0 ? text.length : end + 2;
        problem(start, at, 'JSON has no comments; CloudFormation rejects the template.');
      } else return;
    }
  }

  function string(): { text: string; start: number; end: number; closed: boolean } {
    const start = at;
    at++;
    let from = at;
    let result = '';
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 34) {
        result += text.slice(from, at);
        at++;
        return { text: result, start, end: at, closed: true };
      }
      if (code === 92) {
        result += text.slice(from, at);
        const letter = text[at + 1] ?? '';
        if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) {
          result += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16));
          at += 6;
        } else if (letter in ESCAPES) {
          result += ESCAPES[letter];
          at += 2;
        } else {
          problem(at, at + 2, 'This is no escape sequence of JSON.');
          at += 1;
          from = at;
          if (at < text.length && !isLineBreak(text.charCodeAt(at))) at++;
          continue;
        }
        from = at;
      } else if (at >= text.length || isLineBreak(code)) {
        // A string that is not closed ends with its line: what follows is most likely fine.
        result += text.slice(from, at);
        let end = at;
        const tail = /[\s,}\]]*$/.exec(text.slice(start + 1, at));
        if (tail && tail[0].length > 0) end = at - tail[0].length;
        problem(start, at, 'This string has no closing quote.');
        if (end > start + 1) {
          result = result.slice(0, result.length - (at - end));
          at = end;
        }
        return { text: result, start, end: at, closed: false };
      } else at++;
    }
  }

  function broken(start: number, end: number): Node {
    return { kind: 'broken', from: start, start, end, tag: null };
  }

  function value(depth: number): Node {
    const start = at;
    const char = text[at];
    if (char === '{') return depth >= MAX_DEPTH ? tooDeep() : object(depth);
    if (char === '[') return depth >= MAX_DEPTH ? tooDeep() : array(depth);
    if (char === '"') {
      const found = string();
      return found.closed ? scalar(found.start, found.end, found.text, found.text) : broken(found.start, found.end);
    }
    NUMBER.lastIndex = at;
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) {
      problem(start, Math.min(start + 1, text.length), 'A value is missing here.');
      return broken(start, start);
    }
    at += word.length;
    if (word === 'true' || word === 'false') return scalar(start, at, word, word === 'true');
    if (word === 'null') return scalar(start, at, word, null);
    const number = NUMBER.exec(text)?.[0];
    if (number === word) {
      const parsed = Number(word);
      return scalar(start, at, word, Number.isInteger(parsed) && !Number.isSafeInteger(parsed) ? word : parsed);
    }
    problem(start, at, `\`${word.slice(0, 40)}\` is no JSON value: a string needs double quotes.`);
    return broken(start, at);
  }

  function scalar(start: number, end: number, content: string, parsed: string | number | boolean | null): Node {
    return { kind: 'scalar', from: start, start, end, tag: null, style: 'json', text: content, value: parsed };
  }

  /** Steps over a value that is nested too deeply, without recursion. */
  function tooDeep(): Node {
    const start = at;
    let open = 0;
    while (at < text.length) {
      const char = text[at];
      if (char === '"') {
        string();
        continue;
      }
      if (char === '{' || char === '[') open++;
      else if (char === '}' || char === ']') open--;
      at++;
      if (open === 0) break;
    }
    problem(start, start + 1, 'This is nested too deeply to be read.');
    return broken(start, at);
  }

  function object(depth: number): MapNode {
    const start = at;
    at++;
    const pairs: Pair[] = [];
    const keys = new Set<string>();
    let incomplete = false;
    let needsComma = false;
    for (;;) {
      skip();
      const char = text[at];
      if (char === '}') {
        at++;
        break;
      }
      if (char === undefined || char === ']') {
        problem(start, start + 1, 'This `{` is not closed.');
        incomplete = true;
        break;
      }
      if (char === ',') {
        const comma = at;
        at++;
        skip();
        if (!needsComma) problem(comma, comma + 1, 'This comma has no entry before it.');
        else if (text[at] === '}') problem(comma, comma + 1, 'JSON allows no comma after the last entry.');
        needsComma = false;
        continue;
      }
      if (needsComma) problem(at, at + 1, 'A comma is missing before this.');
      const keyStart = at;
      let key: string;
      if (char === '"') key = string().text;
      else {
        WORD.lastIndex = at;
        const word = WORD.exec(text)?.[0];
        if (word === undefined) {
          problem(at, at + 1, `A key in double quotes is expected here, not \`${char}\`.`);
          incomplete = true;
          // Step over the intruder, so that the rest is read.
          if (char === '{' || char === '[') value(depth + 1);
          else at++;
          needsComma = true;
          continue;
        }
        at += word.length;
        key = word;
        problem(keyStart, at, 'A key needs double quotes.');
      }
      const keyEnd = at;
      skip();
      let node: Node;
      let afterColon = keyEnd;
      if (text[at] === ':') {
        at++;
        afterColon = at;
        skip();
        const next = text[at];
        if (next === ',' || next === '}' || next === ']' || next === undefined) {
          problem(afterColon - 1, afterColon, 'A value is missing after this colon.');
          node = broken(afterColon, afterColon);
        } else node = value(depth + 1);
      } else {
        at = keyEnd;
        problem(keyStart, keyEnd, 'This key has no value.');
        node = broken(keyEnd, keyEnd);
      }
      if (node.kind === 'broken') incomplete = true;
      if (keys.has(key))
        problem(keyStart, keyEnd, `The key \`${key}\` is here a second time; only the last one counts.`);
      keys.add(key);
      pairs.push({ key, keyStart, keyEnd, afterColon, value: node });
      needsComma = true;
    }
    return {
      kind: 'map',
      from: start,
      start,
      end: at,
      tag: null,
      style: 'json',
      pairs: lastOfEach(pairs, keys),
      merges: [],
      broken: incomplete,
    };
  }

  function array(depth: number): SeqNode {
    const start = at;
    at++;
    const items: Node[] = [];
    let incomplete = false;
    let needsComma = false;
    for (;;) {
      skip();
      const char = text[at];
      if (char === ']') {
        at++;
        break;
      }
      if (char === undefined || char === '}') {
        problem(start, start + 1, 'This `[` is not closed.');
        incomplete = true;
        break;
      }
      if (char === ',') {
        const comma = at;
        at++;
        skip();
        if (!needsComma) problem(comma, comma + 1, 'This comma has no item before it.');
        else if (text[at] === ']') problem(comma, comma + 1, 'JSON allows no comma after the last item.');
        needsComma = false;
        continue;
      }
      if (char === ':') {
        // `["Key": …`: the bracket above is missing, not this colon.
        problem(at, at + 1, 'A colon does not belong into a list.');
        incomplete = true;
        at++;
        needsComma = false;
        continue;
      }
      if (needsComma) problem(at, at + 1, 'A comma is missing before this.');
      const item = value(depth + 1);
      if (item.kind === 'broken') incomplete = true;
      items.push(item);
      needsComma = true;
    }
    return { kind: 'seq', from: start, start, end: at, tag: null, style: 'json', items, broken: incomplete };
  }

  skip();
  let root: Node | null = null;
  if (at < text.length) {
    root = value(depth);
    skip();
    if (at < text.length) problem(at, text.length, 'Nothing may follow the end of the template.');
  }
  return { language: 'json', root, problems: problems.sort((a, b) => a.start - b.start) };
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}
