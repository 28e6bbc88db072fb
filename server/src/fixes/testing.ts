/** Fixtures of the fixers: a text, some intents, and the text that comes out. */
import type { NewValue, Intent } from '../core/intent.ts';
import { type Finding, type Fix, type RefusedFix, applyEdits } from '../core/finding.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Resource } from '../core/resource.ts';
import { type Rule, defineRule } from '../core/rule.ts';
import type { Value } from '../core/value.ts';
import { at } from '../core/value.ts';
import { Workspace } from '../core/workspace.ts';
import type { LoweringTable } from '../knowledge/types.ts';
import { sourceFrontend } from '../frontends/cdk/index.ts';
import { templateFrontend } from '../frontends/template/index.ts';
import { proposeFixes } from './index.ts';
import { write } from './write.ts';

export const ROOT = 'file:///app/';

/** A workspace of some files by name. */
export function workspaceOf(files: Readonly<Record<string, string>>, rules: readonly Rule[] = []): Workspace {
  const workspace = new Workspace({
    frontends: [templateFrontend, sourceFrontend],
    rules,
    host: { fileExists: () => null },
    projectOf: () => ROOT,
    today: () => '2026-11-21',
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: ROOT + name, version: 1, text });
  return workspace;
}

export type Wanted = (resource: Resource, graph: ResourceGraph) => readonly Intent[];

/** The text after the intents for the first resource were written, unproven; `refused: …` where they can't be. */
export function rewritten(name: string, text: string, wanted: Wanted, logicalId?: string): string {
  const workspace = workspaceOf({ [name]: text });
  const graph = workspace.graph(ROOT + name);
  const resource = logicalId === undefined ? graph.resources[0] : graph.resources.find(r => r.logicalId === logicalId);
  if (!resource) throw new Error(`no resource in:\n${text}`);
  const change = write(workspace, ROOT + name, wanted(resource, graph));
  return typeof change === 'string' ? `refused: ${change}` : applyEdits(text, change.edits);
}

export function set(path: string, value: NewValue): Wanted {
  return r => [{ kind: 'setProperty', resource: r.id, path: path.split('.'), value }];
}

export function remove(...paths: readonly string[]): Wanted {
  return r => paths.map(path => ({ kind: 'removeProperty', resource: r.id, path: path.split('.') }));
}

/** A rule that reports resources of a type and mends them with the given intents. */
export function ruleThat(
  type: string,
  isBad: (resource: Resource) => boolean,
  wanted: Wanted,
  id = 'test/throwaway',
): Rule {
  return defineRule({
    id,
    since: '0.0.0',
    severity: 'warning',
    profile: 'recommended',
    docs: { summary: '', why: '', bad: [], good: [], links: [] },
    messages: { bad: 'It is bad.' },
    types: [type],
    *checkResource(resource) {
      if (isBad(resource)) yield { message: 'bad', at: resource.nameSpan, resource };
    },
    fix: (signal, { graph }) =>
      signal.resource ? [{ title: 'Mend it', intents: wanted(signal.resource, graph), safety: 'safe' }] : 'no resource',
  }) as unknown as Rule;
}

/** What is offered for the first finding of a file. */
export function offered(name: string, text: string, rules: readonly Rule[]): (Fix | RefusedFix)[] {
  const workspace = workspaceOf({ [name]: text }, rules);
  const [finding] = workspace.allFindings() as [Finding];
  return proposeFixes(workspace, finding);
}

export function valueAt(resource: Resource, path: string): Value {
  return at(resource.properties, ...path.split('.'));
}

/** A small lowering table with one prop of each kind, so that these tests don't move with aws-cdk-lib. */
export function testLowering(): LoweringTable {
  const lib = 'aws-cdk-lib';
  return {
    version: '2.0.0',
    constructs: {
      [`${lib}.aws_s3.Bucket`]: {
        type: 'AWS::S3::Bucket',
        props: {
          versioned: { to: 'VersioningConfiguration.Status', values: { true: 'Enabled', false: null } },
          bucketName: { to: 'BucketName' },
          encryptionKey: { to: 'BucketEncryption.KmsMasterKeyID', opaque: true, attribute: 'Arn' },
          blockPublicAccess: {
            to: 'PublicAccessBlockConfiguration',
            values: {
              [`${lib}.aws_s3.BlockPublicAccess.BLOCK_ALL`]: { BlockPublicAcls: true, BlockPublicPolicy: true },
              [`${lib}.aws_s3.BlockPublicAccess.BLOCK_ACLS`]: { BlockPublicAcls: true },
            },
          },
          removalPolicy: {
            to: '@DeletionPolicy',
            values: { [`${lib}.RemovalPolicy.RETAIN`]: 'Retain', [`${lib}.RemovalPolicy.DESTROY`]: 'Delete' },
          },
        },
        defaults: {},
        attributes: { bucketArn: 'Arn', bucketName: null },
      },
      [`${lib}.aws_sqs.Queue`]: {
        type: 'AWS::SQS::Queue',
        props: {
          queueName: { to: 'QueueName' },
          visibilityTimeout: { to: 'VisibilityTimeout', unit: 'seconds' },
          deadLetterQueue: {
            to: 'RedrivePolicy',
            props: {
              queue: { to: 'deadLetterTargetArn', opaque: true, attribute: 'Arn' },
              maxReceiveCount: { to: 'maxReceiveCount' },
            },
          },
        },
        defaults: {},
        attributes: { queueArn: 'Arn', queueUrl: null, queueName: 'QueueName' },
      },
      [`${lib}.aws_lambda.Function`]: {
        type: 'AWS::Lambda::Function',
        props: {
          runtime: {
            to: 'Runtime',
            values: {
              [`${lib}.aws_lambda.Runtime.NODEJS_16_X`]: 'nodejs16.x',
              [`${lib}.aws_lambda.Runtime.NODEJS_22_X`]: 'nodejs22.x',
            },
          },
          environment: { to: 'Environment.Variables' },
          description: { to: 'Description' },
          logRetention: { to: 'LogRetention', values: { [`${lib}.aws_logs.RetentionDays.ONE_MONTH`]: 30 } },
        },
        defaults: {},
        attributes: { functionArn: 'Arn', functionName: null },
      },
    },
    statics: {
      [`${lib}.aws_lambda.Runtime.NODEJS_16_X`]: 'nodejs16.x',
      [`${lib}.aws_lambda.Runtime.NODEJS_22_X`]: 'nodejs22.x',
    },
    l1: { [`${lib}.aws_sqs.CfnQueue`]: 'AWS::SQS::Queue', [`${lib}.aws_dynamodb.CfnTable`]: 'AWS::DynamoDB::Table' },
    l1Names: { sseSpecification: 'SSESpecification', sseEnabled: 'SSEEnabled' },
  };
}
