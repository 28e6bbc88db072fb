/** Functions with the defaults of Lambda. */
import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { defaultLimits } from './default-limits.ts';

const code = (text: string, properties = '') =>
  withFiles(
    yaml`
      Parameters:
        Seconds: { Type: Number, Default: 3 }
      Resources:
        Reader:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            CodeUri: lambda/
            ${properties}
    `,
    { 'lambda/index.js': text },
  );
const CALL = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  const client = new DynamoDBClient({});
  export const handler = async () => client.send(new GetItemCommand({ TableName: 'a', Key: {} }));
`;

ruleTest(defaultLimits, ({ check, fixed }) => {
  check('both', code(CALL), [
    'information lambda/default-limits "Reader": Reader calls dynamodb:GetItem with the defaults of Lambda: 3 s and 128 MB.',
  ]);
  check('the memory alone', code(CALL, 'Timeout: !Ref Seconds'), [
    'information lambda/default-limits "Reader": Reader calls dynamodb:GetItem with the default memory of Lambda, 128 MB.',
  ]);
  check('silent: nothing is called', code('export const handler = async () => 1;'), []);
  it('gives both', () => expect(fixed(code(CALL))).toMatch(/Timeout: 15\s+MemorySize: 512/));
});
