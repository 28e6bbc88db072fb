/**
 * The whole lowering table as text. The work is done in child processes, some constructs each: the library keeps every
 * token that was ever made, and would fill the memory. `node all.ts NAME…` is such a child.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Json } from '../../../server/src/knowledge/types.ts';
import { dataFile, lines, sorted, versionOf } from '../table.ts';
import { type Observed, observe } from './construct.ts';
import { enumLike, initializerOf, isConstruct, isL1, running, types } from './jsii.ts';
import { l1Names, l1Types } from './l1.ts';
import { accessors, staticValue } from './learn.ts';

/** Constructs that the table could not do without: that one of them can't be observed any more is a fault. */
const wanted = dataFile('constructs.txt')
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'));

/** Tasks of state machines and whole patterns have no main resource, or one that isn't what they are about. */
const LEFT_OUT =
  /^aws-cdk-lib\.(aws_stepfunctions_tasks|aws_ecs_patterns|aws_route53_patterns|pipelines|cloudformation_include)\./;

/** Core types whose members are written everywhere. */
const CORE = ['aws-cdk-lib.RemovalPolicy', 'aws-cdk-lib.CfnDeletionPolicy', 'aws-cdk-lib.TimeZone'];

/** The text of the table, of all constructs or of those whose names are given. */
export async function loweringText(only?: readonly string[]): Promise<string> {
  const constructs = await observeAll(only ?? constructNames());
  const covered = new Set([...constructs.keys()].map(namespaceOf));
  const l1 = l1Types();
  return [
    `{"version":${JSON.stringify(versionOf('aws-cdk-lib'))},`,
    `"constructs":${abbreviated(lines([...constructs].map(([fqn, { propCount: _, ...rest }]) => [fqn, rest])))},`,
    `"statics":${abbreviated(lines(statics(covered)))},`,
    `"l1":${lines(classes(l1))},`,
    `"l1Names":${lines(l1Names(l1))}}`,
  ].join('\n');
}

/** `~` for the name with which every key begins. */
function abbreviated(text: string): string {
  if (text.includes('"~')) throw new Error('a text begins with the abbreviation');
  return text.replaceAll('"aws-cdk-lib.', '"~');
}

function namespaceOf(fqn: string): string {
  return fqn.split('.').slice(0, 2).join('.');
}

/** How many constructs a child looks at, and how many children there are at a time. */
const [BATCH, CHILDREN] = [12, 2];

/** What a child gives: constructs, and how to read the enum-like classes that it has met. */
interface Part {
  readonly constructs: readonly (readonly [string, Observed])[];
  readonly accessors: readonly (readonly [string, string])[];
  /** What it left for others, when its memory was full enough. */
  readonly rest: readonly string[];
}

/** How much of the heap, in bytes, a child may have in use before it stops. */
const FULL = 1_000_000_000;

function constructNames(): string[] {
  const all = Object.values(types).filter(
    t =>
      t.kind === 'class' &&
      !t.abstract &&
      isConstruct(t.fqn) &&
      !isL1(t.fqn) &&
      !LEFT_OUT.test(t.fqn) &&
      initializerOf(t.fqn)?.parameters?.length === 3,
  );
  return sorted(all, t => t.fqn).map(t => t.fqn);
}

async function observeAll(all: readonly string[]): Promise<Map<string, Observed>> {
  const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) =>
    all.slice(i * BATCH, (i + 1) * BATCH),
  );
  const parts: Part[] = [];
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const options = { maxBuffer: 256 * 1024 * 1024 };
      const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, ...batch], options);
      // What the library prints goes before it.
      const part = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as Part;
      parts.push(part);
      if (part.rest.length > 0) batches.push([...part.rest]);
    }
  };
  await Promise.all(Array.from({ length: CHILDREN }, work));
  for (const [fqn, accessor] of parts.flatMap(part => part.accessors)) accessors.set(fqn, accessor);
  const found = new Map(
    sorted(
      parts.flatMap(part => part.constructs),
      ([fqn]) => fqn,
    ),
  );
  const missing = wanted.filter(name => !found.has(`aws-cdk-lib.${name}`));
  if (missing.length > 0) {
    console.error(`these can't be observed: ${missing.join(', ')}`);
    process.exitCode = 1;
  }
  const [props, known] = [...found.values()].reduce(
    ([a, b], o) => [a + o.propCount, b + Object.keys(o.props).length],
    [0, 0],
  );
  console.log(`${found.size} of ${all.length} constructs, ${known} of their ${props} props`);
  return found;
}

/** Members of enums, and of enum-like classes whose instances stand for a text, by type. */
function statics(namespaces: ReadonlySet<string>): (readonly [string, Json])[] {
  const rows: (readonly [string, Json])[] = [];
  for (const type of sorted(Object.values(types), t => t.fqn)) {
    if (!namespaces.has(namespaceOf(type.fqn)) && !CORE.includes(type.fqn)) continue;
    const members =
      type.kind === 'enum' ? (type.members ?? []).map(m => m.name) : isConstruct(type.fqn) ? [] : enumLike(type.fqn);
    const values = members
      .filter(name => running(type.fqn)?.[name] !== undefined)
      .flatMap(name => {
        const value = staticValue(type.fqn, name);
        return value === undefined ? [] : [[name, value] as const];
      });
    if (values.length > 0) rows.push([type.fqn, Object.fromEntries(values)]);
  }
  return rows;
}

/** L1 classes by namespace: what their types begin with, then their names; `Name=Type` where these differ. */
function classes(l1: ReadonlyMap<string, string>): (readonly [string, Json])[] {
  const groups = new Map<string, string[]>();
  for (const [fqn, type] of sorted(l1, ([name]) => name)) {
    const name = fqn.slice(fqn.lastIndexOf('.') + 1).replace(/^Cfn/, '');
    const at = type.lastIndexOf('::');
    const key = `${fqn.slice('aws-cdk-lib.'.length, fqn.lastIndexOf('.'))} ${type.slice(0, at)}`;
    groups.set(key, [...(groups.get(key) ?? []), type.slice(at + 2) === name ? name : `${name}=${type.slice(at + 2)}`]);
  }
  return [...groups].map(([key, names]) => [key, names.join(' ')]);
}

if (import.meta.main) {
  const rest = process.argv.slice(2);
  const constructs: [string, Observed][] = [];
  const met = new Map<string, string>();
  do {
    const fqn = rest.shift();
    const observed = fqn === undefined ? null : observe(fqn);
    if (fqn !== undefined && observed) constructs.push([fqn, observed]);
    for (const [type, accessor] of accessors) met.set(type, accessor);
  } while (rest.length > 0 && process.memoryUsage().heapUsed < FULL);
  process.stdout.write(`\n${JSON.stringify({ constructs, accessors: [...met], rest } satisfies Part)}`);
}
