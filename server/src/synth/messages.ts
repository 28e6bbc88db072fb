/**
 * Whether what a child sent is what the protocol says. The app runs in the same process as the child's own code, so a
 * message may come from anyone: nothing reaches the host that has another shape, or an index that leads nowhere.
 */
import type { FromChild, RunResult } from './protocol.ts';

type Check = (value: unknown) => boolean;

const text: Check = value => typeof value === 'string';
const flag: Check = value => typeof value === 'boolean';
const number: Check = value => typeof value === 'number' && Number.isFinite(value);
const anything: Check = () => true;
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const oneOf =
  (...words: readonly string[]): Check =>
  value =>
    words.includes(value as string);
const list =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (checks: Readonly<Record<string, Check>>): Check => {
  const entries = Object.entries(checks);
  return value => isObject(value) && entries.every(([name, check]) => check(value[name]));
};
const table =
  (check: Check): Check =>
  value =>
    isObject(value) && Object.values(value).every(check);
/** An index into a list of this length, or -1 for none. */
const index =
  (length: number): Check =>
  value =>
    Number.isInteger(value) && (value as number) >= -1 && (value as number) < length;

const isReady = fields({
  type: oneOf('ready'),
  node: text,
  guards: list(oneOf('permission', 'network', 'files', 'processes', 'addons')),
  startMs: number,
});

const isPong = fields({ type: oneOf('pong'), id: number, rss: number });

const isFrame = fields({ type: oneOf('result'), id: number, files: list(text), chains: list(list(number)) });

/** What a parsed message is; null when it is nothing that the protocol knows. */
export function readMessage(message: unknown): FromChild | null {
  if (isReady(message) || isPong(message)) return message as FromChild;
  if (!isFrame(message)) return null;
  const result = message as RunResult;
  const { files, chains } = result;
  const chainsHold = chains.every(
    chain =>
      chain.length % 3 === 0 &&
      chain.every((n, i) => Number.isInteger(n) && n >= 0 && (i % 3 !== 0 || n < files.length)),
  );
  return chainsHold && resultCheck(chains.length, Array.isArray(result.stacks) ? result.stacks.length : 0)(message)
    ? result
    : null;
}

function resultCheck(chains: number, stacks: number): Check {
  const chain = index(chains);
  const element = fields({
    stack: value => index(stacks)(value) && value !== -1,
    logicalId: text,
    type: orNull(text),
  });
  const statement = fields({ json: anything, made: chain, added: chain });
  const construct = fields({
    path: text,
    fqn: orNull(text),
    className: text,
    chain,
    inherited: flag,
    element: orNull(element),
    changes: list(fields({ property: text, chain })),
    policies: list(fields({ path: list(text), statements: list(statement) })),
  });
  const stack = fields({
    path: text,
    name: text,
    file: text,
    template: orNull(text),
    hash: text,
    partial: flag,
    account: text,
    region: text,
    parent: orNull(text),
  });
  const error = fields({
    phase: oneOf('library', 'load', 'async', 'synth', 'internal'),
    kind: text,
    name: text,
    message: text,
    detail: orNull(text),
    chain,
    construct: orNull(text),
    stack: text,
  });
  return fields({
    ok: flag,
    library: orNull(fields({ version: text, constructs: orNull(text) })),
    constructs: list(construct),
    stacks: list(stack),
    errors: list(error),
    annotations: list(fields({ level: oneOf('error', 'warning', 'info'), message: text, construct: text, chain })),
    deprecations: list(fields({ api: text, message: text, chain })),
    missing: list(fields({ key: text, provider: text, dummy: anything })),
    denied: list(fields({ what: text, target: text, chain, answered: flag })),
    logs: list(text),
    timings: table(number),
    rss: number,
    runs: number,
    poisoned: orNull(text),
  });
}
