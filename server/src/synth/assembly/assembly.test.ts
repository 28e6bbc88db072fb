/** Assemblies that real versions of the CDK wrote, and what is left of them when somebody tampers with the files. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelConstruct, SynthModel } from '../model.ts';
import { type Assembly, readAssembly } from './index.ts';

const MODULES = path.join(import.meta.dirname, '../../../../node_modules');

const APP = `import * as cdk from 'aws-cdk-lib';
import { MainStack, Prod } from '../lib/main.ts';

const app = new cdk.App({ policyValidationBeta1: process.env.LEGACY ? [{
  name: 'Legacy',
  validate: ({ templatePaths }) => ({
    success: false,
    violations: [{
      ruleName: 'no-versioning',
      description: 'Buckets are versioned',
      fix: 'Set versioned.',
      violatingResources: [{
        resourceLogicalId: 'StorageBucket5CB7C8EA',
        templatePath: templatePaths.find(file => file.endsWith('Main.template.json')) ?? '',
        locations: ['Properties/BucketName'],
      }],
    }],
  }),
}] : undefined });
new MainStack(app, 'Main');
new Prod(app, 'Prod');
`;

const LIB = `import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

class Storage extends Construct {
  readonly bucket: s3.Bucket;
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', { bucketName: 'orders' });
    (this.bucket.node.defaultChild as s3.CfnBucket).accelerateConfiguration = { accelerationStatus: 'Enabled' };
  }
}

export class MainStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Storage(this, 'Storage');
    const fn = new lambda.Function(this, 'Fn', {
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_14_X,
      code: lambda.Code.fromInline('exports.handler = async () => {}'),
    });
    cdk.Annotations.of(fn).addWarning('too old [ack: team:old]');
    const nested = new cdk.NestedStack(this, 'Nested');
    new sqs.Queue(nested, 'Queue');
    const scope2 = new Construct(this, 'Scope');
    new sqs.Queue(scope2, 'Queue');
  }
}

export class Prod extends cdk.Stage {
  constructor(scope: Construct, id: string) {
    super(scope, id, { env: { account: '123456789012', region: 'eu-west-1' } });
    new ec2.Vpc(new cdk.Stack(this, 'Net'), 'Vpc');
  }
}
`;

let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-assembly-')));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with the app and the library, which is as good as installed. */
function project(name: string, library: string): string {
  const dir = path.join(root, name);
  for (const folder of ['bin', 'lib', 'node_modules']) mkdirSync(path.join(dir, folder), { recursive: true });
  writeFileSync(path.join(dir, 'bin/app.ts'), APP);
  writeFileSync(path.join(dir, 'lib/main.ts'), LIB);
  writeFileSync(path.join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(dir, 'cdk.json'), '{ "app": "node bin/app.ts" }');
  symlinkSync(path.join(MODULES, library), path.join(dir, 'node_modules/aws-cdk-lib'));
  symlinkSync(path.join(MODULES, 'constructs'), path.join(dir, 'node_modules/constructs'));
  return dir;
}

/** Runs the app as `cdk synth` does. What is violated fails the run, and the assembly is there all the same. */
function synth(dir: string, env: Readonly<Record<string, string>> = {}, entry = 'bin/app.ts'): void {
  try {
    execFileSync(process.execPath, [entry], {
      cwd: dir,
      env: { PATH: process.env.PATH, CDK_OUTDIR: path.join(dir, 'cdk.out'), ...env },
      stdio: 'pipe',
      timeout: 60_000,
    });
  } catch (error) {
    if (!env.LEGACY) throw error;
  }
}

async function modelOf(dir: string): Promise<{ assembly: Assembly; model: SynthModel }> {
  const assembly = await readAssembly(dir);
  if (!assembly.model) throw new Error(assembly.notes.join('\n'));
  return { assembly, model: assembly.model };
}

function construct(model: SynthModel, where: string): ModelConstruct {
  const found = model.constructs.find(c => c.path === where);
  if (!found) throw new Error(`no ${where}`);
  return found;
}

