/** How the benchmark measures, and what a row of its table is. */
import { existsSync, readFileSync } from 'node:fs';

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

/** Milliseconds as tables show them: three digits or two. */
export function shown(ms: number): string {
  return ms >= 100 ? Math.round(ms).toLocaleString('en-US') : ms.toPrecision(2);
}

/** CPU milliseconds, user and system, that `work` takes. */
export function cpu(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const spent = process.cpuUsage(before);
  return (spent.user + spent.system) / 1000;
}

/**
 * CPU milliseconds of the processes that `work` starts and waits for, as the kernel counts them (Linux, to 10 ms); wall
 * milliseconds elsewhere. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function cpuOf(work: () => unknown): number {
  const ticks = (): number | null => {
    if (process.platform !== 'linux') return null;
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The name of the program, in brackets, may hold blanks; `cutime` and `cstime` are the 16th and 17th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  };
  const before = ticks();
  const began = performance.now();
  work();
  const after = ticks();
  return before === null || after === null ? performance.now() - began : after - before;
}

/** Megabytes that a process holds in memory now; not a number where the system does not say so. */
export function memoryOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024 : Number.NaN;
}

/** The same for work that has to be waited for. */
export async function cpuLater(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const spent = process.cpuUsage(before);
  return (spent.user + spent.system) / 1000;
}
