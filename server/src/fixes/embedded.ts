/** Edits of code that stands in a string: what is written must survive the string's own quoting and indentation. */
import type { EmbeddedText } from '../core/resource.ts';
import { eolOf, indentAt, stepOf } from './text.ts';
import type { Document } from './types.ts';

/** A piece of text as it must be written inside of an embedded string so that it is read back as it is. */
export function escapeFor(embedded: EmbeddedText, text: string, document: Document): string {
  const eol = eolOf(document.text);
  switch (embedded.quoting) {
    case 'yaml-double':
    case 'json':
      return JSON.stringify(text).slice(1, -1);
    case 'ts-double':
      return JSON.stringify(text).slice(1, -1);
    case 'yaml-single':
      // A line break in a single-quoted scalar folds to a space; a blank line is the break. White space around it is
      // dropped, so lines are indented to stay inside of the scalar, and lose the indentation of the code.
      return text
        .replaceAll("'", "''")
        .replaceAll('\n', eol + eol + indentAt(document.text, embedded.span.start) + stepOf(document.text));
    case 'ts-single':
      return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
    case 'ts-template':
      return text.replace(/\\|`|\$\{/g, found => `\\${found}`);
    case 'none': {
      const block = /^[|>]/.test(document.text.slice(embedded.span.start));
      const indent =
        embedded.indent || (block ? indentAt(document.text, embedded.span.start) + stepOf(document.text) : '');
      return text.replace(/\r?\n(?!$|\r?\n)/g, `${eol}${indent}`).replace(/(?<!\r)\n/g, eol);
    }
  }
}
