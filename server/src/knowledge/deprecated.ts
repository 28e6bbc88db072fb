/** What aws-cdk-lib no longer wants to see written. */
import { json } from './deprecated.generated.ts';
import { lazy } from './lazy.ts';

const table = lazy(
  () =>
    new Map(
      Object.entries(JSON.parse(json) as Record<string, string>).map(([name, members]) => [
        name,
        new Set(members.split(' ')),
      ]),
    ),
);

/**
 * Whether a prop of a construct, or a static member of a class, is deprecated in the version that the lowering table was
 * made from. `fqn` as in that table: `aws-cdk-lib.aws_dynamodb.Table`. Members of plain enums are not listed.
 */
export function isDeprecated(fqn: string, member: string): boolean {
  return (
    table()
      .get(fqn.replace(/^aws-cdk-lib\./, ''))
      ?.has(member) === true
  );
}
