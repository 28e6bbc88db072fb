import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unreachableImage } from './unreachable-image.ts';

const text = (unreachableImage.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });
const NO_ADDRESS = [
  'error network/unreachable-image "[!Ref Public]": The tasks of Web have no public address in their public subnets, and can’t pull an image.',
];

ruleTest(unreachableImage, ({ check, fixed }) => {
  check('no word of an address', changed('AssignPublicIp: DISABLED', ''), NO_ADDRESS);
  check(
    'by capacity provider',
    changed('LaunchType: FARGATE', 'CapacityProviderStrategy: [{ CapacityProvider: FARGATE_SPOT, Weight: 1 }]'),
    NO_ADDRESS,
  );
  check('instances pull images by themselves', changed('FARGATE', 'EC2'), []);
  check('a parameter', changed('DISABLED', '!Ref Address'), []);
  check(
    'a route to somewhere else',
    changed('GatewayId: !Ref Gateway }\n  Web', 'NatGatewayId: !Ref Nat }\n  Web'),
    [],
  );
  check('a subnet that can’t be seen', changed('[!Ref Public]', '[!ImportValue Public]'), []);
  check(
    'an endpoint',
    changed(
      '  Web:',
      '  Registry:\n    Type: AWS::EC2::VPCEndpoint\n    Properties: { VpcId: !Ref Vpc, VpcEndpointType: Interface, ServiceName: !Sub "com.amazonaws.${AWS::Region}.ecr.dkr" }\n  Web:',
    ),
    [],
  );
  it('gives them an address', () => expect(fixed(changed('', ''))).toContain('AssignPublicIp: ENABLED'));
});
