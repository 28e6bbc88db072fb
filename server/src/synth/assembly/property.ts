/**
 * Where in a call a property of the template was written: the key of an object that is passed to it. L1 props have the
 * names of their properties; for other constructs the lowering table knows, and equal names mean the same.
 */
import type { SourceSpan } from '../../core/document.ts';
import { lowering } from '../../knowledge/index.ts';
import type { ConstructLowering } from '../../knowledge/types.ts';
import type { Site, SiteKey } from '../model.ts';

/**
 * The place of a property path (`['BucketEncryption', 'KMSMasterKeyID']`, list positions among it) in the call that made
 * a construct of class `fqn`; null when no key of the call is known to write there.
 */
export function placeOfProperty(site: Site, fqn: string | null, path: readonly string[]): SourceSpan | null {
  const names = path.filter(segment => !/^\d+$/.test(segment));
  if (names.length === 0) return null;
  const keys = site.objects.flatMap(object => object.keys);
  const known = fqn === null ? undefined : lowering().constructs[fqn];
  const found = (known && byTable(keys, known, names)) ?? byName(keys, names);
  // A value of many lines would be underlined as a whole; its key is enough.
  return found && (found.inner ? found.keySpan : found.span);
}

/** The key whose props go furthest along the path. */
function byTable(keys: readonly SiteKey[], table: ConstructLowering, names: readonly string[]): SiteKey | null {
  let best: SiteKey | null = null;
  let longest = 0;
  for (const key of keys) {
    const lowerings = Object.hasOwn(table.props, key.name) ? [table.props[key.name] ?? []].flat() : [];
    for (const { to } of lowerings) {
      const shared = common(to.split('.'), names);
      if (shared <= longest) continue;
      longest = shared;
      best = key;
    }
  }
  return best;
}

/** How many segments two paths share, if one leads to the other; else 0. */
function common(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((segment, i) => segment === b[i]) ? length : 0;
}

/** Follows the names down into nested objects, as far as there are keys for them. */
function byName(keys: readonly SiteKey[], names: readonly string[]): SiteKey | null {
  const [first, ...rest] = names;
  const key = keys.find(({ name }) => name.toLowerCase() === first?.toLowerCase());
  if (!key) return null;
  return (rest.length > 0 && key.inner && byName(key.inner.keys, rest)) || key;
}
