/** From hand-made results to models: chains become calls, and each kind of problem says where and what to do. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SynthModel } from '../model.ts';
import type { RunError, RunResult } from '../protocol.ts';
import { folderOf } from './folder.fixture.ts';
import { type AppDescription, Host, describeApp } from './index.ts';

const FILES = {
  'cdk.json': { app: 'npx tsx app.ts' },
  'package.json': {},
  'app.ts': `import { Lib } from './lib';
import missing from 'not-there/deep';
const stage = process.env.STAGE;
new Lib(missing, { stage });
`,
  'lib.ts': `// A construct.
export class Lib {
  constructor(scope: any, props: any) {
    this.role(new Bucket(scope, 'B', { versioned: true }));
    const vpc = ec2.Vpc.fromLookup(scope, 'V', { vpcId: 'vpc-12345' });
  }
  role(of: any) { of.grantRead(this); }
}
`,
};

/** Runs nothing: gives the model of a result in which frames stand at pieces of the source. */
function modelOf(say: (at: (...places: readonly (readonly [string, string])[]) => number) => Partial<RunResult>): {
  model: SynthModel;
  said: (span: { uri: string; start: number; end: number }) => string;
} {
  const root = folderOf(FILES);
  const app = describeApp(root) as AppDescription;
  const host = new Host(app);
  const prepared = host.prepare(new Map());
  const files = prepared.files.map(f => f.path);
  const chains: number[][] = [];
  const at = (...places: readonly (readonly [string, string])[]) => {
    const frames = places.flatMap(([name, piece]) => {
      const file = files.indexOf(path.join(root, name));
      const js = prepared.files[file]?.js as string;
      const offset = js.indexOf(piece);
      if (offset < 0) throw new Error(`No ${piece} in ${js}`);
      const before = js.slice(0, offset).split('\n');
      return [file, before.length, (before.at(-1) as string).length + 1];
    });
    return chains.push(frames) - 1;
  };
  const parts = say(at);
  const result: RunResult = {
    type: 'result',
    id: 1,
    ok: true,
    library: { version: '2.276.0', constructs: '10.8.1' },
    files,
    chains,
    constructs: [],
    stacks: [],
    errors: [],
    annotations: [],
    deprecations: [],
    missing: [],
    denied: [],
    logs: [],
    timings: { total: 50 },
    rss: 0,
    runs: 1,
    poisoned: null,
    ...parts,
  };
  const model = host.model(prepared, result);
  return { model, said: span => model.texts[span.uri]?.slice(span.start, span.end) ?? 'no text' };
}

function error(parts: Partial<RunError>): RunError {
  const base = { phase: 'load', kind: 'exception', name: 'Error', message: '', detail: null } as const;
  return { ...base, chain: -1, construct: null, stack: '', ...parts };
}

const BUCKET = ['lib.ts', 'new Bucket'] as const;
const LIB = ['app.ts', 'new lib_1.Lib'] as const;

describe('constructs', () => {
  it('have the calls that made them, the innermost first, each once in the list', () => {
    const { model, said } = modelOf(at => ({
      constructs: [
        {
          path: 'S',
          fqn: null,
          className: 'Lib',
          chain: at(LIB),
          inherited: false,
          element: null,
          changes: [],
          policies: [],
        },
        {
          path: 'S/B',
          fqn: 'aws-cdk-lib.aws_s3.Bucket',
          className: 'Bucket',
          chain: at(BUCKET, LIB),
          inherited: false,
          element: { stack: 0, logicalId: 'B1', type: 'AWS::S3::Bucket' },
          changes: [{ property: 'BucketPolicy', chain: at(['lib.ts', 'grantRead'], ['lib.ts', 'role('], LIB) }],
          policies: [
            {
              path: ['Statement'],
              statements: [
                { json: {}, made: -1, added: at(['lib.ts', 'grantRead']) },
                { json: {}, made: -1, added: -1 },
              ],
            },
          ],
        },
        {
          path: 'S/X',
          fqn: null,
          className: 'X',
          chain: -1,
          inherited: true,
          element: null,
          changes: [],
          policies: [],
        },
      ],
    }));
    const texts = (sites: readonly number[] = []) =>
      sites.map(i => said(model.sites[i]?.span ?? { uri: '', start: 0, end: 0 }));
    expect(model.constructs.map(c => texts(c.sites))).toEqual([
      ['new Lib(missing, { stage })'],
      ["new Bucket(scope, 'B', { versioned: true })", 'new Lib(missing, { stage })'],
      [],
    ]);
    const bucket = model.constructs[1];
    expect(texts(bucket?.changes[0]?.sites)).toEqual([
      'of.grantRead(this)',
      "this.role(new Bucket(scope, 'B', { versioned: true }))",
      'new Lib(missing, { stage })',
    ]);
    expect(bucket?.policies[0]?.statements[0]).toMatchObject({ made: [], added: [bucket?.changes[0]?.sites[0]] });
    expect(bucket?.policies[0]?.statements[1]).toMatchObject({ made: [], added: bucket?.sites });
    expect(model.sites).toHaveLength(4);
    expect(model.sites[bucket?.sites[0] as number]).toMatchObject({ kind: 'new', written: 'Bucket' });
  });
});

