import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { synthesized } from '../../testing/synthesized.ts';
import { missingContext } from './missing-context.ts';

ruleTest(
  missingContext,
  ({ check }) => {
    check(
      'the one of several lookups whose answer is not there',
      cdk`
        const known = ec2.Vpc.fromVpcAttributes(this, 'Known', { vpcId: 'vpc-1', availabilityZones: ['a'] });
        const looked = ec2.Vpc.fromLookup(this, 'Looked', { isDefault: true });
        //                     ^^^^^^^^^^ information synth/missing-context: What this looks up (vpc-provider) is not in cdk.context.json: a placeholder stands in for it. Run cdk synth once with credentials: it saves the looked-up value in cdk.context.json. Its key is vpc-provider:account=111122223333:filter.isDefault=true:region=eu-central-1:returnAsymmetricSubnets=true.
        new ec2.SecurityGroup(this, 'A', { vpc: known });
        new ec2.SecurityGroup(this, 'B', { vpc: looked });
      `,
    );
  },
  synthesized,
);
