import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { synthMissingFile } from './missing-file.ts';

ruleTest(
  synthMissingFile,
  ({ check }) => {
    check(
      'silent where the app can do without',
      cdk`
        import { existsSync, readFileSync } from 'node:fs';
        import * as cdk from 'aws-cdk-lib';
        import type { Construct } from 'constructs';

        export class TestStack extends cdk.Stack {
          constructor(scope: Construct, id: string) {
            super(scope, id);
            if (existsSync('about.txt')) this.templateOptions.description = readFileSync('about.txt', 'utf8');
          try {
            readFileSync('license.txt');
          } catch {}
          }
        }
      `,
    );
  },
  synthesized,
);
