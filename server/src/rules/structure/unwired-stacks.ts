/** Reports stacks that no app makes: what they declare is never deployed. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';

const STACKS = `
  import * as cdk from 'aws-cdk-lib';
  import { aws_sqs as sqs } from 'aws-cdk-lib';
  import { Construct } from 'constructs';

  export class QueueStack extends cdk.Stack {
    constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new sqs.Queue(this, 'Jobs');
    }
  }
`;

const MONITORING = cdk`
  import * as cdk from 'aws-cdk-lib';
  import { aws_sns as sns } from 'aws-cdk-lib';
  import { Construct } from 'constructs';

  export class MonitoringStack extends cdk.Stack {
    constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new sns.Topic(this, 'Alarms');
    }
  }
`;

export const unwiredStacks = defineRule({
  id: 'structure/unwired-stacks',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Each stack that a CDK app declares is made by it.',
    why: `A stack whose class is written and that no app makes is not in the template, not in a diff and not in the account: its
alarms don't watch, its backups don't run, and nobody is told, since the compiler and the tests of the class are content. It happens
when an app is made file by file and the one that brings them together is not finished. Reported is a stack in a file that no other
file imports but tests, beside an app in the same package; a class that is exported for others is left alone where a file exports it
further.`,
    bad: [
      withFiles(MONITORING, {
        'queue.ts': STACKS,
        'app.ts': `
          import * as cdk from 'aws-cdk-lib';
          import { QueueStack } from './queue';
          new QueueStack(new cdk.App(), 'Queue');
        `,
      }),
    ],
    good: [
      withFiles(MONITORING, {
        'queue.ts': STACKS,
        'app.ts': `
          import * as cdk from 'aws-cdk-lib';
          import { QueueStack } from './queue';
          import { MonitoringStack } from './stack';
          const app = new cdk.App();
          new QueueStack(app, 'Queue');
          new MonitoringStack(app, 'Monitoring');
        `,
      }),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/apps.html'],
  },
  messages: { unmade: 'No app makes the stack {name}: what it declares is not deployed.' },
  *checkSource(fact) {
    if (fact.kind !== 'unmade-stack') return;
    const related = [{ span: { uri: fact.app, start: 0, end: 0 }, message: 'The app, which makes other stacks' }];
    yield { message: 'unmade', at: fact.span, params: { name: fact.class }, related, subject: fact.class };
  },
});
