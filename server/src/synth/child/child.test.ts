/** The child on real apps, with each version of aws-cdk-lib that we hold ourselves to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConstructRecord, RunResult } from '../protocol.ts';
import { TestApp, TestChild, VERSIONS, places } from './testing.ts';

const APP = `const { App, Stack } = require('aws-cdk-lib');
const { Storage } = require('./storage');
const app = new App();
const stack = new Stack(app, 'S', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
const storage = new Storage(stack, 'Storage');
storage.finish();
`;

const STORAGE = `const { Annotations, Aspects, NestedStack, RemovalPolicy, Tags, aws_ec2: ec2, aws_iam: iam, aws_lambda: lambda, aws_s3: s3, aws_sns: sns, aws_sqs: sqs } = require('aws-cdk-lib');
const { Construct } = require('constructs');
exports.Storage = class Storage extends Construct {
  constructor(scope, id) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', { versioned: true });
    const topic = new sns.CfnTopic(this, 'Topic', { displayName: 'first' });
    topic.displayName = 'second';
    topic.addPropertyOverride('KmsMasterKeyId', 'alias/x');
    topic.cfnOptions.metadata = { a: 1 };
    new sqs.Queue(new NestedStack(this, 'Nested'), 'Queue');
    ec2.Vpc.fromLookup(this, 'Net', { isDefault: true });
  }
  finish() {
    this.bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const statement = new iam.PolicyStatement({
      actions: ['sqs:*'], resources: ['*'] });
    role.addToPolicy(statement);
    this.bucket.grantRead(role); // once
    this.bucket.grantRead(role); // twice
    Tags.of(this.bucket).add('team', 'x');
    Annotations.of(this).addWarning('mind the gap');
    Aspects.of(this).add({
      visit(node) {
        if (node instanceof s3.CfnBucket)
          node.accelerateConfiguration = { accelerationStatus: 'Enabled' };
      },
    });
    new lambda.Function(this, 'Fn', { runtime: lambda.Runtime.NODEJS_20_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
  }
};
`;

const FILES = { 'app.ts': APP, 'storage.ts': STORAGE };
/** With merging, so that statements have to be taken apart again. */
const CONTEXT = { '@aws-cdk/aws-iam:minimizePolicies': true };

/** `file:line` of where `text` stands, to compare with a place without its column. */
function line(file: keyof typeof FILES, text: string): string {
  const at = FILES[file].split('\n').findIndex(l => l.includes(text));
  expect(at, text).toBeGreaterThanOrEqual(0);
  return `${file}:${at + 1}`;
}

