/** The JSON report has the shape that its published schema promises. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../server/src/all.ts';
import { proposeFixes } from '../server/src/fixes/index.ts';
import { renderJson } from '../server/src/report/json.ts';
import { makeReport } from '../server/src/report/report.ts';
import { allStates } from '../server/src/rules/requirements/states.ts';

const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, '../schemas/report.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

function report(files: Readonly<Record<string, string>>) {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app/',
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `file:///app/${name}`, version: 1, text });
  const made = makeReport(workspace, {
    root: 'file:///app',
    version: '0.0.0',
    today: '2026-11-21',
    timings: { read: 1.5 },
    fixes: finding => proposeFixes(workspace, finding).find(offer => 'edits' in offer) ?? null,
    unread: [{ uri: 'file:///app/big.yaml', reason: 'too large' }],
    requirements: allStates(workspace),
  });
  return JSON.parse(renderJson(made));
}

describe('schemas/report.schema.json', () => {
  it('describes a report with requirements', () => {
    const made = report({
      'template.yaml': `Resources:
  Jobs:
    Type: AWS::SQS::Queue
`,
      'plumbline.yaml': `version: 1
requirements:
  services: [sqs, kinesis]
  properties:
    lambda:
      timeout: { max: 30, why: 'Nobody waits longer.', source: 'PROMPT.md#L4' }
`,
    });
    expect(made.requirements.map((r: { name: string; state: string }) => `${r.name} ${r.state}`)).toEqual([
      'services.require.kinesis violated',
      'services.require.sqs met',
      'properties.lambda.timeout idle',
    ]);
    expect(made.requirements[2]).toMatchObject({
      reason: 'there is no Lambda here',
      why: 'Nobody waits longer.',
      source: { file: 'PROMPT.md', line: 4 },
    });
    expect(made.summary.requirements).toEqual({ met: 1, violated: 1, unchecked: 0, idle: 1 });
    expect(validate(made), JSON.stringify(validate.errors, null, 1)).toBe(true);
  });

  it('describes a report with findings, fixes and gaps', () => {
    const made = report({
      'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Key:
    Type: AWS::KMS::Key
  Broken: [
`,
      'stack.ts': `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
export class S extends cdk.Stack { readonly key = new kms.Key(this, 'Key'); }
`,
    });
    expect(made.findings.length).toBeGreaterThan(1);
    expect(made.findings.some((f: { fix: unknown }) => f.fix !== null)).toBe(true);
    expect(made.notAnalysed).toHaveLength(1);
    expect(validate(made), JSON.stringify(validate.errors, null, 1)).toBe(true);
  });

  it('describes an empty report', () => {
    expect(validate(report({})), JSON.stringify(validate.errors, null, 1)).toBe(true);
  });

  it('refuses another shape', () => {
    expect(validate({ ...report({}), findings: [{ rule: 'x' }] })).toBe(false);
  });
});
