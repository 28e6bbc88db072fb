/** Object Lock that does not hold together. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { inconsistentObjectLock } from './inconsistent-object-lock.ts';

ruleTest(inconsistentObjectLock, ({ check, fixed }) => {
  check(
    'a retention without a period; silent where something is not known',
    yaml`
      Parameters:
        Lock: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Audit:
          Type: AWS::S3::Bucket
          Properties:
            ObjectLockEnabled: true
            ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: COMPLIANCE } } }
      #                                                          ^^^^^^^^^^^^^^^^^^^^ error s3/inconsistent-object-lock: The retention of Audit needs a mode, and days or years.
        Given:
          Type: AWS::S3::Bucket
          Properties: { ObjectLockEnabled: !Ref Lock, ObjectLockConfiguration: { ObjectLockEnabled: Enabled } }
        Sometimes:
          Type: AWS::S3::Bucket
          Properties:
            ObjectLockEnabled: !If [IsProd, true, !Ref AWS::NoValue]
            ObjectLockConfiguration: !If [IsProd, { ObjectLockEnabled: Enabled }, !Ref AWS::NoValue]
    `,
  );
  it('turns versioning on', () =>
    expect(fixed(inconsistentObjectLock.docs.bad[1] as Example)).toContain('"Status": "Enabled"'));
});
