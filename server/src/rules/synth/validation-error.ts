/** Reports what constructs say against themselves when they are validated. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const validationError = defineRule({
  id: 'synth/validation-error',
  since: '0.2.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Every construct passes its own validation.',
    why: `Constructs check themselves once the whole tree is there: that a load balancer has subnets, that a rule has a
schedule or a pattern. A construct that says no stops \`cdk synth\`, and what it says is shown where it is made.`,
    bad: [
      cdk`
        new events.Rule(this, 'Nightly');
      `,
    ],
    good: [
      cdk`
        new events.Rule(this, 'Nightly', { schedule: events.Schedule.cron({ hour: '3', minute: '0' }) });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/api/v2/docs/constructs.IValidation.html'],
  },
  messages,
  checkSource: fact => said(fact, 'validation'),
});
