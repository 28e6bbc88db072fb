import { expect, it } from 'vitest';
import { json, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingReference } from './missing-reference.ts';

const queue = (name: string) => yaml`
  Parameters:
    Stage: { Type: String }
  Conditions:
    IsProd: !Equals [!Ref Stage, prod]
  Resources:
    Topic:
      Type: AWS::SNS::Topic
      Condition: IsProd
    Jobs:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: ${name}
`;
const D = '$';

ruleTest(missingReference, ({ check, fixed, offered }) => {
  const near = (name: string, nearest: string, text: string) =>
    `error wiring/missing-reference ${JSON.stringify(text)}: The template declares no ${name}. Is ${nearest} meant?`;
  check('a misspelt parameter', queue('!Ref Stgae'), [near('Stgae', 'Stage', '!Ref Stgae')]);
  check('a misspelt pseudo parameter', queue('!Ref AWS::Regoin'), [
    near('AWS::Regoin', 'AWS::Region', '!Ref AWS::Regoin'),
  ]);
  const fragment = (header: string, service: string) =>
    withFiles(
      yaml`
        ${header}
        Conditions:
          IsProd: !Equals [a, b]
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: !Ref Prefix
      `,
      { [service]: 'service: jobs\n' },
    );
  check('what the Serverless Framework merges with other files is silent', fragment('', 'serverless.yml'), []);
  for (const [header, service] of [
    ['', 'other.yml'],
    ["AWSTemplateFormatVersion: '2010-09-09'", 'serverless.yml'],
  ] as const)
    check(`a whole template is not merged, or one beside no service (${header}${service})`, fragment(header, service), [
      'error wiring/missing-reference "!Ref Prefix": The template declares no Prefix.',
    ]);
  check('a name like no other', queue('!Ref Prefix'), [
    'error wiring/missing-reference "!Ref Prefix": The template declares no Prefix.',
  ]);
  check('in a substitution, at its place', queue(`!Sub jobs-${D}{Stgae}`), [near('Stgae', 'Stage', `${D}{Stgae}`)]);
  check(
    'in DependsOn',
    yaml`
    Resources:
      Jobs:
        Type: AWS::SQS::Queue
        DependsOn: [Topik]
    #               ^^^^^ error wiring/missing-reference (fix): The template declares no Topik. Is Topic meant?
      Topic: { Type: AWS::SNS::Topic }
  `,
  );
  check(
    'escapes and local variables of substitutions are silent',
    queue(`!Sub ['jobs-${D}{Local}-${D}{!Shell}', { Local: 1 }]`),
    [],
  );
  check('resources with conditions are silent', queue('!GetAtt Topic.TopicName'), []);
  check(
    'what SAM makes is silent',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Handler: index.handler
            Runtime: nodejs24.x
            CodeUri: orders/
            AutoPublishAlias: live
            Events: { Get: { Type: Api, Properties: { Path: /, Method: get } } }
        Alarm:
          Type: AWS::CloudWatch::Alarm
          DependsOn: OrdersRole
          Properties:
            ComparisonOperator: GreaterThanThreshold
            EvaluationPeriods: 1
            Dimensions:
              - { Name: Role, Value: !Ref OrdersRole }
              - { Name: Alias, Value: !Ref OrdersAliaslive }
              - { Name: Version, Value: !Ref Orders.Version }
              - { Name: Api, Value: !Ref ServerlessRestApi }
    `,
  );
  check(
    'a macro may declare anything',
    yaml`
      Transform: OurMacro
      Resources:
        Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Made } }
    `,
  );
  check(
    'JSON',
    json`
      { "Resources": { "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "KmsMasterKeyId": { "Fn::GetAtt": ["Kee", "Arn"] } } },
                       "Key": { "Type": "AWS::KMS::Key" } } }
    `,
    [near('Kee', 'Key', '{ "Fn::GetAtt": ["Kee", "Arn"] }')],
  );

  it('writes the name that is near', () => {
    expect(fixed(queue('!Ref Stgae'))).toContain('QueueName: !Ref Stage\n');
    expect(fixed(queue('!GetAtt Topc.TopicName'))).toContain('QueueName: !GetAtt Topic.TopicName\n');
    expect(fixed(queue(`!Sub jobs-${D}{Stgae}-1`))).toContain(`QueueName: !Sub jobs-${D}{Stage}-1\n`);
  });
  it('makes nothing up', () => {
    expect(offered(queue('!Ref Prefix'))).toMatchInlineSnapshot(`
      [
        "refused: Fix wiring/missing-reference (nothing of a similar name is declared)",
      ]
    `);
  });
});
