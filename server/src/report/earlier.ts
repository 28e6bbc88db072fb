/** An earlier report as something to compare with: the JSON report, or the baseline file, of another day. */
import { type Baseline, BaselineError, baselineOf, readBaseline } from './baseline.ts';

/** Reads either of them; throws a `BaselineError` whose message says what is wrong. */
export function readEarlier(text: string): Baseline {
  let root: unknown = null;
  try {
    root = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // The reader of baselines says what is wrong with it.
  }
  // The version of a report is that of the product, that of a baseline a number.
  const { version, findings } = (root ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  if (typeof version !== 'string' || !Array.isArray(findings)) return readBaseline(text);
  return baselineOf(
    findings.map((item: unknown, i) => {
      const { file, rule, message, key } = (item ?? {}) as Readonly<Record<string, unknown>>;
      if (
        typeof file !== 'string' ||
        typeof rule !== 'string' ||
        typeof message !== 'string' ||
        typeof key !== 'string'
      )
        throw new BaselineError(`finding ${i + 1} of the earlier report has no file, rule, message or key`);
      return { file, rule, message, key };
    }),
  );
}
