import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { deprecatedApi } from './deprecated-api.ts';

ruleTest(
  deprecatedApi,
  ({ check }) => {
    check(
      'a place is told once, however often it runs',
      cdk`
        for (const name of ['Orders', 'Invoices']) {
          new dynamodb.Table(this, name, {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
            pointInTimeRecovery: true,
          });
        }
      `,
      [
        'information synth/deprecated-api "pointInTimeRecovery": TableOptions.pointInTimeRecovery is deprecated. use `pointInTimeRecoverySpecification` instead',
      ],
    );
  },
  synthesized,
);
