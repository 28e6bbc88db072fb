/**
 * The CDK's table of tokens lives as long as the process, and would hold every construct of every run. Clearing it breaks
 * what libraries keep for themselves: tokens made while a library module is evaluated stay for good; tokens that hold no
 * construct and no function may have been memoised, and stay for some runs, and for good when a later run looks them up.
 */

const GENERATIONS = 3;

export interface TokenMap {
  readonly stringTokenMap: Map<unknown, unknown>;
  readonly numberTokenMap: Map<unknown, unknown>;
  lookupToken(key: unknown): unknown;
}

interface Registered {
  readonly map: Map<unknown, unknown>;
  readonly key: unknown;
  readonly generation: number;
}

export class Tokens {
  private generation = 0;
  private ofRun: Registered[] = [];
  private pure: Registered[] = [];
  private readonly lookedUp = new Set<unknown>();

  /** Watches `tokens`; `permanent` says whether a token that is made now stays. */
  constructor(tokens: TokenMap, permanent: () => boolean) {
    const lookup = tokens.lookupToken;
    tokens.lookupToken = key => {
      this.lookedUp.add(key);
      return lookup.call(tokens, key);
    };
    for (const map of [tokens.stringTokenMap, tokens.numberTokenMap]) {
      map.set = (key, value) => {
        if (!permanent()) this.ofRun.push({ map, key, generation: this.generation });
        return Map.prototype.set.call(map, key, value);
      };
    }
  }

  /** Forgets the tokens of the run that has ended. */
  endRun(): void {
    this.generation++;
    const kept = this.pure.filter(({ map, key, generation }) => {
      // A run that did not make it looked it up: something memoised it.
      if (this.lookedUp.has(key)) return false;
      if (this.generation - generation <= GENERATIONS) return true;
      map.delete(key);
      return false;
    });
    for (const token of this.ofRun) {
      if (isPure(token.map.get(token.key), 0)) kept.push(token);
      else token.map.delete(token.key);
    }
    this.pure = kept;
    this.ofRun = [];
    this.lookedUp.clear();
  }
}

/** Whether `value` leads to no construct and no function. */
function isPure(value: unknown, depth: number): boolean {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth > 8 || value instanceof Map || value instanceof Set || value instanceof WeakMap) return false;
  try {
    // A construct that was never attached throws when it is asked for its node.
    if ((value as { node?: { path?: unknown } }).node?.path !== undefined) return false;
    return Reflect.ownKeys(value).every(
      key => key === 'creationStack' || isPure((value as Record<PropertyKey, unknown>)[key], depth + 1),
    );
  } catch {
    return false;
  }
}
