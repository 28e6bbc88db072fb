/** Reports imports of AWS CDK v1, and rewrites them to those of v2. */
import type { OldImport } from '../../core/resource.ts';
import { cdk, defineRule } from '../../core/rule.ts';

export const v1Import = defineRule({
  id: 'cdk/v1-import',
  since: '0.2.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'The CDK is imported from aws-cdk-lib.',
    why: `AWS CDK v1 (\`@aws-cdk/core\`, \`@aws-cdk/aws-s3\`, \`monocdk\`) has been without support since 1 June 2023: no fixes, no new
services, no new runtimes. In an app on v2 such an import fails, or brings a second CDK in whose constructs the first one
does not take. v2 has all stable packages in one, \`aws-cdk-lib\`, and \`Construct\` in \`constructs\`.

The fix rewrites the imports of a file, and \`cdk.Construct\` where it is used. \`package.json\` needs \`aws-cdk-lib\` and
\`constructs\` in place of the packages of v1; what else changed is in the guide. Packages that were experimental in v1 are
reported and left alone, since v2 has them under other names; \`-alpha\` packages are packages of v2.`,
    bad: [
      cdk`
        import * as cdk from '@aws-cdk/core';
        import * as s3 from '@aws-cdk/aws-s3';

        export class Storage extends cdk.Stack {
          constructor(scope: cdk.Construct, id: string) {
            super(scope, id);
            new s3.Bucket(this, 'Orders', { enforceSSL: true });
          }
        }
      `,
    ],
    good: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as s3 from 'aws-cdk-lib/aws-s3';
        import * as glue from '@aws-cdk/aws-glue-alpha';
        import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
        import { Construct } from 'constructs';

        export class Storage extends cdk.Stack {
          constructor(scope: Construct, id: string) {
            super(scope, id);
            new s3.Bucket(this, 'Orders', { enforceSSL: true });
            new glue.Database(this, 'Catalogue');
            new KubectlV34Layer(this, 'Kubectl');
          }
        }
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html'],
  },
  messages: {
    once: '{module} is AWS CDK v1, which has been without support since 2023-06-01. In v2 it is {successor}.',
    often:
      '{module} and {more} more are AWS CDK v1, which has been without support since 2023-06-01. In v2 it is {successor}.',
    renamed: '{module} is AWS CDK v1, which has been without support since 2023-06-01. In v2 it goes by another name.',
  },
  *checkGraph({ graph }) {
    const imports = graph.source.filter(fact => fact.kind === 'v1-import');
    for (const fact of imports)
      if (fact.replacement === null)
        yield {
          message: 'renamed',
          at: fact.span,
          params: { module: fact.module },
          subject: fact.module,
          tags: ['deprecated'],
          data: [fact],
        };
    // What a file imports moves at once: two versions side by side don't work.
    const known = imports.filter(fact => fact.replacement !== null);
    for (const all of Map.groupBy(known, fact => fact.uri).values()) {
      const [first, ...others] = all as [OldImport, ...OldImport[]];
      yield {
        message: others.length === 0 ? 'once' : 'often',
        at: first.span,
        params: { module: first.module, more: others.length, successor: first.replacement ?? '' },
        related: others.map(o => ({ span: o.span, message: `${o.module}, too` })),
        subject: first.module,
        tags: ['deprecated'],
        data: all,
      };
    }
  },
  fix({ data }) {
    const all = data as readonly OldImport[];
    if (all.some(i => i.edits === null)) return 'v2 has it under another name, or not at all';
    return [
      {
        title: `Import from aws-cdk-lib${all.length === 1 ? '' : ` (${all.length} imports)`}`,
        intents: all.flatMap(i =>
          (i.edits ?? []).map(e => ({ kind: 'replaceText' as const, span: e.span, text: e.text, reachesAll: true })),
        ),
        safety: 'review',
      },
    ];
  },
});
