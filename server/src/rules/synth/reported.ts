/** Reports what other validators say of the template, at the place in the source. */
import { cdk, defineRule } from '../../core/rule.ts';
import { said } from './problems.ts';

export const reported = defineRule({
  id: 'synth/reported',
  since: '0.2.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Other validators find nothing in the templates of the app.',
    why: `The CDK's own check of templates, cdk-nag, CloudFormation Guard and others write what they find into
\`validation-report.json\` when \`cdk synth\` runs. Here it stands at the property that it is about, until that is edited.
What a rule of Plumbline says of the same property is not said twice.`,
    bad: [
      cdk`
        new sqs.CfnQueue(this, 'Orders', { delaySeconds: 5000 });
      `,
    ],
    good: [
      cdk`
        new sqs.CfnQueue(this, 'Orders', { delaySeconds: 500 });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html'],
  },
  messages: { reported: '{message} ({source})' },
  *checkSource(fact) {
    if (fact.kind !== 'synth') return;
    const source = [fact.tool, fact.detail].filter(s => s !== null).join(': ');
    for (const signal of said(fact, 'reported'))
      yield {
        ...signal,
        message: 'reported',
        params: { ...signal.params, source },
        severity: fact.severity,
        subject: source,
        ...(fact.detail === null ? {} : { peer: fact.detail }),
      };
  },
});
