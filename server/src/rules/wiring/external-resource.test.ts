import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { externalResource } from './external-resource.ts';

const handler = (variable: string, more = '') => yaml`
  Resources:
    Handler:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/handler
        Code: { S3Bucket: code, S3Key: handler.zip }
        Environment: { Variables: { ${variable} } }${more}
`;

ruleTest(externalResource, ({ check, fixed }) => {
  check('a word that is none of these', handler('TABLE_FORMAT: csv'), []);
  check('a queue', handler('QUEUE_NAME: jobs'), [
    'information wiring/external-resource "jobs": The queue jobs is created nowhere in the project.',
  ]);
  check(
    'one whose name can’t be seen',
    handler(
      'QUEUE_NAME: jobs',
      `
    Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !ImportValue Name } }`,
    ),
    [],
  );
  it('mentions the only one that there is', () => {
    expect(fixed(externalResource.docs.bad[0] as never)).toContain('ORDERS_TABLE: !Ref Orders');
  });
});
