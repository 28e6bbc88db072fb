/** Fixes of requirements that reach further than one property: files of folders above, variables, policies, older libraries. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../all.ts';
import { applyEdits } from '../core/finding.ts';
import { proposeFixes } from './index.ts';
import { ROOT, rewritten, valueAt, workspaceOf } from './testing.ts';
import type { List } from '../core/value.ts';
import { write } from './write.ts';

const STACK = (body: string) => `import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as lambda from 'aws-cdk-lib/aws-lambda';

export class App extends cdk.Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    ${body}
  }
}
`;

it('a word of plumbline.yaml is mended, though what it asks is not done yet', () => {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///repo/',
    today: () => '2026-11-21',
  });
  const uri = 'file:///repo/plumbline.yaml';
  const text = 'version: 1\nrequirements:\n  services: { require: [lamda] }\n';
  workspace.update({ uri, version: 1, text });
  workspace.update({ uri: 'file:///repo/t.yaml', version: 1, text: 'Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n' });
  const finding = workspace.allFindings().find(f => f.rule === 'requirements/invalid');
  if (!finding) throw new Error('no finding');
  const [offer] = proposeFixes(workspace, finding);
  expect(offer).toMatchObject({ edits: [{ span: { uri }, text: 'lambda' }] });
});

/** What is offered for the first finding that cites a requirement, with the file that it changes. */
function mended(
  files: Readonly<Record<string, string>>,
  has: (module: string, word: string) => boolean | null = () => null,
) {
  const workspace = createWorkspace({
    host: { fileExists: () => null, libraryHas: (_, module, word) => has(module, word) },
    projectOf: uri => (uri.startsWith('file:///repo/app/') ? 'file:///repo/app/' : 'file:///repo/'),
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `file:///repo/${name}`, version: 1, text });
  const finding = workspace.allFindings().find(f => f.requirement);
  if (!finding) throw new Error('no finding');
  const [offer] = proposeFixes(workspace, finding);
  if (!offer || 'reason' in offer) return `refused: ${offer?.reason}`;
  const [edit] = offer.edits;
  const uri = edit?.span.uri ?? '';
  return `${uri.slice('file:///repo/'.length)}\n${applyEdits(workspace.document(uri)?.text ?? '', offer.edits)}`;
}

describe('findings on a file of a folder above', () => {
  it('are mended in the project that raises them', () => {
    const above = 'version: 1\nrequirements:\n  services: [sns]\n';
    expect(mended({ 'plumbline.yaml': above, 'app/a.ts': STACK("new sqs.Queue(this, 'Jobs');") })).toContain(
      "new sns.Topic(this, 'Topic');",
    );
    const template = 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n';
    expect(mended({ 'plumbline.yaml': above, 'app/t.yaml': template })).toBe(
      `app/t.yaml\n${template}  Topic:\n    Type: AWS::SNS::Topic\n`,
    );
  });
});

describe('what CDK code needs for a fix', () => {
  it('gives a construct a variable', () => {
    const alarms = 'version: 1\nrequirements:\n  monitoring: { alarms: [sqs] }\n';
    const text = mended({ 'plumbline.yaml': alarms, 'app/a.ts': STACK("new sqs.Queue(this, 'Jobs');") });
    expect(text).toContain("const jobs = new sqs.Queue(this, 'Jobs');");
    expect(text).toContain('value: jobs.queueName');
  });
  it('calls applyRemovalPolicy where there is no prop', () => {
    expect(
      rewritten('a.ts', STACK("new sqs.CfnQueue(this, 'Jobs');"), r => [
        { kind: 'setAttribute', resource: r.id, name: 'DeletionPolicy', value: 'Retain' },
        { kind: 'setAttribute', resource: r.id, name: 'UpdateReplacePolicy', value: 'Retain' },
      ]),
    ).toBe(
      STACK("const jobs = new sqs.CfnQueue(this, 'Jobs');\n    jobs.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);"),
    );
  });
  it('takes away what would empty a bucket that is to stay', () => {
    const bucket = (props: string) =>
      STACK(`new s3.Bucket(this, 'B', { ${props} });`).replace(
        'import * as sqs',
        "import * as s3 from 'aws-cdk-lib/aws-s3';\nimport * as sqs",
      );
    expect(
      rewritten('a.ts', bucket('removalPolicy: cdk.RemovalPolicy.DESTROY, autoDeleteObjects: true'), r => [
        { kind: 'setAttribute', resource: r.id, name: 'DeletionPolicy', value: 'Retain' },
      ]),
    ).toBe(bucket('removalPolicy: cdk.RemovalPolicy.RETAIN'));
  });
  it('makes a runtime that the installed library has no name for', () => {
    const asked = 'version: 1\nrequirements:\n  properties: { lambda: { runtime: nodejs24.x } }\n';
    const code = STACK(
      "new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_18_X, handler: 'i.h', code: lambda.Code.fromInline('x') });",
    );
    const files = { 'plumbline.yaml': asked, 'app/a.ts': code };
    expect(mended(files, (_, word) => word !== 'NODEJS_24_X')).toContain(
      "new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true })",
    );
    expect(mended(files)).toContain('runtime: lambda.Runtime.NODEJS_24_X');
  });
});

describe('the last item of a property', () => {
  const drop = (name: string, text: string) => {
    const workspace = workspaceOf({ [name]: text });
    const [role] = workspace.graph(ROOT + name).ofType('AWS::IAM::Role');
    if (!role) throw new Error('no role');
    const change = write(workspace, ROOT + name, [
      { kind: 'removeItem', list: valueAt(role, 'ManagedPolicyArns') as List, index: 0 },
    ]);
    return typeof change === 'string' ? change : applyEdits(text, change.edits);
  };
  it('takes the property along', () => {
    expect(
      drop(
        'a.ts',
        STACK(
          "new iam.Role(this, 'R', { assumedBy: p, managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] });",
        ),
      ),
    ).toBe(STACK("new iam.Role(this, 'R', { assumedBy: p });"));
    const yaml = (more: string) =>
      `Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n${more}      Path: /a/\n`;
    expect(drop('t.yaml', yaml('      ManagedPolicyArns:\n        - arn:aws:iam::aws:policy/ReadOnlyAccess\n'))).toBe(
      yaml(''),
    );
    expect(
      drop(
        't.json',
        '{\n  "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": { "ManagedPolicyArns": ["a"], "Path": "/a/" } } }\n}\n',
      ),
    ).toBe('{\n  "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": { "Path": "/a/" } } }\n}\n');
  });
});
