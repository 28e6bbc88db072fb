import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unresolvedImport } from './unresolved-import.ts';

/** A dollar sign, for substitutions in templates. */
const $ = '$';

const template = (name: string, exported: string) =>
  withFiles(
    yaml`
      Parameters:
        Network: { Type: String }
      Resources:
        Group:
          Type: AWS::EC2::SecurityGroup
          Properties: { GroupDescription: Web, VpcId: !ImportValue ${name} }
    `,
    {
      'network.yaml': `
        Resources:
          Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
        Outputs:
          VpcId: { Value: !Ref Vpc, Export: { Name: ${exported} } }
      `,
    },
  );

ruleTest(unresolvedImport, ({ check, fixed }) => {
  check('another stack altogether', template('billing-topic', 'shop-vpc-id'), []);
  check('a name that a stack gives', template('network-VpcId', `!Sub '${$}{AWS::StackName}-VpcId'`), []);
  check('a name from a parameter', template(`{ 'Fn::Sub': '${$}{Network}-vpcid' }`, 'shop-vpc-id'), []);
  it('imports what is exported', () => {
    expect(fixed(unresolvedImport.docs.bad[0] as never)).toContain('VpcId: !ImportValue shop-vpc-id');
  });
});
