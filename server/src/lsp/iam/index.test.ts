/** Which YAML files completion in policies is asked for. */
import { expect, it } from 'vitest';
import { namesOtherThan } from './index.ts';

it('names that do not end in a word, as globs', () => {
  const globs = namesOtherThan('abc').map(
    glob => new RegExp(`^${glob.replace(/\[!(.)\]/g, '[^$1]').replace(/\*/g, '.*')}$`),
  );
  const matches = (name: string) => globs.some(glob => glob.test(name));
  for (const name of ['abc', '.abc', 'x.abc']) expect(matches(name), name).toBe(false);
  for (const name of ['template', 'c', 'bc', 'xbc', 'abd', 'abcd', 'ab', 'a', 'acc'])
    expect(matches(name), name).toBe(true);
});
