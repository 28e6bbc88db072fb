/** wiring/missing-condition */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingCondition } from './missing-condition.ts';

ruleTest(missingCondition, ({ check, fixed }) => {
  check(
    'of an output, with nothing near; silent where a macro may declare it',
    yaml`
      Resources:
        Files: { Type: AWS::S3::Bucket }
      Outputs:
        Name:
          Condition: HasFiles
      #              ^^^^^^^^ error wiring/missing-condition: The template declares no condition HasFiles.
          Value: !Ref Files
    `,
  );
  check(
    'a macro',
    yaml`
      Transform: CompanyMacro
      Resources:
        Files: { Type: AWS::S3::Bucket, Condition: HasFiles }
    `,
  );
  it('writes the near one', () => expect(fixed(missingCondition.docs.bad[0] as Example)).not.toContain('isProd'));
});
