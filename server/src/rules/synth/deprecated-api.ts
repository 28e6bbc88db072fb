/** Reports where the AWS Construct Library says that a part of it is deprecated. */
import { cdk, defineRule } from '../../core/rule.ts';
import type { SourceFact } from '../../core/resource.ts';
import { messages, said } from './problems.ts';

export const deprecatedApi = defineRule({
  id: 'synth/deprecated-api',
  since: '0.2.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'The app uses nothing of the AWS Construct Library that is deprecated.',
    why: `What is deprecated is gone with the next major version, and often has a successor because it did too much or too
little. \`cdk synth\` prints such warnings without a place; here they stand at the code that uses the API.`,
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
  *checkGraph({ graph }) {
    const files = Map.groupBy(
      graph.source.filter(fact => fact.kind === 'synth' && fact.problem === 'deprecated'),
      fact => fact.uri,
    );
    for (const facts of files.values())
      for (const fact of facts) {
        if (fact.kind !== 'synth' || (isPart(fact.message) && facts.some(other => isWhole(other)))) continue;
        for (const signal of said(fact, 'deprecated')) yield { ...signal, tags: ['deprecated'] };
      }
  },
});

/** Whether it is said, without a word of advice, of one prop: as it is of all props of a class that is deprecated as a whole. */
function isPart(message: string): boolean {
  return /^\w+(Props|Options)\.\w+ is deprecated\.$/.test(message);
}

/** Whether it is said of a whole class, without a word of advice. */
function isWhole(fact: SourceFact): boolean {
  return fact.kind === 'synth' && /^\w+ is deprecated\.$/.test(fact.message);
}
