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
  check(
    'silent: inside of text, under its own condition',
    yaml`
      Conditions:
        HasArchive: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Archive: { Type: AWS::S3::Bucket, Condition: HasArchive }
        Topic:
          Type: AWS::SNS::Topic
          Properties:
            DisplayName: !Join ['', [!Sub 'in ${'$'}{AWS::Region}: ', !If [HasArchive, !Ref Archive, nothing], '.']]
            TopicName: !Join ['', ['in-', !If [HasArchive, '', !Ref Archive]]]
      #                                                        ^^^^^^^^^^^^ error wiring/conditional-reference: Archive is there only when HasArchive, and Topic mentions it when not.
    `,
  );
  it('gives the output the condition', () =>
    expect(fixed(conditionalReference.docs.bad[0] as Example)).toContain('Condition: IsProd\n'));
  it('gives the resource the condition', () =>
    expect(fixed(conditionalReference.docs.bad[1] as Example)).toContain('"Condition": "HasAlarm"'));
  check(
    'silent: conditions that always hold',
    yaml`
      Parameters: { Stage: { Type: String } }
      Conditions:
        Always: !Equals [true, true]
        Too: !And [!Condition Always, !Not [!Equals [a, b]]]
        Either: !Or [!Equals [!Ref Stage, prod], !Condition Too]
      Resources:
        One: { Type: AWS::SNS::Topic, Condition: Too }
        Two: { Type: AWS::SNS::Topic, Condition: Either }
      Outputs:
        One: { Value: !Ref One }
        Two: { Value: !Ref Two }
    `,
  );
  check(
    'conditions that a parameter decides, or that never hold',
    yaml`
      Parameters: { Stage: { Type: String } }
      Conditions:
        Never: !Equals [a, b]
        Both: !And [!Equals [!Ref Stage, prod], !Equals [true, true]]
        Itself: !Not [!Condition Itself]
      Resources:
        One: { Type: AWS::SNS::Topic, Condition: Never }
        Two: { Type: AWS::SNS::Topic, Condition: Both }
        Three: { Type: AWS::SNS::Topic, Condition: Itself }
      Outputs:
        All: { Value: !Join ['', [!Ref One, !Ref Two, !Ref Three]] }
    `,
    [
      'error wiring/conditional-reference "!Ref One": One is there only when Never, and output All mentions it always.',
      'error wiring/conditional-reference "!Ref Two": Two is there only when Both, and output All mentions it always.',
      'error wiring/conditional-reference "!Ref Three": Three is there only when Itself, and output All mentions it always.',
    ],
  );
});
