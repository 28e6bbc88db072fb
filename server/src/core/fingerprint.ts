/** Values compared by what they say: where they stand does not count. */
import type { Value } from './value.ts';

/** A value as a string in which equal values are equal and places don't show. */
export function fingerprint(value: Value): string {
  switch (value.kind) {
    case 'absent':
      return '-';
    case 'unknown':
      return '?';
    case 'literal':
      return JSON.stringify(value.value);
    case 'text':
      return `t(${value.parts.map(p => (p.kind === 'known' ? JSON.stringify(p.text) : fingerprint(p.value))).join('+')})`;
    case 'list':
      return `[${value.items.map(fingerprint).join(',')}${value.complete ? '' : ',…'}]`;
    case 'object':
      return `{${[...value.entries]
        .map(e => `${JSON.stringify(e.key)}:${fingerprint(e.value)}`)
        .sort()
        .join(',')}${value.complete ? '' : ',…'}}`;
    case 'reference': {
      const { target } = value;
      const name =
        target.kind === 'resource'
          ? settledId(target.id)
          : target.kind === 'import'
            ? fingerprint(target.name)
            : target.name;
      return `${target.kind}(${name}${value.attribute === null ? '' : `.${value.attribute}`})`;
    }
    case 'choice':
      return `c(${value.branches.map(b => `${b.when}?${fingerprint(b.value)}`).join('|')})`;
  }
}

/** An id without the offset that some hold, which moves with the text. */
export function settledId(id: string): string {
  return id.replace(/@\d+/g, '@');
}
