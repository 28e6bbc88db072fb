/** Groups without a way to update. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noRollingUpdate } from './no-rolling-update.ts';

ruleTest(noRollingUpdate, ({ check, fixed }) => {
  check(
    'silent: capacity of ECS, a template from elsewhere, a policy by condition',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Template: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: {} } }
        Nodes: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: '1' } } }
        Capacity: { Type: AWS::ECS::CapacityProvider, Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: !Ref Nodes } } }
        Given: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LaunchTemplate: { LaunchTemplateId: !ImportValue Template, Version: '1' } } }
        Some:
          Type: AWS::AutoScaling::AutoScalingGroup
          UpdatePolicy: !If [IsProd, { AutoScalingRollingUpdate: { MaxBatchSize: 1 } }, !Ref AWS::NoValue]
          Properties: { LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: '1' } }
    `,
  );
  check(
    'says what the group has',
    yaml`
      Resources:
        Launch: { Type: AWS::AutoScaling::LaunchConfiguration, Properties: { ImageId: !ImportValue Image, InstanceType: t4g.small } }
        Web: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LaunchConfigurationName: !Ref Launch, MinSize: '1', MaxSize: '2' } }
    `,
    [
      'information reliability/no-rolling-update "Web": The instances of Web stay as they are when their launch configuration changes.',
    ],
  );
  check(
    'silent in CDK: a policy by the options of the L1 construct',
    cdk`
      const group = new autoscaling.AutoScalingGroup(this, 'Web', { vpc: props.vpc, instanceType: props.type, machineImage: props.image });
      const cfn = group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
      cfn.cfnOptions.updatePolicy = { autoScalingRollingUpdate: { maxBatchSize: 1 } };
    `,
  );
  check(
    'silent in CDK: capacity of ECS',
    cdk`
      const group = new autoscaling.AutoScalingGroup(this, 'Nodes', { vpc: props.vpc, instanceType: props.type, machineImage: props.image });
      const provider = new ecs.AsgCapacityProvider(this, 'Provider', { autoScalingGroup: group });
      new ecs.Cluster(this, 'Cluster', { vpc: props.vpc }).addAsgCapacityProvider(provider);
    `,
  );
  it('replaces them one by one', () =>
    expect(fixed(noRollingUpdate.docs.bad[0] as Example)).toContain('AutoScalingRollingUpdate'));
});
