/** Text, JSON and icons in the markup of the report page. */
import type { Severity } from '../core/finding.ts';

/** Each state has a shape of its own, so that nothing depends on seeing colours. */
export const SHAPES: Readonly<Record<Severity | 'good', string>> = {
  error:
    '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round"/>',
  warning:
    '<path d="M8 1.2 15.4 14.4H.6z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 6v4" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round"/><circle cx="8" cy="12.3" r="1" fill="var(--bg)"/>',
  information:
    '<rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor"/><path d="M8 7.3v4" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round"/><circle cx="8" cy="4.6" r="1.1" fill="var(--bg)"/>',
  hint: '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><circle cx="8" cy="8" r="2" fill="currentColor"/>',
  good: '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.8 8.3l2.2 2.2 4.2-4.6" fill="none" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
};

export function icon(state: keyof typeof SHAPES): string {
  return `<svg class="icon ${state}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${SHAPES[state]}</svg>`;
}

/** Text in markup and in double-quoted attributes. */
export function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** JSON that nothing in it can end the script element: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements */
export function jsonInScript(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
