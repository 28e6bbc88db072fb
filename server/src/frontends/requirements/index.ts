/** The reader of `plumbline.yaml`, and of the files that one extends (`*.plumbline.yaml`). */
import type { Document } from '../../core/document.ts';
import type { Frontend } from '../../core/facts.ts';
import { linkRequirements } from './link.ts';
import { NAME, readRequirements } from './read.ts';

export { extendedFiles } from './link.ts';

const FILE = /\/(?:\.?plumbline|[\w.-]+\.plumbline)\.ya?ml$/i;

/** Whether a file is one of requirements, by its name. */
export function isRequirements(uri: string): boolean {
  return FILE.test(uri);
}

/** The front end. `rules` are the ids of the rules that there are, which `rules` and `ignore` may name. */
export function requirementsFrontend(rules: readonly string[]): Frontend {
  const known = [...rules, ...new Set(rules.map(id => id.replace(/\/.*/, '/*'))), 'syntax/unreadable'];
  return {
    name: NAME,
    accepts: (document: Document) => isRequirements(document.uri),
    read: document => readRequirements(document, known),
    link: linkRequirements,
    reachesOut: true,
  };
}
