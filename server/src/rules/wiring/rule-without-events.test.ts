/** Buckets whose events rules of EventBridge wait for. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { ruleWithoutEvents } from './rule-without-events.ts';

const PATTERN = '{ source: [aws.s3], detail-type: [Object Created], detail: { bucket: { name: [!Ref Uploads] } } }';
const template = (bucket: string, pattern = PATTERN, more = '{}', rule = '') => yaml`
  Parameters: { Name: { Type: String } }
  Conditions: { Loud: !Equals [!Ref Name, x] }
  Resources:
    Uploads: { Type: AWS::S3::Bucket, Properties: ${bucket} }
    Uploaded:
      Type: AWS::Events::Rule
      Properties: { EventPattern: ${pattern}, Targets: [{ Id: a, Arn: !Ref Name }]${rule} }
    More: ${more}
`;
const configured = (value: string) => `{ NotificationConfiguration: { EventBridgeConfiguration: ${value} } }`;

ruleTest(ruleWithoutEvents, ({ check, fixed }) => {
  const said = (when = '') =>
    `warning wiring/rule-without-events "Uploads": Uploads sends EventBridge no events${when}, and Uploaded waits for them.`;

  check('other notifications', template('{ NotificationConfiguration: { TopicConfigurations: [] } }'), [said()]);
  check('under a condition', template(configured('!If [Loud, { EventBridgeEnabled: true }, !Ref AWS::NoValue]')), [
    said(' when not Loud'),
  ]);
  check(
    'once for two rules',
    template('{}', PATTERN, `{ Type: AWS::Events::Rule, Properties: { EventPattern: ${PATTERN} } }`),
    [said()],
  );
  for (const [name, example] of [
    ['an empty configuration switches it on', template(configured('{}'))],
    ['configurations that are not seen', template(configured('!Ref Name'))],
    [
      'a rule that is there only where the bucket sends them',
      {
        ...template(configured('!If [Loud, { EventBridgeEnabled: true }, !Ref AWS::NoValue]')),
        text: template(configured('!If [Loud, { EventBridgeEnabled: true }, !Ref AWS::NoValue]')).text.replace(
          'Type: AWS::Events::Rule\n',
          'Type: AWS::Events::Rule\n    Condition: Loud\n',
        ),
      },
    ],
    ['a pattern without a bucket', template('{}', '{ source: [aws.s3], detail-type: [Object Created] }')],
    ['a bucket by its name', template('{}', PATTERN.replace('!Ref Uploads', 'uploads'))],
    ['events of a trail', template('{}', PATTERN.replace('Object Created', 'AWS API Call via CloudTrail'))],
    ['events of others, too', template('{}', PATTERN.replace('[aws.s3]', '[aws.s3, shop.uploads]'))],
    ['patterns that match more', template('{}', PATTERN.replace('Object Created', '{ prefix: Object }'))],
    ['another bus', template('{}', PATTERN, '{}', ', EventBusName: shop')],
    ['a rule that is disabled', template('{}', PATTERN, '{}', ', State: DISABLED')],
    [
      'a custom resource that may configure it',
      template('{}', PATTERN, '{ Type: Custom::Notify, Properties: { ServiceToken: x, Bucket: !Ref Uploads } }'),
    ],
    [
      'code that is permitted to',
      template(
        '{}',
        PATTERN,
        "{ Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:PutBucketNotification', Resource: '*' }] } } }",
      ),
    ],
    [
      'a construct, which may switch it on later',
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        new events.Rule(this, 'Uploaded', {
          eventPattern: {
            source: ['aws.s3'],
            detailType: ['Object Created'],
            detail: { bucket: { name: [uploads.bucketName] } },
          },
        });
        uploads.enableEventBridgeNotification();
      `,
    ],
  ] as const)
    check(`silent: ${name}`, example, []);

  it('switches it on', () => {
    expect(fixed(template('{}'))).toContain(
      'Properties: { NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}} }',
    );
    expect(fixed(template(configured('{ EventBridgeEnabled: false }')))).toContain('{ EventBridgeEnabled: true }');
  });
});
