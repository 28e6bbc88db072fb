/** The enums and classes that props of aws-cdk-lib take. */
import { lazy } from './lazy.ts';
import { json } from './propTypes.generated.ts';

const table = lazy(
  () =>
    new Map(
      Object.entries(JSON.parse(json) as Record<string, string>).map(([construct, props]) => [
        construct,
        new Map(props.split(' ').map(p => p.split('=') as [string, string])),
      ]),
    ),
);

/**
 * The enum or class, by qualified name, of which a member is written for a prop that the lowering table takes as it is:
 * `aws_lambda.Function`, `runtime` → `aws-cdk-lib.aws_lambda.Runtime`. Null for props that take plain values. The path of a
 * prop in an object is dotted.
 */
export function propType(construct: string, prop: string): string | null {
  const type = table()
    .get(construct.replace(/^aws-cdk-lib\./, ''))
    ?.get(prop);
  return type === undefined ? null : `aws-cdk-lib.${type}`;
}
