/** A short session of the soak, without processes: the long one is `npm run soak`. */
import { expect, it } from 'vitest';
import { soak } from './run.ts';

it('a short session leaves the findings of a fresh server, and no question without an answer', async () => {
  const { edits, requests, answers, compared, wrong } = await soak({ edits: 60, seed: 3, compare: 30, script: null });
  expect(wrong).toEqual([]);
  expect(edits).toBeGreaterThanOrEqual(60);
  expect(compared).toBeGreaterThanOrEqual(2);
  expect(Object.values(answers).reduce((a, b) => a + b, 0)).toBe(requests);
}, 120_000);
