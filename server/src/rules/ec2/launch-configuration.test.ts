/** ec2/launch-configuration */
import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { launchConfiguration } from './launch-configuration.ts';

ruleTest(launchConfiguration, ({ check }) => {
  check(
    'silent: the construct that the CDK decides for',
    cdk`
    new autoscaling.AutoScalingGroup(this, 'Web', {
      vpc: new ec2.Vpc(this, 'Vpc'),
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
  `,
  );
});
