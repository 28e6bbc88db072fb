/** Where things stand in the text: indentation, slots, and the way from a decoded string back to its characters. */
import { lineStart, span } from '../../core/document.ts';
import { fileOffset, type EmbeddedText } from '../../core/resource.ts';
import type { Slot } from '../../core/value.ts';
import type { MapNode, ScalarNode, SeqNode } from './tree.ts';

/** The white space at the start of the line that an offset is on. */
export function lineIndent(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end++;
  return text.slice(start, end);
}

/** White space as wide as everything before an offset on its line: the indentation of a block that starts there. */
export function column(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let width = offset - start;
  if (text.charCodeAt(start) === 0xfeff) width--;
  return ' '.repeat(width);
}

/** The place where one more entry or item of a collection may be written. */
export function slotOf(uri: string, text: string, node: MapNode | SeqNode): Slot {
  const children = node.kind === 'map' ? node.pairs.length + node.merges.length : node.items.length;
  if (node.style === 'block') {
    return {
      span: span(uri, node.start, node.end),
      style: 'yaml-block',
      end: node.end,
      empty: false,
      indent: column(text, node.start),
      multiline: true,
    };
  }
  const first = node.kind === 'map' ? node.pairs[0]?.keyStart : node.items[0]?.from;
  let end = node.start + 1;
  if (node.kind === 'map') for (const pair of node.pairs) end = Math.max(end, pair.value.end, pair.afterColon);
  else for (const item of node.items) end = Math.max(end, item.end);
  for (const merge of node.kind === 'map' ? node.merges : []) end = Math.max(end, merge.end);
  const multiline = first !== undefined && text.slice(node.start, first).includes('\n');
  return {
    span: span(uri, node.start, node.end),
    style: node.style === 'json' ? 'json' : 'yaml-flow',
    end,
    empty: children === 0,
    indent: lineIndent(text, multiline ? (first as number) : node.start),
    multiline,
  };
}

/**
 * A scalar as embedded text: its decoded characters and where each run of them stands in the file.
 * Decoding drops quotes, escapes, indentation and folded line breaks; between two entries of the map nothing was dropped.
 */
export function embeddedText(uri: string, text: string, node: ScalarNode): EmbeddedText {
  return {
    text: node.text,
    span: span(uri, node.start, node.end),
    map: scalarMap(text, node),
    quoting:
      node.style === 'single'
        ? 'yaml-single'
        : node.style === 'double'
          ? 'yaml-double'
          : node.style === 'json'
            ? 'json'
            : 'none',
    indent: node.style === 'literal' || node.style === 'folded' ? blockIndent(text, node) : '',
  };
}

/** `[offset in the decoded text, offset in the file]`, ascending; see `EmbeddedText.map`. */
export function scalarMap(text: string, node: ScalarNode): readonly (readonly [number, number])[] {
  const source = text.slice(node.start, node.end);
  switch (node.style) {
    case 'plain':
      if (source === node.text) return [[0, node.start]];
      return aligned(text, node, node.start, node.end);
    case 'single':
    case 'double':
    case 'json':
      if (source.length === node.text.length + 2) return [[0, node.start + 1]];
      return aligned(text, node, node.start + 1, node.end - 1);
    default:
      return aligned(text, node, contentStart(text, node), node.end);
  }
}

/** The first character of a block scalar's first line, its indentation included. */
function contentStart(text: string, node: ScalarNode): number {
  const lineEnd = text.indexOf('\n', node.start);
  return lineEnd < 0 ? node.end : Math.min(lineEnd + 1, node.end);
}

/** The indentation of a block scalar's lines: what the first line with content has more than its decoded form. */
function blockIndent(text: string, node: ScalarNode): string {
  const lines = text.slice(contentStart(text, node), node.end).split('\n');
  const line = lines.find(l => l.trim() !== '') ?? '';
  const decoded = node.text.split('\n').find(l => l.trim() !== '') ?? '';
  const source = /^ */.exec(line)?.[0] ?? '';
  const kept = /^ */.exec(decoded)?.[0] ?? '';
  return source.slice(0, Math.max(0, source.length - kept.length));
}

