/** Rules of security groups in an app that has run. */
import { expect, it } from 'vitest';
import { textOf } from '../../core/document.ts';
import { openIngress } from '../../rules/network/open-ingress.ts';
import { fixture } from '../../testing/fixture.ts';
import { synthesized } from '../../testing/synthesized.ts';

it('stand at the call that was made, not at one of a branch that was not taken', async () => {
  const { documents } = fixture({
    language: 'typescript',
    text: `
const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 1 });
const group = new ec2.SecurityGroup(this, 'Admin', { vpc });
const allowed: string[] | undefined = this.node.tryGetContext('allowed');
if (allowed) {
  allowed.forEach(ip => group.addIngressRule(ec2.Peer.ipv4(ip), ec2.Port.tcp(22)));
} else {
  group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
}
`,
  });
  const workspace = await synthesized(documents, [openIngress as never]);
  const found = workspace.allFindings();
  expect(found.map(f => textOf(workspace.document(f.span.uri) as never, f.span))).toEqual(['ec2.Peer.anyIpv4()']);
}, 60_000);
