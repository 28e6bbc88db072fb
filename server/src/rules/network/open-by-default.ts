/** Parameters that let the whole internet in unless somebody gives another value. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { groupName, isEverywhere, opened, portsOf, rulesOf } from './open-ingress.ts';

export const openByDefault = defineRule({
  id: 'network/open-by-default',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Parameters for addresses that are let in have no default that is the whole internet.',
    why: `A default is what is deployed wherever nobody thinks of the parameter. With \`0.0.0.0/0\` the door stands open until somebody
closes it; without a default CloudFormation asks, and whoever deploys has to say who is to be let in.`,
    bad: [
      yaml`
        Parameters:
          From: { Type: String, Default: 0.0.0.0/0 }
        Resources:
          Admin:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Administration
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref From }
      `,
      json`
        {
          "Parameters": { "From": { "Type": "String", "Default": "::/0" } },
          "Resources": {
            "In": {
              "Type": "AWS::EC2::SecurityGroupIngress",
              "Properties": {
                "GroupId": "sg-0123456789abcdef0",
                "IpProtocol": "tcp",
                "FromPort": 8080,
                "ToPort": 8080,
                "CidrIpv6": { "Ref": "From" }
              }
            }
          }
        }
      `,
      cdk`
        const from = new CfnParameter(this, 'From', { default: '0.0.0.0/0' });
        new ec2.CfnSecurityGroup(this, 'Admin', {
          groupDescription: 'Administration',
          securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: from.valueAsString }],
        });
      `,
    ],
    good: [
      yaml`
        Parameters:
          From: { Type: String }
        Resources:
          Admin:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Administration
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref From }
      `,
      cdk`
        const from = new CfnParameter(this, 'From', { default: '10.0.0.0/8' });
        new ec2.CfnSecurityGroup(this, 'Admin', {
          groupDescription: 'Administration',
          securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: from.valueAsString }],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html'],
    peers: ['CKV_AWS_24', 'CKV_AWS_25', 'CKV_AWS_260', 'cfn_nag W2'],
  },
  messages: { open: '{resource} lets the whole internet in at {ports} unless {parameter} says otherwise{when}.' },
  types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'],
  *checkResource(resource) {
    for (const { rule, when: outer } of rulesOf(resource, 'SecurityGroupIngress'))
      for (const property of ['CidrIp', 'CidrIpv6'])
        for (const { value, when } of scenarios(at(rule, property), outer)) {
          if (value.kind !== 'reference' || value.target.kind !== 'parameter') continue;
          const { name, defaultValue } = value.target;
          const [open] = opened(rule, when);
          if (!open || !isEverywhere(stringOf(defaultValue) ?? '')) continue;
          const { range } = open;
          const ports = range ? portsOf(range) : 'every port';
          yield {
            message: 'open',
            at: value.span,
            params: {
              resource: groupName(resource),
              ports,
              parameter: name,
              when: inScenario(open.when),
            },
            subject: `${property}:${name}:${ports}`,
          };
        }
  },
});
