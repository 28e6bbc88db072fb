/** Questions about Lambda runtimes that several rules ask. */
import { runtimeFacts, runtimesOfFamily } from '../../knowledge/index.ts';

/** The first runtime in the chain of successors that AWS supports on a day (ISO), or null when there is none. */
export function supportedSuccessor(id: string, today: string): string | null {
  const seen = new Set<string>();
  for (let next = runtimeFacts(id)?.successor ?? null; next !== null && !seen.has(next); ) {
    seen.add(next);
    const facts = runtimeFacts(next);
    if (!facts) return null;
    if (facts.deprecated === null || facts.deprecated > today) return next;
    next = facts.successor;
  }
  return null;
}

/**
 * Runtimes that AWS supports on a day and to which a function may go from another one, the best first: the one that AWS
 * names, then others of its family from new to old.
 */
export function supportedSuccessors(id: string, today: string): string[] {
  const named = supportedSuccessor(id, today);
  if (named === null) return [];
  const others = runtimesOfFamily(runtimeFacts(named)?.family ?? '').filter(other => {
    const date = runtimeFacts(other)?.deprecated ?? null;
    return other !== named && other !== id && (date === null || date > today);
  });
  return [named, ...others];
}

/** The member of the CDK's `Runtime` for a runtime: `nodejs24.x` → `NODEJS_24_X`, `java8.al2` → `JAVA_8_CORRETTO`. */
export function runtimeMember(id: string): string {
  const java = /^java(8\.al2|\d+)$/.exec(id)?.[1];
  if (java === '8.al2') return 'JAVA_8_CORRETTO';
  return id
    .toUpperCase()
    .replace(/^([A-Z]+)(?=\d)/, '$1_')
    .replaceAll('.', '_');
}

/** The major version in `nodejs18.x`, or null for another runtime. */
export function nodeVersion(runtime: string | null): number | null {
  const match = /^nodejs(\d+)\.(?:x|\d+)$/.exec(runtime ?? '');
  return match ? Number(match[1]) : null;
}
