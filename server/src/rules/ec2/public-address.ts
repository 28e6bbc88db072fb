/** Instances and subnets that hand out public addresses. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOn, setting } from '../setting.ts';

export const publicAddress = defineRule({
  id: 'ec2/public-address',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Instances get no public address by themselves.',
    why: `An instance with a public address stands in the internet, behind its security group alone. Load balancers and NAT gateways
belong there, machines that work don’t. Public subnets hand addresses to whatever is started in them: that is what they are
for in many designs, so this is for teams that want it said each time.`,
    bad: [
      yaml`
        Resources:
          Public:
            Type: AWS::EC2::Subnet
            Properties:
              MapPublicIpOnLaunch: true
      `,
      json`
        { "Resources": { "Server": { "Type": "AWS::EC2::Instance", "Properties": { "NetworkInterfaces": [{ "DeviceIndex": "0", "AssociatePublicIpAddress": true }] } } } }
      `,
      cdk`
        new ec2.CfnSubnet(this, 'Public', { vpcId: 'vpc-1', mapPublicIpOnLaunch: true });
      `,
    ],
    good: [
      yaml`
        Resources:
          Public:
            Type: AWS::EC2::Subnet
            Properties:
              MapPublicIpOnLaunch: false
      `,
      cdk`
        new ec2.CfnSubnet(this, 'Public', { vpcId: 'vpc-1' });
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html'],
    peers: [
      'CKV_AWS_88',
      'cfn_nag W33',
      'trivy AWS-0009',
      'trivy AWS-0164',
      'Guard EC2_INSTANCE_NO_PUBLIC_IP',
      'Guard SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED',
    ],
  },
  ...setting({
    places: {
      'AWS::EC2::Subnet': 'MapPublicIpOnLaunch',
      'AWS::EC2::Instance': 'NetworkInterfaces.*.AssociatePublicIpAddress',
      'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.NetworkInterfaces.*.AssociatePublicIpAddress',
      'AWS::AutoScaling::LaunchConfiguration': 'AssociatePublicIpAddress',
    },
    wrong: isOn,
    message: '{name} gives out public addresses{when}.',
    mend: { title: 'Give out no public addresses in {name}', to: false },
  }),
});
