/** Reports what other validators say of the template, at the place in the source. */
import { cdk, defineRule } from '../../core/rule.ts';

export const reported = defineRule({
  id: 'synth/reported',
  since: '0.2.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Other validators find nothing in the templates of the app.',
    why: `The CDK's own check of templates, cdk-nag, CloudFormation Guard and others write what they find into
\`validation-report.json\` when \`cdk synth\` runs. It names a construct; here it stands at the property that it is about.`,
    bad: [
      cdk`
        // cdk.out/validation-report.json says of this bucket: S3_BUCKET_VERSIONING_ENABLED
        new s3.Bucket(this, 'Invoices');
      `,
    ],
    good: [
      cdk`
        new s3.Bucket(this, 'Uploads', { versioned: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html'],
  },
  messages: { reported: '{message} ({source})' },
  *checkSource(fact) {
    if (fact.kind !== 'synth' || fact.problem !== 'reported') return;
    yield {
      message: 'reported',
      at: fact.span,
      params: { message: fact.message, source: [fact.tool, fact.detail].filter(s => s !== null).join(': ') },
      severity: fact.severity,
      related: fact.related,
      subject: `${fact.tool}:${fact.detail ?? fact.message}`,
    };
  },
});
