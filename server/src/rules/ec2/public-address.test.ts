/** Public addresses. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { publicAddress } from './public-address.ts';

ruleTest(publicAddress, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::EC2::Subnet
          Properties:
            MapPublicIpOnLaunch: !If [IsProd, false, true]
      #                                              ^^^^ information ec2/public-address (fix): Thing gives out public addresses when not IsProd.
        Loud: { Type: AWS::EC2::Subnet, Properties: { MapPublicIpOnLaunch: 'True' } }
      #                                                                    ^^^^^^ information ec2/public-address (fix): Loud gives out public addresses.
        Other:
          Type: AWS::EC2::Subnet
          Properties:
            MapPublicIpOnLaunch: !Ref Given
    `,
  );
  it('writes it', () => expect(fixed(publicAddress.docs.bad[0] as Example)).toContain('MapPublicIpOnLaunch: false'));
});
