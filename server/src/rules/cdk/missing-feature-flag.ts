/** Reports CDK apps whose `cdk.json` leaves feature flags out that keep permissions small or deployments right. */
import type { ObjectValue } from '../../core/value.ts';
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { featureFlags } from '../../knowledge/index.ts';

const stack = cdk`
  new ec2.Vpc(this, 'Network');
`;
const installed = { 'node_modules/aws-cdk-lib/package.json': `{ "version": "2.80.0" }\n` };
const flagsOf280 = featureFlags.filter(f => isAtLeast('2.80.0', f.since)).map(f => f.name);
const cdkJson = (flags: readonly string[]) =>
  `${JSON.stringify({ app: 'npx tsx bin/app.ts', context: Object.fromEntries(flags.map(f => [f, true])) }, null, 2)}\n`;

/** What `fix` needs. */
interface Missing {
  readonly root: ObjectValue;
  readonly flags: readonly string[];
}

export const missingFeatureFlag = defineRule({
  id: 'cdk/missing-feature-flag',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'cdk.json says of every feature flag that matters for security or correctness whether it is on.',
    why: `The CDK keeps what it once did wrong for apps that exist: a correction comes as a feature flag, \`cdk init\` turns it on in
new apps, and all others go on without it until they ask for it. These are the flags that matter most, each with the aws-cdk-lib
that brought it; a flag that the installed library doesn't know is not asked for, and one that is \`false\` is a decision. What a
flag changes shows in \`cdk diff\`: turn them on one at a time where the app is deployed.

${featureFlags.map(f => `- \`${f.name}\` (${f.since}): ${f.why}.`).join('\n')}`,
    bad: [
      withFiles(stack, {
        'cdk.json': cdkJson(flagsOf280.filter(f => !f.endsWith(':restrictDefaultSecurityGroup'))),
        ...installed,
      }),
    ],
    good: [withFiles(stack, { 'cdk.json': cdkJson(flagsOf280), ...installed })],
    links: [
      'https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html',
      'https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/FEATURE_FLAGS.md',
    ],
  },
  messages: {
    one: `The feature flag {flags} is not set: with it {why} (aws-cdk-lib {library}).`,
    several: `{count} feature flags that matter with aws-cdk-lib {library} are not set: {flags}.`,
  },
  *checkSource(fact) {
    if (fact.kind !== 'cdk-json' || fact.library === null) return;
    const { library, context, root } = fact;
    const missing = featureFlags.filter(f => isAtLeast(library, f.since) && !context.includes(f.name));
    const [first] = missing;
    if (!first) return;
    const data: Missing = { root, flags: missing.map(f => f.name) };
    yield {
      message: missing.length === 1 ? 'one' : 'several',
      at: fact.span,
      params: { count: missing.length, flags: data.flags.join(', '), why: first.why, library },
      subject: 'context',
      data,
    };
  },
  fix({ data }) {
    const { root, flags } = data as Missing;
    const context = root.entries.find(e => e.key === 'context')?.value;
    return [
      {
        title: flags.length === 1 ? `Turn ${flags[0]} on` : `Turn ${flags.length} feature flags on`,
        intents:
          context?.kind === 'object'
            ? flags.map(key => ({ kind: 'setKey', object: context, key, value: true }) as const)
            : [
                {
                  kind: 'setKey',
                  object: root,
                  key: 'context',
                  value: { $object: Object.fromEntries(flags.map(f => [f, true])) },
                },
              ],
        // They change what is deployed.
        safety: 'review',
      },
    ];
  },
});

/** Whether a version is another one or a later one; versions before a release count as the release. */
function isAtLeast(version: string, other: string): boolean {
  const [have, want] = [version, other].map(v => (/^\d+\.\d+\.\d+/.exec(v)?.[0] ?? '0').split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (have?.[i] ?? 0) - (want?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
