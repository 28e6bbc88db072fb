/** What messages call elements that the source reader doesn't know. */
import type { SynthModel } from '../model.ts';
import { isFunctionOnce } from './owners.ts';
import type { Element } from './twins.ts';

/**
 * Their construct ids. Those that one call makes have one name, since they are one line of source: what their ids begin
 * with.
 */
export function labelsOf(model: SynthModel, elements: readonly Element[]): ReadonlyMap<Element, string> {
  const once = new Map(model.constructs.filter(isFunctionOnce).map(c => [c.sites.join(), c.path]));
  const idOf = ({ path, speaker, type }: Element) => {
    const known = type === 'AWS::Lambda::Function' ? (once.get(speaker.sites.join()) ?? path) : path;
    return known.slice(known.lastIndexOf('/') + 1);
  };
  const groups = new Map<string, Element[]>();
  for (const element of elements) {
    const { path, type, construct } = element;
    const site = construct.sites[0];
    const key = site === undefined ? path : `${site}|${type}|${path.split('/').length}`;
    const known = groups.get(key);
    if (known) known.push(element);
    else groups.set(key, [element]);
  }
  const labels = new Map<Element, string>();
  for (const group of groups.values()) {
    const names = group.map(idOf);
    const [first = ''] = names;
    let length = first.length;
    for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
    const isOne = names.every(name => name === first);
    for (const element of group) labels.set(element, isOne ? first : `${first.slice(0, length)}\${…}`);
  }
  return labels;
}
