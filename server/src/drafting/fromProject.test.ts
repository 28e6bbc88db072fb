/** Drafting from a project: what most resources do becomes a requirement, and what some do does not. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../all.ts';
import { draftFromProject } from './index.ts';

function workspaceOf(files: Readonly<Record<string, string>>) {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app/',
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `file:///app/${name}`, version: 1, text });
  return workspace;
}

function draft(files: Readonly<Record<string, string>>) {
  return draftFromProject(workspaceOf(files).graph(`file:///app/${Object.keys(files)[0]}`), '2026-11-21');
}

const queue = (id: string, name: string, more = '') => `
  ${id}:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: ${name}
      Tags: [{ Key: Project, Value: shop }, { Key: Owner, Value: ${id} }]${more}`;

const TEMPLATE = `
Parameters:
  EnvironmentSuffix: { Type: String, Default: dev, AllowedValues: [dev, prod] }
Resources:${['Orders', 'Bills', 'Mails', 'Jobs'].map(id => queue(id, `!Sub shop-${id.toLowerCase()}-\${EnvironmentSuffix}`)).join('')}${queue('Odd', 'oddQueue')}
`;

describe('drafting from a project', () => {
  it('finds the pattern, the tags and the environments, with how many follow', () => {
    const { yaml, requirements, withOutliers } = draft({ 'template.yaml': TEMPLATE });
    expect(yaml).toContain('pattern: "shop-{resource}-{env}" # 4 of 5');
    expect(yaml).toContain('names: [dev, prod]');
    expect(yaml).toContain('default: dev');
    expect(yaml).toContain('Project: shop # 5 of 5');
    expect(yaml).toContain('Owner: "*" # 5 of 5');
    expect(requirements).toBeGreaterThan(withOutliers);
    expect(withOutliers).toBeGreaterThan(0);
  });

  it('shows the outliers when the draft is checked', () => {
    const { yaml } = draft({ 'template.yaml': TEMPLATE });
    const findings = workspaceOf({ 'template.yaml': TEMPLATE, 'plumbline.yaml': yaml }).allFindings();
    expect(findings.filter(f => f.rule.startsWith('requirements/'))).toEqual([]);
    const off = findings.filter(f => f.rule === 'naming/off-pattern');
    expect(off.map(f => TEMPLATE.slice(f.span.start, f.span.end))).toEqual(['oddQueue']);
  });

  it('has no habits where there are few cases, or many ways', () => {
    const few = `Resources:${['Orders', 'Bills', 'Mails'].map(id => queue(id, `shop-${id.toLowerCase()}-dev`)).join('')}\n`;
    expect(draft({ 'template.yaml': few }).requirements).toBe(0);
    const mixed = `Resources:${['a-b', 'c-d', 'e-f', 'G_H', 'IJ'].map((name, i) => `\n  Q${i}: { Type: AWS::SQS::Queue, Properties: { QueueName: ${name} } }`).join('')}\n`;
    expect(draft({ 'template.yaml': mixed }).yaml).not.toContain('pattern');
  });

  it('reads CDK code', () => {
    const code = `
      import * as cdk from 'aws-cdk-lib';
      import * as lambda from 'aws-cdk-lib/aws-lambda';
      export class Shop extends cdk.Stack {
        constructor(scope: cdk.App, id: string) {
          super(scope, id, { env: { region: 'eu-west-1' } });
          const stage = this.node.tryGetContext('stage') ?? 'dev';
          ${['orders', 'bills', 'mails', 'jobs'].map(n => `new lambda.Function(this, '${n}', { functionName: \`shop-${n}-\${stage}\`, runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromAsset('x') });`).join('\n')}
          new lambda.Function(this, 'old', { functionName: 'shop-old-dev', runtime: lambda.Runtime.NODEJS_18_X, handler: 'i.h', code: lambda.Code.fromAsset('x') });
        }
      }
      const app = new cdk.App();
      new Shop(app, 'Shop');
    `;
    const { yaml } = draft({ 'lib/shop.ts': code });
    expect(yaml).toContain('runtime: nodejs22.x # 4 of 5');
    expect(yaml).toContain('region: eu-west-1');
    expect(yaml).toMatch(/pattern: "shop-\{resource\}-\{(env|suffix)\}" # 5 of 5/);
    expect(yaml).toContain('default: dev');
  });

  it('asks for nothing that AWS no longer supports, and for no retention that functions without a log group break', () => {
    const fn = (id: string) =>
      `  ${id}: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs18.x, Role: r, Code: { S3Bucket: b, S3Key: k } } }\n`;
    const group = (id: string) => `  ${id}: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 } }\n`;
    const groups = ['A', 'B', 'C', 'D'].map(group).join('');
    expect(draft({ 't.yaml': `Resources:\n${groups}` }).yaml).toContain('log_retention_days: 30 # 4 of 4');
    const { yaml } = draft({ 't.yaml': `Resources:\n${groups}${['F', 'G', 'H', 'I'].map(fn).join('')}` });
    expect(yaml).not.toMatch(/log_retention_days|runtime/);
  });
});
