import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { overlappingCidr } from './overlapping-cidr.ts';

/** A VPC and two subnets with ranges of choice. */
const subnets = (first: string, second: string, more = '') => yaml`
  Parameters:
    Range: { Type: String, Default: 10.0.3.0/24 }
  Conditions:
    IsProd: !Equals [!Ref AWS::Region, eu-central-1]
  Resources:
    Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
    One: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: ${first} } }
    Two: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: ${second} } }${more}
`;

ruleTest(overlappingCidr, ({ check }) => {
  check('ranges that touch', subnets('10.0.0.0/25', '10.0.0.128/25'), []);
  check('a parameter, whatever its default is', subnets('!Ref Range', '10.0.0.0/22'), []);
  check('ranges that are computed', subnets('!Select [0, !Cidr [10.0.0.0/16, 2, 8]]', '10.0.0.0/24'), []);
  check(
    'other ranges elsewhere',
    subnets('!If [IsProd, 10.0.1.0/24, 10.0.2.0/24]', '!If [IsProd, 10.0.2.0/24, 10.0.1.0/24]'),
    [],
  );
  check(
    'the same range under the same condition',
    subnets('!If [IsProd, 10.0.1.0/24, 10.0.2.0/24]', '!If [IsProd, 10.0.1.0/24, 10.0.4.0/24]'),
    ['error network/overlapping-cidr "10.0.1.0/24": The range 10.0.1.0/24 of Two overlaps 10.0.1.0/24 of One.'],
  );
  check(
    'a second range of the VPC',
    subnets(
      '10.0.0.0/24',
      '10.7.0.0/24',
      `
    More: { Type: AWS::EC2::VPCCidrBlock, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.7.0.0/16 } }`,
    ),
    [],
  );
  check(
    'a second range that can’t be seen',
    subnets(
      '10.0.0.0/24',
      '10.7.0.0/24',
      `
    More: { Type: AWS::EC2::VPCCidrBlock, Properties: { VpcId: !Ref Vpc, CidrBlock: !ImportValue Range } }`,
    ),
    [],
  );
});
