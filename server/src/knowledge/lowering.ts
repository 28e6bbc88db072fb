/** The lowering table of aws-cdk-lib. */
import { lazy } from './lazy.ts';
import { json } from './lowering.generated.ts';
import type { ConstructLowering, Json, LoweringTable } from './types.ts';

/** What the text holds: names grouped, and `~` for `aws-cdk-lib.` */
interface Abbreviated {
  readonly version: string;
  readonly constructs: Readonly<Record<string, ConstructLowering>>;
  /** Members by type. */
  readonly statics: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** `aws_s3 AWS::S3` → `Bucket BucketPolicy`. */
  readonly l1: Readonly<Record<string, string>>;
  readonly l1Names: Readonly<Record<string, string>>;
}

/**
 * Constructs that make a function as `Function` does, with props of their own: of aws-lambda-python-alpha 2.x, and the one
 * that is made once for a stack. What a prop says of a place whose value only synthesis knows is opaque.
 */
const LIKE_FUNCTION: Readonly<Record<string, ConstructLowering['props']>> = {
  '@aws-cdk/aws-lambda-python-alpha.PythonFunction': {
    bundling: { to: 'Code', opaque: true },
    handler: { to: 'Handler', opaque: true },
    index: [],
  },
  'aws-cdk-lib.aws_lambda.SingletonFunction': { uuid: [], lambdaPurpose: [] },
};

/** Props that can't be measured, since no other value of the construct goes with them: a rule with a schedule has no bus to choose. */
const NOT_MEASURED: Readonly<Record<string, ConstructLowering['props']>> = {
  'aws-cdk-lib.aws_events.Rule': { eventBus: { to: 'EventBusName', opaque: true, attribute: null } },
};

function read(): LoweringTable {
  const { version, constructs, statics, l1, l1Names } = JSON.parse(
    json.replaceAll('"~', '"aws-cdk-lib.'),
  ) as Abbreviated;
  const members: Record<string, Json> = {};
  for (const [type, values] of Object.entries(statics))
    for (const [name, value] of Object.entries(values)) members[`${type}.${name}`] = value;
  const types: Record<string, string> = {};
  for (const [key, names] of Object.entries(l1)) {
    const [namespace, service] = key.split(' ');
    for (const name of names.split(' ')) {
      const [prop, type = prop] = name.split('=');
      types[`aws-cdk-lib.${namespace}.Cfn${prop}`] = `${service}::${type}`;
    }
  }
  const plain = constructs['aws-cdk-lib.aws_lambda.Function'] as ConstructLowering;
  const alike = Object.entries(LIKE_FUNCTION).map(([name, props]) => [
    name,
    { ...plain, props: { ...plain.props, ...props } },
  ]);
  const whole = Object.entries(NOT_MEASURED).map(([name, props]) => {
    const measured = constructs[name] as ConstructLowering;
    return [name, { ...measured, props: { ...measured.props, ...props } }];
  });
  const completed = { ...constructs, ...Object.fromEntries([...alike, ...whole]) };
  return { version, constructs: completed, statics: members, l1: types, l1Names };
}

/**
 * How constructs, statics and L1 classes of aws-cdk-lib become CloudFormation; see `LoweringTable`. Names are those of
 * the package's root: `aws-cdk-lib.aws_s3.Bucket`, whichever way they were imported.
 */
export const lowering: () => LoweringTable = lazy(read);
