/**
 * Reads a template that the CDK made. Such a template has no text that anybody wrote: it comes as plain data, and its
 * spans mean nothing. Whoever reads it gives its values their places in the code.
 */
import { readTemplate, type ReadTemplate } from './resources.ts';
import type { Node } from './tree.ts';

/** Its sections and resources; ids are `<uri>#<logical ID>`. Null when it is no object. */
export function readSynthesized(uri: string, template: unknown): ReadTemplate | null {
  return readTemplate(uri, '', { root: nodeOf(template), problems: [], language: 'json' });
}

const NOWHERE = { from: 0, start: 0, end: 0, tag: null } as const;

/** Plain data as the syntax tree that it would be read from. */
function nodeOf(json: unknown): Node {
  if (Array.isArray(json)) return { kind: 'seq', ...NOWHERE, style: 'json', items: json.map(nodeOf), broken: false };
  if (typeof json === 'object' && json !== null)
    return {
      kind: 'map',
      ...NOWHERE,
      style: 'json',
      pairs: Object.entries(json).map(([key, value]) => ({
        key,
        keyStart: 0,
        keyEnd: 0,
        afterColon: 0,
        value: nodeOf(value),
      })),
      merges: [],
      broken: false,
    };
  const value = typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null;
  return { kind: 'scalar', ...NOWHERE, style: 'json', text: String(value ?? ''), value };
}
