/** What actions act on, ARNs and condition keys, on facts from the Service Authorization Reference. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  actionConditionKeys,
  actionResources,
  actionTakesConditionKey,
  arnMatchesTemplate,
  conditionKey,
  dataVersion,
  expandAction,
  nearestConditionKeys,
  resourceArns,
  resourceTypesOf,
  serviceAlias,
  supportsResourceArn,
} from './index.ts';

const typesOf = (action: string) => actionResources(action)?.map(({ type }) => type);

describe('resources of actions', () => {
  it('are what the reference says', () => {
    expect(typesOf('s3:GetObject')).toContain('object');
    expect(typesOf('s3:GetObject')).not.toContain('bucket');
    expect(typesOf('S3:listbucket')).toContain('bucket');
    expect(typesOf('dynamodb:Query')).toEqual(['index', 'table']);
    expect(typesOf('lambda:GetProvisionedConcurrencyConfig')).toEqual(['function alias', 'function version']);
    expect(typesOf('ec2:DescribeInstances')).toEqual([]);
    expect(typesOf('sts:GetCallerIdentity')).toEqual([]);
    expect(actionResources('dynamodb:PutItem')).toEqual([{ type: 'table', required: true }]);
    // A resource that may be named, though `*` is what most calls need.
    expect(typesOf('iam:GetUser')).toEqual(['user']);
    for (const unknown of ['s3:Nothing', 's3:Get*', 's3', '', 'nosuch:Thing', '*:k'])
      expect(actionResources(unknown), unknown).toBeNull();
  });

  it('have an ARN each, and agree with whether `*` is all that is possible', () => {
    for (const action of expandAction('*')) {
      const types = actionResources(action) ?? [];
      const [service = ''] = action.split(':');
      for (const { type } of types) expect(resourceArns(service, type), `${action} ${type}`).not.toEqual([]);
      if (types.length === 0) expect(supportsResourceArn(action), action).toBe(false);
    }
    expect(resourceArns('s3', 'object')).toEqual(['arn:${Partition}:s3:::${BucketName}/${ObjectName}']);
    expect(resourceArns('dynamodb', 'nothing')).toEqual([]);
    expect(resourceArns('"s3', 'object')).toEqual([]);
    expect(resourceTypesOf('sqs')).toEqual(['queue']);
  });

  it('are there within 30 ms of processor time when they are first asked for', async () => {
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      vi.resetModules();
      const fresh = await import('./index.ts');
      const before = process.cpuUsage();
      // A usual service, and the one with the longest line of all.
      fresh.actionResources('dynamodb:GetItem');
      fresh.actionConditionKeys('ec2:RunInstances');
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    expect(Math.min(...times)).toBeLessThan(30);
  });

  it('have the date of the data', () => {
    expect(dataVersion()).toMatch(/^20\d\d-\d\d-\d\d$/);
    // The manual says it, too.
    expect(readFileSync(path.join(import.meta.dirname, '../../../docs/iam.md'), 'utf8')).toContain(dataVersion());
  });
});

describe('ARNs and templates', () => {
  const fits = (service: string, type: string, arn: string) =>
    arnMatchesTemplate(arn, resourceArns(service, type)[0] ?? '');

  it.each([
    ['s3', 'object', 'arn:aws:s3:::b/*', true],
    ['s3', 'object', 'arn:aws:s3:::b/a/b.txt', true],
    ['s3', 'object', 'arn:aws:s3:::b', false],
    ['s3', 'object', 'arn:aws:s3:::b*', true],
    ['s3', 'object', '*', true],
    ['s3', 'object', '${Bucket.Arn}/*', null],
    ['s3', 'bucket', 'arn:aws:s3:::b', true],
    ['s3', 'bucket', 'arn:aws:s3:::b/*', false],
    ['s3', 'bucket', 'arn:${AWS::Partition}:s3:::${Name}', true],
    ['s3', 'bucket', '${Bucket.Arn}/*', false],
    ['s3', 'bucket', '${Bucket.Arn}', null],
    ['dynamodb', 'table', 'arn:aws:dynamodb:eu-west-1:123456789012:table/t', true],
    ['dynamodb', 'table', 'arn:aws:dynamodb:eu-west-1:123456789012:table/t/index/*', false],
    ['dynamodb', 'index', 'arn:aws:dynamodb:*:*:table/t/index/*', true],
    ['dynamodb', 'index', 'arn:aws:dynamodb:*:*:table/t', false],
    ['dynamodb', 'table', 'arn:aws:dynamodb:*:*:*', true],
    ['sqs', 'queue', 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs-?', true],
    ['sqs', 'queue', 'arn:aws:sns:eu-west-1:123456789012:jobs', false],
    ['ssm', 'parameter', 'arn:aws:ssm:eu-west-1:123456789012:parameter/a/b', true],
    ['logs', 'log-group', 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f', true],
    ['iam', 'role', 'arn:aws:iam::123456789012:role/path/name', true],
    ['iam', 'role', 'arn:aws:iam::123456789012:user/name', false],
    ['secretsmanager', 'Secret', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-??????', true],
  ])('%s %s of %s: %s', (service, type, arn, expected) => {
    expect(fits(service, type, arn)).toBe(expected);
  });

  it('a template filled in fits itself, with any part starred or unknown', () => {
    const all = ['s3', 'dynamodb', 'sqs', 'lambda', 'iam', 'ssm', 'states', 'ecs', 'logs', 'kms'].flatMap(service =>
      resourceTypesOf(service).flatMap(type => resourceArns(service, type)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(fc.constantFrom('a', 'x-1', '123456789012', '*', '?', '${Unknown}'), { minLength: 8, maxLength: 8 }),
        (template, parts) => {
          let i = 0;
          const arn = template.replace(/\$\{[^}]*\}/g, () => parts[i++ % parts.length] ?? 'a');
          expect(arnMatchesTemplate(arn, template), arn).toBe(true);
        },
      ),
    );
  });
});

describe('condition keys', () => {
  it('are written as AWS writes them', () => {
    expect(conditionKey('aws:PrincipalOrgId')).toEqual({
      name: 'aws:PrincipalOrgID',
      type: 'String',
      many: false,
      global: true,
    });
    expect(conditionKey('AWS:requesttag/Team')?.name).toBe('aws:RequestTag/Team');
    expect(conditionKey('s3:existingobjecttag/Team')).toMatchObject({
      name: 's3:ExistingObjectTag/Team',
      global: false,
    });
    expect(conditionKey('kms:EncryptionContext:App')?.name).toBe('kms:EncryptionContext:App');
    expect(conditionKey('dynamodb:LeadingKeys')).toMatchObject({ type: 'String', many: true });
    expect(conditionKey('aws:SourceArn')?.type).toBe('ARN');
    expect(conditionKey('aws:SourceIp')?.type).toBe('IPAddress');
    expect(conditionKey('aws:CurrentTime')?.type).toBe('Date');
    expect(conditionKey('aws:SecureTransport')?.type).toBe('Bool');
    expect(conditionKey('aws:MultiFactorAuthAge')?.type).toBe('Numeric');
    expect(conditionKey('iam:PassedToService')).toMatchObject({ type: 'String', many: false });
  });

  it('of identity providers are texts', () => {
    expect(conditionKey('token.actions.githubusercontent.com:sub')?.type).toBe('String');
    expect(conditionKey('oidc.eks.eu-west-1.amazonaws.com/id/A1B2:sub')?.type).toBe('String');
    expect(conditionKey('cognito-identity.amazonaws.com:amr')).not.toBeNull();
    expect(conditionKey('saml:aud')).not.toBeNull();
  });

  it('that are none have near ones', () => {
    for (const wrong of [
      'aws:PrincipalOrg',
      'dynamodb:LeadingKeyz',
      'nosuch:key',
      'aws:RequestTag',
      ':',
      '',
      'toString',
    ])
      expect(conditionKey(wrong), wrong).toBeNull();
    expect(nearestConditionKeys('dynamodb:LeadingKeyz', 1)).toEqual(['dynamodb:LeadingKeys']);
    expect(nearestConditionKeys('aws:SourceARNs', 1)).toEqual(['aws:SourceArn']);
    expect(nearestConditionKeys('aws:PrincipleOrgID', 1)).toEqual(['aws:PrincipalOrgID']);
    expect(nearestConditionKeys('s3:prefixes', 1, ['s3:prefix'])).toEqual(['s3:prefix']);
    expect(nearestConditionKeys('dynamo:Quite:Other', 3)).toEqual([]);
  });

  it('go with actions', () => {
    expect(actionConditionKeys('s3:ListBucket')).toContain('s3:prefix');
    expect(actionConditionKeys('dynamodb:GetItem')).toContain('aws:ResourceTag/${TagKey}');
    expect(actionConditionKeys('iam:PassRole')).toContain('iam:PassedToService');
    expect(actionConditionKeys('s3:Nothing')).toBeNull();
    expect(actionTakesConditionKey('s3:ListBucket', 's3:prefix')).toBe(true);
    expect(actionTakesConditionKey('s3:GetObject', 's3:prefix')).toBe(false);
    expect(actionTakesConditionKey('s3:GetObject', 's3:ExistingObjectTag/Team')).toBe(true);
    expect(actionTakesConditionKey('s3:GetObject', 'aws:SourceIp')).toBe(true);
    expect(actionTakesConditionKey('sts:AssumeRoleWithWebIdentity', 'token.actions.githubusercontent.com:sub')).toBe(
      true,
    );
    expect(actionTakesConditionKey('s3:GetObject', 's3:nothing')).toBeNull();
  });

  it('are known for every action that lists them', () => {
    const unknown = new Set<string>();
    for (const action of expandAction('*'))
      for (const key of actionConditionKeys(action) ?? []) if (!conditionKey(key)) unknown.add(`${action} ${key}`);
    expect([...unknown].slice(0, 20)).toEqual([]);
  });
});

describe('services by other names', () => {
  it('are found', () => {
    expect(serviceAlias('cloudwatch-logs')).toBe('logs');
    expect(serviceAlias('EventBridge')).toBe('events');
    expect(serviceAlias('stepfunctions')).toBe('states');
    expect(serviceAlias('sfn')).toBe('states');
    expect(serviceAlias('secrets-manager')).toBe('secretsmanager');
    expect(serviceAlias('s3')).toBeNull();
    expect(serviceAlias('constructor')).toBeNull();
  });
});
