/** Reports service modules that are taken through the root namespace of aws-cdk-lib: `cdk.aws_iam.Role`. */
import { span } from '../../core/document.ts';
import { cdk, defineRule } from '../../core/rule.ts';
import type { Intent } from '../../core/intent.ts';
import type { SourceFact } from '../../core/resource.ts';

type Access = Extract<SourceFact, { kind: 'root-namespace' }>;

export const rootNamespaceAccess = defineRule({
  id: 'cdk/root-namespace-access',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Service modules are imported by name.',
    why: `\`cdk.aws_iam.Role\` works, but hides what a file depends on: the imports no longer say which services it uses,
editors offer every module of the library at each dot, and the same class goes by two names in one code base. An import of
the module (\`import * as iam from 'aws-cdk-lib/aws-iam'\`) says it once, at the top, and is what the CDK's own documentation
and examples use.`,
    bad: [
      cdk`
        import * as cdk from 'aws-cdk-lib';

        export class ReaderStack extends cdk.Stack {
          readonly role = new cdk.aws_iam.Role(this, 'Reader', {
            assumedBy: this.node.tryGetContext('principal'),
          });
        }
      `,
    ],
    good: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as iam from 'aws-cdk-lib/aws-iam';

        export class ReaderStack extends cdk.Stack {
          readonly role = new iam.Role(this, 'Reader', {
            assumedBy: this.node.tryGetContext('principal'),
          });
        }
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/work-with-cdk-typescript.html'],
  },
  messages: {
    once: '{namespace} is taken through the root namespace; import {module} by name.',
    often: '{namespace} is taken through the root namespace in {count} places; import {module} by name.',
  },
  *checkGraph({ graph }) {
    // One import mends every use of a module in a file, so that is one finding: at the first use, with the others behind it.
    const accesses = graph.source.filter(fact => fact.kind === 'root-namespace');
    for (const uses of Map.groupBy(accesses, fact => `${fact.uri}#${fact.module}`).values()) {
      const [first, ...others] = uses.toSorted((a, b) => a.span.start - b.span.start) as [Access, ...Access[]];
      yield {
        message: others.length === 0 ? 'once' : 'often',
        at: first.span,
        params: { namespace: first.module, module: packageOf(first.module), count: uses.length },
        related: others.map(use => ({ span: use.span, message: `${use.module} again` })),
        subject: first.module,
        data: first satisfies Access,
      };
    }
  },
  fix({ data }, { graph }) {
    const { uri, module, existingAlias, freeAlias, lastImportEnd } = data as Access;
    const alias = existingAlias ?? freeAlias;
    const uses = graph.source.filter(
      (f): f is Access => f.kind === 'root-namespace' && f.uri === uri && f.module === module,
    );
    if (existingAlias === null && lastImportEnd === 0) return 'the file has no import to put another one after';
    const intents: Intent[] = uses.map(use => ({ kind: 'replaceText', span: use.span, text: alias }));
    if (existingAlias === null)
      intents.unshift({
        kind: 'replaceText',
        span: span(uri, lastImportEnd, lastImportEnd),
        text: `\nimport * as ${alias} from 'aws-cdk-lib/${packageOf(module)}';`,
      });
    const times = uses.length === 1 ? '' : ` (${uses.length} places)`;
    const verb = existingAlias === null ? `Import ${packageOf(module)} as ${alias} and use it` : `Use ${alias}`;
    return [{ title: `${verb}${times}`, intents, safety: 'safe' }];
  },
});

/** `aws_lambda_nodejs` → `aws-lambda-nodejs`, the folder of the module in the package. */
function packageOf(module: string): string {
  return module.replaceAll('_', '-');
}
