/** Replacing functions of libraries, whose types are not to be had. */

export type Call = (...args: unknown[]) => unknown;

/** A module's exports or a class: functions by name. */
export interface Exports {
  readonly prototype: Exports;
  readonly [name: string]: Exports;
  (...args: unknown[]): unknown;
}

/** Replaces the function `name` of `target` by what `make` makes of it; where there is none, nothing happens. */
export function wrap(target: Exports | undefined, name: string, make: (original: Call) => Call): void {
  const original: unknown = target?.[name];
  if (target && typeof original === 'function') Object.assign(target, { [name]: make(original as Call) });
}
