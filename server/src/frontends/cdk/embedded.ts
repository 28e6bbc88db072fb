/** Strings of TypeScript that hold code: their text, with the way back through escapes to the file. */
import type ts from 'typescript';
import type { EmbeddedText } from '../../core/resource.ts';

/** Whether a string may be the code of a function. */
export function looksLikeCode(text: string): boolean {
  return text.length > 15 && /\b(require|import|exports|function|def|async)\b/.test(text);
}

/** The embedded text of a string literal or a template without holes; null when its escapes are not plain. */
export function embeddedText(node: ts.StringLiteralLike, source: ts.SourceFile, uri: string): EmbeddedText | null {
  const start = node.getStart(source);
  const raw = source.text.slice(start + 1, node.end - 1);
  const quote = source.text[start];
  const map: [number, number][] = [[0, start + 1]];
  let text = '';
  for (let i = 0; i < raw.length; ) {
    if (raw[i] === '\r' && quote === '`') {
      // A template string's line breaks are `\n`, whatever the file's are.
      text += '\n';
      i += raw[i + 1] === '\n' ? 2 : 1;
      map.push([text.length, start + 1 + i]);
      continue;
    }
    if (raw[i] !== '\\') {
      text += raw[i];
      i++;
      continue;
    }
    const sequence = /^\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[\s\S])/.exec(
      raw.slice(i, i + 12),
    )?.[0];
    if (!sequence) return null;
    map.push([text.length, start + 1 + i]);
    text += unescaped(sequence);
    i += sequence.length;
    map.push([text.length, start + 1 + i]);
  }
  if (text !== node.text) return null;
  const quoting = quote === '`' ? 'ts-template' : quote === '"' ? 'ts-double' : 'ts-single';
  return { text, span: { uri, start, end: node.end }, map, quoting, indent: '' };
}

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' };

function unescaped(sequence: string): string {
  const kind = sequence[1] as string;
  const hex = /^\\[ux]\{?([0-9a-fA-F]+)\}?$/.exec(sequence)?.[1];
  if (hex && sequence.length > 2) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
  if (kind === '\n' || kind === '\r') return '';
  return SIMPLE[kind] ?? kind;
}