describe('a model', () => {
  it('says what it is of', () => {
    const { model } = modelOf(() => ({
      stacks: [
        {
          path: 'S',
          name: 'S',
          file: 'S.json',
          template: '{"a":1}',
          hash: 'h',
          partial: false,
          account: 'a',
          region: 'r',
          parent: null,
        },
      ],
      missing: [{ key: 'k', provider: 'availability-zones', dummy: ['dummy1a', 'dummy1b', { x: 'dummy1a' }, 5] }],
    }));
    expect(model).toMatchObject({
      from: 'run',
      ok: true,
      library: '2.276.0',
      account: '123456789012',
      region: 'us-east-1',
    });
    expect(Object.keys(model.texts).sort()).toEqual(['app.ts', 'lib.ts', 'package.json'].map(f => `${model.dir}/${f}`));
    expect(model.entry).toBe(`${model.dir}/app.ts`);
    expect(model.stacks[0]?.template).toBe('{"a":1}');
    expect(model.dummies).toEqual(['dummy1a', 'dummy1b']);
    expect(model.problems).toEqual([]);
    expect(model.timings.child).toBe(50);
  });
});

describe('a problem', () => {
  it('of an exception stands at the innermost call, with what led there', () => {
    const { model, said } = modelOf(at => ({
      ok: false,
      errors: [
        error({ message: 'Bucket name must be lowercase\nand short', chain: at(BUCKET, LIB), construct: 'S/B' }),
      ],
    }));
    const [problem] = model.problems;
    expect(problem).toMatchObject({
      kind: 'exception',
      severity: 'error',
      message: 'Bucket name must be lowercase\nand short',
      construct: 'S/B',
    });
    expect(said(problem?.span as never)).toBe('new Bucket');
    expect(problem?.related.map(r => [said(r.span), r.message])).toEqual([['new Lib', 'Called from here: Lib']]);
  });

  it('without a frame stands at its construct, else at the start of the entry file', () => {
    const { model, said } = modelOf(at => ({
      constructs: [
        {
          path: 'S/B',
          fqn: null,
          className: 'B',
          chain: at(BUCKET),
          inherited: false,
          element: null,
          changes: [],
          policies: [],
        },
      ],
      errors: [
        error({ message: 'one', construct: 'S/B' }),
        error({ message: '', name: 'TypeError', construct: 'gone' }),
      ],
    }));
    expect(model.problems.map(p => [p.message, said(p.span)])).toEqual([
      ['one', 'new Bucket'],
      ['TypeError', "import { Lib } from './lib';"],
    ]);
  });

  it('of a missing module stands at its import and says what to run', () => {
    const { model, said } = modelOf(() => ({
      errors: [
        error({ kind: 'missing-module', detail: 'not-there/deep', message: "Cannot find module 'not-there/deep'" }),
        error({ kind: 'missing-module', detail: './lib' }),
      ],
    }));
    expect(model.problems.map(p => [said(p.span), p.message])).toEqual([
      [
        "'not-there/deep'",
        "Cannot find module 'not-there/deep'. Run npm install, or npm install not-there if package.json does not have it.",
      ],
      ["'./lib'", "Cannot find module './lib'."],
    ]);
  });

  it('of a missing variable stands where it is read', () => {
    const { model, said } = modelOf(at => ({
      errors: [error({ kind: 'missing-environment', detail: 'STAGE', message: 'STAGE must be set.', chain: at(LIB) })],
    }));
    expect(said(model.problems[0]?.span as never)).toBe('process.env.STAGE');
    expect(model.problems[0]?.message).toBe(
      'The environment variable STAGE is not set for the app (STAGE must be set). Add "env:STAGE" to plumbline.liveSynth.allow to let the app see yours.',
    );
  });

  it('of a lookup stands at the call that asked', () => {
    const key = 'vpc-provider:account=1:filter.vpc-id=vpc-12345:region=us-east-1:returnAsymmetricSubnets=true';
    const { model, said } = modelOf(at => ({
      missing: [
        { key, provider: 'vpc-provider', dummy: { vpcId: 'vpc-12345' }, chain: at(['lib.ts', 'fromLookup'], LIB) },
        { key: 'ami:x', provider: 'ami', dummy: 'ami-1234', chain: -1 },
        { key: 'az', provider: 'availability-zones', dummy: ['dummy1a'], chain: at(BUCKET) },
      ],
    }));
    expect(model.problems).toHaveLength(1);
    expect(model.problems[0]).toMatchObject({ kind: 'missing-context', severity: 'information', detail: key });
    expect(model.problems[0]?.message).toMatch(/Run cdk synth once with credentials/);
    expect(model.problems[0]?.span.start).toBe(FILES['lib.ts'].indexOf('fromLookup'));
    expect(said(model.problems[0]?.span as never)).toBe('fromLookup');
  });

  it('of an annotation and what was denied stands at its call, of a deprecation at the prop, if it is written there', () => {
    const { model, said } = modelOf(at => ({
      annotations: [{ level: 'warning', message: 'Mind this', construct: 'S/B', chain: at(BUCKET) }],
      deprecations: [
        {
          api: 'aws-cdk-lib.aws_lambda.FunctionOptions#logRetention',
          message: 'use logGroup instead',
          chain: at(BUCKET),
        },
        { api: 'aws-cdk-lib.aws_s3.BucketProps#versioned', message: '- use another', chain: at(BUCKET) },
        { api: 'aws-cdk-lib.Inner#x', message: 'the own use of the library', chain: -1 },
      ],
      denied: [
        { what: 'read', target: '/etc/x', chain: at(LIB), answered: false },
        { what: 'process', target: 'git', chain: at(LIB), answered: true },
        { what: 'network', target: 'example.com', chain: -1, answered: false },
      ],
    }));
    expect(model.problems.map(p => [p.kind, p.severity, said(p.span), p.message])).toEqual([
      ['annotation', 'warning', 'new Bucket', 'Mind this'],
      ['deprecated', 'warning', 'new Bucket', 'FunctionOptions.logRetention is deprecated. use logGroup instead'],
      ['deprecated', 'warning', 'versioned', 'BucketProps.versioned is deprecated. use another'],
      [
        'denied',
        'information',
        'new Lib',
        'The sandbox does not let the app read /etc/x. Add "read:/etc/x" to plumbline.liveSynth.allow to let it.',
      ],
      [
        'denied',
        'information',
        "import { Lib } from './lib';",
        'The sandbox does not let the app connect to example.com.',
      ],
    ]);
  });

  it('of an annotation that an Aspect of a library makes stands at the construct', () => {
    const { model, said } = modelOf(at => ({
      constructs: [
        {
          path: 'S/B',
          fqn: 'aws-cdk-lib.aws_s3.Bucket',
          className: 'Bucket',
          chain: at(BUCKET),
          inherited: false,
          element: null,
          changes: [],
          policies: [],
        },
      ],
      annotations: [{ level: 'error', message: 'No encryption', construct: 'S/B', chain: at(LIB) }],
    }));
    const [problem] = model.problems;
    expect(problem && said(problem.span)).toBe('new Bucket');
  });

  it('of the other kinds says what to do', () => {
    const { model } = modelOf(() => ({
      errors: [
        error({ kind: 'exit', detail: '1' }),
        error({ kind: 'denied', detail: '/x', message: 'Access has been restricted. Use --allow-fs-read' }),
        error({ kind: 'missing-file', message: 'Cannot find asset at /x/dist' }),
        error({ kind: 'missing-context', message: 'Cannot retrieve value: account/region are not specified.' }),
        error({ kind: 'missing-context', detail: 'stage', message: 'Which stage' }),
        error({ kind: 'missing-context', detail: 'ami:account=1:region=x', message: 'No AMI' }),
        error({ kind: 'validation', message: 'Resolution error' }),
      ],
    }));
    expect(model.problems.map(p => p.message)).toEqual([
      'The app ends itself with process.exit(1).',
      'The sandbox does not let the app read /x. Add "read:/x" to plumbline.liveSynth.allow to let it.',
      'Cannot find asset at /x/dist. If a build step makes it, run that first.',
      'Cannot retrieve value: account/region are not specified. Run cdk synth once with credentials: it saves the looked-up value in cdk.context.json.',
      'Which stage. The app has no context value stage: set it under "context" in cdk.json. What cdk -c stage=… sets is not known here.',
      'No AMI. Run cdk synth once with credentials: it saves the looked-up value in cdk.context.json.',
      'Resolution error',
    ]);
  });

  it('of a denial that stops the app is said once, as an error, though the app saw no file', () => {
    const { model } = modelOf(at => ({
      errors: [
        error({ kind: 'missing-file', detail: '/etc/x', message: 'ENOENT: no such file', chain: at(BUCKET) }),
        error({ kind: 'denied', detail: 'ls', message: 'running ls is not allowed', chain: at(BUCKET) }),
      ],
      denied: [
        { what: 'read', target: '/etc/x', chain: at(BUCKET), answered: false },
        { what: 'process', target: 'ls', chain: at(BUCKET), answered: false },
      ],
    }));
    expect(model.problems.map(p => [p.kind, p.severity, p.message])).toEqual([
      [
        'denied',
        'error',
        'The sandbox does not let the app read /etc/x. Add "read:/etc/x" to plumbline.liveSynth.allow to let it.',
      ],
      ['denied', 'error', 'The sandbox does not let the app start a process: ls.'],
    ]);
  });

  it('is said once, however often a loop brings it up', () => {
    const { model } = modelOf(at => ({
      annotations: [1, 2].map(n => ({
        level: 'error' as const,
        message: 'Bad',
        construct: `S/${n}`,
        chain: at(BUCKET),
      })),
    }));
    expect(model.problems).toHaveLength(1);
  });

  it('of syntax is what the parser says, and not what became of it', () => {
    const root = folderOf({ ...FILES, 'app.ts': 'f({ a: });\n' });
    const host = new Host(describeApp(root) as AppDescription);
    const empty = {
      chains: [],
      files: [],
      constructs: [],
      stacks: [],
      annotations: [],
      deprecations: [],
      missing: [],
      denied: [],
    };
    const errors = [error({ name: 'SyntaxError', message: 'Unexpected token' })];
    const model = host.model(host.prepare(new Map()), {
      ...empty,
      errors,
      timings: {},
      library: null,
      ok: false,
    } as never);
    expect(model.problems).toMatchObject([
      { kind: 'syntax', message: 'Expression expected.', span: { uri: model.entry, start: 7, end: 8 } },
    ]);
  });

  it('of a library that is not there says how to get it', () => {
    const { model } = modelOf(() => ({ ok: false, library: null }));
    expect(model).toMatchObject({ library: null, problems: [{ kind: 'missing-module', detail: 'aws-cdk-lib' }] });
    expect(model.problems[0]?.message).toBe('aws-cdk-lib is not installed: run npm install.');
  });
});

it('a folder that was opened through a link keeps its name in the model', () => {
  const root = folderOf({
    ...Object.fromEntries(Object.entries(FILES).map(([n, t]) => [`real/${n}`, t])),
    link: '-> real',
  });
  const app = describeApp(path.join(root, 'link')) as AppDescription;
  const host = new Host(app);
  const prepared = host.prepare(new Map());
  expect(app.entry).toBe(path.join(root, 'real/app.ts'));
  const model = host.model(prepared, {
    chains: [],
    files: [],
    constructs: [],
    stacks: [],
    errors: [],
    annotations: [],
    deprecations: [],
    missing: [],
    denied: [],
    timings: {},
    library: null,
    ok: false,
  } as never);
  expect(model.entry).toBe(pathToFileURL(path.join(root, 'link/app.ts')).href);
});
