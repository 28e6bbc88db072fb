import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { exception } from './exception.ts';

ruleTest(
  exception,
  ({ check }) => {
    check(
      'an error that the code throws itself, and what leads there',
      cdk`
        const bucketFor = (name: string) => {
          if (name === '') throw new TypeError('A bucket needs a name');
          //                     ^^^^^^^^^^^^^ error synth/exception: The app throws here: A bucket needs a name
          return new s3.Bucket(this, name);
        };
        bucketFor('Uploads');
        bucketFor('');
      `,
    );
  },
  synthesized,
);
