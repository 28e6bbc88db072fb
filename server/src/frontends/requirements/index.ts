/** The reader of `plumbline.yaml`, and of the files that one extends. */
import type { Document } from '../../core/document.ts';
import type { Frontend } from '../../core/facts.ts';
import { linkRequirements } from './link.ts';
import { NAME, readRequirements } from './read.ts';
import { type KnownRule, topWith } from './vocabulary.ts';

export { extendedFiles } from './link.ts';
export { NAME as REQUIREMENTS } from './read.ts';

const FILE = /\/(?:\.?plumbline|[\w.-]+\.plumbline)\.ya?ml$/i;

/** Whether a file is one of requirements, by its name. */
export function isRequirements(uri: string): boolean {
  return FILE.test(uri);
}

const DATA = /\.(ya?ml|json)$/i;
const VERSIONED = /^[\s{]{0,20}["']?version["']?\s*:\s*["']?1\b/m;
const STATING = /^[\s{]{0,4}["']?requirements["']?\s*:/m;

/** Whether a file of any other name states requirements by what stands in it: such files can be extended. */
function statesRequirements({ uri, text }: Document): boolean {
  return DATA.test(uri) && STATING.test(text) && VERSIONED.test(text);
}

/** The front end. `rules` are those that there are, which `rules` and `ignore` may name. */
export function requirementsFrontend(rules: readonly KnownRule[]): Frontend {
  const ids = rules.map(r => r.id);
  const known = [...ids, ...new Set(ids.map(id => id.replace(/\/.*/, '/*'))), 'syntax/unreadable'];
  return {
    name: NAME,
    accepts: document => isRequirements(document.uri) || statesRequirements(document),
    read: document => readRequirements(document, known, topWith(rules)),
    link: linkRequirements,
    reachesOut: true,
  };
}
