import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { validationError } from './validation-error.ts';

ruleTest(
  validationError,
  ({ check }) => {
    check(
      'what a construct of the app says of itself',
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        //              ^^^^^^^^^^^^^ error synth/validation-error: Uploads need a lifecycle rule
        uploads.node.addValidation({ validate: () => ['Uploads need a lifecycle rule'] });
      `,
    );
  },
  synthesized,
);
