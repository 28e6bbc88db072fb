/** parameters/unconstrained */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unconstrainedParameter } from './unconstrained.ts';

ruleTest(unconstrainedParameter, ({ check, fixed }) => {
  check(
    'silent: other types, names of other things, conditions that take nothing for an answer',
    yaml`
    Parameters:
      VpcCidr: { Type: String, Default: '' }
      Key: { Type: String, Default: '' }
      Subnet: { Type: AWS::EC2::Subnet::Id }
      Email: { Type: String, MinLength: 3 }
      CidrName: { Type: String }
    Resources:
      Web: { Type: AWS::EC2::Instance, Properties: { KeyName: !Ref Key, SubnetId: !Ref Subnet } }
  `,
  );
  it('writes the type and the pattern', () => {
    expect(fixed(unconstrainedParameter.docs.bad[1] as Example)).toContain('"Type": "AWS::EC2::VPC::Id"');
    expect(fixed(unconstrainedParameter.docs.bad[0] as Example)).toContain('AllowedPattern:');
  });
});
