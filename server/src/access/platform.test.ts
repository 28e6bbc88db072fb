/** What Lambda and services do with a function's role, though no call shows it: never surplus. */
import { describe } from 'vitest';
import { yaml } from '../core/rule.ts';
import { surplusPermission } from '../rules/iam/surplus-permission.ts';
import { ruleTest } from '../testing/ruleTest.ts';

const FUNCTION = (actions: string, more: string, code: string) => yaml`
  Transform: AWS::Serverless-2016-10-31
  Resources:
    Jobs:
      Type: AWS::SQS::Queue
    Handler:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: nodejs22.x
        Handler: index.handler
        Policies:
          - Statement:
              - Effect: Allow
                Action: [${actions}]
                Resource: '*'
${more}
        InlineCode: |
          ${code}
`;

const IDLE = 'exports.handler = async () => {};';

ruleTest(surplusPermission, ({ check }) => {
  describe('used by Lambda', () => {
    check(
      'polling a broker, and the secret that it needs',
      FUNCTION(
        'mq:DescribeBroker, secretsmanager:GetSecretValue',
        '        Events: { Broker: { Type: MQ, Properties: { Broker: !Ref Jobs, Queues: [q] } } }',
        IDLE,
      ),
      [],
    );
    check(
      'sending what failed, by an event source',
      FUNCTION(
        'sqs:SendMessage',
        '        Events: { Stream: { Type: Kinesis, Properties: { Stream: x, DestinationConfig: { OnFailure: { Destination: !GetAtt Jobs.Arn } } } } }',
        IDLE,
      ),
      [],
    );
    check(
      'sending what failed, by a dead-letter queue',
      FUNCTION('sqs:SendMessage', '        DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Jobs.Arn }', IDLE),
      [],
    );
    check('tracing, drivers and networks', FUNCTION('xray:PutTraceSegments, dsql:DbConnect', '', IDLE), []);
  });

  check('reads of a queue that is no event source are surplus', FUNCTION('sqs:ReceiveMessage', '', IDLE), [
    'information iam/surplus-permission "sqs:ReceiveMessage": Handler uses nothing of what this statement allows: sqs:ReceiveMessage.',
  ]);

  describe('used by services that are called', () => {
    check(
      'objects that Rekognition reads',
      FUNCTION(
        'rekognition:DetectLabels, s3:GetObject',
        '',
        "exports.handler = e => new (require('@aws-sdk/client-rekognition').Rekognition)().detectLabels({ Image: e });",
      ),
      [],
    );
    check(
      'a role that is handed on',
      FUNCTION(
        'scheduler:CreateSchedule, iam:PassRole',
        '',
        "exports.handler = e => new (require('@aws-sdk/client-scheduler').Scheduler)().createSchedule(e);",
      ),
      [],
    );
    check(
      'tags of what is made',
      FUNCTION(
        "'ec2:CreateVolume', 'ec2:CreateTags'",
        '',
        "exports.handler = () => new (require('@aws-sdk/client-ec2').EC2)().createVolume({ TagSpecifications: [] });",
      ),
      [],
    );
    check(
      'but not tags that are taken away, or given to nothing',
      FUNCTION(
        "'ec2:CreateVolume', 'ec2:CreateTags', 'ec2:DeleteTags'",
        '',
        "exports.handler = () => new (require('@aws-sdk/client-ec2').EC2)().createVolume({ Size: 8 });",
      ),
      [
        "warning iam/surplus-permission \"['ec2:CreateVolume', 'ec2:CreateTags', 'ec2:DeleteTags']\": Handler never uses ec2:CreateTags and ec2:DeleteTags, which this statement allows.",
      ],
    );
    check(
      'the language that Translate finds out',
      FUNCTION(
        'translate:TranslateText, comprehend:DetectDominantLanguage',
        '',
        "exports.handler = e => new (require('@aws-sdk/client-translate').Translate)().translateText(e);",
      ),
      [],
    );
  });
});
