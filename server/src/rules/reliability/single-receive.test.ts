/** Messages that are tried once. */
import { expect, it } from 'vitest';
import { json } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { singleReceive } from './single-receive.ts';

const queue = (count: string) => json`
  { "Resources": { "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "RedrivePolicy": { "maxReceiveCount": ${count} } } } } }
`;

ruleTest(singleReceive, ({ check, fixed }) => {
  check('a text', queue('"1"'), [
    'information reliability/single-receive "\\"1\\"": A message of Jobs that was received once is not tried again.',
  ]);
  check('silent: twice, or by a parameter', queue('{ "Ref": "Count" }'), []);
  it('tries five times', () => expect(fixed(queue('1'))).toContain('"maxReceiveCount": 5'));
});
