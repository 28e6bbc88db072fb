/** What the witness makes of real runs: identity, values, places, owners, statements, edges; and while somebody types on. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ResourceGraph } from '../../core/graph.ts';
import { at, entryAt, rendered, walk, type Value } from '../../core/value.ts';
import { MappedApp, resource, runApp } from './app.fixture.ts';
import { SynthWitness } from './witness.ts';

const FILES = {
  'app.ts': `import * as cdk from 'aws-cdk-lib';
import { DataStack } from './data';
import { ShopStack } from './shop';

const app = new cdk.App();
const data = new DataStack(app, 'Data');
new ShopStack(app, 'Shop', { table: data.table, key: data.key });
`,
  'data.ts': `import * as cdk from 'aws-cdk-lib';
import { aws_dynamodb as dynamodb, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export class Archive extends Construct {
  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    new s3.CfnBucket(this, 'Bucket', { bucketName: name, versioningConfiguration: { status: 'Enabled' } });
  }
}

export class DataStack extends cdk.Stack {
  readonly table: dynamodb.Table;
  readonly key: kms.Key;
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new kms.Key(this, 'Key', { enableKeyRotation: [true].some(v => v) });
    this.table = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    for (const year of JSON.parse('[2025, 2026]')) new Archive(this, 'Archive' + year, 'archive-' + year);
  }
}
`,
  'shop.ts': `import * as cdk from 'aws-cdk-lib';
import { aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_lambda as lambda } from 'aws-cdk-lib';
import { aws_lambda_event_sources as sources, aws_s3 as s3, aws_s3_notifications as s3n, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';

interface ShopProps extends cdk.StackProps {
  readonly table: dynamodb.ITable;
  readonly key: kms.IKey;
}

class Slow extends sqs.Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { deliveryDelay: cdk.Duration.seconds(JSON.parse('3')) });
  }
}

export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: ShopProps) {
    super(scope, id, props);
    const { seconds } = JSON.parse('{ "seconds": 9 }');
    const jobs = new sqs.Queue(this, 'Jobs', {
      visibilityTimeout: cdk.Duration.seconds(seconds),
      queueName: ['print', 'jobs'].map(w => w).join('-'),
    });
    const worker = new lambda.Function(this, 'Worker', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      environment: { TABLE: props.table.tableName },
      timeout: cdk.Duration.seconds(30),
    });
    worker.addEventSource(new sources.SqsEventSource(jobs));
    props.table.grantReadData(worker);
    worker.addToRolePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
    worker.addToRolePolicy(new iam.PolicyStatement({ actions: ['sns:GetTopicAttributes'], resources: ['*'] }));
    const uploads = new s3.Bucket(this, 'Uploads', { encryptionKey: props.key });
    uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(worker), { prefix: 'in/' });
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 1, natGateways: 0 });
    const door = new ec2.SecurityGroup(this, 'Door', { vpc });
    door.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
    const hidden = new sqs.CfnQueue(this, 'Hidden');
    hidden.addPropertyOverride('DelaySeconds', [7].pop());
    new Slow(this, 'Slow');
    new cdk.CfnOutput(this, 'Where', { value: jobs.queueUrl });
  }
}
`,
};

let app: MappedApp;
let read: ResourceGraph;
let graph: ResourceGraph;

beforeAll(async () => {
  app = await runApp(FILES);
  expect(app.model.problems.filter(p => p.severity === 'error')).toEqual([]);
  read = app.read();
  graph = app.joined();
}, 60_000);

/** The value at a path as text, and what its span covers. */
function shown(value: Value): string {
  return value.kind === 'absent' ? 'absent' : `${rendered(value)} «${app.text(value.span)}»`;
}

