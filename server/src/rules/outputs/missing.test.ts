import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingOutput } from './missing.ts';

const asks = (outputs: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  outputs: ${outputs}\n` });
const template = (outputs: string, text: string) =>
  withFiles(
    yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
        Done:
          Type: AWS::SNS::Topic
      Outputs:
        ${outputs}
    `,
    asks(text),
  );
const said = (place: string, message: string) => [
  `warning outputs/missing ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`,
];

ruleTest(missingOutput, ({ check, fixed, offered }) => {
  check(
    'by its name',
    template('JobsArn: { Value: !GetAtt Jobs.Arn }', '[ApiUrl]'),
    said('ApiUrl', 'There is no output ApiUrl'),
  );
  check('silent: a longer name', template('OrdersApiUrl: { Value: a }', '[api-url]'), []);
  check(
    'another attribute',
    template('Name: { Value: !GetAtt Jobs.QueueName }', '[{ of: sqs, attribute: arn }]'),
    said('Jobs', 'No output tells the arn of Jobs'),
  );
  check(
    'silent: Ref is the ARN of topics',
    template('Topic: { Value: !Ref Done }', '[{ of: sns, attribute: arn }]'),
    [],
  );
  check(
    'not exported',
    template('JobsArn: { Value: !GetAtt Jobs.Arn }', '{ required: [JobsArn], export: true }'),
    said('JobsArn', 'The output JobsArn is not exported'),
  );
  check(
    'silent: exported',
    template('JobsArn: { Value: !GetAtt Jobs.Arn, Export: { Name: a } }', '{ required: [JobsArn], export: true }'),
    [],
  );
  check('silent: no resource of the kind', template('A: { Value: a }', '[{ of: dynamodb }]'), []);
  check(
    'silent: the CDK makes it',
    withFiles(cdk`new apigateway.RestApi(this, 'Api');`, asks('[{ of: api, attribute: url }]')),
    [],
  );

  it('adds the output to a template', () =>
    expect(fixed(template('Name: { Value: a }', '[{ of: sqs, attribute: arn, export: true }]'))).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
        Done:
          Type: AWS::SNS::Topic
      Outputs:
        Name: { Value: a }
        JobsArn:
          Value: !GetAtt Jobs.Arn
          Export:
            Name: !Sub '\${AWS::StackName}-JobsArn'
      "
    `));
  it('makes the section', () =>
    expect(
      fixed(
        withFiles(
          yaml`
            Resources:
              Jobs:
                Type: AWS::SQS::Queue
          `,
          asks('[{ of: sqs }]'),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
      Outputs:
        JobsName:
          Value: !Ref Jobs
      "
    `));
  it('adds it to code', () =>
    expect(
      fixed(
        withFiles(
          cdk`const jobs = new sqs.Queue(this, 'Jobs');`,
          asks('[{ of: sqs, attribute: arn, name: QueueArn }]'),
        ),
      ),
    ).toContain("new cdk.CfnOutput(this, 'QueueArn', { value: jobs.queueArn });"));
  it('does not guess what a name stands for', () =>
    expect(offered(template('A: { Value: a }', '[ApiUrl]'))).toEqual([
      'refused: Fix outputs/missing (of what it should tell is for you to say)',
    ]));
});
