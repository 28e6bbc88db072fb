/** Reports lookups whose answer is not in `cdk.context.json`. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const missingContext = defineRule({
  id: 'synth/missing-context',
  since: '0.2.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'What the app looks up in an account is written down in `cdk.context.json`.',
    why: `A lookup (\`Vpc.fromLookup\`, the availability zones of a stack with an \`env\`) asks the account once and keeps the
answer in \`cdk.context.json\`, which belongs into version control: without it each deployment may see something else.
Plumbline asks no account. It puts the CDK's stand-in there and reports nothing that depends on it, so findings may be
missing until the answer is there.`,
    bad: [
      cdk`
        ec2.Vpc.fromLookup(this, 'Network', { vpcName: 'main' });
      `,
    ],
    good: [
      cdk`
        ec2.Vpc.fromVpcAttributes(this, 'Network', { vpcId: 'vpc-0abc', availabilityZones: ['eu-central-1a'] });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/context.html'],
  },
  messages,
  checkSource: fact => said(fact, 'missing-context'),
});
