/** Reports stacks whose functions reserve more concurrency than an account has. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at, numberOf } from '../../core/value.ts';

/** An account has 1,000 unless it was raised, of which 100 can't be reserved (Lambda quotas). */
const RESERVABLE = 900;

export const excessiveReservation = defineRule({
  id: 'lambda/excessive-reservation',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Functions of a stack reserve no more concurrency than an account has.',
    why: `An account has ${RESERVABLE + 100} calls at the same time in a region unless the quota was raised, and Lambda keeps 100 of them
for functions that reserve nothing. A deployment that reserves more fails: *Specified ReservedConcurrentExecutions for
function decreases account's UnreservedConcurrentExecution below its minimum value of [100]*. New accounts have less. Where the
quota was raised, the option \`reservable\` says how much there is.`,
    bad: [
      yaml`
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              ReservedConcurrentExecutions: 1000
      `,
      cdk`
        const props = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda') };
        new lambda.Function(this, 'Reader', { ...props, reservedConcurrentExecutions: 500 });
        new lambda.Function(this, 'Writer', { ...props, reservedConcurrentExecutions: 600 });
      `,
    ],
    good: [
      yaml`
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              ReservedConcurrentExecutions: 50
      `,
      cdk`
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          reservedConcurrentExecutions: 50,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html'],
  },
  messages: {
    one: '{function} reserves {number} calls at the same time; an account has {most} to reserve.',
    together: '{count} functions reserve {number} calls at the same time; an account has {most} to reserve.',
  },
  options: {
    reservable: {
      docs: 'How many calls at the same time can be reserved: the quota of the account less 100.',
      default: RESERVABLE,
      min: 0,
    },
  },
  looksAt: ({ properties }) => at(properties, 'ReservedConcurrentExecutions'),
  *checkConnected({ graph, option }) {
    const most = option('reservable');
    const reserving = ['AWS::Lambda::Function', 'AWS::Serverless::Function']
      .flatMap(type => graph.ofType(type))
      .flatMap(resource => {
        const value = at(resource.properties, 'ReservedConcurrentExecutions');
        const number = numberOf(value);
        return number === null || resource.condition !== null ? [] : [{ resource, value, number }];
      });
    for (const functions of Map.groupBy(reserving, f => f.resource.stack).values()) {
      const number = functions.reduce((sum, f) => sum + f.number, 0);
      const largest = functions.reduce((a, b) => (b.number > a.number ? b : a));
      if (number <= most) continue;
      yield {
        message: functions.length === 1 ? 'one' : 'together',
        at: placeOf(largest.resource, largest.value),
        params: { function: largest.resource.logicalId, number, most, count: functions.length },
        resource: largest.resource,
        related: functions
          .filter(f => f !== largest)
          .map(f => ({ span: placeOf(f.resource, f.value), message: `${f.resource.logicalId} reserves ${f.number}` })),
      };
    }
  },
});

function placeOf(resource: Resource, value: Value) {
  return value.kind === 'literal' && value.origin === 'written' ? value.span : resource.nameSpan;
}
