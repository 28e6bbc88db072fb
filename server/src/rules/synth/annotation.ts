/** Reports the annotations that constructs, Aspects and libraries of rules leave in the tree. */
import { cdk, defineRule } from '../../core/rule.ts';
import { isAdvice, messages, said } from './problems.ts';

export const annotation = defineRule({
  id: 'synth/annotation',
  since: '0.2.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'No construct is annotated with a warning or an error.',
    why: `Constructs and Aspects (those of cdk-nag among them) leave warnings and errors at constructs; \`cdk synth\` prints
them at its end, by construct path. Here they stand where the construct is made. An error of these stops a deployment. Warnings by
which the library only says what it takes where nothing is said are the matter of \`synth/advice\`.`,
    bad: [
      cdk`
        const invoices = new s3.Bucket(this, 'Invoices');
        cdk.Annotations.of(invoices).addWarningV2('shop:retention', 'Invoices are kept for ten years.');
      `,
    ],
    good: [
      cdk`
        const invoices = new s3.Bucket(this, 'Invoices');
        cdk.Annotations.of(invoices).addWarningV2('shop:retention', 'Invoices are kept for ten years.');
        cdk.Annotations.of(invoices).acknowledgeWarning('shop:retention', 'They are archived elsewhere.');
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html'],
  },
  messages,
  *checkSource(fact) {
    if (fact.kind !== 'synth') return;
    if (isAdvice(fact)) return;
    for (const signal of said(fact, 'annotation')) yield { ...signal, severity: fact.severity };
  },
});
