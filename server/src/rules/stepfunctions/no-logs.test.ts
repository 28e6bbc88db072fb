/** stepfunctions/no-logs */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { stateMachineNoLogs } from './no-logs.ts';

ruleTest(stateMachineNoLogs, ({ check }) => {
  check(
    'in one scenario',
    yaml`
    Conditions:
      IsProd: !Equals [!Ref AWS::Region, eu-west-1]
    Resources:
      Machine:
    # ^^^^^^^ information stepfunctions/no-logs: Machine logs nothing of what it does when not IsProd.
        Type: AWS::StepFunctions::StateMachine
        Properties:
          LoggingConfiguration: !If [IsProd, { Level: ALL }, !Ref AWS::NoValue]
  `,
  );
});