describe('resources', () => {
  it('keep the identity that they have in the source', () => {
    for (const id of ['Shop/Jobs', 'Shop/Worker', 'Data/Orders', 'Shop/Uploads']) {
      const [before, after] = [resource(read, id), resource(graph, id)];
      expect(after.evidence).toBe('synth');
      expect([after.id, after.logicalId, after.span, after.nameSpan, after.properties.slot, after.construct]).toEqual([
        before.id,
        before.logicalId,
        before.span,
        before.nameSpan,
        before.properties.slot,
        before.construct,
      ]);
    }
  });

  it('are all of the templates, each once, and each has a place', () => {
    const made = app.model.constructs.filter(c => c.element?.type).length;
    // The rule of the security group is a call of its own.
    expect(graph.resources.length).toBe(made + 1);
    expect(new Set(graph.resources.map(r => r.id)).size).toBe(graph.resources.length);
    for (const r of graph.resources) expect(app.text(r.nameSpan), r.id).not.toBe('');
    expect(graph.resources.filter(r => r.evidence === 'source')).toEqual([]);
  });

  it('have the exact value where the source reader can only say where it comes from', () => {
    const jobs = resource(graph, 'Shop/Jobs').properties;
    expect(at(resource(read, 'Shop/Jobs').properties, 'VisibilityTimeout').kind).toBe('unknown');
    expect(shown(at(jobs, 'VisibilityTimeout'))).toBe('9 «cdk.Duration.seconds(seconds)»');
    const name = at(jobs, 'QueueName');
    expect(shown(name)).toBe("print-jobs «['print', 'jobs'].map(w => w).join('-')»");
    // Nothing that one could rewrite makes it.
    expect(name).toMatchObject({ written: null, origin: 'written' });
  });

  it('keep the token of a literal that is what the template has', () => {
    const timeout = at(resource(graph, 'Shop/Worker').properties, 'Timeout');
    expect(timeout).toEqual(at(resource(read, 'Shop/Worker').properties, 'Timeout'));
    const size = entryAt(resource(graph, 'Shop/Worker').properties, 'Handler');
    expect(size && app.text(size.keySpan)).toBe('handler');
  });

  it('of a class of the user’s are what the class passes on', () => {
    const slow = resource(graph, 'Shop/Slow');
    expect(slow).toMatchObject({ owner: { kind: 'yours' }, id: resource(read, 'Shop/Slow').id });
    expect(shown(at(slow.properties, 'DelaySeconds'))).toBe("3 «cdk.Duration.seconds(JSON.parse('3'))»");
  });

  it('say what the construct set at its name, as its default', () => {
    const role = at(resource(graph, 'Shop/Worker').properties, 'Role');
    expect(role).toMatchObject({ target: { id: resource(graph, 'Shop/Worker/ServiceRole').id }, origin: 'default' });
    expect(shown(role)).toContain('«lambda.Function»');
  });

  it('say a later change at the call that made it', () => {
    const delay = entryAt(resource(graph, 'Shop/Hidden').properties, 'DelaySeconds');
    expect(delay && shown(delay.value)).toBe('7 «[7].pop()»');
  });

  it('that a loop makes share the places of their call and the name in messages', () => {
    const buckets = graph.ofType('AWS::S3::Bucket').filter(b => b.path?.includes('Archive'));
    expect(buckets.map(b => rendered(at(b.properties, 'BucketName')))).toEqual(['archive-2025', 'archive-2026']);
    expect(new Set(buckets.map(b => `${b.logicalId} ${b.span.start} ${app.text(b.nameSpan)}`)).size).toBe(1);
    for (const b of buckets) {
      const status = entryAt(b.properties, 'VersioningConfiguration', 'Status');
      expect(status && app.text(status.span)).toBe("status: 'Enabled'");
      expect(status?.value).toMatchObject({ value: 'Enabled', origin: 'written' });
    }
  });

  it('know who can change them', () => {
    const owner = (id: string) => resource(graph, id).owner;
    expect(owner('Shop/Worker')).toEqual({ kind: 'yours' });
    expect(owner('Data/Archive2026/Bucket')).toEqual({ kind: 'yours' });
    expect(owner('Shop/Worker/ServiceRole')).toEqual({ kind: 'overridable', prop: 'role' });
    expect(owner('Shop/Worker/ServiceRole/DefaultPolicy').kind).toBe('internal');
    expect(owner('Shop/Uploads/Notifications')).toEqual({ kind: 'internal', of: 'aws-cdk-lib.aws_s3.Bucket' });
    expect(owner('Shop/Vpc/PublicSubnet1/Subnet')).toEqual({ kind: 'overridable', prop: 'subnetConfiguration' });
  });

  it('hold no place and no id that is not of the app', () => {
    const ids = new Set(graph.resources.map(r => r.id));
    for (const r of graph.resources)
      walk(r.properties, value => {
        if (value.kind === 'absent') return;
        const length = app.workspace.document(value.span.uri)?.text.length ?? -1;
        expect(value.span.end, `${r.id} ${value.kind}`).toBeLessThanOrEqual(length);
        if (value.kind === 'reference' && value.target.kind === 'resource') expect(ids).toContain(value.target.id);
      });
  });

  it('refer to resources of other stacks', () => {
    const variable = at(resource(graph, 'Shop/Worker').properties, 'Environment', 'Variables', 'TABLE');
    expect(variable).toMatchObject({ kind: 'reference', target: { id: resource(graph, 'Data/Orders').id } });
    expect(shown(variable)).toContain('«props.table.tableName»');
  });

  it('of a library class show the calls of the user that led to them, the innermost first', () => {
    const witness = new SynthWitness(app.model);
    const joined = app.joined(witness);
    const places = witness.placesOf(resource(joined, 'Data/Archive2026/Bucket').id).map(s => app.text(s));
    expect(places[0]).toMatch(/^new s3\.CfnBucket\(/);
    expect(places[1]).toBe("new Archive(this, 'Archive' + year, 'archive-' + year)");
    expect(places.at(-1)).toBe("new DataStack(app, 'Data')");
  });
});

describe('security groups', () => {
  it('have their rules as the calls that make them', () => {
    const rule = graph.ofType('AWS::EC2::SecurityGroupIngress')[0];
    expect(rule).toMatchObject({ evidence: 'synth', id: read.ofType('AWS::EC2::SecurityGroupIngress')[0]?.id });
    expect(rule && shown(at(rule.properties, 'CidrIp'))).toBe('0.0.0.0/0 «ec2.Peer.anyIpv4()»');
    expect(at(resource(graph, 'Shop/Door').properties, 'SecurityGroupIngress')).toMatchObject({ items: [] });
  });
});

describe('statements', () => {
  it('are those that the code makes, though the template has them merged', () => {
    const written = graph.statements.filter(s => s.grant === null && s.kind === 'identity');
    expect(written.map(s => rendered(at(s.elements, 'Action', '0')))).toEqual([
      'sns:Publish',
      'sns:GetTopicAttributes',
    ]);
    for (const statement of written) {
      const before = read.statements.find(s => s.id === statement.id);
      expect(statement).toMatchObject({
        evidence: 'synth',
        span: before?.span,
        attachedTo: before?.attachedTo,
        owner: before?.owner,
      });
      expect(shown(at(statement.elements, 'Resource', '0'))).toBe("* «'*'»");
    }
  });

  it('of grants have the actions of the template and the place of the call', () => {
    const grant = graph.statements.find(s => s.grant?.method === 'grantReadData');
    expect(grant && app.text(grant.grant?.span as never)).toBe('grantReadData');
    expect(grant && rendered(at(grant.elements, 'Action', '0'))).toBe('dynamodb:BatchGetItem');
    expect(grant?.grant?.on).toBe(resource(graph, 'Data/Orders').id);
    expect(grant?.attachedTo).toEqual([resource(graph, 'Shop/Worker').id]);
  });

  it('that constructs write for themselves count as granted', () => {
    const own = graph.statements.filter(
      s => s.kind === 'resource' && s.attachedTo.includes(resource(graph, 'Data/Key').id),
    );
    expect(own.length).toBeGreaterThan(0);
    for (const s of own) expect(s.grant).not.toBeNull();
  });
});

describe('edges', () => {
  it('say once who starts whom, and whether all events count', () => {
    const triggers = graph.edges.filter(e => e.kind === 'trigger');
    const name = (id: string) => graph.resource(id)?.path;
    expect(triggers.map(e => [name(e.from), name(e.to), e.filtered]).sort()).toEqual([
      ['Shop/Jobs', 'Shop/Worker', false],
      ['Shop/Uploads', 'Shop/Worker', true],
    ]);
    for (const e of triggers) expect(app.text(e.span)).not.toBe('');
  });

  it('lead to resources that are there', () => {
    const known = new Set([...graph.resources, ...graph.stacks].map(r => r.id));
    for (const e of graph.edges)
      expect(
        [e.from, e.to].filter(id => !known.has(id)),
        e.kind,
      ).toEqual([]);
  });

  it('grant what the template grants', () => {
    const worker = resource(graph, 'Shop/Worker').id;
    const grants = graph.edgesFrom(worker, 'grant').map(e => [graph.resource(e.to)?.path, e.access, e.detail]);
    expect(grants).toContainEqual(['Data/Orders', 'read', 'grantReadData']);
  });
});

describe('stacks', () => {
  it('have their outputs at the constructs', () => {
    const stack = graph.stack(resource(graph, 'Shop/Jobs').stack);
    const output = stack?.sections && entryAt(stack.sections, 'Outputs', 'Where');
    expect(output && app.text(output.keySpan)).toBe('cdk.CfnOutput');
    expect(output && at(output.value, 'Value')).toMatchObject({ target: { id: resource(graph, 'Shop/Jobs').id } });
  });
});

describe('findings', () => {
  it('with the run are those without it, less what it refutes and with what only it can know', () => {
    app.read();
    const before = app.findings();
    app.joined();
    const after = app.findings();
    expect(before.filter(f => !after.includes(f))).toEqual([]);
    expect(after.filter(f => !before.includes(f) && !f.includes(' synth/'))).toEqual([
      'error reliability/short-visibility-timeout "cdk.Duration.seconds(seconds)": Jobs hides messages for 9 s, less than the 30 s that Worker may run: Lambda refuses the event source.',
    ]);
  });
});

describe('while somebody types', () => {
  const fresh = () => {
    const copy = new MappedApp(app.model, FILES, app.root);
    const witness = new SynthWitness(app.model);
    return { copy, witness, graph: copy.joined(witness) };
  };

  it('objects stay the same as long as nothing changes', () => {
    const { copy, witness, graph: first } = fresh();
    copy.type('app.ts', 'new cdk.App();', 'new cdk.App(); // now');
    const second = copy.joined(witness);
    expect(second).not.toBe(first);
    const moved = second.resources.filter(r => first.resource(r.id) !== r && r.span.uri !== `${app.root}app.ts`);
    expect(moved.map(r => r.id)).toEqual([]);
    const statements = new Set(first.statements);
    expect(second.statements.filter(s => !statements.has(s))).toEqual([]);
  });

  it('objects are taken over from the run before', () => {
    const { copy, witness, graph: first } = fresh();
    const again = JSON.parse(JSON.stringify(app.model)) as typeof app.model;
    const second = copy.joined(new SynthWitness(again, witness));
    expect(second.resources.filter(r => first.resource(r.id) !== r)).toEqual([]);
    expect(second.resources.length).toBe(first.resources.length);
  });

  it('places move along', () => {
    const { copy, witness } = fresh();
    copy.type('data.ts', 'export class Archive', '// An archive.\nexport class Archive');
    copy.type('shop.ts', 'const jobs', '// What is to be printed.\n    const jobs');
    const moved = copy.joined(witness);
    for (const r of moved.resources) {
      expect(r.evidence).toBe('synth');
      expect(copy.text(r.nameSpan), r.id).toBe(app.text(resource(graph, r.path as string).nameSpan));
    }
    const alias = entryAt(resource(moved, 'Data/Archive2026/Bucket').properties, 'BucketName');
    expect(alias && copy.text(alias.span)).toBe('bucketName: name');
  });

  it('the source has the say on what changed since the run, and on nothing else', () => {
    const { copy, witness } = fresh();
    copy.type('shop.ts', 'seconds(30)', 'seconds(5)');
    const now = copy.joined(witness);
    expect(resource(now, 'Shop/Worker')).toMatchObject({ evidence: 'source' });
    expect(at(resource(now, 'Shop/Worker').properties, 'Timeout')).toMatchObject({ value: 5 });
    expect(resource(now, 'Shop/Jobs')).toMatchObject({ evidence: 'synth' });
    expect(copy.findings().filter(f => f.includes('short-visibility-timeout'))).toEqual([
      'information reliability/short-visibility-timeout "cdk.Duration.seconds(seconds)": Jobs hides messages for 9 s; six times the 5 s that Worker may run are 30 s.',
    ]);
  });

  it('what was deleted is gone with all that came along', () => {
    const { copy, witness } = fresh();
    copy.type(
      'shop.ts',
      "uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(worker), { prefix: 'in/' });",
      '',
    );
    copy.type(
      'shop.ts',
      "const hidden = new sqs.CfnQueue(this, 'Hidden');\n    hidden.addPropertyOverride('DelaySeconds', [7].pop());",
      '',
    );
    const now = copy.joined(witness);
    const paths = now.resources.map(r => r.path);
    expect(paths).not.toContain('Shop/Hidden');
    expect(paths).toContain('Shop/Worker');
  });

  it('a statement that changed is judged as it is written now', () => {
    const { copy, witness } = fresh();
    copy.type('shop.ts', "actions: ['sns:Publish']", "actions: ['sns:*']");
    const statement = copy.joined(witness).statements.find(s => rendered(at(s.elements, 'Action', '0')) === 'sns:*');
    expect(statement?.evidence).toBe('source');
  });

  it('what is new is read from the source', () => {
    const { copy, witness } = fresh();
    copy.type('shop.ts', 'const hidden', "new sqs.Queue(this, 'Fresh');\n    const hidden");
    expect(resource(copy.joined(witness), 'Shop/Fresh')).toMatchObject({ evidence: 'source' });
  });

  it('a run that was late is not believed where the text went on', () => {
    const copy = new MappedApp(app.model, FILES, app.root);
    copy.type('shop.ts', 'seconds(30)', 'seconds(5)');
    const now = copy.joined(new SynthWitness(app.model));
    expect(at(resource(now, 'Shop/Worker').properties, 'Timeout')).toMatchObject({ value: 5 });
    expect(resource(now, 'Data/Orders').evidence).toBe('synth');
  });
});

describe('an app that fails half-way', () => {
  it('is believed as far as it came', async () => {
    const partial = await runApp({
      'app.ts': `import * as cdk from 'aws-cdk-lib';
import { aws_sqs as sqs } from 'aws-cdk-lib';
const app = new cdk.App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };
const stack = new cdk.Stack(app, 'Half', { env });
const { seconds } = JSON.parse('{ "seconds": 9 }');
new sqs.Queue(stack, 'Before', { visibilityTimeout: cdk.Duration.seconds(seconds), queueName: 'jobs-' + stack.account });
JSON.parse('');
new sqs.Queue(stack, 'After', { visibilityTimeout: cdk.Duration.seconds(seconds) });
`,
    });
    const now = partial.joined();
    expect(resource(now, 'Half/Before').evidence).toBe('synth');
    expect(at(resource(now, 'Half/Before').properties, 'VisibilityTimeout')).toMatchObject({ value: 9 });
    expect(resource(now, 'Half/After').evidence).toBe('source');
    const error = now.source.find(f => f.kind === 'synth');
    expect(error && partial.text(error.span)).toContain('parse');
    // Nobody named the account: what stands in for it is no value.
    expect(rendered(at(resource(now, 'Half/Before').properties, 'QueueName'))).toBe('jobs-${AWS::AccountId}');
    expect(now.stack(resource(now, 'Half/Before').stack)?.account).toMatchObject({
      kind: expect.not.stringMatching('literal'),
    });
  }, 60_000);
});
