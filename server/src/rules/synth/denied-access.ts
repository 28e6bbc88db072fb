/** Reports what an app tried and the sandbox did not let it do. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const deniedAccess = defineRule({
  id: 'synth/denied-access',
  since: '0.2.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Synthesizing needs nothing but the project.',
    why: `Live synth runs the app without network, without other programs, and with no files but the project's. An app that
needs more is synthesized only in part. A file or folder elsewhere can be allowed in the workspace's settings:
\`"plumbline.liveSynth.allow": ["read:/path"]\`. Everything else is better done before synthesis, in a build step: an app
that calls out while it is synthesized gives another template every time.`,
    bad: [
      cdk`
        import { execSync } from 'node:child_process';
        import * as cdk from 'aws-cdk-lib';

        export class TestStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string) {
            super(scope, id);
            execSync('npm run build --prefix web');
          }
        }
      `,
    ],
    good: [
      cdk`
        new s3.Bucket(this, 'Web');
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html'],
  },
  messages,
  checkSource: fact => said(fact, 'denied'),
});
