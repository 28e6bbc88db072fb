/** Sizes that contradict each other. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { impossibleCapacity } from './impossible-capacity.ts';

ruleTest(impossibleCapacity, ({ check }) => {
  check(
    'by scenario, once for each group; silent for parameters and scenarios that exclude each other',
    yaml`
      Parameters:
        Most: { Type: Number, Default: 1 }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: '2', MaxSize: !If [IsProd, '4', '1'] } }
      #                                                                          ^^^ error reliability/impossible-capacity: Some has at least 2 and at most 1 when not IsProd, which can’t be.
        Nodes: { Type: AWS::EKS::Nodegroup, Properties: { ScalingConfig: { MinSize: 2, MaxSize: 4, DesiredSize: 1 } } }
      #                                                                                                         ^ error reliability/impossible-capacity: Nodes wants 1, less than the 2 that it has at least.
        Given: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: '2', MaxSize: !Ref Most, DesiredCapacity: '9' } }
        Both: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: !If [IsProd, 4, 1], MaxSize: !If [IsProd, 4, 1] } }
        Fixed: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 } }
    `,
  );
});
