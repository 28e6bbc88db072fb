import { expect, it } from 'vitest';
import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { fixture } from '../../testing/fixture.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { deprecatedApi } from '../synth/deprecated-api.ts';
import type { Rule } from '../../core/rule.ts';
import { usesDeprecatedApi } from './deprecated-api.ts';

ruleTest(usesDeprecatedApi, ({ check, fixed, offered }) => {
  check(
    'keys, members and classes',
    cdk`
      new ecs.Cluster(this, 'Cluster', {
        vpc: new ec2.Vpc(this, 'Network', {
          cidr: '10.0.0.0/16',
  //      ^^^^ information cdk/deprecated-api (fix): cidr of Vpc is deprecated: use ipAddresses instead.
        }),
        containerInsights: true,
  //    ^^^^^^^^^^^^^^^^^ information cdk/deprecated-api (fix): containerInsights of Cluster is deprecated: see containerInsightsV2.
      });
      const secret = cdk.SecretValue.plainText('none');
  //                                 ^^^^^^^^^ hint cdk/deprecated-api (fix): SecretValue.plainText is deprecated: use unsafePlainText() instead.
      new cloudfront.CloudFrontWebDistribution(this, 'Site', { originConfigs: [] });
  //                 ^^^^^^^^^^^^^^^^^^^^^^^^^ information cdk/deprecated-api: CloudFrontWebDistribution is deprecated: use Distribution instead.
    `,
  );
  check(
    'methods of what a variable, a field or a parameter holds',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import { Alias, type IVersion, Version } from 'aws-cdk-lib/aws-lambda';
      import * as s3 from 'aws-cdk-lib/aws-s3';
      import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

      export class Orders extends cdk.Stack {
        private readonly loop: sfn.Map;
        constructor(scope: cdk.App, id: string, other: cdk.Stack, version: Version) {
          super(scope, id);
          this.loop = new sfn.Map(this, 'Each');
          this.loop.iterator(new sfn.Pass(this, 'Nothing'));
          const bucket = new s3.CfnBucket(this, 'Bucket');
          // Whether the library has what is to be used in their place can't be told without it.
          bucket.addDependsOn(new s3.CfnBucket(this, 'Other'));
          this.addDependency(other);
          this.node.addDependency(bucket);
          version.addAlias('live');
        }
      }
    `,
    [
      'information cdk/deprecated-api "iterator": Map.iterator is deprecated: use itemProcessor instead.',
      'information cdk/deprecated-api "addAlias": Version.addAlias is deprecated: calling addAlias on a Version object will cause the Alias to be replaced on every function update.',
    ],
  );
  check(
    'what hides the library, and names of others, are silent',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import * as ec2 from './network';

      class Dependent extends cdk.Stack {
        addDependency() {}
        run() {
          this.addDependency();
        }
      }
      new ec2.Vpc({ cidr: '10.0.0.0/16' });
      const plain = { cidr: '10.0.0.0/16', logRetention: 3 };
      function each(lambda: { Function: new (props: object) => object }) {
        return new lambda.Function({ logRetention: 3 });
      }
      export const app = new cdk.App({ context: { plain, each, Dependent } });
    `,
    [],
  );
  check(
    'runtimes are told of by a rule that knows their dates',
    cdk`
      const runtime = lambda.Runtime.NODEJS_14_X;
    `,
    [],
  );

  const fn = (props: string) => cdk`
    new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset('lambda'),
      ${props}
    });
  `;
  it('writes keys and values, and imports what they need', () => {
    expect(fixed(fn('logFormat: lambda.LogFormat.JSON, // structured'))).toContain(
      'loggingFormat: lambda.LoggingFormat.JSON, // structured',
    );
    expect(
      fixed(cdk`
        import { Stack } from 'aws-cdk-lib';
        import { RestApi } from 'aws-cdk-lib/aws-apigateway';

        export class Api extends Stack {
          readonly api = new RestApi(this, 'Orders', { minimumCompressionSize: 1024 });
        }
      `),
    ).toMatch(/import \{ Stack, Size \}[\s\S]*\{ minCompressionSize: Size\.bytes\(1024\) \}/);
    expect(
      fixed(cdk`
        const cidr = '10.0.0.0/16';
        new ec2.Vpc(this, 'Network', { cidr });
      `),
    ).toContain('{ ipAddresses: ec2.IpAddresses.cidr(cidr) }');
  });
  it('gives a function a log group in place of a retention, and says what that means', () => {
    const example = fn('logRetention: logs.RetentionDays.ONE_WEEK,');
    expect(offered(example)).toEqual(['review: Use logGroup (a new one; events so far stay in the old one)']);
    expect(fixed(example)).toContain(
      "logGroup: new logs.LogGroup(this, 'OrdersLogs', { retention: logs.RetentionDays.ONE_WEEK }),",
    );
    expect(offered(fn('logRetention: 7, logRemovalPolicy: props.policy,'))).toEqual([
      'refused: Fix cdk/deprecated-api (logRemovalPolicy would have to go to the new log group, too)',
    ]);
  });
  it('takes away what has no effect', () => {
    expect(
      fixed(cdk`
        new ssm.StringParameter(this, 'Stage', {
          type: ssm.ParameterType.STRING,
          stringValue: 'prod',
        });
      `),
    ).toContain("'Stage', {\n  stringValue: 'prod',\n});");
  });
  it('is said once, by reading or by running the app', async () => {
    const { documents } = fixture(cdk`
      new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        pointInTimeRecovery: true,
      });
      new ec2.Vpc(this, 'Network', { cidr: '10.0.0.0/16' });
    `);
    const both = await synthesized(documents, [usesDeprecatedApi, deprecatedApi] as unknown as Rule[]);
    expect(both.allFindings().map(f => f.rule)).toEqual(['cdk/deprecated-api', 'cdk/deprecated-api']);
    const alone = await synthesized(documents, [deprecatedApi] as unknown as Rule[]);
    expect(alone.allFindings().map(f => f.rule)).toEqual(['synth/deprecated-api', 'synth/deprecated-api']);
  });
  it('does not guess values', () => {
    expect(
      offered(cdk`new ecs.Cluster(this, 'Cluster', { containerInsights: this.node.tryGetContext('x') });`),
    ).toEqual(['refused: Fix cdk/deprecated-api (what its value becomes can’t be told here)']);
    expect(offered(cdk`new ec2.Vpc(this, 'Network', { cidr: props?.description });`)).toEqual([
      'refused: Fix cdk/deprecated-api (its value may be undefined, which what takes its place does not take)',
    ]);
    expect(
      offered(cdk`
        new dynamodb.Table(this, 'T', { pointInTimeRecovery: true, pointInTimeRecoverySpecification: undefined });
      `),
    ).toEqual(['refused: Fix cdk/deprecated-api (pointInTimeRecoverySpecification is set already)']);
  });
});
