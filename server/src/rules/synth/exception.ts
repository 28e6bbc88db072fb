/** Reports where a CDK app throws when it is run. */
import { cdk, defineRule } from '../../core/rule.ts';
import { said } from './problems.ts';

export const exception = defineRule({
  id: 'synth/exception',
  since: '0.2.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'The app runs to its end.',
    why: `An app that throws deploys nothing. The message is the one that \`cdk synth\` would end with, at the line of your
code that leads there. Constructs that were made before that line are checked all the same.`,
    bad: [
      cdk`
        const queues: Record<string, sqs.Queue> = { orders: new sqs.Queue(this, 'Orders') };
        new cdk.CfnOutput(this, 'Url', { value: queues.invoices.queueUrl });
      `,
    ],
    good: [
      cdk`
        const queues: Record<string, sqs.Queue> = { orders: new sqs.Queue(this, 'Orders') };
        new cdk.CfnOutput(this, 'Url', { value: queues.orders.queueUrl });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/troubleshooting.html'],
  },
  messages: { said: 'The app throws here: {message}' },
  checkSource: fact => said(fact, 'exception'),
});