/** The source text of the calls that made a construct, innermost first. */
function calls(model: SynthModel, where: string): string[] {
  return construct(model, where).sites.map(site => written(model, site));
}

function written(model: SynthModel, site: number): string {
  const { span } = model.sites[site] as SynthModel['sites'][number];
  return (model.texts[span.uri] as string).slice(span.start, span.end).split('\n')[0] as string;
}

describe.each([
  { library: 'aws-cdk-lib', version: '2.276.0', debug: false },
  { library: 'aws-cdk-lib', version: '2.276.0', debug: true },
  { library: 'aws-cdk-lib-2.180', version: '2.180.0', debug: true },
  { library: 'aws-cdk-lib-2.110', version: '2.110.0', debug: true },
])('an assembly of $library, debug $debug', ({ library, version, debug }) => {
  let dir = '';
  let assembly: Assembly;
  let model: SynthModel;
  beforeAll(async () => {
    dir = project(`${library}-${debug}`, library);
    synth(dir, debug ? { CDK_DEBUG: '1' } : {});
    ({ assembly, model } = await modelOf(dir));
  }, 120_000);

  it('is newer than its sources and says what it is', () => {
    expect(assembly).toMatchObject({ newer: true, notes: [] });
    expect(model).toMatchObject({ from: 'assembly', library: version, ok: true });
    expect(fileURLToPath(model.entry)).toBe(path.join(dir, 'bin/app.ts'));
  });

  it('has all stacks, nested ones and those of stages among them', () => {
    expect(
      model.stacks.map(({ path: where, name, parent, account, region }) => [where, name, parent, account, region]),
    ).toEqual(
      expect.arrayContaining([
        ['Main', 'Main', null, 'unknown-account', 'unknown-region'],
        ['Main/Nested', 'Nested', 'Main', 'unknown-account', 'unknown-region'],
        ['Prod/Net', 'Prod-Net', null, '123456789012', 'eu-west-1'],
      ]),
    );
    expect(model.stacks).toHaveLength(3);
    const nested = model.stacks.find(stack => stack.path === 'Main/Nested');
    expect(Object.values(JSON.parse(nested?.template ?? '').Resources)).toEqual([
      expect.objectContaining({ Type: 'AWS::SQS::Queue' }),
    ]);
    expect(model.dummies).toEqual(['dummy1a', 'dummy1b', 'dummy1c']);
  });

  it('places each construct at the calls that made it', () => {
    expect(calls(model, 'Main/Storage/Bucket/Resource')).toEqual([
      "new s3.Bucket(this, 'Bucket', { bucketName: 'orders' })",
      "new Storage(this, 'Storage')",
      "new MainStack(app, 'Main')",
    ]);
    expect(calls(model, 'Main/Storage')).toEqual(["new Storage(this, 'Storage')", "new MainStack(app, 'Main')"]);
    expect(calls(model, 'Main/Nested/Queue')).toEqual(["new sqs.Queue(nested, 'Queue')", "new MainStack(app, 'Main')"]);
    expect(calls(model, 'Main')).toEqual(["new MainStack(app, 'Main')"]);
    // Nothing says where this one was made: its only child was made from outside.
    expect(calls(model, 'Main/Scope')).toEqual([]);
    expect(construct(model, 'Main/Storage').className).toBe('Storage');
    expect(construct(model, 'Main/Fn/Resource')).toMatchObject({
      fqn: 'aws-cdk-lib.aws_lambda.CfnFunction',
      inherited: false,
      element: { logicalId: 'Fn9270CBC0', type: 'AWS::Lambda::Function' },
    });
    const queue = construct(model, 'Main/Nested/Queue/Resource');
    expect(model.stacks[queue.element?.stack ?? -1]?.path).toBe('Main/Nested');
    for (const { path: where, element, sites } of model.constructs)
      if (element?.type) expect(sites, where).not.toHaveLength(0);
  });

  it('lists parents before children', () => {
    const seen = new Set<string>();
    for (const { path: where } of model.constructs) {
      const parent = where.slice(0, Math.max(0, where.lastIndexOf('/')));
      if (parent !== '') expect(seen, where).toContain(parent);
      seen.add(where);
    }
  });

  it('tells of annotations where the code makes them', () => {
    const [annotation] = model.problems.filter(problem => problem.kind === 'annotation');
    expect(annotation).toMatchObject({
      severity: 'warning',
      message: 'too old',
      detail: 'team:old',
      construct: 'Main/Fn',
    });
    const text = model.texts[annotation?.span.uri ?? ''] ?? '';
    expect(text.slice(annotation?.span.start, annotation?.span.end)).toBe('addWarning');
    expect(annotation?.related.map(({ span }) => text.slice(span.start, span.end))).toEqual(['new lambda.Function']);
  });

  it.runIf(version === '2.276.0')('has the findings of the built-in validator on the property', () => {
    const [finding, ...rest] = model.problems.filter(problem => problem.kind === 'reported');
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      tool: 'CloudFormation Validate',
      detail: 'E2531',
      severity: 'warning',
      construct: 'Main/Fn/Resource',
      property: ['Properties', 'Runtime'],
    });
    const text = model.texts[finding?.span.uri ?? ''] ?? '';
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe('runtime: lambda.Runtime.NODEJS_14_X');
  });

  it.runIf(version === '2.276.0' && debug)('has changes after the construction', () => {
    expect(
      construct(model, 'Main/Storage/Bucket/Resource').changes.map(({ property, sites }) => [
        property,
        written(model, sites[0] as number),
      ]),
    ).toEqual([['AccelerateConfiguration', expect.stringContaining('.accelerateConfiguration = {')]]);
    expect(construct(model, 'Main/Fn/Resource').changes).toEqual([]);
  });
});

