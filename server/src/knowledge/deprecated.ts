/** What aws-cdk-lib no longer wants to see written, in the version that the lowering table was made from. */
import { json } from './deprecated.generated.ts';
import { lazy } from './lazy.ts';

/** Where it is declared, in the library's own words why, and the member of the same type that is to be used, if any. */
type Declared = readonly [api: string, says: string, sibling: string | null];

/**
 * What was deprecated when its successor came, and that after version 2.200 (May 2025): whether a library that isn't there
 * has it can't be told from a table. From the assemblies of 2.200.0 and the version of the table.
 */
const SUCCESSOR_IS_RECENT: ReadonlySet<string> = new Set([
  'CfnResource#addDependency',
  'CfnResource#addDependsOn',
  'CfnResource#removeDependency',
  'IPolicyValidationContext#accountId',
  'IPolicyValidationContext#region',
  'Stack#addDependency',
  'aws_cloudwatch.SearchExpression#warnings',
  'aws_dynamodb.GlobalSecondaryIndexProps#contributorInsightsEnabled',
  'aws_dynamodb.ReplicaGlobalSecondaryIndexOptions#contributorInsights',
  'aws_dynamodb.TableOptions#contributorInsightsEnabled',
  'aws_dynamodb.TableOptionsV2#contributorInsights',
  'aws_ec2.FlowLog#deliveryStreamArn',
  'aws_ec2.FlowLogDestination#toKinesisDataFirehoseDestination',
  'aws_ec2.FlowLogDestinationConfig#deliveryStreamArn',
  'aws_iam.IResourceWithPolicy',
  'aws_kinesisfirehose.CommonDestinationProps#processor',
]);

const table = lazy(() => {
  const { '': declared, ...rows } = JSON.parse(json) as { readonly '': readonly Declared[] } & Readonly<
    Record<string, string>
  >;
  const types = new Map(
    Object.entries(rows).map(([type, row]) => [
      type,
      new Map(
        row
          .split(' ')
          .map(pair => [pair.slice(0, pair.lastIndexOf(':')), Number(pair.slice(pair.lastIndexOf(':') + 1))]),
      ),
    ]),
  );
  return { declared, types };
});

const words = lazy(
  () => new Set(table().declared.map(([api]) => api.slice(Math.max(api.lastIndexOf('.'), api.lastIndexOf('#')) + 1))),
);

/**
 * Whether a prop of a construct, or a static member of a class, is deprecated. `fqn` as in the lowering table:
 * `aws-cdk-lib.aws_dynamodb.Table`.
 */
export function isDeprecated(fqn: string, member: string): boolean {
  const row = table().types.get(fqn.replace(/^aws-cdk-lib\./, ''));
  return row?.has(`=${member}`) === true || row?.has(`.${member}`) === true;
}

/** Names of types and members that are deprecated somewhere. */
export function deprecatedWords(): ReadonlySet<string> {
  return words();
}

/**
 * What is said of a type of a module (`aws_ec2`, empty for the core), reached by steps as `core/deprecations.ts` has them: of
 * the class, a static member, a prop of its constructor or a member of an instance; null for anything further down.
 */
export function deprecationOf(
  module: string,
  type: string,
  steps: readonly string[],
): { readonly api: string; readonly says: string; readonly sibling: string | null } | null {
  const row =
    table().types.get(module === '' ? type : `${module}.${type}`) ??
    (/^Cfn[A-Z]/.test(type) ? table().types.get('CfnResource') : undefined);
  const key = keyOf(steps);
  const at = key === null ? undefined : row?.get(key);
  const found = at === undefined ? undefined : table().declared[at];
  return found && !SUCCESSOR_IS_RECENT.has(found[0]) ? { api: found[0], says: found[1], sibling: found[2] } : null;
}

function keyOf([first, second, third, fourth]: readonly string[]): string | null {
  if (first === undefined) return '!';
  if (second === undefined) return first.startsWith('.') ? first : null;
  if (first !== 'new' || fourth !== undefined) return null;
  if (third === undefined) return second.startsWith('.') ? `#${second.slice(1)}` : null;
  return second.startsWith('#') && third.startsWith('.') ? `=${third.slice(1)}` : null;
}
