/** Names that two resources have. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { collision } from './collision.ts';

ruleTest(collision, ({ check }) => {
  check(
    'with parameters',
    yaml`
      Parameters:
        Stage: { Type: String }
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
          Properties: { QueueName: !Sub 'jobs-${'${Stage}'}' }
        Dead:
          Type: AWS::SQS::Queue
          Properties:
            QueueName: !Sub jobs-${'${Stage}'}
      #                ^^^^^^^^^^^^^^^^^^ error naming/collision: The name jobs-${'${Stage}'} of Dead is taken by Jobs in the same stack.
    `,
  );
  check(
    'rules on one event bus; silent on two',
    yaml`
      Parameters:
        Shared: { Type: String }
      Resources:
        Bus: { Type: AWS::Events::EventBus, Properties: { Name: !Ref AWS::StackName } }
        OnShared: { Type: AWS::Events::Rule, Properties: { EventBusName: !Ref Shared, Name: placed } }
        OnBus: { Type: AWS::Events::Rule, Properties: { EventBusName: !Ref Bus, Name: placed } }
        OnDefault: { Type: AWS::Events::Rule, Properties: { Name: placed } }
        OnImported: { Type: AWS::Events::Rule, Properties: { EventBusName: !ImportValue bus, Name: placed } }
        Again:
          Type: AWS::Events::Rule
          Properties:
            EventBusName: !GetAtt Bus.Name
            Name: placed
      #           ^^^^^^ error naming/collision: The name placed of Again is taken by OnBus in the same stack.
    `,
  );
  check(
    'silent: conditions, other parameters, names that are attributes',
    yaml`
      Parameters:
        A: { Type: String }
        B: { Type: String }
      Conditions:
        IsA: !Equals [!Ref A, a]
      Resources:
        One: { Type: AWS::SQS::Queue, Condition: IsA, Properties: { QueueName: jobs } }
        Two: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
        Three: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${'${A}'}-jobs' } }
        Four: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${'${B}'}-jobs' } }
        Five: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${'${One.QueueName}'}-dead' } }
        Six: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${'${One.QueueName}'}-dead' } }
    `,
  );
  check(
    'silent in CDK: a loop, and two stacks',
    cdk`
      for (const name of names) new sqs.CfnQueue(this, name, { queueName: name });
      const other = new cdk.Stack(this, 'Other');
      new sqs.CfnQueue(this, 'Jobs', { queueName: 'jobs' });
      new sqs.CfnQueue(other, 'Jobs', { queueName: 'jobs' });
    `,
  );
});
