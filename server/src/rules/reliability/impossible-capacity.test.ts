/** Sizes that contradict each other. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { impossibleCapacity } from './impossible-capacity.ts';

ruleTest(impossibleCapacity, ({ check, fixed }) => {
  check(
    'by scenario, once for each group; silent for parameters and scenarios that exclude each other',
    yaml`
      Parameters:
        Most: { Type: Number, Default: 1 }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: '2', MaxSize: !If [IsProd, '4', '1'] } }
      #                                                                          ^^^ error reliability/impossible-capacity: The minimum of Some is 2 and its maximum 1 when not IsProd, which can’t be.
        Nodes: { Type: AWS::EKS::Nodegroup, Properties: { ScalingConfig: { MinSize: 2, MaxSize: 4, DesiredSize: 1 } } }
      #                                                                                                         ^ error reliability/impossible-capacity (fix): Nodes wants 1, which is below its minimum of 2.
        Given: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: '2', MaxSize: !Ref Most, DesiredCapacity: '9' } }
        Both: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: !If [IsProd, 4, 1], MaxSize: !If [IsProd, 4, 1] } }
        Fixed: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 } }
    `,
  );
  it('wants the nearest that can be, written as before', () =>
    expect(
      fixed(yaml`
        Resources:
          Web: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: '2', MaxSize: '6', DesiredCapacity: '1' } }
      `),
    ).toContain("DesiredCapacity: '2' }"));
});
