/** Reports bundles that leave AWS SDK v2 out for a runtime that does not have it. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { List } from '../../core/value.ts';
import { factsOf, functionsRunning, lowestNode, ofRunning } from '../lambda/running.ts';

const code = { 'lambda/reader.ts': `export const handler = async () => 'read';\n` };

export const v2LeftOut = defineRule({
  id: 'sdk/v2-left-out',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Bundles leave out what the runtime has: AWS SDK v3 from nodejs18.x on.',
    why: `A list of external modules with \`aws-sdk\` in it was right up to nodejs16.x. Newer runtimes ship \`@aws-sdk/*\` instead, which
such a list puts into every bundle (it takes the place of the default that leaves v3 out), and code that does load \`aws-sdk\` does not
find it. The latter is reported as an error by sdk/v2-missing-at-runtime, at the import.`,
    bad: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Reader', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/reader.ts',
            bundling: { externalModules: ['aws-sdk'] },
          });
        `,
        code,
      ),
    ],
    good: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Reader', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/reader.ts',
            bundling: { externalModules: ['@aws-sdk/*'] },
          });
        `,
        code,
      ),
    ],
    links: ['https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html#externals'],
  },
  messages: {
    out: "The bundle of {function} leaves out '{module}', which nodejs{version}.x does not have either.",
  },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    for (const { resource, run, code } of functionsRunning(graph)) {
      const { externals } = run;
      const version = lowestNode(resource);
      if (externals?.kind !== 'list' || version === null || version < 18) continue;
      if (!code || factsOf(code, 'sdk-v2-import').some(({ fact }) => !fact.typeOnly)) continue;
      for (const [index, item] of externals.items.entries()) {
        if (item.kind !== 'literal' || !/^aws-sdk(\/|$)/.test(String(item.value))) continue;
        yield {
          message: 'out',
          at: item.span,
          params: { function: resource.logicalId, module: String(item.value), version },
          resource,
          subject: String(item.value),
          data: { externals, index },
        };
      }
    }
  },
  fix({ data }) {
    const { externals, index } = data as { externals: List; index: number };
    const item = externals.items[index];
    const hasV3 = externals.items.some(i => i.kind === 'literal' && String(i.value).startsWith('@aws-sdk/'));
    if (!item) return 'the list is not written out';
    return [
      ...(hasV3
        ? []
        : [
            {
              title: "Leave out '@aws-sdk/*' instead",
              intents: [{ kind: 'replaceValue' as const, value: item, with: '@aws-sdk/*' }],
              safety: 'review' as const,
            },
          ]),
      {
        title: "Remove 'aws-sdk' from the external modules",
        intents: [{ kind: 'removeItem' as const, list: externals, index }],
        safety: 'review' as const,
      },
    ];
  },
});
