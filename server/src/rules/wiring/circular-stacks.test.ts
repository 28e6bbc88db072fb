/** wiring/circular-stacks */
import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { circularStacks } from './circular-stacks.ts';

ruleTest(circularStacks, ({ check }) => {
  check(
    'three stacks; silent: a nested stack and the one around it',
    cdk`
    import * as cdk from 'aws-cdk-lib';
    import { aws_sns as sns, aws_ssm as ssm } from 'aws-cdk-lib';
    const app = new cdk.App();
    const one = new cdk.Stack(app, 'One');
    const two = new cdk.Stack(app, 'Two');
    const three = new cdk.Stack(app, 'Three');
    const inner = new cdk.NestedStack(three, 'Inner');
    const [a, b, c, d] = [new sns.Topic(one, 'A'), new sns.Topic(two, 'B'), new sns.Topic(three, 'C'), new sns.Topic(inner, 'D')];
    new ssm.StringParameter(one, 'B', { stringValue: b.topicArn });
    new ssm.StringParameter(two, 'C', { stringValue: c.topicArn });
    new ssm.StringParameter(three, 'D', { stringValue: d.topicArn });
    new ssm.StringParameter(inner, 'C', { stringValue: c.topicArn });
  `,
  );
  check(
    'a port that one stack opens to another one is silent: where the rule ends up is not seen',
    cdk`
    import * as cdk from 'aws-cdk-lib';
    import { aws_ec2 as ec2, aws_ssm as ssm } from 'aws-cdk-lib';
    const app = new cdk.App();
    const one = new cdk.Stack(app, 'One');
    const two = new cdk.Stack(app, 'Two');
    const vpc = ec2.Vpc.fromLookup(one, 'Vpc', { isDefault: true });
    const database = new ec2.SecurityGroup(one, 'Database', { vpc });
    const tasks = new ec2.SecurityGroup(two, 'Tasks', { vpc });
    database.addIngressRule(tasks, ec2.Port.POSTGRES);
    new ssm.StringParameter(one, 'TasksGroup', { stringValue: tasks.securityGroupId });
  `,
    [],
  );
});
