/** Markdown for hovers: what comes from files must not become markup, links or HTML, and lists stay short. */

/** How many lines or names a hover lists. */
export const MAX_LINES = 6;

/** A name as running text. */
export function text(value: string): string {
  return value.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&').replace(/\s+/g, ' ');
}

/** A name as code. */
export function code(value: string): string {
  return `\`${value.replace(/[`\r\n]/g, ' ')}\``;
}

/** A few of many in one line. */
export function listed(items: readonly string[], most = MAX_LINES): string {
  // That there is one more takes as much room as the one.
  const shown = items.length === most + 1 ? items.length : most;
  const more = items.length - shown;
  return items.slice(0, shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A few of many, a line each. */
export function list(items: readonly string[], most = MAX_LINES): string {
  const shown = items.slice(0, most).map(i => `- ${i}`);
  if (items.length > most) shown.push(`- … and ${items.length - most} more`);
  return shown.join('\n');
}
