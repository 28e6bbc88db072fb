/** Selectors: which resources a word, a type or a logical ID means. */
import type { Selector } from '../../core/requirement.ts';
import {
  nearest,
  nearestResourceTypes,
  nearestService,
  propertiesOf,
  propertyWord,
  propertyWordsOf,
  resourceTypeExists,
  serviceOf,
} from '../../knowledge/index.ts';

const LOGICAL_ID = /^[A-Z][A-Za-z0-9]*$/;

/** What a text selects; null when it is nothing that is known. */
export function selectorOf(text: string): Selector | null {
  if (text.includes('::')) {
    const known = resourceTypeExists(text) || !text.startsWith('AWS::');
    return known ? { text, title: text, types: [text], name: null } : null;
  }
  const service = serviceOf(text);
  if (service) return { text, title: service.title, types: service.types, name: null };
  return LOGICAL_ID.test(text) || text.includes('*') ? { text, title: text, types: [], name: text } : null;
}

/** What may have been meant by a text that selects nothing. */
export function nearestSelector(text: string): string | null {
  return text.includes('::') ? (nearestResourceTypes(text, 1)[0] ?? null) : nearestService(text);
}

/** Whether some of the selected types have a property; true where no type is known. */
export function hasProperty(selector: Selector, property: string): boolean {
  if (selector.types.length === 0) return true;
  const first = property.split('.')[0] as string;
  return selector.types.some(
    type => propertyWord(type, property) !== null || !resourceTypeExists(type) || propertiesOf(type).includes(first),
  );
}

/** The property that may have been meant by one that none of the types has. */
export function nearestProperty(selector: Selector, property: string): string | null {
  const names = selector.types.flatMap(type => [...propertyWordsOf(type), ...propertiesOf(type)]);
  const exact = names.find(n => n.toLowerCase() === property.toLowerCase().replaceAll('-', '_'));
  const longer = names.filter(n => n.startsWith(`${property}_`));
  return exact ?? nearest(property, names, 1)[0] ?? (longer.length === 1 ? (longer[0] as string) : null);
}
