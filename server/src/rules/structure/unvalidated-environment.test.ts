/** structure/unvalidated-environment */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unvalidatedEnvironment } from './unvalidated-environment.ts';

ruleTest(unvalidatedEnvironment, ({ check, fixed }) => {
  check(
    'a prop that is any string, and a variable of the process; silent for a union',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      const sizes = { dev: 1, prod: 3 };
      const days = { dev: 7, prod: 90 };
      interface OrdersProps extends cdk.StackProps { environment: string; tier: 'dev' | 'prod' }
      class Orders extends cdk.Stack {
        constructor(scope: cdk.App, id: string, props: OrdersProps) {
          super(scope, id, props);
          const count = sizes[props.environment as keyof typeof sizes];
      //                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information structure/unvalidated-environment (fix): props.environment may be anything, and sizes has dev and prod.
          const tier = sizes[props.tier];
        }
      }
      const kept = days[process.env.STAGE as 'dev'];
      //                ^^^^^^^^^^^^^^^^^^^^^^^^^^ information structure/unvalidated-environment (fix): process.env.STAGE may be anything, and days has dev and prod.
    `,
  );
  check(
    'silent: checked in one way or another',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      const sizes: Record<string, number> = { dev: 1, prod: 3 };
      const names: Record<string, string> = { dev: 'a', prod: 'b' };
      const app = new cdk.App();
      const stage = app.node.tryGetContext('stage');
      const size = sizes[stage] ?? 1;
      const other = process.env.OTHER ?? 'dev';
      if (!Object.keys(names).includes(other)) throw new Error(other);
      const name = names[other];
    `,
  );
  check(
    'silent: a region, and what is never looked up',
    yaml`
      Parameters:
        Stage: { Type: String }
      Mappings:
        Images: { eu-west-1: { Id: a }, eu-central-1: { Id: b } }
      Resources:
        Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Stage, DisplayName: !FindInMap [Images, !Ref AWS::Region, Id] } }
    `,
  );
  it('writes the values of the mapping', () =>
    expect(fixed(unvalidatedEnvironment.docs.bad[0] as Example)).toMatch(
      /AllowedValues:\s+(\[dev, prod\]|- dev\s+- prod)/,
    ));
  it('writes the check before the look-up', () =>
    expect(fixed(unvalidatedEnvironment.docs.bad[2] as Example)).toContain(
      'if (!(stage in configs)) throw new Error(`Unknown stage: ${stage}`);\nconst config = configs[stage];',
    ));
});
