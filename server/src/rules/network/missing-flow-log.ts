/** Reports VPCs whose traffic is recorded nowhere. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { mayMake } from '../requirements/asked.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

export const missingFlowLog = defineRule({
  id: 'network/missing-flow-log',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Every VPC has a flow log.',
    why: `After an incident, flow logs are what says who talked to whom, and what was refused; without them nobody can tell. They
record addresses, ports and verdicts, never contents. A VPC counts whose flow log can be seen, its subnets' logs aside; where code
that can't be followed may add one, nothing is reported.`,
    bad: [
      yaml`
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: 10.0.0.0/16 }
      `,
      cdk`
        new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: 10.0.0.0/16 }
          Traffic:
            Type: AWS::EC2::FlowLog
            Properties:
              ResourceId: !Ref Vpc
              ResourceType: VPC
              TrafficType: ALL
              LogDestinationType: s3
              LogDestination: arn:aws:s3:::flow-logs-of-shop
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        new ec2.CfnFlowLog(this, 'Traffic', {
          resourceId: vpc.ref,
          resourceType: 'VPC',
          trafficType: 'ALL',
          logDestinationType: 's3',
          logDestination: 'arn:aws:s3:::flow-logs-of-shop',
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html'],
    peers: ['cdk-nag AwsSolutions-VPC7', 'CKV2_AWS_11', 'cfn_nag W60', 'trivy AWS-0178'],
  },
  messages: {
    none: 'The traffic of {vpc} is recorded nowhere.',
  },
  *checkGraph({ graph }) {
    const logs = graph.ofType('AWS::EC2::FlowLog');
    for (const vpc of graph.ofType('AWS::EC2::VPC')) {
      if (!isExact(vpc) || vpc.owner.kind === 'internal') continue;
      // A log of something that can't be seen may be this one's.
      const has = logs.some(log => {
        const ids = mentioned(at(log.properties, 'ResourceId'));
        return ids.includes(vpc.id) || ids.length === 0;
      });
      if (has || mayMake(graph, ['AWS::EC2::FlowLog'])) continue;
      yield { message: 'none', at: vpc.nameSpan, params: { vpc: vpc.logicalId }, resource: vpc };
    }
  },
});
