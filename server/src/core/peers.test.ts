/** Silence that was asked of other tools, in templates and in CDK code. */
import { describe, expect, it } from 'vitest';
import { type Example, cdk, json, yaml } from './rule.ts';
import { rules } from '../rules/index.generated.ts';
import { fixture, workspaceOf } from '../testing/fixture.ts';
import { synthesized } from '../testing/synthesized.ts';

const KEY_ROTATION = rules.filter(rule => rule.id === 'kms/unrotated-key');

function open(example: Example) {
  return workspaceOf(fixture(example).documents, KEY_ROTATION);
}

function read(example: Example): { found: number; suppressed: string[] } {
  const workspace = open(example);
  return {
    found: workspace.allFindings().length,
    suppressed: workspace.suppressed().map(({ by }) => by.reason),
  };
}

const metadata = (text: string) => yaml`
  Resources:
    Key:
      Type: AWS::KMS::Key
      Metadata:
        ${text}
      Properties:
        KeyPolicy: {}
`;

describe('what other tools were told to leave alone', () => {
  it('is left alone by the same check', () => {
    expect(
      read(metadata('{ cdk_nag: { rules_to_suppress: [{ id: AwsSolutions-KMS5, reason: short-lived }] } }')),
    ).toEqual({
      found: 0,
      suppressed: ['short-lived'],
    });
    expect(read(metadata('{ cfn_nag: { rules_to_suppress: [{ id: F19, reason: short-lived }] } }')).found).toBe(0);
    expect(read(metadata('{ checkov: { skip: [{ id: CKV_AWS_7, comment: short-lived }] } }'))).toEqual({
      found: 0,
      suppressed: ['short-lived'],
    });
  });

  it('says nothing of other checks', () => {
    expect(read(metadata('{ checkov: { skip: [{ id: CKV_AWS_77, comment: no }] } }')).found).toBe(1);
    expect(read(metadata('{ checkov: [CKV_AWS_7] }')).found).toBe(1);
  });

  it('holds for a whole template where its metadata says so', () => {
    const example = json`
      {
        "Metadata": { "checkov": { "skip": [{ "id": "CKV_AWS_7" }] } },
        "Resources": { "Key": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": {} } } }
      }
    `;
    expect(read(example).found).toBe(0);
  });

  it('may stand in comments of the resource', () => {
    const example = yaml`
      Resources:
        Key:
          # checkov:skip=CKV_AWS_7:it lives for a day
          Type: AWS::KMS::Key
          Properties: { KeyPolicy: {} }
        Other:
          Type: AWS::KMS::Key
          Properties: { KeyPolicy: {} }
    `;
    expect(read(example)).toEqual({ found: 1, suppressed: ['it lives for a day'] });
  });

  it('may be said in CDK code', async () => {
    const code = (line: string) => cdk`
      import * as cdk from 'aws-cdk-lib';
      import * as kms from 'aws-cdk-lib/aws-kms';
      import { NagSuppressions } from 'cdk-nag';
      import { Construct } from 'constructs';
      export class TestStack extends cdk.Stack {
        constructor(scope: Construct, id: string) {
          super(scope, id);
          const key = new kms.Key(this, 'Key');
          ${line}
        }
      }
    `;
    const nag = `[{ id: 'AwsSolutions-KMS5', reason: 'short-lived' }]`;
    expect(read(code('')).found).toBe(1);
    expect(read(code(`NagSuppressions.addResourceSuppressions(key, ${nag});`))).toEqual({
      found: 0,
      suppressed: ['short-lived'],
    });
    expect(read(code(`NagSuppressions.addStackSuppressions(this, ${nag});`)).found).toBe(0);
    expect(
      read(code(`cdk.Validations.of(this).acknowledge({ id: 'CdkNag::AwsSolutions-KMS5', reason: 'r' });`)).found,
    ).toBe(0);
    const checkov = `(key.node.defaultChild as kms.CfnKey).addMetadata('checkov', { skip: [{ id: 'CKV_AWS_7' }] });`;
    expect(read(code(checkov)).found).toBe(0);
    const { documents } = fixture(code(checkov));
    const run = await synthesized(
      documents.map(d => ({ ...d, text: d.text.replace(/^.*cdk-nag.*$/m, '') })),
      KEY_ROTATION,
    );
    expect(run.allFindings()).toEqual([]);
  }, 60_000);
});
