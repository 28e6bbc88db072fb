import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2InlineCode } from './v2-inline-code.ts';

const template = (runtime: string, code: string) => yaml`
  Parameters:
    Choice: { Type: String }
  Resources:
    Lister:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: ${runtime}
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/lister
        Code:
          ZipFile: ${code}
`;

ruleTest(v2InlineCode, ({ check, fixed }) => {
  const said = [
    `warning sdk/v2-inline-code "'aws-sdk'": The inline code loads 'aws-sdk', AWS SDK for JavaScript v2, which AWS has not supported since 2025-09-08 and nodejs18.x and later don't ship. Use @aws-sdk/client-sqs.`,
  ];
  const code = `"const AWS = require('aws-sdk');\\nexports.handler = () => new AWS.SQS().listQueues().promise();"`;
  check('a runtime that ships v2', template('nodejs16.x', code), said);
  check('a runtime without v2 is for sdk/v2-missing-at-runtime', template('nodejs20.x', code), []);
  check('Python is silent', template('python3.13', '"import boto3\\n# aws-sdk\\n"'), []);
  check('v3 is silent', template('nodejs22.x', `"const { SQS } = require('@aws-sdk/client-sqs');"`), []);

  it('writes the escapes of a double-quoted scalar', () => {
    expect(fixed(template('nodejs16.x', code))).toMatchInlineSnapshot(`
      "Parameters:
        Choice: { Type: String }
      Resources:
        Lister:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/lister
            Code:
              ZipFile: "const { SQS } = require('@aws-sdk/client-sqs');\\nexports.handler = () => new SQS({}).listQueues({});"
      "
    `);
  });
  it('keeps the indentation of a block scalar', () => {
    expect(
      fixed(yaml`
        Resources:
          Copier:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs16.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/copier
              Code:
                ZipFile: |
                  const AWS = require('aws-sdk');
                  const sqs = new AWS.SQS();
                  const topics = new AWS.SNS();
                  exports.handler = async event => {
                    await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }).promise();
                    await topics.publish({ TopicArn: process.env.TOPIC_ARN, Message: event.id }).promise();
                  };
      `),
    ).toMatchInlineSnapshot(`
      "Resources:
        Copier:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/copier
            Code:
              ZipFile: |
                const { SQS } = require('@aws-sdk/client-sqs');
                const { SNS } = require('@aws-sdk/client-sns');
                const sqs = new SQS({});
                const topics = new SNS({});
                exports.handler = async event => {
                  await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id });
                  await topics.publish({ TopicArn: process.env.TOPIC_ARN, Message: event.id });
                };
      "
    `);
  });
});
