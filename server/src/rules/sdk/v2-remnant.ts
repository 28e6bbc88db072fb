/** Reports settings that only AWS SDK v2 reads, on functions whose code no longer uses it. */
import type { SourceSpan } from '../../core/document.ts';
import type { Intent } from '../../core/intent.ts';
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { environmentsOf, factsOf, functionsRunning, lowestNode, ofRunning } from '../lambda/running.ts';

/** Variables of v2 alone: v3 keeps connections open by itself, and says nothing about maintenance. */
const VARIABLES = new Set(['AWS_NODEJS_CONNECTION_REUSE_ENABLED', 'AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE']);

export const v2Remnant = defineRule({
  id: 'sdk/v2-remnant',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Nothing is set for AWS SDK v2 where it is not used.',
    why: `\`AWS_NODEJS_CONNECTION_REUSE_ENABLED\` and \`AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE\` are read by v2. Version 3 keeps
connections open without being told, so that they say nothing any more but that v2 once was here.`,
    bad: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Reader', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/reader.ts',
            environment: {
              STAGE: 'prod',
              AWS_NODEJS_CONNECTION_REUSE_ENABLED: '1',
            },
          });
        `,
        { 'lambda/reader.ts': `export const handler = async () => process.env.STAGE;\n` },
      ),
    ],
    good: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Reader', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/reader.ts',
            environment: { STAGE: 'prod' },
          });
        `,
        { 'lambda/reader.ts': `export const handler = async () => process.env.STAGE;\n` },
      ),
    ],
    links: ['https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-reusing-connections.html'],
  },
  messages: { unread: '{name} is read by AWS SDK v2 alone, which the code of {function} does not use.' },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    for (const { resource, code } of functionsRunning(graph)) {
      const version = lowestNode(resource);
      if (!code || version === null || version < 18 || resource.owner.kind !== 'yours') continue;
      if (factsOf(code, 'sdk-v2-import').length > 0) continue;
      for (const { key, keySpan, span, value } of (environmentsOf(resource) ?? []).flatMap(e => e.entries)) {
        const isWritten = !('origin' in value) || value.origin === 'written';
        if (!VARIABLES.has(key) || !isWritten) continue;
        yield {
          message: 'unread',
          at: keySpan,
          params: { name: key, function: resource.logicalId },
          resource,
          tags: ['unnecessary'],
          subject: key,
          data: { name: key, span },
        };
      }
    }
  },
  fix({ data, resource }) {
    if (!resource) return 'the function is not known';
    const { name, span } = data as { name: string; span: SourceSpan };
    // In code a prop may say the same, and the runtime decides whether another does: what is written here is to go.
    const intent: Intent =
      resource.language === 'typescript'
        ? { kind: 'removeEntry', span }
        : { kind: 'removeProperty', resource: resource.id, path: ['Environment', 'Variables', name] };
    return [{ title: `Remove ${name}`, intents: [intent], safety: 'safe' }];
  },
});
