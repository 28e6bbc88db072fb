/** Queues without encryption. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedQueue } from './unencrypted-queue.ts';

ruleTest(unencryptedQueue, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Encrypt: { Type: String, Default: 'false' }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Jobs: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: !If [IsProd, true, false] } }
      #                                                                                       ^^^^^ warning sqs/unencrypted-queue (fix): The messages of Jobs are not encrypted when not IsProd.
        Given: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: !Ref Encrypt } }
    `,
  );
  it('turns it on', () =>
    expect(fixed(unencryptedQueue.docs.bad[0] as Example)).toContain('SqsManagedSseEnabled: true'));
});
