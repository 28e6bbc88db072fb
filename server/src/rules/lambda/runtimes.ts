/** Questions about Lambda runtimes that several rules ask. */
import { runtimeFacts } from '../../knowledge/index.ts';

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

/** The major version in `nodejs18.x`, or null for another runtime. */
export function nodeVersion(runtime: string | null): number | null {
  const match = /^nodejs(\d+)\.(?:x|\d+)$/.exec(runtime ?? '');
  return match ? Number(match[1]) : null;
}
