/** What the commands have in common: reading arguments, saying how long things took. */

/** Something is wrong with the arguments; the message is for the user. */
export class UsageError extends Error {}

/** The one of the allowed values that an option was given, or a usage error that lists them. */
export function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find(a => a === value);
  if (found === undefined) throw new UsageError(`${option} takes ${allowed.join(', ')}; not ${JSON.stringify(value)}`);
  return found;
}

/** Whether Node's parser of arguments threw it. */
export function isArgumentError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}

/** Seconds as an option gives them, in milliseconds. */
export function seconds(option: string, value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 3600))
    throw new UsageError(`${option} takes a number of seconds up to 3600; not ${JSON.stringify(value)}`);
  return number * 1000;
}

/** Milliseconds by phase, for people. */
export function phases(timings: Readonly<Record<string, number>>): string {
  return Object.entries(timings)
    .map(([phase, milliseconds]) => `${phase} ${Math.round(milliseconds)} ms`)
    .join(', ');
}
