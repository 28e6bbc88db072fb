/** Entries of `ignore` by what they name: the same ones as if each were looked at, in time that grows with the findings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from './finding.ts';
import { type Ignore, ignoring } from './requirement.ts';

const ignore = (of: Partial<Ignore>): Ignore => ({
  span: { uri: 'file:///w/plumbline.yaml', start: 0, end: 0 },
  folder: 'file:///w/',
  paths: [],
  rules: [],
  resources: [],
  reason: 'Later.',
  owner: null,
  expires: null,
  ...of,
});
const finding = (rule: string, file: string, name: string | null, path: string | null = null) =>
  ({
    rule,
    span: { uri: `file:///w/${file}`, start: 0, end: 0 },
    resource: name === null ? null : { logicalId: name, path },
  }) as unknown as Finding;

const several = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
const entry = fc
  .record({
    folder: fc.constantFrom('file:///w/', 'file:///w/app/'),
    rules: several('s3/a', 's3/b', 's3/*', 'kms/a'),
    resources: several('A', 'B', 'A*', 'App/A', 'App/', '**/A'),
    paths: several('t.yaml', './app/t.yaml', 'app/', '**/*.yaml', 'a b.yaml'),
  })
  .map(ignore);
const found = fc
  .tuple(
    fc.constantFrom('s3/a', 's3/b', 'kms/a', 'iam/a'),
    fc.constantFrom('t.yaml', 'app/t.yaml', 'a%20b.yaml', 'app/x/t.yaml'),
    fc.option(fc.constantFrom('A', 'B', 'AB')),
    fc.option(fc.constantFrom('App/A', 'App/B/A')),
  )
  .map(parts => finding(...parts));

describe('the entries that speak of a finding', () => {
  it('are the same among many as one by one', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 17, maxLength: 40 }),
        fc.array(found, { minLength: 1 }),
        (all, findings) => {
          for (const f of findings) expect(ignoring(all, f)).toEqual(all.filter(one => ignoring([one], f).length > 0));
        },
      ),
      { numRuns: 500 },
    );
  });

  for (const [what, of] of [
    ['resource', (i: number) => ({ rules: ['kms/a'], resources: [`Key${i}`] })],
    ['file', (i: number) => ({ rules: ['kms/a'], paths: [`${i}.yaml`] })],
    ['rule', (i: number) => ({ rules: [`kms/a${i}`] })],
  ] as const)
    it(`are few of thousands that name a ${what} each`, () => {
      let looks = 0;
      const all = Array.from({ length: 5000 }, (_, i) => {
        const plain = ignore(of(i));
        return Object.defineProperty({ ...plain }, 'rules', {
          get: () => {
            looks++;
            return plain.rules;
          },
        }) as Ignore;
      });
      ignoring(all, finding('kms/a', 'other.yaml', 'Other'));
      looks = 0;
      for (let i = 0; i < 5000; i++)
        expect(ignoring(all, finding(what === 'rule' ? `kms/a${i}` : 'kms/a', `${i}.yaml`, `Key${i}`))).toHaveLength(1);
      expect(looks).toBeLessThanOrEqual(3 * 5000);
    });
});
