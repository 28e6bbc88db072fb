/** What the project or its app names, in texts of the editor: there, `[words](command:…)` is a link that runs a command. */

/** Control characters, and marks that override the direction of text. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text for a message or a status, in which nothing is a link or changes the order in which it is read. */
export function plain(text: string): string {
  return text.replace(CONTROLS, ' ').replaceAll('](', '] (');
}
