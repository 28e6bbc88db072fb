import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { deniedAccess } from './denied-access.ts';

ruleTest(
  deniedAccess,
  ({ check }) => {
    check(
      'a file outside of the project, and what would allow it',
      cdk`
        import { readFileSync } from 'node:fs';
        import * as cdk from 'aws-cdk-lib';
        import type { Construct } from 'constructs';

        export class TestStack extends cdk.Stack {
          constructor(scope: Construct, id: string) {
            super(scope, id);
            try {
              this.templateOptions.description = readFileSync('/etc/hostname', 'utf8');
              //                                 ^^^^^^^^^^^^ information synth/denied-access: The sandbox does not let the app read /etc/hostname. Add "read:/etc/hostname" to plumbline.liveSynth.allow to let it.
            } catch {}
          }
        }
      `,
    );
  },
  synthesized,
);
