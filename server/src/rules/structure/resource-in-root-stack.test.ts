import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { resourceInRootStack } from './resource-in-root-stack.ts';

const asks = (layout: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  layout: ${layout}\n` });
const queue = cdk`new sqs.Queue(this, 'Jobs');`;

ruleTest(resourceInRootStack, ({ check }) => {
  check('a file that only puts things together', withFiles(queue, asks('{ no_resources_in: ["*.ts"] }')), [
    'warning structure/resource-in-root-stack "sqs.Queue": Jobs is made in a file that should only put things together (plumbline.yaml:3).',
  ]);
  check('silent: another file', withFiles(queue, asks('{ no_resources_in: [lib/app-stack.ts] }')), []);
  check(
    'silent: a stack that holds nothing else is no root',
    withFiles(queue, asks('{ root_stack: no_resources }')),
    [],
  );
  check(
    'silent: rules of a security group are no construct of the project',
    withFiles(
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const door = new ec2.SecurityGroup(this, 'Door', { vpc });
        door.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));
      `,
      asks('{ root_stack: no_resources }'),
    ),
    [],
  );
});
