/** From positions in the code that the child runs back to offsets in the source. */
import { GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND, TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

export class GeneratedPositions {
  /** The map as JSON until somebody asks; null when the code is the source. */
  #map: string | TraceMap | null;
  readonly #lineStarts: readonly number[];
  readonly #length: number;

  /** `lineStarts` are those of the source, whose length in UTF-16 code units is `length`. */
  constructor(map: string | null, lineStarts: readonly number[], length: number) {
    this.#map = map;
    this.#lineStarts = lineStarts;
    this.#length = length;
  }

  /** The offset in the source of a 1-based line and column of the generated code, or null if nothing came from there. */
  original(line: number, column: number): number | null {
    if (this.#map === null) return this.#offset(line, column - 1);
    if (typeof this.#map === 'string') this.#map = new TraceMap(this.#map);
    const at = { line, column: Math.max(0, column - 1) };
    let found = originalPositionFor(this.#map, { ...at, bias: GREATEST_LOWER_BOUND });
    if (found.line === null) found = originalPositionFor(this.#map, { ...at, bias: LEAST_UPPER_BOUND });
    return found.line === null ? null : this.#offset(found.line, found.column);
  }

  #offset(line: number, column: number): number | null {
    const start = this.#lineStarts[line - 1];
    return start === undefined ? null : Math.min(start + column, this.#length);
  }
}
