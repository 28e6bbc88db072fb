/** State machines that write no logs. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';
import { isExact } from '../wiring/deliveries.ts';

export const stateMachineNoLogs = defineRule({
  id: 'stepfunctions/no-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'State machines write what they do to a log.',
    why: `Express workflows keep no history at all, and that of standard ones is gone after ninety days. With a log of all events a failed
run can be looked into afterwards, and alarms can count what happens inside.`,
    bad: [
      yaml`
        Resources:
          Machine:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              RoleArn: arn:aws:iam::111122223333:role/machine
      `,
      json`
        { "Resources": { "Machine": { "Type": "AWS::StepFunctions::StateMachine" } } }
      `,
      cdk`
        new sfn.CfnStateMachine(this, 'Machine', { roleArn: 'arn:aws:iam::111122223333:role/machine', definitionString: '{}' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Machine:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              LoggingConfiguration: { Level: ERROR, Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: !ImportValue Log } }] }
      `,
      json`
        {
          "Parameters": { "Given": { "Type": "String" } },
          "Resources": { "Machine": { "Type": "AWS::StepFunctions::StateMachine", "Properties": { "LoggingConfiguration": { "Ref": "Given" } } } }
        }
      `,
      cdk`
        new sfn.CfnStateMachine(this, 'Machine', { roleArn: 'arn:aws:iam::111122223333:role/machine', loggingConfiguration: { level: 'ALL' } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html'],
    peers: ['trivy AWS-0119', 'cdk-nag AwsSolutions-SF1'],
  },
  ...setting({
    places: { 'AWS::StepFunctions::StateMachine': 'LoggingConfiguration.Level' },
    concerns: isExact,
    wrong: value => value.kind === 'absent' || stringOf(value) === 'OFF',
    message: '{name} logs nothing of what it does{when}.',
    // It takes a log group, and leave to write there.
    mend: null,
  }),
});
