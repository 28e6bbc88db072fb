/** Launch configurations, which AWS has replaced. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';

export const launchConfiguration = defineRule({
  id: 'ec2/launch-configuration',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Groups of instances are started from launch templates.',
    why: `Launch configurations know no instance type that came after 2022, and accounts that are newer than October 2024 can't make
them at all: the deployment fails there. A launch template says the same, has versions, and is what everything new builds on.
Launch configurations that the CDK makes for an \`AutoScalingGroup\` are not reported here.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::LaunchConfiguration
            Properties:
              ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}'
              InstanceType: t3.micro
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::AutoScaling::LaunchConfiguration",
              "Properties": { "ImageId": { "Fn::ImportValue": "Image" }, "InstanceType": "t3.micro" }
            }
          }
        }
      `,
      cdk`
        new autoscaling.CfnLaunchConfiguration(this, 'Web', { imageId: cdk.Fn.importValue('Image'), instanceType: 't3.micro' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData:
                ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}'
                InstanceType: t3.micro
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::EC2::LaunchTemplate",
              "Properties": { "LaunchTemplateData": { "InstanceType": "t3.micro" } }
            }
          }
        }
      `,
      cdk`
        new ec2.LaunchTemplate(this, 'Web', { instanceType: new ec2.InstanceType('t3.micro') });
      `,
    ],
    links: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html'],
    peers: ['CKV_AWS_315'],
  },
  messages: { old: '{name} is a launch configuration, which newer accounts can’t make.' },
  types: ['AWS::AutoScaling::LaunchConfiguration'],
  *checkResource(resource) {
    // What a construct makes of its own is a matter of its props and flags.
    if (resource.construct !== null && resource.construct.level !== 1) return;
    if (resource.owner.kind === 'yours')
      yield { message: 'old', at: resource.typeSpan, params: { name: resource.logicalId }, tags: ['deprecated'] };
  },
});
