/** Tags that move. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { mutableTags } from './mutable-tags.ts';

ruleTest(mutableTags, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::ECR::Repository
          Properties:
            ImageTagMutability: !If [IsProd, IMMUTABLE, MUTABLE]
      #                                                 ^^^^^^^ information ecr/mutable-tags (fix): Tags of Thing can be moved to other images when not IsProd.
        Other:
          Type: AWS::ECR::Repository
          Properties:
            ImageTagMutability: !Ref Given
    `,
  );
  it('writes it', () =>
    expect(fixed(mutableTags.docs.bad[2] as Example)).toContain('imageTagMutability: ecr.TagMutability.IMMUTABLE'));
});
