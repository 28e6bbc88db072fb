/** Rules about wiring and networks on apps that were run, where L2 constructs are what their templates say. */
import { describe, expect, it } from 'vitest';
import { cdk } from '../../core/rule.ts';
import type { Example, Rule } from '../../core/rule.ts';
import { describe as described, fixture } from '../../testing/fixture.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { closedPort } from '../network/closed-port.ts';
import { noRouteToService } from '../network/no-route-to-service.ts';
import { plainHttpListener } from '../network/plain-http-listener.ts';
import { circularDependency } from './circular-dependency.ts';
import { danglingTrigger } from './dangling-trigger.ts';
import { missingTriggerPermission } from './missing-permission.ts';

const rules = [
  closedPort,
  noRouteToService,
  plainHttpListener,
  circularDependency,
  danglingTrigger,
  missingTriggerPermission,
] as unknown as Rule[];

async function findings(example: Example): Promise<string[]> {
  const workspace = await synthesized(fixture(example).documents, rules);
  return workspace.allFindings().map(f => described(workspace, f));
}

const handler = (subnets: string) => `new lambda.Function(this, 'Handler', {
    runtime: lambda.Runtime.PYTHON_3_13,
    handler: 'index.handler',
    code: lambda.Code.fromInline("import boto3\\ndb = boto3.client('dynamodb')\\ndef handler(event, context):\\n    db.describe_table(TableName='orders')\\n"),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.${subnets} },
  });`;

describe('wiring of apps that were run', () => {
  it('a client that waits for what is made of its pool is not the pool', async () => {
    const found = await findings(cdk`
      const pool = new cognito.UserPool(this, 'Users');
      const server = new cognito.UserPoolResourceServer(this, 'Server', { userPool: pool, identifier: 'orders' });
      pool.addClient('Machine', { generateSecret: true }).node.addDependency(server);
    `);
    expect(found).toEqual([]);
  });

  it('a database that nobody let the function in to', async () => {
    const app = (rule: string) => cdk`
      const vpc = new ec2.Vpc(this, 'Vpc');
      const database = new rds.DatabaseCluster(this, 'Database', {
        engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_5 }),
        writer: rds.ClusterInstance.serverlessV2('writer'),
        vpc,
      });
      const reports = new lambda.Function(this, 'Reports', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline('exports.handler = async () => {}'),
        environment: { DATABASE: database.clusterEndpoint.hostname },
        vpc,
      });
      ${rule}
    `;
    expect(await findings(app('database.connections.allowDefaultPortFrom(reports);'))).toEqual([]);
    const [found] = await findings(app(''));
    expect(found).toContain('Reports is to reach Database, and');
  });

  it('a function in isolated subnets', async () => {
    const found = await findings(cdk`
      const vpc = new ec2.Vpc(this, 'Vpc', {
        natGateways: 0,
        subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      ${handler('PRIVATE_ISOLATED')}
    `);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      'Handler calls DynamoDB, and its subnets have neither a route out nor the VPC endpoint.',
    );
  });

  it('one with an endpoint, and one with a NAT gateway', async () => {
    const endpoint = await findings(cdk`
      const vpc = new ec2.Vpc(this, 'Vpc', {
        natGateways: 0,
        subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      vpc.addGatewayEndpoint('Db', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
      ${handler('PRIVATE_ISOLATED')}
    `);
    const nat = await findings(cdk`
      const vpc = new ec2.Vpc(this, 'Vpc', { natGateways: 1, maxAzs: 2 });
      ${handler('PRIVATE_WITH_EGRESS')}
    `);
    expect([...endpoint, ...nat]).toEqual([]);
  });

  it('what L2 constructs join has its permissions, and no circles', async () => {
    const found = await findings(cdk`
      const uploads = new s3.Bucket(this, 'Uploads');
      const orders = new sns.Topic(this, 'Orders');
      const jobs = new sqs.Queue(this, 'Jobs');
      const worker = new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: lambda.Code.fromInline('def handler(event, context):\n    pass\n'),
        environment: { BUCKET: uploads.bucketName },
      });
      uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(worker), { prefix: 'in/' });
      uploads.addEventNotification(s3.EventType.OBJECT_REMOVED, new s3n.SqsDestination(jobs));
      orders.addSubscription(new subscriptions.SqsSubscription(jobs));
      orders.addSubscription(new subscriptions.LambdaSubscription(worker));
      worker.addEventSource(new sources.SqsEventSource(jobs));
      new events.Rule(this, 'Nightly', {
        schedule: events.Schedule.rate(cdk.Duration.days(1)),
        targets: [new targets.LambdaFunction(worker), new targets.SqsQueue(jobs), new targets.SnsTopic(orders)],
      });
      new apigateway.LambdaRestApi(this, 'Api', { handler: worker });
    `);
    expect(found).toEqual([]);
  });

  it('an L1 rule that starts an L2 function, with its permission and without', async () => {
    const example = (more: string) => cdk`
      const worker = new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: lambda.Code.fromInline('def handler(event, context):\n    pass\n'),
      });
      const rule = new events.CfnRule(this, 'Nightly', {
        scheduleExpression: 'rate(1 day)',
        targets: [{ id: 'worker', arn: worker.functionArn }],
      });
      ${more}
    `;
    const allowed =
      "worker.addPermission('P', { principal: new iam.ServicePrincipal('events.amazonaws.com'), sourceArn: rule.attrArn });";
    expect(await findings(example(allowed))).toEqual([]);
    const [found, ...more] = await findings(example(''));
    expect(found).toContain('Nothing lets events.amazonaws.com invoke Worker, so Nightly never reaches it.');
    expect(more).toEqual([]);
  });

  it('a listener that an L2 balancer makes', async () => {
    const found = await findings(cdk`
      const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
      const balancer = new elbv2.ApplicationLoadBalancer(this, 'Balancer', { vpc, internetFacing: true });
      balancer.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
    `);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('Balancer serves plain HTTP to the internet on Http.');
  });
});
