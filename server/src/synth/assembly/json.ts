/** Looks into values that came from files: what is not of the expected kind is as if it were not there. */

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none for anything else. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** One field, which must be the object's own: names come from files, too. */
export function field(value: unknown, name: string): unknown {
  const of = fields(value);
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function texts(value: unknown): readonly string[] {
  return list(value).filter(item => typeof item === 'string');
}
