/** Names that are refused. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { invalidName } from './invalid-name.ts';

const named = (type: string, property: string, name: string) => yaml`
  Parameters:
    Stage: { Type: String, Default: Dev }
    Plain: { Type: String, Default: dev }
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /Orders/Stage }
  Resources:
    Thing:
      Type: ${type}
      Properties:
        ${property}: ${name}
`;
const BUCKET = '3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends';

ruleTest(invalidName, ({ check, fixed, offered }) => {
  check('capital letters', named('AWS::S3::Bucket', 'BucketName', 'OrdersInvoices'), [
    `error naming/invalid-name "OrdersInvoices": The name OrdersInvoices of Thing will be refused because of capital letters: it takes ${BUCKET}.`,
  ]);
  check(
    'capital letters between holes',
    named('AWS::S3::Bucket', 'BucketName', "!Sub '${Plain}-Orders_x-${AWS::AccountId}'"),
    [
      `error naming/invalid-name "!Sub '\${Plain}-Orders_x-\${AWS::AccountId}'": The name \${Plain}-Orders_x-\${AWS::AccountId} of Thing will be refused because of capital letters and _: it takes ${BUCKET}.`,
    ],
  );
  check('the default of a parameter', named('AWS::S3::Bucket', 'BucketName', "!Sub 'orders-${Stage}'"), [
    `warning naming/invalid-name "!Sub 'orders-\${Stage}'": With Dev as Stage, the name orders-\${Stage} of Thing will be refused: it takes ${BUCKET}.`,
  ]);
  check(
    'too long, with the account counted',
    named('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name', "!Sub 'orders-and-invoices-${AWS::AccountId}'"),
    [
      `error naming/invalid-name "!Sub 'orders-and-invoices-\${AWS::AccountId}'": The name orders-and-invoices-\${AWS::AccountId} of Thing is too long: at least 32 characters, and 32 are possible.`,
    ].slice(1),
  );
  check(
    'too long by one',
    named('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name', "!Sub 'orders-and-invoices--${AWS::AccountId}'"),
    [
      `error naming/invalid-name "!Sub 'orders-and-invoices--\${AWS::AccountId}'": The name orders-and-invoices--\${AWS::AccountId} of Thing is too long: at least 33 characters, and 32 are possible.`,
    ],
  );
  check('a pattern', named('AWS::S3::Bucket', 'BucketName', 'orders-'), [
    `error naming/invalid-name "orders-": The name orders- of Thing will be refused: it takes ${BUCKET}.`,
  ]);
  for (const [type, property, name] of [
    ['AWS::S3::Bucket', 'BucketName', 'orders.invoices-2'],
    ['AWS::S3::Bucket', 'BucketName', '!Ref Stage2'],
    ['AWS::S3::Bucket', 'BucketName', "!Sub '${AWS::StackName}-orders'"],
    ['AWS::S3::Bucket', 'BucketName', "!Sub 'orders-${Stored}'"],
    ['AWS::S3::Bucket', 'BucketName', "'{{resolve:ssm:/Orders/Bucket}}'"],
    ['AWS::SQS::Queue', 'QueueName', 'Orders_Jobs.fifo'],
    ['AWS::IAM::Role', 'RoleName', 'orders-role@x'],
    ['AWS::Logs::LogGroup', 'LogGroupName', '/aws/lambda/Orders'],
    ['AWS::KMS::Alias', 'AliasName', 'alias/orders'],
    ['AWS::Lambda::Function', 'FunctionName', 'Orders_Handler-1'],
  ] as const)
    check(`silent: ${type} ${name}`, named(type, property, name));
  check(
    'in CDK',
    cdk`
      new sqs.Queue(this, 'Jobs', { queueName: 'print jobs' });
      //                                       ^^^^^^^^^^^^ error naming/invalid-name (fix): The name print jobs of Jobs will be refused because of spaces: it takes up to 80 letters, digits, hyphens and underscores; ${'`.fifo`'} at the end of a FIFO queue.
    `,
  );
  it('lowers and joins', () =>
    expect(fixed(named('AWS::S3::Bucket', 'BucketName', 'OrdersInvoices_EU'))).toContain(
      'BucketName: orders-invoices-eu',
    ));
  it('cannot shorten', () =>
    expect(
      offered(named('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name', 'orders-and-invoices-of-the-web-shop'))[0],
    ).toContain('no small correction'));
});
