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
