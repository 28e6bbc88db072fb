/** Rules of security groups that don't say what they are for. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, scenarios, stringOf } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';

export const undescribedRule = defineRule({
  id: 'network/undescribed-rule',
  since: '0.1.0',
  severity: 'hint',
  profile: 'strict',
  docs: {
    summary: 'Each rule of a security group says what it is for.',
    why: `A rule without a description stays for ever: nobody remembers whether the address that it lets in was a customer, a partner
or a test, and so nobody dares to take it away. Who reviews the open ports reads the description first.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
                - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8, Description: Redirects }
      `,
      json`
        {
          "Resources": {
            "Out": {
              "Type": "AWS::EC2::SecurityGroupEgress",
              "Properties": {
                "GroupId": "sg-0123456789abcdef0",
                "IpProtocol": "tcp",
                "FromPort": 443,
                "ToPort": 443,
                "CidrIp": "10.0.0.0/8"
              }
            }
          }
        }
      `,
      cdk`
        new ec2.CfnSecurityGroupIngress(this, 'In', {
          groupId: 'sg-0123456789abcdef0',
          ipProtocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          cidrIp: '10.0.0.0/8',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8, Description: The offices }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc });
        web.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.HTTPS, 'The offices');
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    peers: ['CKV_AWS_23', 'cfn_nag W36', 'trivy AWS-0124', 'Guard SECURITY_GROUP_DESCRIPTION_RULE'],
  },
  messages: { undescribed: '{name} has {kind} that doesn’t say what it is for.' },
  types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'],
  *checkResource(resource) {
    // The CDK describes the rules of its own security groups.
    if (!isExact(resource) || resource.owner.kind !== 'yours') return;
    const { type, properties, logicalId: name } = resource;
    const silent = (rule: Value) => rule.kind === 'object' && isEmpty(at(rule, 'Description'));
    if (type !== 'AWS::EC2::SecurityGroup') {
      const kind = type.endsWith('Ingress') ? 'an ingress rule' : 'an egress rule';
      if (silent(properties)) yield { message: 'undescribed', at: resource.nameSpan, params: { name, kind } };
      return;
    }
    for (const direction of ['Ingress', 'Egress']) {
      const kind = direction === 'Ingress' ? 'an ingress rule' : 'an egress rule';
      const written = scenarios(at(properties, `SecurityGroup${direction}`)).flatMap(({ value }) =>
        value.kind === 'list' ? value.items : [value],
      );
      for (const [index, rule] of written.flatMap(item => scenarios(item).map(s => s.value)).entries())
        if (rule.kind === 'object' && silent(rule))
          yield { message: 'undescribed', at: rule.span, params: { name, kind }, subject: `${direction}:${index}` };
    }
  },
});

function isEmpty(description: Value): boolean {
  return description.kind === 'absent' || stringOf(description) === '';
}
