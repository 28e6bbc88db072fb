/** How the benchmark measures, and what a row of its table is. */

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly note: string;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** CPU milliseconds, user and system, that `work` takes. */
export function cpu(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const spent = process.cpuUsage(before);
  return (spent.user + spent.system) / 1000;
}
