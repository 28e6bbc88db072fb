import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { missingModule } from './missing-module.ts';

ruleTest(
  missingModule,
  ({ check }) => {
    check(
      'a file of the app',
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { retention } from './retention';
        //                        ^^^^^^^^^^^^^ error synth/missing-module: Cannot find module './retention'.

        export class TestStack extends cdk.Stack {
          readonly days = retention;
        }
      `,
    );
  },
  synthesized,
);
