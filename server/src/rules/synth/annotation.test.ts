import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { annotation } from './annotation.ts';

ruleTest(
  annotation,
  ({ check }) => {
    check(
      'errors, warnings and pieces of advice, each as what it is',
      cdk`
        const annotations = cdk.Annotations.of(new s3.Bucket(this, 'Invoices'));
        annotations.addError('Invoices are not public.');
        //          ^^^^^^^^ error synth/annotation: Invoices are not public.
        annotations.addWarningV2('shop:tag', 'Invoices have an owner.');
        //          ^^^^^^^^^^^^ warning synth/annotation: Invoices have an owner. [ack: shop:tag]
        annotations.addInfo('Invoices are encrypted.');
        //          ^^^^^^^ information synth/annotation: Invoices are encrypted.
        annotations.addWarningV2('@aws-cdk/aws-s3:accessLogsPolicyNotAdded', 'The bucket is imported.');
      `,
    );
  },
  synthesized,
);