for (const version of Object.keys(VERSIONS) as (keyof typeof VERSIONS)[]) {
  describe(`aws-cdk-lib ${version}`, { timeout: 60_000 }, () => {
    let app: TestApp;
    let child: TestChild;
    let result: RunResult;
    let offset: (chain: number) => string[];

    const construct = (path: string): ConstructRecord => {
      const found = result.constructs.find(c => c.path === path);
      expect(found, path).toBeDefined();
      return found as ConstructRecord;
    };

    beforeAll(async () => {
      app = new TestApp({}, version);
      child = await TestChild.start([app.base]);
      result = await child.run(app, FILES, { context: CONTEXT });
      offset = chain => places(result, chain).map(place => place.replace(/:\d+$/, ''));
    }, 60_000);
    afterAll(() => {
      child.stop();
      app.remove();
    });

    it('synthesizes', () => {
      expect(result.errors).toEqual([]);
      expect(result.ok).toBe(true);
      expect(result.poisoned).toBeNull();
      expect(result.library?.version).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`));
      expect(result.stacks.map(s => [s.path, s.parent, s.partial, s.account, s.region])).toEqual([
        ['S', null, false, '123456789012', 'us-east-1'],
        ['S/Storage/Nested', 'S', false, '123456789012', 'us-east-1'],
      ]);
      const template = JSON.parse(result.stacks[0]?.template ?? '');
      const { logicalId } = construct('S/Storage/Topic').element ?? {};
      expect(template.Resources[logicalId ?? '']).toMatchObject({
        Type: 'AWS::SNS::Topic',
        Properties: { DisplayName: 'second', KmsMasterKeyId: 'alias/x' },
      });
    });

    it('knows the calls that made each construct, inner and outer', () => {
      expect(offset(construct('S').chain)).toEqual([line('app.ts', "new Stack(app, 'S'")]);
      const outer = line('app.ts', 'new Storage(stack');
      expect(offset(construct('S/Storage/Bucket/Resource').chain)).toEqual([line('storage.ts', "'Bucket'"), outer]);
      const later = line('app.ts', 'storage.finish()');
      expect(offset(construct('S/Storage/Role/DefaultPolicy/Resource').chain)).toEqual([
        line('storage.ts', 'role.addToPolicy'),
        later,
      ]);
      expect(construct('S/Storage/Bucket/Resource')).toMatchObject({
        fqn: 'aws-cdk-lib.aws_s3.CfnBucket',
        className: 'CfnBucket',
        inherited: false,
        element: { stack: 0, type: 'AWS::S3::Bucket' },
      });
      expect(construct('S/Storage')).toMatchObject({ fqn: 'constructs.Construct', className: 'Storage' });
      expect(construct('S/BootstrapVersion').inherited).toBe(true);
    });

    it('knows what was changed after construction, and by which call', () => {
      const changes = (path: string) =>
        construct(path).changes.map(c => [c.property, offset(c.chain)[0]]) as [string, string][];
      expect(changes('S/Storage/Topic')).toEqual([
        ['DisplayName', line('storage.ts', "'second'")],
        ['KmsMasterKeyId', line('storage.ts', 'alias/x')],
        ['@Metadata', line('storage.ts', 'cfnOptions.metadata')],
      ]);
      expect(changes('S/Storage/Bucket/Resource')).toEqual([
        ['@DeletionPolicy', line('storage.ts', 'applyRemovalPolicy')],
        ['@UpdateReplacePolicy', line('storage.ts', 'applyRemovalPolicy')],
        ['AccelerateConfiguration', line('storage.ts', 'node.accelerateConfiguration')],
        ['Tags', line('storage.ts', "add('team'")],
      ]);
      // The call that added the Aspect follows what the Aspect does.
      const aspect = construct('S/Storage/Bucket/Resource').changes.find(c => c.property === 'AccelerateConfiguration');
      expect(offset(aspect?.chain ?? -1)[1]).toBe(line('storage.ts', 'Aspects.of(this)'));
      expect(changes('S/Storage/Fn/Resource')).toEqual([]);
    });

    it('takes policies apart into the statements that were added', () => {
      const [policy, ...others] = construct('S/Storage/Role/DefaultPolicy/Resource').policies;
      expect(others).toEqual([]);
      expect(policy?.path).toEqual(['PolicyDocument', 'Statement']);
      expect(policy?.statements.map(s => [offset(s.made)[0], offset(s.added)[0]])).toEqual([
        [line('storage.ts', 'new iam.PolicyStatement'), line('storage.ts', 'role.addToPolicy')],
        [line('storage.ts', '// once'), line('storage.ts', '// once')],
        [line('storage.ts', '// twice'), line('storage.ts', '// twice')],
      ]);
      expect(policy?.statements[0]?.json).toEqual({ Action: 'sqs:*', Effect: 'Allow', Resource: '*' });
      expect(JSON.stringify(policy?.statements[1]?.json)).toContain('s3:GetObject*');
      expect(JSON.stringify(policy?.statements)).not.toContain('${Token[');
      const [assume] = construct('S/Storage/Role/Resource').policies;
      expect(assume?.path).toEqual(['AssumeRolePolicyDocument', 'Statement']);
    });

    it('passes on annotations and lookups', () => {
      expect(result.annotations.map(a => [a.level, a.message, a.construct, offset(a.chain)[0]])).toContainEqual([
        'warning',
        'mind the gap',
        'S/Storage',
        line('storage.ts', 'addWarning'),
      ]);
      expect(result.missing).toHaveLength(1);
      expect(result.missing[0]).toMatchObject({ provider: 'vpc-provider', dummy: { vpcId: 'vpc-12345' } });
      expect(result.missing[0]?.key).toMatch(/^vpc-provider:account=123456789012:/);
    });

    it('gives the same templates again, and sends only what is not known', async () => {
      const templates = result.stacks.map(s => s.template);
      for (let i = 0; i < 4; i++) {
        const again = await child.run(app, FILES, { context: CONTEXT });
        expect(again.errors).toEqual([]);
        expect(again.stacks.map(s => s.template)).toEqual(templates);
        expect(again.poisoned).toBeNull();
      }
      const changed = { ...FILES, 'storage.ts': STORAGE.replace("'second'", "'third'") };
      const known = result.stacks.map(s => s.hash);
      const next = await child.run(app, changed, { context: CONTEXT, known });
      expect(next.stacks.map(s => s.template !== null)).toEqual([true, false]);
      expect(next.stacks[0]?.template).toContain('"DisplayName":"third"');
    });

    it('keeps what was made before an exception', async () => {
      const broken = STORAGE.replace('const role =', 'undefined.oops(); const role =');
      const partial = await child.run(app, { ...FILES, 'storage.ts': broken }, { context: CONTEXT });
      expect(partial.ok).toBe(false);
      expect(partial.errors).toMatchObject([{ phase: 'load', kind: 'exception', name: 'TypeError' }]);
      expect(places(partial, partial.errors[0]?.chain ?? -1).map(p => p.replace(/:\d+$/, ''))).toEqual([
        line('storage.ts', 'const role = new iam.Role'),
        line('app.ts', 'storage.finish()'),
      ]);
      expect(partial.stacks.every(s => s.partial)).toBe(true);
      expect(partial.stacks[0]?.template).toContain('AWS::S3::Bucket');
    });

    it('tells validation errors apart, construct by construct', async () => {
      const text = `const { App, Stack, aws_iam: iam, aws_s3: s3 } = require('aws-cdk-lib');
const stack = new Stack(new App(), 'S');
new s3.Bucket(stack, 'B');
new iam.Policy(stack, 'P', { force: true });
stack.node.addValidation({ validate: () => ['one', 'two'] });
`;
      const failed = await child.run(app, { 'app.ts': text });
      expect(failed.errors.map(e => [e.phase, e.kind, e.construct, e.message])).toEqual([
        ['synth', 'validation', 'S', 'one'],
        ['synth', 'validation', 'S', 'two'],
        ['synth', 'validation', 'S/P', expect.stringContaining('is empty')],
        ['synth', 'validation', 'S/P', expect.stringContaining('attached to at least one principal')],
      ]);
      expect(places(failed, failed.errors[2]?.chain ?? -1)).toEqual(['app.ts:4:1']);
      expect(failed.stacks[0]).toMatchObject({ partial: true });
      expect(failed.stacks[0]?.template).toContain('AWS::S3::Bucket');
    });

    it('reports deprecated APIs each time, where the app itself uses them', async () => {
      const text = `const { App, Stack, aws_cloudfront: cloudfront, aws_cloudfront_origins: origins, aws_lambda: lambda, aws_s3: s3 } = require('aws-cdk-lib');
const stack = new Stack(new App(), 'S');
const bucket = new s3.Bucket(stack, 'B');
const fn = new lambda.Function(stack, 'F', { runtime: lambda.Runtime.NODEJS_20_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
fn.node.defaultChild.addDependsOn(bucket.node.defaultChild);
fn.currentVersion.addAlias('live');
new cloudfront.Distribution(stack, 'D', { defaultBehavior: { origin: new origins.S3Origin(bucket) } });
`;
      for (let i = 0; i < 2; i++) {
        const run = await child.run(app, { 'app.ts': text });
        expect(run.errors).toEqual([]);
        expect(run.deprecations.every(d => d.message !== '')).toBe(true);
        const found = run.deprecations.map(d => [d.api, places(run, d.chain)[0]]);
        expect(found).toContainEqual(['aws-cdk-lib.CfnResource#addDependsOn', 'app.ts:5:22']);
        // What the library uses for itself is not the app's to change.
        expect(found.filter(([api]) => !/#addDependsOn$|S3Origin$|Version#addAlias$/.test(api ?? ''))).toEqual([]);
        expect(run.logs).toEqual([]);
      }
    });

    it('does not read, copy or bundle assets, but misses what is not there', async () => {
      app.write('handler/index.ts', 'export const handler = 1;');
      app.write('package-lock.json', '{}');
      const text = `const { App, Stack, aws_lambda: lambda, aws_lambda_nodejs: nodejs, aws_s3: s3 } = require('aws-cdk-lib');
const stack = new Stack(new App(), 'S');
new s3.Bucket(stack, 'B', { autoDeleteObjects: true, removalPolicy: 'destroy' });
new lambda.Function(stack, 'F', { runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromAsset(__dirname + '/handler') });
new nodejs.NodejsFunction(stack, 'N', { runtime: lambda.Runtime.NODEJS_20_X, entry: __dirname + '/handler/index.ts' });
`;
      const run = await child.run(app, { 'app.ts': text });
      expect(run.errors).toEqual([]);
      expect(run.stacks[0]?.template?.match(/"S3Key"/g)).toHaveLength(3);
      app.write('handler/index.ts', 'export const handler = 2;');
      const again = await child.run(app, { 'app.ts': text });
      expect(again.stacks[0]?.template).toBe(run.stacks[0]?.template);

      const missing = await child.run(app, { 'app.ts': text.replace("'/handler'", "'/nowhere'") });
      expect(missing.errors).toMatchObject([{ kind: 'missing-file', detail: app.path('nowhere') }]);
      expect(places(missing, missing.errors[0]?.chain ?? -1)).toEqual([expect.stringMatching(/^app\.ts:4:/)]);
    });
  });
}
