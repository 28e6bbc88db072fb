/** Reports environment variables that an app needs and does not get in the sandbox. */
import { cdk, defineRule } from '../../core/rule.ts';
import { messages, said } from './problems.ts';

export const missingEnvironment = defineRule({
  id: 'synth/missing-environment',
  since: '0.2.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'The app runs without environment variables that only one machine has.',
    why: `Live synth runs the app without the variables of your shell, since secrets are among them. An app that throws when
one is not set cannot be synthesized then. Give the variable a default, read the value from context, or allow the variable
in the workspace's settings: \`"plumbline.liveSynth.allow": ["env:NAME"]\`.`,
    bad: [
      cdk`
        const domain = process.env.SHOP_DOMAIN;
        if (!domain) throw new Error('Set SHOP_DOMAIN');
        new s3.Bucket(this, 'Site', { bucketName: domain });
      `,
    ],
    good: [
      cdk`
        const domain = process.env.SHOP_DOMAIN ?? 'shop.example.com';
        new s3.Bucket(this, 'Site', { bucketName: domain });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html'],
  },
  messages,
  checkSource: fact => said(fact, 'missing-environment'),
});
