import { ruleTest } from '../../testing/ruleTest.ts';
import { functionInPublicSubnet } from './function-in-public-subnet.ts';

const text = (functionInPublicSubnet.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });

ruleTest(functionInPublicSubnet, ({ check }) => {
  check('a NAT gateway in place of the internet', changed('GatewayId: !Ref Internet', 'NatGatewayId: nat-0123'), []);
  check('a gateway that can’t be seen', changed('GatewayId: !Ref Internet', 'GatewayId: !ImportValue Gateway'), []);
});
