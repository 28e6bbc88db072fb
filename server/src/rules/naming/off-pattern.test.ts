/** Names and the patterns that they should follow. */
import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { offPattern } from './off-pattern.ts';

const asks = (naming: string, more = '') => ({
  'plumbline.yaml': `version: 1\nproject: shop\nrequirements:\n  naming: ${naming}\n${more}`,
});
const PATTERN = asks('"{project}-{resource}-{env}"', '  environments: [dev, prod]\n');
const named = (name: string, naming = PATTERN, type = 'SQS::Queue', property = 'QueueName') =>
  withFiles(
    yaml`
      Parameters:
        EnvironmentSuffix: { Type: String, Default: dev }
        Other: { Type: String }
      Resources:
        OrdersQueue:
          Type: AWS::${type}
          Properties:
            ${property}: ${name}
    `,
    naming,
  );
const said = (place: string, name: string, pattern = '{project}-{resource}-{env}', by = 'plumbline.yaml:4') => [
  `warning naming/off-pattern ${JSON.stringify(place)}: The name ${name} of OrdersQueue does not follow ${pattern} (${by}).`,
];

ruleTest(offPattern, ({ check, fixed, offered }) => {
  check('nothing of the pattern', named('orders'), said('orders', 'orders'));
  check('no environment', named('shop-orders'), said('shop-orders', 'shop-orders'));
  check('an environment that there is not', named('shop-orders-test'), said('shop-orders-test', 'shop-orders-test'));
  check(
    'the wrong end',
    named('!Sub shop-${EnvironmentSuffix}-orders'),
    said('!Sub shop-${EnvironmentSuffix}-orders', 'shop-${EnvironmentSuffix}-orders'),
  );
  for (const name of ['shop-orders-queue', '!Sub shop-${EnvironmentSuffix}-orders'])
    check(
      `no environment, where nobody says which there are: ${name}`,
      named(name, asks('"{project}-{resource}-{env}"')),
      said(name, name.replace('!Sub ', '')),
    );
  for (const name of ['shop-orders-staging2', 'shop-orders-pr17'])
    check(`silent: an environment by its name: ${name}`, named(name, asks('"{project}-{resource}-{env}"')), []);
  for (const name of ['shop-orders-blue', 'shop-orders-Green'])
    check(`silent: a word that may be an environment: ${name}`, named(name, asks('"{project}-{resource}-{env}"')), []);
  const holds = asks('{ contains: "{suffix}" }');
  for (const name of ['!Sub ${EnvironmentSuffix}-orders', '!Sub a-${Other}-orders', 'orders-dev-x', 'devOrders'])
    check(`silent: something that tells deployments apart in ${name}`, named(name, holds), []);
  for (const name of ['orders', 'shop-orders', 'orders-queue'])
    check(`nothing that tells deployments apart in ${name}`, named(name, holds), said(name, name, '…{suffix}…'));
  it('adds what a name should hold', () =>
    expect(fixed(named('orders', holds))).toContain('QueueName: !Sub orders-${EnvironmentSuffix}'));
  check('no suffix', named('orders', asks('{ suffix: "{suffix}" }')), said('orders', 'orders', 'the suffix {suffix}'));
  check('silent: a suffix', named('!Sub orders-${EnvironmentSuffix}', asks('{ suffix: "{suffix}" }')), []);
  for (const name of [
    'shop-orders-prod',
    'shop-orders-queue-dev',
    '!Sub shop-orders-${EnvironmentSuffix}',
    "!Join ['-', [shop, orders, !Ref EnvironmentSuffix]]",
    '!Ref Other',
    '!Sub ${Other}',
    '!Sub ${Other}-${EnvironmentSuffix}',
    '!ImportValue name',
    "'{{resolve:ssm:/name}}'",
    '!Sub shop-${Other}',
  ])
    check(`silent: ${name}`, named(name), []);
  check(
    'silent: FIFO ends, aliases, log groups of services, paths',
    withFiles(
      yaml`
        Resources:
          A: { Type: AWS::SQS::Queue, Properties: { QueueName: shop-orders-dev.fifo } }
          B: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/shop-orders-dev, TargetKeyId: a } }
          C: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/orders } }
          D: { Type: AWS::SSM::Parameter, Properties: { Name: /orders/url, Type: String, Value: a } }
          E: { Type: AWS::Route53::HostedZone, Properties: { Name: example.com } }
      `,
      PATTERN,
    ),
    [],
  );
  check(
    'a prefix',
    named('orders', asks('{ prefix: prod-service- }')),
    said('orders', 'orders', 'the prefix prod-service-'),
  );
  check('silent: a prefix', named('prod-service-orders', asks('{ prefix: prod-service- }')), []);
  check('a case', named('OrdersQueue', asks('{ case: kebab }')), said('OrdersQueue', 'OrdersQueue', 'kebab case'));
  check(
    'the region and the account',
    named('!Sub shop-orders-${AWS::Region}', asks('"{resource}-{account}"')),
    said('!Sub shop-orders-${AWS::Region}', 'shop-orders-${AWS::Region}', '{resource}-{account}'),
  );
  check('silent: the account', named('!Sub orders-${AWS::AccountId}', asks('"{resource}-{account}"')), []);
  check(
    'other names for some, none for others',
    withFiles(
      yaml`
        Resources:
          Invoices: { Type: AWS::S3::Bucket, Properties: { BucketName: shop-invoices-dev } }
          #                                                            ^^^^^^^^^^^^^^^^^ warning naming/off-pattern (fix): The name shop-invoices-dev of Invoices does not follow {project}-{account}-{resource} (plumbline.yaml:7).
          Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: anything } }
          LegacyQueue: { Type: AWS::SQS::Queue, Properties: { QueueName: anything } }
      `,
      {
        'plumbline.yaml': `version: 1
project: shop
requirements:
  naming:
    pattern: "{project}-{resource}-{env}"
    types:
      s3: "{project}-{account}-{resource}"
    except: [AWS::SecretsManager::Secret, Legacy*]
`,
      },
    ),
  );
  check(
    'the requirement’s own severity and source',
    named('orders', asks('{ prefix: shop-, severity: error, source: PROMPT.md#L3 }')),
    [
      'error naming/off-pattern "orders": The name orders of OrdersQueue does not follow the prefix shop- (PROMPT.md:3).',
    ],
  );
  check(
    'stacks that are made',
    withFiles(
      cdk`
        import * as cdk from 'aws-cdk-lib';
        class OrdersStack extends cdk.Stack {}
        const app = new cdk.App();
        new OrdersStack(app, 'Orders');
        new OrdersStack(app, 'ShopProd');
        new OrdersStack(app, ${'`Shop${app.node.tryGetContext("stage")}`'});
      `,
      asks('{ stacks: "Shop{suffix}" }'),
    ),
    [
      'warning naming/off-pattern "new OrdersStack(app, \'Orders\')": The name Orders of the stack does not follow Shop{suffix} (plumbline.yaml:4).',
    ],
  );
  check(
    'in CDK, names that are put together',
    withFiles(
      cdk`
        const stage = props?.env?.region ?? 'dev';
        new sqs.Queue(this, 'Folded', { queueName: 'shop-orders-' + stage });
        new sqs.Queue(this, 'Handed', { queueName: (props as any).name });
        new sqs.Queue(this, 'Fixed', { queueName: 'orders' });
        //                                        ^^^^^^^^ warning naming/off-pattern (fix): The name orders of Fixed does not follow {project}-{resource}-{env} (plumbline.yaml:4).
      `,
      PATTERN,
    ),
  );

  it('renames a literal to text with the parameter', () =>
    expect(fixed(named('orders'))).toContain('QueueName: !Sub shop-orders-${EnvironmentSuffix}'));
  it('moves what is variable, in !Sub', () =>
    expect(fixed(named('!Sub ${EnvironmentSuffix}-orders'))).toContain(
      'QueueName: !Sub shop-orders-${EnvironmentSuffix}',
    ));
  it('renames Fn::Join', () =>
    expect(fixed(named("!Join ['-', [orders, !Ref EnvironmentSuffix]]"))).toContain(
      'QueueName: !Sub shop-orders-${EnvironmentSuffix}',
    ));
  it('does not say the project twice, however it was spelt', () =>
    expect(fixed(named('Shop-Orders'))).toContain('QueueName: !Sub shop-Orders-${EnvironmentSuffix}'));
  it('keeps an environment that is written out', () =>
    expect(fixed(named('orders-queue-prod'))).toContain('QueueName: shop-orders-queue-prod'));
  it('adds a prefix', () =>
    expect(fixed(named('orders', asks('{ prefix: prod-service- }')))).toContain('QueueName: prod-service-orders'));
  it('writes the case', () =>
    expect(fixed(named('OrdersQueue', asks('{ case: kebab }')))).toContain('QueueName: orders-queue'));
  it('is a replacement', () =>
    expect(offered(named('orders'))).toEqual(['replacement: Rename OrdersQueue to shop-orders-${EnvironmentSuffix}']));
  it('writes around the expressions of a template string', () =>
    expect(
      fixed(
        withFiles(
          cdk`
            const stage = this.node.tryGetContext('stage');
            new sqs.Queue(this, 'Orders', { queueName: ${'`orders_${stage}`'} });
          `,
          PATTERN,
        ),
      ),
    ).toContain('queueName: `shop-orders-${stage}`'));
  it('in CDK, finds what says the environment, or adds a context value', () => {
    const withDefault = {
      'plumbline.yaml':
        'version: 1\nproject: shop\nrequirements:\n  environments: { names: [dev, prod], default: prod }\n  naming: "{project}-{resource}-{env}"\n',
    };
    expect(
      fixed(withFiles(cdk`new sqs.Queue(this, 'Orders', { queueName: 'orders' });`, withDefault)),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_sqs as sqs } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      const environmentName = this.node.tryGetContext('environment') ?? 'prod';
      new sqs.Queue(this, 'Orders', { queueName: \`shop-orders-\${environmentName}\` });
      }
      }
      "
    `);
    const stack = cdk`
      import { Stack, aws_sqs as sqs } from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      interface Props { readonly stageName: string }
      export class Orders extends Stack {
        constructor(scope: Construct, id: string, props: Props) {
          super(scope, id);
          new sqs.Queue(this, 'Orders', { queueName: 'orders' });
        }
      }
    `;
    expect(fixed(withFiles(stack, withDefault))).toContain('queueName: `shop-orders-${props.stageName}`');
  });
  it('says what is missing', () =>
    expect(offered(withFiles(cdk`new sqs.Queue(this, 'Orders', { queueName: 'orders' });`, PATTERN))).toEqual([
      'refused: Rename Orders to shop-orders-${environment} (nothing in reach says which environment it is, and plumbline.yaml names no default)',
    ]));
});
