/** Reports modules that an app imports and that are not there. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const missingModule = defineRule({
  id: 'synth/missing-module',
  since: '0.2.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Every module that the app imports is there.',
    why: `An import that leads nowhere stops the app before its first construct. Mostly a package is in \`package.json\` and not
yet installed, or is installed and not in \`package.json\`; sometimes a file was moved.`,
    bad: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { Uploads } from '@shop/constructs';

        export class TestStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string) {
            super(scope, id);
            new Uploads(this, 'Uploads');
          }
        }
      `,
    ],
    good: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { Bucket } from 'aws-cdk-lib/aws-s3';

        export class TestStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string) {
            super(scope, id);
            new Bucket(this, 'Uploads');
          }
        }
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/troubleshooting.html'],
  },
  messages,
  checkSource: fact => said(fact, 'missing-module'),
});
