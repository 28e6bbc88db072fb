/** Props without a type. */
import { expect, it } from 'vitest';
import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { untypedProps } from './untyped-props.ts';

const construct = (parameter: string, body: string) => cdk`
  import { aws_sqs as sqs } from 'aws-cdk-lib';
  import { Construct } from 'constructs';

  class Jobs extends Construct {
    constructor(scope: Construct, id: string, ${parameter}) {
      super(scope, id);
      ${body}
      new sqs.Queue(this, 'Queue');
    }
  }
`;
const SAID = 'The props of Jobs have no type: a key that is misspelled or missing is undefined.';

ruleTest(untypedProps, ({ check, fixed }) => {
  check('any', construct('props: any', ''), [`warning structure/untyped-props "any": ${SAID}`]);
  check('no type at all', construct('props', ''), [`warning structure/untyped-props "props": ${SAID}`]);
  check(
    'a construct by its scope',
    cdk`
      import { aws_stepfunctions as sfn } from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      class Jobs extends sfn.StateMachineFragment {
        constructor(scope: Construct, id: string, props: any) {
          super(scope, id);
        }
      }
    `,
    [`warning structure/untyped-props "any": ${SAID}`],
  );
  check('silent: a type', construct('props: { vpc: string }', ''), []);
  check('silent: a default says the type', construct('props = {}', ''), []);
  check(
    'silent: what is no construct',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      class Settings extends Map {
        constructor(a: string, b: string, props: any) {
          super(props);
        }
      }
    `,
    [],
  );
  it('writes what is read', () => {
    const text = fixed(
      construct('props?: any', "const { size = 3, on = true } = props; use(props.vpc, props.name || 'x');"),
    );
    expect(text).toContain('props?: JobsProps)');
    expect(text).toContain(
      'interface JobsProps {\n  readonly size?: number;\n  readonly on?: boolean;\n  readonly vpc: unknown;\n  readonly name?: string;\n}\n\nclass Jobs',
    );
    expect(fixed(construct('props', ''))).toContain('props: JobsProps)');
    const stack = fixed(untypedProps.docs.bad[0] as never);
    expect(stack).toContain(
      'export interface OrdersStackProps extends cdk.StackProps {\n  readonly stage?: string;\n}',
    );
  });
});
