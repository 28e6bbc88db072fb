import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingFlowLog } from './missing-flow-log.ts';

ruleTest(missingFlowLog, ({ check }) => {
  check(
    'a log of a VPC that a parameter names',
    yaml`
    Resources:
      Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
      Log: { Type: AWS::EC2::FlowLog, Properties: { ResourceId: !ImportValue Vpc, ResourceType: VPC, TrafficType: ALL } }
  `,
    [],
  );
  check(
    'an L2 VPC gets its logs by a method',
    cdk`
    const vpc = new ec2.Vpc(this, 'Vpc');
    vpc.addFlowLog('Traffic');
  `,
    [],
  );
});
