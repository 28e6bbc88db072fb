/** Auto Scaling groups whose instances stay as they are when their launch template or configuration changes. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { mentioned } from '../wiring/deliveries.ts';

/** Ways in which CloudFormation brings new instances up: the reference of the attribute UpdatePolicy. */
const UPDATES = ['AutoScalingRollingUpdate', 'AutoScalingReplacingUpdate', 'AutoScalingInstanceRefresh'];

export const noRollingUpdate = defineRule({
  id: 'reliability/no-rolling-update',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'An Auto Scaling group says how its instances are replaced when their launch template changes.',
    why: `Without an update policy, a new image, instance type or user data reaches only the instances that the group happens to start
later: the deployment succeeds, the old version goes on running beside new ones for weeks, and a security fix is on none of the
machines that it was for. A rolling update, or an instance refresh, replaces them a few at a time. Groups that are the capacity of an
ECS cluster are left alone, since ECS drains them in its own way.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              MinSize: '2'
              MaxSize: '4'
              LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber }
              VPCZoneIdentifier: [!ImportValue SubnetA, !ImportValue SubnetB]
          Template:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData: { ImageId: !ImportValue Image, InstanceType: t4g.small }
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::AutoScaling::AutoScalingGroup",
              "UpdatePolicy": { "AutoScalingScheduledAction": { "IgnoreUnmodifiedGroupSizeProperties": true } },
              "Properties": {
                "MinSize": "2",
                "MaxSize": "4",
                "LaunchTemplate": {
                  "LaunchTemplateId": { "Ref": "Template" },
                  "Version": { "Fn::GetAtt": ["Template", "LatestVersionNumber"] }
                }
              }
            },
            "Template": { "Type": "AWS::EC2::LaunchTemplate", "Properties": { "LaunchTemplateData": {} } }
          }
        }
      `,
      cdk`
        new autoscaling.AutoScalingGroup(this, 'Web', {
          vpc: new ec2.Vpc(this, 'Vpc'),
          instanceType: new ec2.InstanceType('t4g.small'),
          machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
          maxCapacity: 4,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            UpdatePolicy:
              AutoScalingRollingUpdate: { MinInstancesInService: 2, MaxBatchSize: 1, PauseTime: PT5M }
            Properties:
              MinSize: '2'
              MaxSize: '4'
              LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber }
              VPCZoneIdentifier: [!ImportValue SubnetA, !ImportValue SubnetB]
          Template:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData: { ImageId: !ImportValue Image, InstanceType: t4g.small }
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::AutoScaling::AutoScalingGroup",
              "UpdatePolicy": { "AutoScalingReplacingUpdate": { "WillReplace": true } },
              "Properties": {
                "MinSize": "2",
                "MaxSize": "4",
                "LaunchTemplate": {
                  "LaunchTemplateId": { "Ref": "Template" },
                  "Version": { "Fn::GetAtt": ["Template", "LatestVersionNumber"] }
                }
              }
            },
            "Template": { "Type": "AWS::EC2::LaunchTemplate", "Properties": { "LaunchTemplateData": {} } }
          }
        }
      `,
      cdk`
        new autoscaling.AutoScalingGroup(this, 'Web', {
          vpc: new ec2.Vpc(this, 'Vpc'),
          instanceType: new ec2.InstanceType('t4g.small'),
          machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
          maxCapacity: 4,
          updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({ minInstancesInService: 2 }),
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html',
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html',
    ],
  },
  messages: { stays: 'The instances of {name} stay as they are when their launch {what} changes.' },
  *checkGraph({ graph }) {
    const groups = graph.ofType('AWS::AutoScaling::AutoScalingGroup');
    if (groups.length === 0) return;
    const ofEcs = new Set(graph.ofType('AWS::ECS::CapacityProvider').flatMap(p => mentioned(p.properties)));
    // Reading alone doesn't say which of the groups beside it a capacity provider of the library is given.
    const beside = new Set(
      graph.source.flatMap(f => (f.kind === 'construct' && f.fqn.endsWith('.AsgCapacityProvider') ? [f.uri] : [])),
    );
    for (const group of groups) {
      const { properties, attributes } = group;
      if (group.owner.kind === 'internal' || ofEcs.has(group.id) || !attributes.complete) continue;
      if (group.evidence === 'source' && beside.has(group.span.uri)) continue;
      // Only what this project changes can change for the instances.
      const isOurs =
        group.construct?.level === 2 ||
        ['LaunchTemplate', 'MixedInstancesPolicy', 'LaunchConfigurationName'].some(
          key => mentioned(at(properties, key)).length > 0,
        );
      if (!isOurs || UPDATES.some(update => at(attributes, 'UpdatePolicy', update).kind !== 'absent')) continue;
      const what = at(properties, 'LaunchConfigurationName').kind === 'absent' ? 'template' : 'configuration';
      yield { message: 'stays', at: group.nameSpan, params: { name: group.logicalId, what }, resource: group };
    }
  },
  fix({ resource }) {
    if (!resource) return 'the group is no longer there';
    if (resource.language === 'typescript') return 'give it an updatePolicy, UpdatePolicy.rollingUpdate()';
    if (at(resource.attributes, 'UpdatePolicy').kind !== 'absent')
      return 'add AutoScalingRollingUpdate to its update policy';
    const value = { $object: { AutoScalingRollingUpdate: { $object: { MaxBatchSize: 1, PauseTime: 'PT5M' } } } };
    const intents = [{ kind: 'setAttribute', resource: resource.id, name: 'UpdatePolicy', value }] as const;
    return [{ title: `Replace the instances of ${resource.logicalId} one by one`, intents, safety: 'review' }];
  },
});
