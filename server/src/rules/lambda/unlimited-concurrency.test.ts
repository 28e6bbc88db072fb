/** Functions without a limit. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unlimitedConcurrency } from './unlimited-concurrency.ts';

ruleTest(unlimitedConcurrency, ({ check }) => {
  check(
    'in one scenario; silent for parameters',
    yaml`
      Parameters:
        Most: { Type: Number }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some:
      # ^^^^ hint lambda/unlimited-concurrency: Some may take all the concurrency of the account when not IsProd.
          Type: AWS::Lambda::Function
          Properties: { ReservedConcurrentExecutions: !If [IsProd, 50, !Ref AWS::NoValue] }
        Given: { Type: AWS::Lambda::Function, Properties: { ReservedConcurrentExecutions: !Ref Most } }
    `,
  );
});
