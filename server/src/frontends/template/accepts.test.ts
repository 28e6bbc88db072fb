/** Which documents are templates. */
import { expect, it } from 'vitest';
import { isTemplate } from './accepts.ts';

const accepts = (name: string, text: string) =>
  isTemplate({ uri: name.includes(':') ? name : `file:///app/${name}`, version: 1, text });
const RESOURCES = 'Resources:\n  A:\n    Type: AWS::S3::Bucket\n';
const JSON_RESOURCES = '{ "Resources": { "A": { "Type": "AWS::S3::Bucket" } } }';

it.each([
  ['a.yaml', RESOURCES],
  ['a.yml', `# c\n---\n${RESOURCES}`],
  ['a.yaml', `\uFEFF${RESOURCES.replace(/\n/g, '\r\n')}`],
  ['a.yaml', `Description: x\n\n"Resources":  # all\n\n  A:\n    Type: 'Custom::X'\n`],
  ['a.yaml', 'AWSTemplateFormatVersion: 2010-09-09\n'],
  ['a.json', JSON_RESOURCES],
  ['a.template', JSON_RESOURCES],
  ['a.template', RESOURCES],
  ['a.cfn', RESOURCES],
  ['a.json', '{"Parameters": {"Resources": 1}, "Resources": {"A": {"Type": "AWS::S3::Bucket"'],
  ['a.json', '{ "AWSTemplateFormatVersion" : "2010-09-09", "Resources'],
  ['a.yaml', '{ Resources: { A: { Type: AWS::S3::Bucket } } }'],
  ['untitled:Untitled-1', RESOURCES],
])('takes %s %j', (name, text) => expect(accepts(name, text)).toBe(true));

it.each([
  ['a.ts', RESOURCES],
  ['a.txt', RESOURCES],
  ['a.yaml', ''],
  ['deployment.yaml', 'apiVersion: v1\nkind: Pod\nspec:\n  Resources:\n    Type: AWS::x\n'],
  ['package.json', '{ "name": "AWS::S3", "Resources": [] }'],
  ['cdk.json', '{ "app": "node", "context": { "Resources": { "Type": "AWS::S3::Bucket" } } }'],
  [
    'serverless.yml',
    `service: x\nresources:\n  AWSTemplateFormatVersion: '2010-09-09'\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n`,
  ],
  ['appspec.yaml', 'version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n'],
  ['appspec.yaml', 'version: 0.0\nResources:\n- TargetService:\n    Type: AWS::ECS::Service\n'],
  ['appspec.json', '{ "version": 0.0, "Resources": [ { "T": { "Type": "AWS::ECS::Service" } } ] }'],
  [
    'tree.json',
    '{ "version": "tree-0.1", "tree": { "attributes": { "aws:cdk:cloudformation:type": "AWS::S3::Bucket", "Resources": { "Type": "AWS::S3::Bucket" } } } }',
  ],
  ['manifest.json', '{ "version": "1", "artifacts": { "Resources": {}, "Type": "AWS::S3::Bucket" } }'],
  ['doc.yaml', 'text: |\n  AWSTemplateFormatVersion: x\n  Resources:\n    Type: AWS::S3::Bucket\n'],
  ['a.json', '{ "note": "Resources: { Type: AWS::S3::Bucket }, AWSTemplateFormatVersion" }'],
])('leaves %s %j alone', (name, text) => expect(accepts(name, text)).toBe(false));

it('is quick on a large file', () => {
  const text = `a: 1\n${'Resources Type: AWS::S3 "x": {\n'.repeat(400_000)}`;
  const started = process.cpuUsage();
  expect(accepts('a.yaml', text)).toBe(false);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(500);
});