/**
 * Walks the decoded text and its source in step. Where they differ, the source has something that decoding changed: an
 * escape, a doubled quote, or a line break with the indentation after it.
 */
function aligned(text: string, node: ScalarNode, start: number, end: number): (readonly [number, number])[] {
  const decoded = node.text;
  const block = node.style === 'literal' || node.style === 'folded';
  const indent = block ? blockIndent(text, node).length : 0;
  const map: (readonly [number, number])[] = [];
  let at = start;
  let run = -1;
  const begin = (i: number) => {
    if (run !== at - i) {
      map.push([i, at]);
      run = at - i;
    }
  };
  const skipIndent = () => {
    let skipped = 0;
    while (at < end && text[at] === ' ' && skipped < indent) {
      at++;
      skipped++;
    }
  };
  if (block) skipIndent();
  for (let i = 0; i < decoded.length; i++) {
    const char = decoded[i] as string;
    if (node.style === 'literal') {
      begin(i);
      if (char === '\n') {
        if (text[at] === '\r') at++;
        if (text[at] === '\n') at++;
        skipIndent();
      } else at++;
      continue;
    }
    if (node.style === 'folded') {
      begin(i);
      if (text[at] === char && char !== '\n') at++;
      else if (text[at] === '\n' || text[at] === '\r') {
        // One break folds to a space, n + 1 breaks to n line feeds; more-indented lines keep theirs.
        const breaks = /^(?:\r?\n *)+/.exec(text.slice(at, end))?.[0] ?? '';
        const count = breaks.split('\n').length - 1;
        let feeds = 0;
        while (decoded[i + feeds] === '\n') feeds++;
        if (char === ' ' || count <= 1 || feeds === 0) {
          at += text[at] === '\r' ? 2 : 1;
          skipIndent();
        } else {
          const lastBreak = at + breaks.lastIndexOf('\n') + 1;
          i += feeds - 1;
          at = lastBreak;
          skipIndent();
        }
      } else at++;
      continue;
    }
    const source = text[at];
    if ((node.style === 'double' || node.style === 'json') && source === '\\') {
      // An escaped line break adds nothing; its continuation starts after the indentation.
      const continuation = /^\\\r?\n[ \t]*/.exec(text.slice(at, at + 200));
      if (continuation) {
        at += continuation[0].length;
        i--;
        continue;
      }
      begin(i);
      const letter = text[at + 1];
      const length = letter === 'x' ? 4 : letter === 'u' ? 6 : letter === 'U' ? 10 : 2;
      at += length;
      if (letter === 'U' && (decoded.codePointAt(i) ?? 0) > 0xffff) i++;
      run = -1;
      continue;
    }
    if (node.style === 'single' && source === "'" && text[at + 1] === "'") {
      begin(i);
      at += 2;
      run = -1;
      continue;
    }
    const folded = /^[ \t]*\r?\n\s*/.exec(source === char && char !== '\n' && char !== ' ' ? '' : text.slice(at, end));
    if (folded) {
      begin(i);
      while (char === '\n' && decoded[i + 1] === '\n') i++;
      at += folded[0].length;
      run = -1;
      continue;
    }
    begin(i);
    at++;
  }
  if (map.length === 0) map.push([0, start]);
  return map;
}

/**
 * The span in the file of the characters `[from, to)` of an embedded text. It ends where the next character starts, so
 * that an escape is covered as a whole.
 */
export function spanIn(embedded: EmbeddedText, from: number, to: number): { start: number; end: number } {
  const start = fileOffset(embedded, from);
  if (to <= from) return { start, end: start };
  const inner = embedded.span.end - (embedded.quoting === 'none' ? 0 : 1);
  const end = to < embedded.text.length ? fileOffset(embedded, to) : inner;
  return { start, end: Math.max(start, Math.min(end, inner)) };
}
