/** Bad input: a clear message or silence, never a crash, never a hang; spans inside the document. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../server/src/all.ts';
import type { Finding } from '../server/src/core/finding.ts';

function findings(name: string, text: string): Finding[] {
  const uri = `file:///app/${name}`;
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app/',
    today: () => '2026-11-21',
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  workspace.update({ uri, version: 1, text });
  const found = workspace.findings(uri);
  for (const f of found)
    expect(f.span.start >= 0 && f.span.start <= f.span.end && f.span.end <= text.length).toBe(true);
  return found;
}

const key = (extra = '') =>
  `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: false${extra}\n`;
const covered = (text: string, f: Finding | undefined) => f && text.slice(f.span.start, f.span.end);

const inputs: Record<string, string> = {
  empty: '',
  'white space': ' \n\t\n',
  binary: Array.from({ length: 5000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join(''),
  'binary that says Resources': `Resources: AWS::\0\u0001\uffff${'\ud800'.repeat(50)}`,
  'lone surrogates': key(`\n      Description: "\ud800"`),
  'tabs in YAML': key().replace('      Enable', '\tEnable'),
  'a document that ends in the middle': key().slice(0, -20),
  'an unclosed quote': key(`\n      Description: "x`),
  'an alias that does not exist': key('\n      Description: *nobody'),
  'an anchor inside itself': `AWSTemplateFormatVersion: x\nResources: &r\n  A:\n    Type: AWS::KMS::Key\n    Properties: *r\n`,
  'an alias bomb': `AWSTemplateFormatVersion: x\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((c, i) => `${c}: &${c} [${`*${'abcdefghi'[i]},`.repeat(9)}]`)
    .join('\n')}\nResources:\n  K:\n    Type: AWS::KMS::Key\n    Properties: { Description: *j }\n`,
  'several documents': `${key()}---\n${key()}`,
  'resources that are a list': 'AWSTemplateFormatVersion: x\nResources:\n  - Type: AWS::S3::Bucket\n',
  'resources that are text': 'AWSTemplateFormatVersion: x\nResources: AWS::S3::Bucket\n',
  'a type that is a map': 'AWSTemplateFormatVersion: x\nResources:\n  A:\n    Type: { AWS::S3::Bucket: 1 }\n',
  'references in a circle': `AWSTemplateFormatVersion: x\nResources:\n  A: { Type: AWS::SQS::Queue, DependsOn: B, Properties: { QueueName: !GetAtt B.QueueName } }\n  B: { Type: AWS::SQS::Queue, DependsOn: A, Properties: { QueueName: !GetAtt A.QueueName } }\n`,
  'conditions in a circle': `AWSTemplateFormatVersion: x\nConditions: { A: !Not [!Condition B], B: !Not [!Condition A] }\nResources:\n  K: { Type: AWS::KMS::Key, Condition: A, Properties: { EnableKeyRotation: !If [A, true, false] } }\n`,
  'a thousand nested conditions': `AWSTemplateFormatVersion: x\nConditions: { A: !Equals [1, 1] }\nResources:\n  K: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: ${'!If [A, true, '.repeat(1000)}false${']'.repeat(1000)} } }\n`,
};

describe('templates', () => {
  for (const [name, text] of Object.entries(inputs)) {
    it(`survives ${name}`, () => {
      findings('t.yaml', text);
      findings('t.json', text);
      findings('t.template', text);
    });
  }

  it('survives 10,000-deep nesting', () => {
    findings('t.yaml', `AWSTemplateFormatVersion: x\nResources: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`);
    findings(
      't.yaml',
      `AWSTemplateFormatVersion: x\nResources:\n${Array.from({ length: 10_000 }, (_, i) => `${' '.repeat(Math.min(i, 2000))}a${i}:`).join('\n')}`,
    );
    findings('t.json', `{"AWSTemplateFormatVersion":"x","Resources":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`);
  });

  it('reads a template of a million characters in one line, whose resources wait for a circle', () => {
    const resources = Array.from({ length: 8000 }, (_, i) => {
      const dead = `{"Fn::GetAtt":["Queue${Math.max(0, i - 1)}","Arn"]}`;
      return `"Queue${i}":{"Type":"AWS::SQS::Queue","Properties":{"RedrivePolicy":{"deadLetterTargetArn":${dead},"maxReceiveCount":3}}}`;
    });
    const began = process.cpuUsage();
    const found = findings('t.json', `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{${resources.join()}}}`);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(5000);
    expect(found.filter(f => f.rule === 'wiring/circular-dependency')).toHaveLength(1);
  });

  it('says that 20 MB are too much, and goes on', { timeout: 60_000 }, () => {
    const huge = `AWSTemplateFormatVersion: x\nResources:\n${'  # AWS::S3::Bucket\n'.repeat(1_100_000)}`;
    expect(huge.length).toBeGreaterThan(20_000_000);
    const began = performance.now();
    findings('huge.yaml', huge);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('has exact spans with CRLF, BOM, and astral characters', () => {
    const texts = [
      key(),
      key().replaceAll('\n', '\r\n'),
      `\ufeff${key()}`,
      `# 😀 café\n${key()}`,
      key().replace('Key:', '"K😀y":'),
    ];
    for (const text of texts) {
      const found = findings('t.yaml', text).find(f => f.rule === 'kms/unrotated-key');
      expect(covered(text, found), JSON.stringify(text.slice(0, 40))).toBe('false');
    }
    const json = `\ufeff{"AWSTemplateFormatVersion":"x","Description":"😀 é",\r\n"Resources":{"K":{"Type":"AWS::KMS::Key","Properties":{"EnableKeyRotation":false}}}}`;
    expect(
      covered(
        json,
        findings('t.json', json).find(f => f.rule === 'kms/unrotated-key'),
      ),
    ).toBe('false');
  });

  it('names a duplicate key at its second place', () => {
    const text = key().replace('Properties:', 'Properties:\n      EnableKeyRotation: true\n    Properties:');
    const problem = findings('t.yaml', text).find(f => f.rule === 'syntax/unreadable');
    expect(problem?.message).toMatch(/Properties/);
    expect(problem?.span.start).toBe(text.lastIndexOf('Properties:'));
  });

  it('leaves files alone that are no templates', () => {
    for (const text of [
      'apiVersion: v1\nkind: Pod\n',
      '{"name": "x", "dependencies": {}}',
      'Resources:\n  - a\n',
      'a: [',
      '{',
    ]) {
      expect(findings('x.yaml', text)).toEqual([]);
      expect(findings('x.json', text)).toEqual([]);
    }
  });
});

const stack = (body: string) => `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
export class S extends cdk.Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    ${body}
  }
}
`;

describe('CDK source', () => {
  const bodies: Record<string, string> = {
    'a half-typed call': "new kms.Key(this, 'K', { enableKeyRotation: ",
    'a dangling dot': 'const k = new kms.Key(this, "K"); k.',
    'a loop without end': 'while (true) { new kms.Key(this, `K${i++}`); }',
    recursion: 'const f = (n: number): any => f(n + 1); f(0); new kms.Key(this, "K", f);',
    'a class inside itself':
      'class A extends cdk.Stack { constructor(s: any) { super(s, "a"); new A(this); } } new A(this);',
    'a self reference':
      'const x: any = { get y() { return x.y; } }; const z = z; new kms.Key(this, "K", { description: z });',
    'a spread of itself': 'const p: any = { ...p }; new kms.Key(this, "K", { ...p });',
    'a long chain': `const s = ${'"a" + '.repeat(3000)}"b"; new kms.Key(this, "K", { description: s });`,
    'deep parentheses': `new kms.Key(this, "K", ${'('.repeat(2000)}{}${')'.repeat(2000)});`,
    'deep ternaries': `new kms.Key(this, "K", { enableKeyRotation: ${'a ? true : '.repeat(500)}false });`,
    'a doubling string': `let s = "aaaaaaaaaa"; ${'s = s + s; '.repeat(40)} new kms.Key(this, "K", { description: s });`,
    'nested loops':
      'for (const a of [1,2,3,4,5,6,7,8,9,10]) for (const b of [1,2,3,4,5,6,7,8,9,10]) for (const c of [1,2,3,4,5,6,7,8,9,10]) for (const d of [1,2,3,4,5,6,7,8,9,10]) for (const e of [1,2,3,4,5,6,7,8,9,10]) new kms.Key(this, `K${a}${b}${c}${d}${e}`);',
    'braces in a line without end': `new kms.Key(${'{'.repeat(60_000)}`,
    'many values in one long line': `${' '.repeat(1_000_000)}const all = [${'{ a: 1 }, '.repeat(10_000)}];`,
    'strange names':
      'const o: any = { __proto__: 1, constructor: 2, hasOwnProperty: 3 }; new kms.Key(this, "__proto__", o); new kms.Key(this, "constructor", { toString: o.valueOf });',
  };
  for (const [name, body] of Object.entries(bodies)) {
    it(`survives ${name}`, () => {
      // The processor's time, since the tests share the machine with one another.
      const began = process.cpuUsage();
      findings('stack.ts', stack(body));
      expect(process.cpuUsage(began).user / 1000).toBeLessThan(5000);
    });
  }

  it('survives binary, empty and enormous files', () => {
    for (const text of [
      '',
      inputs.binary as string,
      `import 'aws-cdk-lib';\n${'// x\n'.repeat(1_000_000)}`,
      `import 'aws-cdk-lib'; const a = ${'['.repeat(10_000)}`,
    ])
      findings('stack.ts', text);
  });

  it('survives circular imports', () => {
    const workspace = createWorkspace({
      host: { fileExists: () => true },
      projectOf: () => 'file:///app/',
      today: () => '2026-11-21',
    });
    const files = {
      a: "import * as cdk from 'aws-cdk-lib'; import { b } from './b'; export const a = b; export class A extends cdk.Stack {}",
      b: "import { a, A } from './a'; export const b = a; export * from './a'; new A();",
    };
    for (const [name, text] of Object.entries(files))
      workspace.update({ uri: `file:///app/${name}.ts`, version: 1, text });
    expect(workspace.allFindings()).toEqual([]);
  });

  it('has exact spans with CRLF, BOM, and astral characters', () => {
    const plain = stack("new kms.Key(this, '😀', { enableKeyRotation: false });");
    for (const text of [plain, plain.replaceAll('\n', '\r\n'), `\ufeff${plain}`]) {
      const found = findings('stack.ts', text).find(f => f.rule === 'kms/unrotated-key');
      expect(covered(text, found)).toBe('false');
    }
  });
});