describe('an assembly', () => {
  let made = '';
  beforeAll(() => {
    made = project('made', 'aws-cdk-lib-2.180');
    synth(made, {
      CDK_DEBUG: '1',
      LEGACY: '1',
      CDK_CONTEXT_JSON: '{"@aws-cdk/core:validationReportJson":true}',
    });
  }, 60_000);

  /** A copy of the project whose assembly is changed: files by name, with what becomes of their texts. */
  function copy(change: (text: string, name: string) => string = text => text): string {
    const dir = mkdtempSync(path.join(root, 'copy-'));
    cpSync(made, dir, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    for (const name of readdirSync(path.join(dir, 'cdk.out'), { recursive: true, encoding: 'utf8' })) {
      const file = path.join(dir, 'cdk.out', name);
      if (name.endsWith('.json')) writeFileSync(file, change(readFileSync(file, 'utf8').replaceAll(made, dir), name));
    }
    return dir;
  }

  it('is read without traces, too: nothing is placed then', async () => {
    const { model } = await modelOf(copy(text => text.replaceAll('"trace"', '"x"')));
    expect(model.constructs.filter(({ sites }) => sites.length > 0)).toEqual([]);
    expect(construct(model, 'Main/Fn/Resource').element?.type).toBe('AWS::Lambda::Function');
  });

  it('has the findings of plugins in the older form on the property', async () => {
    const { model } = await modelOf(copy());
    const found = model.problems.filter(problem => problem.kind === 'reported');
    expect(found).toEqual([
      expect.objectContaining({
        tool: 'Legacy',
        detail: 'no-versioning',
        severity: 'error',
        message: 'Buckets are versioned. Set versioned.',
        construct: 'Main/Storage/Bucket/Resource',
      }),
    ]);
    const { span } = found[0] as (typeof found)[0];
    expect(model.texts[span.uri]?.slice(span.start, span.end)).toBe("bucketName: 'orders'");
  });

  it.each(['/builds/acme/shop', 'D:\\a\\shop\\shop'])('of another machine is matched: %s', async elsewhere => {
    const dir = copy();
    const slash = elsewhere.startsWith('/') ? '/' : '\\';
    const manifest = path.join(dir, 'cdk.out/manifest.json');
    const moved = JSON.parse(readFileSync(manifest, 'utf8'), (_, value) =>
      typeof value === 'string' && value.includes(dir)
        ? value
            .replace(/file:\/\//, '')
            .replaceAll(dir, elsewhere)
            .replace(/[\w/]+\.ts/, file => file.replaceAll('/', slash))
        : value,
    );
    writeFileSync(manifest, JSON.stringify(moved));
    expect(readFileSync(manifest, 'utf8')).not.toContain(dir);
    const { model } = await modelOf(dir);
    expect(calls(model, 'Main/Storage')).toEqual(["new Storage(this, 'Storage')", "new MainStack(app, 'Main')"]);
  });

  it('of code that was compiled is placed in its source', async () => {
    const dir = project('compiled', 'aws-cdk-lib-2.180');
    writeFileSync(path.join(dir, 'package.json'), '{}');
    for (const name of ['bin/app', 'lib/main']) {
      const source = path.join(dir, `${name}.ts`);
      const { outputText, sourceMapText } = ts.transpileModule(
        readFileSync(source, 'utf8').replace('main.ts', 'main.js'),
        {
          fileName: path.basename(source),
          compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, sourceMap: true },
        },
      );
      const map = JSON.parse(sourceMapText ?? '');
      mkdirSync(path.join(dir, 'dist', path.dirname(name)), { recursive: true });
      writeFileSync(path.join(dir, `dist/${name}.js`), outputText);
      writeFileSync(path.join(dir, `dist/${name}.js.map`), JSON.stringify({ ...map, sources: [`../../${name}.ts`] }));
    }
    synth(dir, { CDK_DEBUG: '1' }, 'dist/bin/app.js');
    const { model } = await modelOf(dir);
    expect(
      Object.keys(model.texts)
        .map(uri => path.relative(dir, fileURLToPath(uri)))
        .sort(),
    ).toEqual(['bin/app.ts', 'lib/main.ts']);
    expect(calls(model, 'Main/Storage')).toEqual(["new Storage(this, 'Storage')", "new MainStack(app, 'Main')"]);
  });

  it('older than a source is not newer, and its report is left out', async () => {
    const dir = copy();
    const later = new Date(Date.now() + 5_000);
    utimesSync(path.join(dir, 'lib/main.ts'), later, later);
    const { assembly, model } = await modelOf(dir);
    expect(assembly).toMatchObject({ newer: false, notes: ['the validation report is older than the sources'] });
    expect(model.problems.filter(problem => problem.kind === 'reported')).toEqual([]);
  });

  it('does not take a frame for a call that is not at its position', async () => {
    const dir = copy();
    const file = path.join(dir, 'lib/main.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('this.bucket = new', 'void 0; this.bucket = new'));
    const { model } = await modelOf(dir);
    expect(calls(model, 'Main/Storage/Bucket/Resource')).toEqual([
      "new Storage(this, 'Storage')",
      "new MainStack(app, 'Main')",
    ]);
  });

  it('is found where cdk.json says', async () => {
    const dir = copy();
    cpSync(path.join(dir, 'cdk.out'), path.join(dir, 'out/asm'), { recursive: true });
    rmSync(path.join(dir, 'cdk.out'), { recursive: true });
    for (const config of [{ output: './out/asm' }, { app: 'out/asm' }]) {
      writeFileSync(path.join(dir, 'cdk.json'), `// a comment\n${JSON.stringify(config)}`);
      expect((await readAssembly(dir)).model?.stacks).toHaveLength(3);
    }
  });

  it('calls files as the folder was opened', async () => {
    const link = path.join(root, 'link');
    symlinkSync(made, link);
    const { model } = await modelOf(link);
    expect(
      Object.keys(model.texts)
        .map(uri => path.relative(link, fileURLToPath(uri)))
        .sort(),
    ).toEqual(['bin/app.ts', 'lib/main.ts']);
    expect(fileURLToPath(model.entry)).toBe(path.join(link, 'bin/app.ts'));
  });

  it('that is not there, or somewhere else, is none', async () => {
    const dir = copy();
    expect(await readAssembly(path.join(dir, 'lib'))).toEqual({ model: null, newer: false, notes: [] });
    expect(await readAssembly(path.join(dir, 'nowhere'))).toMatchObject({ model: null });
    expect(await readAssembly(dir, { output: '../made/cdk.out' })).toEqual({
      model: null,
      newer: false,
      notes: ['"../made/cdk.out" is outside of the project'],
    });
  });

  it.each(['../../secret.json', '/etc/passwd', 'link.json', 'circle/../../../x', 'missing.json', 'folder'])(
    'reads no template outside of itself: %s',
    async name => {
      const secret = path.join(root, 'secret.json');
      writeFileSync(secret, '{"Resources":{"Secret":{"Type":"AWS::S3::Bucket"}}}');
      const dir = copy((text, file) =>
        file === 'manifest.json' ? text.replace('"Main.template.json"', JSON.stringify(name)) : text,
      );
      symlinkSync(secret, path.join(dir, 'cdk.out/link.json'));
      mkdirSync(path.join(dir, 'cdk.out/folder'));
      const { assembly, model } = await modelOf(dir);
      expect(assembly.notes).toEqual([expect.stringMatching(/outside|does not exist|no file/)]);
      expect(model.stacks.map(stack => stack.path)).toEqual(['Prod/Net']);
    },
  );

  it('with circles and depths ends', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const dir = copy((text, name) => {
      if (name === 'manifest.json') return text.replace('"directoryName": "assembly-Prod"', '"directoryName": "."');
      if (name === 'Main.template.json') return `{"Resources":{"X":{"Type":"AWS::S3::Bucket","Properties":${deep}}}}`;
      if (name === 'tree.json')
        return `{"tree":{"path":"","children":{"${'a/'.repeat(50_000)}":{"path":"${'a/'.repeat(50_000)}b"}}}}`;
      return text;
    });
    const assembly = await readAssembly(dir);
    expect(assembly.model === null || assembly.model.stacks.length < 3).toBe(true);
  });

  it('mangled in any way gives a model or a note, with places inside of the project', {
    timeout: 120_000,
  }, async () => {
    const dir = copy();
    const names = [
      'manifest.json',
      'tree.json',
      'policy-validation-report.json',
      'Main.assets.json',
      'assembly-Prod/manifest.json',
    ];
    const good = new Map(names.map(name => [name, readFileSync(path.join(dir, 'cdk.out', name), 'utf8')]));
    const hostile = fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1e308,
      '',
      '..',
      '../..',
      '/',
      '/etc/passwd',
      '__proto__',
      'constructor',
      {},
      [],
      [null],
      { length: 3 },
      ['x (/etc/passwd:1:1)'],
      'Main',
      'Main/',
      '/'.repeat(2000),
      'assembly-Prod',
      '.',
      '\0',
      { __proto__: null, path: 'x' },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(), hostile), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(), { freq: 5 }),
        async (name, changes, cut) => {
          const original = good.get(name) as string;
          let text = JSON.stringify(changes.reduce(replaceNode, JSON.parse(original)));
          if (cut !== null) text = text.slice(0, cut % text.length);
          const file = path.join(dir, 'cdk.out', name);
          writeFileSync(file, text);
          const { model } = await readAssembly(dir);
          writeFileSync(file, original);
          if (!model) return;
          for (const uri of Object.keys(model.texts)) expect(fileURLToPath(uri).startsWith(`${dir}/`)).toBe(true);
          for (const { sites, element } of model.constructs) {
            for (const site of sites) expect(model.sites[site]).toBeDefined();
            if (element) expect(model.stacks[element.stack]).toBeDefined();
          }
          for (const { template } of model.stacks) JSON.parse(template);
        },
      ),
      { numRuns: 120 },
    );
  });
});

/** A copy of a JSON value in which the nth node (counted through) is another value. */
function replaceNode(value: unknown, [at, by]: readonly [number, unknown]): unknown {
  let count = 0;
  JSON.stringify(value, (_, node) => {
    count++;
    return node;
  });
  let left = at % Math.max(1, count);
  return JSON.parse(
    JSON.stringify(value, (_, node) => {
      if (left-- === 0) return by;
      return node;
    }) ?? 'null',
  );
}
