/** Lambda runtimes and how long AWS supports them. */
import { lazy } from './lazy.ts';
import { json } from './runtimes.generated.ts';
import type { RuntimeFacts } from './types.ts';

type Row = readonly [string, string | null, string | null, string | null, string | null];

const rows = lazy(() => JSON.parse(json) as Readonly<Record<string, Row>>);

/** The dates of a runtime by its identifier (`nodejs18.x`), or null for one that the table doesn't know. */
export function runtimeFacts(id: string): RuntimeFacts | null {
  const row = Object.hasOwn(rows(), id) ? rows()[id] : undefined;
  if (!row) return null;
  const [family, deprecated, blockCreate, blockUpdate, successor] = row;
  return { id, family, deprecated, blockCreate, blockUpdate, successor };
}

/** The newest runtime of a family (`nodejs` → `nodejs24.x`), or null for a family that AWS gives no runtime to any more. */
export function newestRuntime(family: string): string | null {
  for (const [id, row] of Object.entries(rows())) if (row[0] === family && row[4] === null) return id;
  return null;
}

/** The runtimes of a family, the newest first: `nodejs24.x`, `nodejs22.x` … */
export function runtimesOfFamily(family: string): string[] {
  return Object.entries(rows())
    .filter(([, row]) => row[0] === family)
    .map(([id]) => id)
    .reverse();
}
