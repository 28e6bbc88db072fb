/**
 * Text from a project for terminals and logs: names in it must not move the cursor, change the window, hide or reorder what
 * is said. Control characters are those of ECMA-48, sections 5.2 and 5.3; the marks of direction those of
 * https://trojansource.codes, by which a line can be shown in another order than it is read.
 */

/** C0 but for tab and line feed, DEL and C1, line separators, and marks that override the direction of text. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The only sequences of our own: colours. */
const COLOUR = /(\u001b\[[\d;]*m)/;

/** `text` with a replacement character for each control character; tabs and line feeds stay. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '\ufffd');
}

/** What is written to a terminal, whoever made it: colours and line ends stay, all other control characters are replaced. */
export function forTerminal(text: string): string {
  return text
    .split(COLOUR)
    .map((part, i) => (i % 2 === 1 ? part : printable(part.replaceAll('\r\n', '\n'))))
    .join('');
}
