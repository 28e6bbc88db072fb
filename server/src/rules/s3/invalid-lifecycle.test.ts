/** Lifecycle rules that S3 refuses. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { invalidLifecycle } from './invalid-lifecycle.ts';

ruleTest(invalidLifecycle, ({ check, fixed }) => {
  check(
    'old versions, single transitions, the same day',
    yaml`
      Resources:
        Archive:
          Type: AWS::S3::Bucket
          Properties:
            LifecycleConfiguration:
              Rules:
                - NoncurrentVersionExpiration: { NoncurrentDays: 30 }
      #                                                          ^^ error s3/invalid-lifecycle: Objects of Archive expire after 30 days, before they would move to GLACIER after 60.
                  NoncurrentVersionTransitions: [{ StorageClass: GLACIER, TransitionInDays: 60 }]
                - ExpirationInDays: '90'
      #                             ^^^^ error s3/invalid-lifecycle: Objects of Archive expire after 90 days, before they would move to GLACIER after 90.
                  Transition: { StorageClass: GLACIER, TransitionInDays: 90 }
    `,
  );
  check(
    'silent: disabled, not known, straight to an archive',
    yaml`
      Parameters:
        Days: { Type: Number, Default: 7 }
      Resources:
        Archive:
          Type: AWS::S3::Bucket
          Properties:
            LifecycleConfiguration:
              Rules:
                - { Status: Disabled, Transitions: [{ StorageClass: STANDARD_IA, TransitionInDays: 7 }] }
                - { Status: Enabled, Transitions: [{ StorageClass: STANDARD_IA, TransitionInDays: !Ref Days }] }
                - { Status: Enabled, Transitions: [{ StorageClass: GLACIER, TransitionInDays: 0 }], ExpirationInDays: 1 }
                - { Status: Enabled, Transitions: [{ StorageClass: INTELLIGENT_TIERING, TransitionInDays: 0 }] }
    `,
  );
  it('moves them later', () =>
    expect(
      fixed(cdk`
        new s3.Bucket(this, 'Archive', {
          lifecycleRules: [
            { transitions: [{ storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: cdk.Duration.days(7) }] },
          ],
        });
      `),
    ).toContain('transitionAfter: cdk.Duration.days(30)'));
});
