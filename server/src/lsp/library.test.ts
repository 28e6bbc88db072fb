/** What an installed aws-cdk-lib declares, read from its files. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { libraryDeprecations, libraryHas, libraryVersion } from './library.ts';

const uri = pathToFileURL(path.join(import.meta.dirname, '../../../lib/stack.ts')).href;

describe('what the installed library declares', () => {
  it('knows members, props and what is not there', () => {
    expect(libraryHas(uri, 'aws_lambda', 'NODEJS_22_X')).toBe(true);
    expect(libraryHas(uri, 'aws_dynamodb', 'pointInTimeRecoverySpecification')).toBe(true);
    expect(libraryHas(uri, 'aws_lambda', 'NODEJS_99_X')).toBe(false);
  });
  it('looks into folders of a module, and into the core', () => {
    expect(libraryHas(uri, 'aws_stepfunctions', 'itemProcessor')).toBe(true);
    expect(libraryHas(uri, '', 'unsafePlainText')).toBe(true);
  });
  it('does not guess where there is no library, no such module, or no file', () => {
    expect(libraryHas('file:///nowhere/at/all.ts', 'aws_lambda', 'NODEJS_22_X')).toBeNull();
    expect(libraryHas(uri, 'aws_nothing', 'X')).toBeNull();
    expect(libraryHas('untitled:Untitled-1', 'aws_lambda', 'X')).toBeNull();
    expect(libraryVersion('file:///nowhere/at/all.ts')).toBeNull();
  });
  it('has a version', () => {
    expect(libraryVersion(uri)).toMatch(/^2\.\d+\.\d+$/);
  });
});

describe('what the installed library deprecates', () => {
  const library = libraryDeprecations(uri);
  const of = (module: string, type: string, ...steps: string[]) => library?.of({ module, type, steps }) ?? null;
  it('follows props, items, members and what methods take and give', () => {
    expect(of('aws_ec2', 'Vpc', 'new', '#2', '.cidr')).toEqual({
      api: 'aws_ec2.VpcProps#cidr',
      says: 'Use ipAddresses instead',
      sibling: null,
    });
    expect(of('aws_ec2', 'Vpc', 'new', '#2', '.maxAzs')).toBeNull();
    // Inherited, and declared in another module.
    expect(of('aws_lambda_nodejs', 'NodejsFunction', 'new', '#2', '.logRetention')?.api).toBe(
      'aws_lambda.FunctionOptions#logRetention',
    );
    expect(of('aws_lambda', 'Function', 'new', '.currentVersion', '.addAlias')?.api).toBe(
      'aws_lambda.Version#addAlias',
    );
    expect(of('aws_dynamodb', 'TableV2', 'new', '#2', '.replicas', '[]', '.pointInTimeRecovery')?.api).toBe(
      'aws_dynamodb.TableOptionsV2#pointInTimeRecovery',
    );
    expect(of('aws_dynamodb', 'TableV2', 'new', '#2', '.replicas', '.pointInTimeRecovery')).toBeNull();
    expect(of('aws_s3', 'CfnBucket', 'new', '.addDependsOn')?.api).toBe('CfnResource#addDependsOn');
  });
  it('knows classes and static members, and the member to use in their place', () => {
    expect(of('aws_cloudfront', 'CloudFrontWebDistribution')?.says).toBe('Use `Distribution` instead');
    expect(of('aws_ec2', 'SubnetType', '.PRIVATE_WITH_NAT')?.sibling).toBe('PRIVATE_WITH_EGRESS');
    expect(of('aws_ec2', 'SubnetType', '.PUBLIC')).toBeNull();
    expect(of('aws_nothing', 'Thing', 'new', '#2', '.cidr')).toBeNull();
  });
  it('is one object for one library, and none where nothing is installed', () => {
    expect(libraryDeprecations(uri)).toBe(library);
    expect(libraryDeprecations('file:///nowhere/at/all.ts')).toBeNull();
  });
});
