/** Reports apps that end themselves, or that had to be stopped. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const appStopped = defineRule({
  id: 'synth/app-stopped',
  since: '0.2.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'The app comes to its end by itself, in time and within its memory.',
    why: `\`process.exit\` ends an app before the CDK has written its templates, and whoever reads the build's log sees no
reason. A loop without end and an app that eats memory are stopped by the sandbox; constructs that were made before are
lost with the process. How long an app may take is set with \`plumbline.liveSynth.timeout\`.`,
    bad: [
      cdk`
        new s3.Bucket(this, 'Uploads');
        process.exit(1);
      `,
    ],
    good: [
      cdk`
        new s3.Bucket(this, 'Uploads');
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/apps.html'],
  },
  messages,
  checkSource: fact => said(fact, 'exit', 'timeout', 'memory'),
});
