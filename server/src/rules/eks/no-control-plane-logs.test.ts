/** eks/no-control-plane-logs */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noControlPlaneLogs } from './no-control-plane-logs.ts';

ruleTest(noControlPlaneLogs, ({ check, fixed }) => {
  check(
    'silent: types that can’t be seen',
    yaml`
    Parameters:
      Types: { Type: CommaDelimitedList }
    Resources:
      Cluster:
        Type: AWS::EKS::Cluster
        Properties:
          RoleArn: arn:aws:iam::111122223333:role/cluster
          Logging: { ClusterLogging: { EnabledTypes: !Ref Types } }
  `,
  );
  it('turns them on', () => expect(fixed(noControlPlaneLogs.docs.bad[0] as Example)).toContain('Type: audit'));
});
