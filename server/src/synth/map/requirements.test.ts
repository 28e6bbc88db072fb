/**
 * Requirements are checked on what the app synthesizes: what only a run can see is found, and what reading would say
 * wrongly, or could not say, is settled by it.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type MappedApp, runApp, withApp } from './app.fixture.ts';
import { type Finding, type Fix, applyEdits } from '../../core/finding.ts';
import { proposeFixesBySynth } from '../../fixes/index.ts';
import { SynthWitness } from './witness.ts';

const FILES = {
  'app.ts': `import * as cdk from 'aws-cdk-lib';
import { ShopStack } from './shop';

const app = new cdk.App();
const shop = new ShopStack(app, 'Shop', { env: { region: ['eu', 'west', '1'].map(p => p).join('-') } });
cdk.Aspects.of(app).add({ visit: node => cdk.TagManager.of(node)?.setTag('Owner', 'team-shop') });
for (const [key, value] of Object.entries(JSON.parse('{ "Stage": "dev" }'))) cdk.Tags.of(shop).add(key, String(value));
`,
  'plumbline.yaml': 'version: 1\n',
  'shop.ts': `import * as cdk from 'aws-cdk-lib';
import { aws_apigateway as apigateway, aws_cloudwatch as cloudwatch, aws_dynamodb as dynamodb, aws_kms as kms } from 'aws-cdk-lib';
import { aws_logs as logs, aws_s3 as s3, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';

class Vault extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const make = JSON.parse('"Key"') as 'Key';
    new kms[make](this, 'Key');
  }
}

export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps) {
    super(scope, id, props);
    const queues = JSON.parse('["orders", "bills"]').map(
      (name: string) =>
        new sqs.Queue(this, name, {
          queueName: ['shop', name].map(w => w).join('-'),
          visibilityTimeout: cdk.Duration.seconds(JSON.parse('300')),
        }),
    );
    queues[0].metricApproximateAgeOfOldestMessage().createAlarm(this, 'Late', { threshold: 60, evaluationPeriods: 1 });
    const table = new dynamodb.CfnTable(this, 'Table', {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      billingMode: 'PROVISIONED',
    });
    for (const [key, value] of Object.entries(JSON.parse('{ "BillingMode": "PAY_PER_REQUEST" }')))
      table.addPropertyOverride(key, value);
    const api = new apigateway.RestApi(this, 'Api', { deployOptions: { stageName: 'live' } });
    for (const path of JSON.parse('["items"]')) api.root.addResource(path).addMethod('GET');
    if (JSON.parse('false')) new s3.Bucket(this, 'Old');
    new logs.LogGroup(this, 'Log', { retention: [logs.RetentionDays.ONE_DAY].find(d => d > 0) });
    for (const name of JSON.parse('["OrdersUrl"]'))
      new cdk.CfnOutput(this, name, { value: queues[0].queueUrl, exportName: 'shop-orders' });
    new cdk.CfnParameter(this, 'Stage', { type: 'String', default: JSON.parse('"dev"') });
    new cloudwatch.Dashboard(this, 'Board');
    for (const name of JSON.parse('["BoardUrl"]')) new cdk.CfnOutput(this, name, { value: 'https://example.com' });
    if ([1].some(n => n > 0)) new Vault(this, 'Vault');
  }
}
`,
};

let app: MappedApp;
let witness: SynthWitness;

beforeAll(async () => {
  app = await runApp(FILES);
  expect(app.model.problems.filter(p => p.severity === 'error')).toEqual([]);
  witness = new SynthWitness(app.model);
}, 120_000);

/** What is found of some requirements, by reading alone and with the run: `rule "covered text": message`. */
function found(requirements: string, rule: string): { readonly read: string[]; readonly run: string[] } {
  app.require(requirements);
  const told = () => app.findings().filter(f => f.includes(` ${rule} `));
  app.read();
  const read = told();
  app.joined(witness);
  return { read, run: told() };
}

