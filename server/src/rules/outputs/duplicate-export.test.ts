/** outputs/duplicate-export */
import { expect, it } from 'vitest';
import { type Example, cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { duplicateExport } from './duplicate-export.ts';

ruleTest(duplicateExport, ({ check, fixed }) => {
  check(
    'silent: other regions, and names with that of the stack',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      class OrdersStack extends cdk.Stack {
        constructor(scope: cdk.App, id: string, props: cdk.StackProps) {
          super(scope, id, props);
          new cdk.CfnOutput(this, 'Where', { value: this.region, exportName: 'orders-region' });
        }
      }
      class NamedStack extends cdk.Stack {
        constructor(scope: cdk.App, id: string) {
          super(scope, id);
          new cdk.CfnOutput(this, 'Who', { value: this.stackName, exportName: ${'`${this.stackName}-who`'} });
        }
      }
      const app = new cdk.App();
      new OrdersStack(app, 'Main', { env: { region: 'eu-west-1', account: '111122223333' } });
      new OrdersStack(app, 'Other', { env: { region: 'eu-central-1', account: '111122223333' } });
      new NamedStack(app, 'One');
      new NamedStack(app, 'Two');
    `,
  );
  it('names the stack', () => expect(fixed(duplicateExport.docs.bad[2] as Example)).toContain('STACK_NAME'));
});
