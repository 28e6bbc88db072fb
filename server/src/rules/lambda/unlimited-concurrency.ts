/** Reports functions that may take all the concurrency of an account. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { setting } from '../setting.ts';

export const unlimitedConcurrency = defineRule({
  id: 'lambda/unlimited-concurrency',
  since: '0.1.0',
  severity: 'hint',
  profile: 'strict',
  docs: {
    summary: 'Functions have a limit of calls at the same time.',
    why: `All functions of an account in a region share a number of calls at the same time, 1,000 unless it was raised. One function
that gets a flood of events takes all of them, the others are throttled, and so is the database behind it overrun. Reserved
concurrency limits a function, and keeps that share for it. It is taken from the rest: reserve what a function needs, not
what there is.`,
    bad: [
      yaml`
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
      `,
      cdk`
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
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
              ReservedConcurrentExecutions: 20
      `,
      cdk`
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          reservedConcurrentExecutions: 20,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html'],
    peers: ['CKV_AWS_115', 'cfn_nag W92'],
  },
  ...setting({
    places: {
      'AWS::Lambda::Function': 'ReservedConcurrentExecutions',
      'AWS::Serverless::Function': 'ReservedConcurrentExecutions',
    },
    concerns: resource => resource.owner.kind !== 'internal',
    wrong: value => value.kind === 'absent',
    message: '{name} may take all the concurrency of the account{when}.',
    mend: null,
  }),
});
