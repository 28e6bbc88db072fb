/** Reports where the AWS Construct Library says that a part of it is deprecated. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const deprecatedApi = defineRule({
  id: 'synth/deprecated-api',
  since: '0.2.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'The app uses nothing of the AWS Construct Library that is deprecated.',
    why: `What is deprecated is gone with the next major version, and often has a successor because it did too much or too
little. \`cdk synth\` prints such warnings without a place; here they stand at the code that uses the API. What
\`cdk/deprecated-api\` finds by reading, with a fix for most of it, is not said again.`,
    bad: [
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          pointInTimeRecovery: true,
        });
      `,
    ],
    good: [
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/work-with.html'],
  },
  messages,
  *checkSource(fact) {
    for (const signal of said(fact, 'deprecated')) yield { ...signal, tags: ['deprecated'] };
  },
});
