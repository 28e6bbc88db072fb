import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { missingEnvironment } from './missing-environment.ts';

ruleTest(
  missingEnvironment,
  ({ check }) => {
    check(
      'silent where a variable is read and nothing depends on it',
      cdk`
        new s3.Bucket(this, 'Site', { bucketName: process.env.SHOP_DOMAIN });
      `,
    );
  },
  synthesized,
);
