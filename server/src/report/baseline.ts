/**
 * The baseline: findings that a project has accepted for now, so that it starts at zero and only what is new shows. A
 * JSON file with one finding a line, sorted, so that a diff of it reads as a list of what was accepted and what was mended.
 */

/** The name that the file has unless somebody chooses another. */
export const BASELINE = '.plumbline-baseline.json';

const VERSION = 1;

/** What a baseline compares: `ReportFinding`s are such. `file` is relative to the folder that the baseline is for. */
export interface Comparable {
  readonly key: string;
  readonly file: string;
}

export interface BaselineEntry extends Comparable {
  readonly rule: string;
  /** For people; it has no part in comparing. */
  readonly message: string;
  /** How many findings of this key the file has. */
  readonly count: number;
}

export interface Baseline {
  /** Sorted by file, rule and key; no two of the same file and key. */
  readonly entries: readonly BaselineEntry[];
}

export interface Comparison<T> {
  /** In the order given. */
  readonly new: readonly T[];
  readonly unchanged: readonly T[];
  /** What the baseline has and nobody found: each with how many of it are gone. */
  readonly gone: readonly BaselineEntry[];
}

/** A baseline file that can't be used; the message is a sentence that says why, and where. */
export class BaselineError extends Error {}

/** The baseline of these findings, as a value. */
export function baselineOf(findings: Iterable<Omit<BaselineEntry, 'count'>>): Baseline {
  const entries = new Map<string, BaselineEntry>();
  for (const { file, rule, message, key } of findings) {
    const known = entries.get(idOf({ file, key }));
    entries.set(
      idOf({ file, key }),
      known ? { ...known, count: known.count + 1 } : { file, rule, message, key, count: 1 },
    );
  }
  return { entries: [...entries.values()].sort(compareEntries) };
}

/** The text of the baseline file of these findings. The same findings in any order give the same text. */
export function writeBaseline(findings: Iterable<Omit<BaselineEntry, 'count'>>): string {
  const lines = baselineOf(findings).entries.map(({ count, file, rule, message, key }) =>
    JSON.stringify({ file, rule, message, key, ...(count > 1 ? { count } : {}) }),
  );
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
}

/** Reads the text of a baseline file. Throws a `BaselineError` that says what is wrong with it. */
export function readBaseline(text: string): Baseline {
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const conflict = /^(<{7}|={7}|>{7})/m.test(text) ? 'it has conflict markers of a merge' : (error as Error).message;
    throw new BaselineError(`the baseline is not JSON: ${conflict}`);
  }
  if (!isObject(root)) throw new BaselineError('the baseline is not a JSON object');
  const { version, findings } = root;
  if (typeof version !== 'number') throw new BaselineError('the baseline has no "version"');
  if (version !== VERSION)
    throw new BaselineError(`the baseline is of version ${version}; this Plumbline reads version ${VERSION}`);
  if (!Array.isArray(findings)) throw new BaselineError('the baseline has no list of "findings"');
  const entries = new Map<string, BaselineEntry>();
  for (const [i, item] of findings.entries()) {
    const entry = entryOf(item, i + 1);
    const known = entries.get(idOf(entry));
    // A merge of two branches may leave a line twice; what both accepted was accepted once.
    if (!known || known.count < entry.count) entries.set(idOf(entry), entry);
  }
  return { entries: [...entries.values()].sort(compareEntries) };
}

/**
 * Which findings are new, which the baseline has, and what of the baseline is gone. Findings are the same when they have
 * the same key in the same file; as many of them as the baseline counts.
 *
 * @param exists Whether a file of the baseline is still there. What was accepted in one that is not counts for a finding of
 *   the same key in another file: it has moved. Left out, no file has moved.
 */
export function compareWithBaseline<T extends Comparable>(
  findings: readonly T[],
  baseline: Baseline,
  exists: (file: string) => boolean = () => true,
): Comparison<T> {
  const left = new Map(baseline.entries.map(e => [idOf(e), e.count]));
  const take = (id: string): boolean => {
    const count = left.get(id) ?? 0;
    if (count > 0) left.set(id, count - 1);
    return count > 0;
  };
  const known = new Set(findings.filter(f => take(idOf(f))));
  const moved = Map.groupBy(
    baseline.entries.filter(e => (left.get(idOf(e)) ?? 0) > 0 && !exists(e.file)),
    e => e.key,
  );
  for (const finding of moved.size > 0 ? findings : [])
    if (!known.has(finding) && moved.get(finding.key)?.some(e => take(idOf(e)))) known.add(finding);
  return {
    new: findings.filter(f => !known.has(f)),
    unchanged: findings.filter(f => known.has(f)),
    gone: baseline.entries.flatMap(e => {
      const count = left.get(idOf(e)) ?? 0;
      return count > 0 ? [{ ...e, count }] : [];
    }),
  };
}

function entryOf(item: unknown, ordinal: number): BaselineEntry {
  if (!isObject(item)) throw new BaselineError(`finding ${ordinal} of the baseline is not an object`);
  const text = (name: string): string => {
    const value = item[name];
    if (typeof value !== 'string') throw new BaselineError(`finding ${ordinal} of the baseline has no "${name}"`);
    return value;
  };
  const { count = 1 } = item;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
    throw new BaselineError(`finding ${ordinal} of the baseline has a "count" that is no positive whole number`);
  return { file: text('file'), rule: text('rule'), message: text('message'), key: text('key'), count };
}

function idOf({ file, key }: Comparable): string {
  return `${file}\n${key}`;
}

function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  return compareText(a.file, b.file) || compareText(a.rule, b.rule) || compareText(a.key, b.key);
}

/** By code units: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
