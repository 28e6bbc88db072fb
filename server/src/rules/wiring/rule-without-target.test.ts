/** Rules of EventBridge that start nothing. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { ruleWithoutTarget } from './rule-without-target.ts';

ruleTest(ruleWithoutTarget, ({ check, fixed }) => {
  check(
    'by condition; silent where it is disabled, exported, or used by what may add targets',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Some:
      # ^^^^ warning wiring/rule-without-target: Some matches events and has no target when not IsProd.
          Type: AWS::Events::Rule
          Properties:
            EventPattern: { source: [aws.ecs] }
            Targets: !If [IsProd, [{ Id: a, Arn: 'arn:aws:sns:eu-west-1:111122223333:a' }], !Ref AWS::NoValue]
        Off: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [aws.ecs] }, State: DISABLED } }
        Exported: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [aws.ecs] } } }
        Used: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [aws.ecs] } } }
        Targets: { Type: Custom::Targets, Properties: { ServiceToken: !ImportValue Maker, Rule: !Ref Used } }
      Outputs:
        Rule: { Value: !GetAtt Exported.Arn }
    `,
  );
  check(
    'silent in CDK: targets by a method, by a function, in a field, or given to what is not seen',
    cdk`
      const queue = new sqs.Queue(this, 'Queue');
      const schedule = events.Schedule.rate(cdk.Duration.hours(1));
      const one = new events.Rule(this, 'One', { schedule });
      if (stage === 'prod') one.addTarget(new targets.SqsQueue(queue));
      const two = new events.Rule(this, 'Two', { schedule });
      wire(two);
      const three = new events.Rule(this, 'Three', { schedule });
      wire({ rule: three });
      this.four = new events.Rule(this, 'Four', { schedule });
      new events.Rule(this, 'Five', { schedule, targets: [new targets.SqsQueue(queue)] });
      new events.Rule(this, 'Six', props.rule);
      new events.Rule(this, 'Seven', { schedule, enabled: false });
      new events.Rule(this, 'Eight', { schedule });
      //  ^^^^^^^^^^^ warning wiring/rule-without-target: Eight falls due and has no target.
    `,
  );
  it('makes the function a target that may be called by it', () =>
    expect(fixed(ruleWithoutTarget.docs.bad[0] as Example)).toMatch(
      /Targets:\n\s+- Id: CleanUp\n\s+Arn: !GetAtt CleanUp.Arn\n/,
    ));
});
