import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { advice } from './advice.ts';

ruleTest(
  advice,
  ({ check }) => {
    check(
      'what an app warns of itself is more than advice',
      cdk`
        const annotations = cdk.Annotations.of(new s3.Bucket(this, 'Invoices'));
        annotations.addWarningV2('@aws-cdk/aws-ecs:mine', 'Invoices have an owner.');
        annotations.addError('Invoices are not public. [ack: @aws-cdk/aws-ecs:minHealthyPercent]');
      `,
    );
  },
  synthesized,
);
