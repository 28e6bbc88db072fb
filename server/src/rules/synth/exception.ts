/** Reports where a CDK app throws when it is run. */
import { cdk, defineRule } from '../../core/rule.ts';

export const exception = defineRule({
  id: 'synth/exception',
  since: '0.2.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The app runs to its end.',
    why: `An app that throws deploys nothing. The message is the one that \`cdk synth\` would end with, at the line of your
code that leads there. Constructs that were made before that line are checked all the same.`,
    bad: [
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        uploads.addLifecycleRule({ expiration: cdk.Duration.days(-1) });
      `,
    ],
    good: [
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        uploads.addLifecycleRule({ expiration: cdk.Duration.days(30) });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/troubleshooting.html'],
  },
  messages: { thrown: 'The app throws here: {message}' },
  *checkSource(fact) {
    if (fact.kind !== 'synth' || fact.problem !== 'exception') return;
    yield {
      message: 'thrown',
      at: fact.span,
      params: { message: fact.message },
      related: fact.related,
      subject: fact.message,
    };
  },
});
