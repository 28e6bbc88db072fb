/** Action patterns in words, and as lists of names. */
import type { FixProposal, Intent } from '../../core/intent.ts';
import type { List, Value } from '../../core/value.ts';
import { type AccessLevel, accessLevel, expandAction } from '../../knowledge/index.ts';

/** A longer list is read by nobody, and policies have a limit of size. */
export const MOST_NAMES = 40;

const LEVELS: readonly AccessLevel[] = ['Read', 'List', 'Write', 'Permissions management', 'Tagging'];

/** Whether an action is a pattern of names within one service: `s3:Get*`, not `s3:*`. */
export function isPattern(action: string | null): boolean {
  return action !== null && /^[\w-]+:(?=.*[*?])(?!\*+$)/.test(action);
}

/** How many of some actions are of which level: `40 Read and 3 Write`. */
export function actionLevels(names: readonly string[]): string {
  const counts = LEVELS.map(level => [names.filter(n => accessLevel(n) === level).length, level] as const);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
}

/** Writes names in the place of a pattern: into its list, or as a list. */
export function namesInPlace(value: Value, list: List | null, names: readonly string[]): Intent[] {
  const [first, ...more] = names;
  if (first === undefined) return [];
  if (!list) return [{ kind: 'replaceValue', value, with: more.length > 0 ? names : first }];
  return [
    { kind: 'replaceValue', value, with: first },
    ...more.map((name): Intent => ({ kind: 'insertItem', list, value: name })),
  ];
}

/**
 * Fixes that allow, in place of a pattern, its actions up to some level: those that read; those that read and write but
 * don't change who may do what. Lists that are too long to be read are left out.
 */
export function byLevel(pattern: string, value: Value, list: List | null): readonly FixProposal[] {
  const all = expandAction(pattern);
  const choice = (title: string, levels: readonly AccessLevel[]): FixProposal[] => {
    const names = all.filter(name => levels.includes(accessLevel(name) as AccessLevel));
    if (names.length === 0 || names.length > MOST_NAMES || names.length === all.length) return [];
    return [
      { title: `${title} (${names.length} actions)`, intents: namesInPlace(value, list, names), safety: 'review' },
    ];
  };
  return [
    ...choice('Allow reading alone', ['Read', 'List']),
    ...choice('Allow reading and writing, not the management of permissions', ['Read', 'List', 'Write', 'Tagging']),
  ];
}
