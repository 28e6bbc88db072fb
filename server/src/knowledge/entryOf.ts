/** Looking up in tables what projects name: a type may be called `constructor`, and a tag `toString`. */

/** The entry of a table under a key; undefined for what is not the table's own, such as what every object inherits. */
export function entryOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