describe('what only a run can see', () => {
  it.each([
    [
      'naming: "shop-{resource}-{env}"\nenvironments: [dev, prod]',
      'naming/off-pattern',
      "\"['shop', name].map(w => w).join('-')\": The name shop-orders of orders (and 1 more) does not follow shop-{resource}-{env}",
    ],
    [
      'properties: { sqs: { visibility_timeout: { max: 60 } } }',
      'arch/wrong-property',
      '"cdk.Duration.seconds(JSON.parse(\'300\'))": visibility_timeout of orders (and 1 more) is 300',
    ],
    [
      'monitoring: { log_retention_days: 30 }',
      'arch/wrong-property',
      '"[logs.RetentionDays.ONE_DAY].find(d => d > 0)": retention_days of Log is 1',
    ],
    ['services: [{ of: sqs, count: 3 }]', 'arch/missing-service', 'SQS should be there 3 times, not 2'],
    ['tags: [Owner, Stage, Project]', 'tags/missing', '"sqs.Queue": 8 of the 9 resources of Shop lack the tag Project'],
    [
      'tags: { required: { Stage: prod } }',
      'tags/missing',
      '"add": The tag Stage of orders (and 7 more) is dev; it should be prod',
    ],
    ['outputs: [BillsUrl]', 'outputs/missing', '"BillsUrl": There is no output BillsUrl'],
    ['outputs: { required: [BoardUrl], export: true }', 'outputs/missing', 'The output BoardUrl is not exported'],
    [
      'api: { throttling_rate: 100 }',
      'arch/wrong-property',
      '"apigateway.RestApi": throttling_rate of DeploymentStage.live is not set; it should be 100',
    ],
    ['monitoring: { alarms: [sqs] }', 'monitoring/missing-alarm', '"sqs.Queue": bills has no alarm'],
    ['api: { endpoints: [/health] }', 'arch/missing-endpoint', '"apigateway.RestApi": No API has the path /health'],
  ])('%s', (requirements, rule, message) => {
    const { read, run } = found(requirements, rule);
    expect(read).toEqual([]);
    expect(run).toContainEqual(expect.stringContaining(message));
  });
});

describe('what a run refutes', () => {
  it.each([
    ['properties: { dynamodb: { billing_mode: PAY_PER_REQUEST } }', 'arch/wrong-property'],
    ['services: [kms]', 'arch/missing-service'],
  ])('%s', (requirements, rule) => {
    const { read, run } = found(requirements, rule);
    expect(read).toHaveLength(1);
    expect(run).toEqual([]);
  });
});

describe('what neither says', () => {
  it.each([
    ['region: eu-west-1', 'arch/wrong-region'],
    ['naming: "shop-{resource}"', 'naming/off-pattern'],
    ['services: [{ of: sqs, count: 2 }]', 'arch/missing-service'],
    ['tags: [Owner, Stage]', 'tags/missing'],
    ['outputs: [OrdersUrl]', 'outputs/missing'],
    ['outputs: { required: [OrdersUrl], export: true }', 'outputs/missing'],
    ['api: { endpoints: [/items] }', 'arch/missing-endpoint'],
    ['parameters: [{ name: Stage, default: dev }]', 'parameters/missing'],
    ['environments: { names: [dev, prod], default: dev }', 'naming/wrong-default-environment'],
  ])('%s', (requirements, rule) => {
    expect(found(requirements, rule)).toEqual({ read: [], run: [] });
  });
});

it('parameters stand where the code declares them', () => {
  const { read, run } = found(
    'environments: { names: [dev, prod], default: prod }',
    'naming/wrong-default-environment',
  );
  expect(read).toHaveLength(0);
  expect(run).toEqual([
    expect.stringContaining(String.raw`"JSON.parse('\"dev\"')": The environment falls back to dev; it should be prod`),
  ]);
});

describe('a path that a fix adds', () => {
  it.each([
    [
      'apigateway.RestApi',
      "const api = new apigateway.RestApi(this, 'Api');\n    api.root.addMethod('GET', new apigateway.LambdaIntegration(fn));",
      "api.root.addResource('health').addMethod('GET', new apigateway.LambdaIntegration(fn));",
    ],
    [
      'apigatewayv2.HttpApi',
      "const api = new apigatewayv2.HttpApi(this, 'Api');\n    api.addRoutes({ path: '/orders', integration: new HttpLambdaIntegration('Orders', fn) });",
      'api.addRoutes({',
    ],
  ])(
    '%s',
    async (_, body, line) => {
      const files = (text: string) => ({
        'app.ts': `import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';

class Shop extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);
    const fn = new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => 1;'),
    });
    ${text}
  }
}
new Shop(new cdk.App(), 'Shop');
`,
        'plumbline.yaml': 'version: 1\nrequirements:\n  api: { endpoints: [/health] }\n',
      });
      await withApp(files(body), async (app, again) => {
        app.joined();
        const finding = app.workspace.allFindings().find(f => f.rule === 'arch/missing-endpoint') as Finding;
        const uri = `${app.root}app.ts`;
        const [fix] = await proposeFixesBySynth(
          app.workspace,
          finding,
          async copy => new SynthWitness(await again({ 'app.ts': copy.document(uri)?.text ?? '' })),
        );
        expect(fix).toMatchObject({ title: 'Add GET /health to Api, answered by Fn', proof: 'synth' });
        expect(applyEdits(app.workspace.document(uri)?.text ?? '', (fix as Fix).edits)).toContain(line);
      });
    },
    120_000,
  );
});
