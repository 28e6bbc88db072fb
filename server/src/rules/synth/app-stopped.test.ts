import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { appStopped } from './app-stopped.ts';

ruleTest(
  appStopped,
  ({ check }) => {
    check(
      'silent where the app ends itself when all is done',
      cdk`
        new s3.Bucket(this, 'Uploads');
        process.exitCode = 0;
      `,
    );
  },
  synthesized,
);
