/** wiring/conditional-reference */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { conditionalReference } from './conditional-reference.ts';

ruleTest(conditionalReference, ({ check, fixed }) => {
  check(
    'in the wrong branch; silent under another condition, for what is always there, and in DependsOn',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
        IsLive: !And [!Condition IsProd, !Not [!Equals [!Ref AWS::AccountId, '111122223333']]]
      Resources:
        Archive: { Type: AWS::S3::Bucket, Condition: IsProd }
        Always: { Type: AWS::S3::Bucket }
        Topic:
          Type: AWS::SNS::Topic
          DependsOn: Archive
          Properties:
            DisplayName: !If [IsProd, none, !Ref Archive]
      #                                     ^^^^^^^^^^^^ error wiring/conditional-reference: Archive is there only when IsProd, and Topic mentions it when not.
            TopicName: !Sub '${'$'}{Always}-${'$'}{AWS::Region}'
        Second:
          Type: AWS::SNS::Topic
          Condition: IsLive
          Properties: { DisplayName: !Ref Archive }
    `,
  );
  it('gives the output the condition', () =>
    expect(fixed(conditionalReference.docs.bad[0] as Example)).toContain('Condition: IsProd\n'));
  it('gives the resource the condition', () =>
    expect(fixed(conditionalReference.docs.bad[1] as Example)).toContain('"Condition": "HasAlarm"'));
});
