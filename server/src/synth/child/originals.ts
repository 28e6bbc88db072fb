/**
 * Methods of JavaScript as they are before the app can change them. What decides whether the app may have a file calls no
 * others: who changed `startsWith` would else decide in its place.
 */

/** A method as a function of its object. */
function method<This, Args extends unknown[], Result>(of: (this: This, ...args: Args) => Result) {
  return Function.prototype.call.bind(of) as (self: This, ...args: Args) => Result;
}

export const { apply } = Reflect;
export const includes = method(String.prototype.includes);
export const slice = method(String.prototype.slice);
export const startsWith = method(String.prototype.startsWith);
export const toLowerCase = method(String.prototype.toLowerCase);
export const hasMember = method(WeakSet.prototype.has);
export const addMember = method(WeakSet.prototype.add);

/** A table without a prototype: asking it calls nothing. */
export function table<Value>(): Record<string, Value | undefined> {
  return Object.create(null) as Record<string, Value | undefined>;
}
