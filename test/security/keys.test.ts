/** Keys with names of what every object has: they are keys, and nothing of JavaScript's own changes by them. */
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../server/src/all.ts';
import { defaultSettings } from '../../server/src/core/engine.ts';
import { applyEdits } from '../../server/src/core/finding.ts';
import { proposeFixes } from '../../server/src/fixes/index.ts';
import { readMessage } from '../../server/src/synth/messages.ts';

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

/** What all objects would have if one of the keys had been followed. */
const MARK = 'EnableKeyRotation';

function workspaceOf(files: Readonly<Record<string, string>>) {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app',
    today: () => '2026-11-21',
    settings: { ...defaultSettings, profiles: ['recommended', 'requirement', 'strict'] },
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `file:///app/${name}`, version: 1, text });
  return workspace;
}

/** Everything that is found, with every fix tried. */
function everything(files: Readonly<Record<string, string>>) {
  const workspace = workspaceOf(files);
  const findings = workspace.allFindings();
  for (const finding of findings)
    for (const fix of proposeFixes(workspace, finding))
      if ('edits' in fix)
        for (const [name, text] of Object.entries(files)) {
          const own = fix.edits.filter(e => e.span.uri === `file:///app/${name}`);
          expect(applyEdits(text, own).length).toBeGreaterThan(0);
        }
  return { workspace, findings };
}

afterEach(() => {
  expect(({} as Record<string, unknown>)[MARK]).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.ownKeys(Object.prototype)).not.toContain(MARK);
  expect(Reflect.ownKeys(Function.prototype)).not.toContain(MARK);
  for (const text of ['{}', '[]']) expect(Object.getPrototypeOf(JSON.parse(text))).not.toHaveProperty(MARK);
});

describe('keys with names of JavaScript’s own', () => {
  it.each(KEYS)('%s is a logical ID, a property, a parameter, a mapping, a condition and a tag', key => {
    const yaml = `AWSTemplateFormatVersion: '2010-09-09'
Parameters: { ${key}: { Type: String, ${MARK}: true } }
Mappings: { ${key}: { ${key}: { ${key}: { ${MARK}: true } } } }
Conditions: { ${key}: !Equals [!Ref ${key}, !FindInMap [${key}, ${key}, ${key}]] }
Globals: { ${key}: { ${MARK}: true }, Function: { ${key}: { ${MARK}: true } } }
Resources:
  ${key}:
    Type: AWS::KMS::Key
    Condition: ${key}
    DependsOn: ${key}
    Metadata: { ${key}: { ${MARK}: true } }
    Properties:
      ${key}: { ${MARK}: true, ${key}: { ${MARK}: true } }
      Tags: [{ Key: ${key}, Value: !GetAtt ${key}.${key} }]
  Other: { Type: ${key}, Properties: { ${key}: !Sub '\${${key}.${key}}' } }
Outputs: { ${key}: { Value: !ImportValue ${key}, Export: { Name: ${key} } } }
`;
    const { workspace, findings } = everything({ 't.yaml': yaml });
    const resource = workspace.graph('file:///app/t.yaml').resources.find(r => r.logicalId === key);
    // The one property that it has is the key itself: rotation is still off.
    expect(resource?.properties.entries.map(e => e.key)).toContain(key);
    expect(findings.some(f => f.rule === 'kms/unrotated-key')).toBe(true);
  });

  it.each(KEYS)('%s is all that in JSON', key => {
    const json = JSON.stringify({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { X: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } } },
    })
      .replace('"X"', `"${key}"`)
      .replace('"KeyPolicy"', `"${key}":{"${MARK}":true},"KeyPolicy"`);
    const { findings } = everything({ 't.json': json });
    expect(findings.some(f => f.rule === 'kms/unrotated-key')).toBe(true);
  });

  it('are not followed by merge keys, anchors and tags of YAML', () => {
    const { findings } = everything({
      't.yaml': `AWSTemplateFormatVersion: '2010-09-09'
x: &x { __proto__: { ${MARK}: true }, constructor: { prototype: { ${MARK}: true } } }
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: { <<: *x, <<: { __proto__: { ${MARK}: true } } }
  Tagged:
    Type: AWS::KMS::Key
    Properties: !!js/object { __proto__: !!js/function 'function () { throw 1 }' }
`,
    });
    expect(findings.length).toBeGreaterThan(0);
  });

  it.each(KEYS)('%s is the name of everything in plumbline.yaml', key => {
    const text = `version: 1
${key}: { ${MARK}: true }
extends: [${key}]
profiles: [${key}]
environments: [${key}]
severities: { ${key}: error }
options: { ${key}: { ${key}: 1 }, kms/unrotated-key: { ${key}: 1 } }
rules: { ${key}: { ${key}: off } }
ignores: [{ rule: ${key}, reason: ${key}, ${key}: 1 }]
ignore: [{ rule: ${key}, reason: ${key}, ${key}: 1 }]
requirements:
  ${key}: { ${key}: { ${MARK}: true } }
  properties: { ${key}: { ${key}: 1 }, AWS::KMS::Key: { ${key}: { ${MARK}: true } } }
  tags: { required: [${key}], ${key}: { ${MARK}: true } }
  naming: { ${key}: ${key}, resources: { ${key}: ${key} } }
  services: { allowed: [${key}], ${key}: 1 }
  regions: { allowed: [${key}], ${key}: 1 }
`;
    const template = `AWSTemplateFormatVersion: '2010-09-09'\nResources: { ${key}: { Type: AWS::KMS::Key, Properties: {} } }\n`;
    const { findings } = everything({ 'plumbline.yaml': text, 't.yaml': template });
    expect(findings.some(f => f.span.uri.endsWith('plumbline.yaml'))).toBe(true);
    expect(findings.some(f => f.rule === 'kms/unrotated-key')).toBe(true);
  });

  it.each(KEYS)('%s is what code calls everything', key => {
    const text = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
const given: any = { ['${key}']: { ${MARK}: true, enableKeyRotation: true } };
given.${key} = { enableKeyRotation: true };
const { ${key}: taken } = given;
enum E { ${key === 'constructor' ? 'constructor' : key} = 'x' }
class S extends cdk.Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    new kms.Key(this, '${key}', { ...given, ${key}: taken, description: E['${key}'] } as any);
    new kms.Key(this, 'Plain', {});
    this.${key}();
  }
}
new S(new cdk.App(), '${key}');
export const ${key === 'constructor' || key === 'prototype' ? `${key}_` : key} = process.env.${key};
`;
    const { findings } = everything({
      'app.ts': text,
      'package.json': `{ "name": "${key}", "dependencies": { "${key}": "1", "aws-sdk": "2" }, "${key}": {} }`,
      'cdk.json': `{ "app": "node app.ts", "context": { "${key}": { "${MARK}": true } }, "${key}": {} }`,
    });
    expect(findings.some(f => f.rule === 'kms/unrotated-key')).toBe(true);
  });

  it('are not followed in what the sandboxed child says', () => {
    const message = JSON.parse(
      '{"type":"pong","id":1,"rss":2,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as unknown;
    expect(readMessage(message)).toBe(message);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(readMessage(JSON.parse('{"__proto__":{"type":"pong","id":1,"rss":2}}'))).toBeNull();
  });
});
