/** Reports files and folders that an app reads and that do not exist. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const synthMissingFile = defineRule({
  id: 'synth/missing-file',
  since: '0.2.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Every file and folder that the app reads exists.',
    why: `\`cdk synth\` fails when an asset's folder or a file is not there. Often it is what a build makes, and the build has
not been run; relative paths are taken from the folder of \`cdk.json\`, which is another one in CI than one thinks.`,
    bad: [
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('build/orders'),
        });
      `,
    ],
    good: [
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromInline('exports.handler = async () => {};'),
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/assets.html'],
  },
  messages,
  checkSource: fact => said(fact, 'missing-file'),
});
