/** Reports imports of local files that do not exist, and makes the file from how it is used. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { ImportedName, SourceFact } from '../../core/resource.ts';

type Unresolved = Extract<SourceFact, { kind: 'unresolved-import' }>;

/** Files that a build makes are not there until it has run. */
const GENERATED = /(^|[/.-])(generated|__generated__|gen|dist|build|out|graphql-codegen)([/.-]|$)/i;

/** What the CDK's own props know already, by base class: aws-cdk-lib 2.276.0, core/lib/{stack,stage,nested-stack}.ts. */
const INHERITED: Readonly<Record<string, readonly string[]>> = {
  Stack: [
    'env',
    'description',
    'stackName',
    'tags',
    'terminationProtection',
    'crossRegionReferences',
    'synthesizer',
    'analyticsReporting',
    'permissionsBoundary',
    'suppressTemplateIndentation',
    'notificationArns',
    'propertyInjectors',
  ],
  Stage: ['env', 'outdir', 'stageName', 'permissionsBoundary', 'policyValidationBeta1', 'propertyInjectors'],
  NestedStack: ['description', 'notificationArns', 'parameters', 'removalPolicy', 'timeout'],
  Construct: [],
};

export const unresolvedConstructImport = defineRule({
  id: 'cdk/unresolved-construct-import',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Imports name files that exist.',
    why: `The app does not compile, and does not synthesize, while a stack imports a file that is not there: it was never
written, was moved, or was left out of the commit. The fix makes the file with the classes as they are used: the base class
by the name's ending (\`…Stack\`, \`…Stage\`, \`…NestedStack\`, else a construct), and a property for each key that is passed.`,
    bad: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { ReportBucket } from './report-bucket';

        export class ReportingStack extends cdk.Stack {
          readonly reports = new ReportBucket(this, 'Reports', { stage: 'prod' });
        }
      `,
    ],
    good: [
      withFiles(
        cdk`
          import * as cdk from 'aws-cdk-lib';
          import { ReportBucket } from './report-bucket';

          export class ReportingStack extends cdk.Stack {
            readonly reports = new ReportBucket(this, 'Reports', { stage: 'prod' });
          }
        `,
        {
          'report-bucket.ts': `
            import { Construct } from 'constructs';

            export class ReportBucket extends Construct {
              constructor(scope: Construct, id: string, props: { stage: string }) {
                super(scope, id);
              }
            }
          `,
        },
      ),
    ],
    links: ['https://www.typescriptlang.org/docs/handbook/modules/reference.html#relative-file-path-resolution'],
  },
  messages: {
    missing: "There is no file for '{specifier}', from which {names} should come.",
    bare: "There is no file for '{specifier}'.",
  },
  *checkSource(fact) {
    if (fact.kind !== 'unresolved-import' || GENERATED.test(fact.specifier)) return;
    const names = fact.names.map(n => n.name).filter(name => name !== '*');
    yield {
      message: names.length === 0 ? 'bare' : 'missing',
      at: fact.span,
      params: { specifier: fact.specifier, names: list(names) },
      subject: fact.specifier,
      data: fact satisfies Unresolved,
    };
  },
  fix({ data }) {
    const { expectedUri, names } = data as Unresolved;
    const file = expectedUri.slice(expectedUri.lastIndexOf('/') + 1);
    if (!/\.[cm]?tsx?$/.test(file)) return 'only TypeScript files can be made from their use';
    const text = skeleton(names);
    if (typeof text === 'string')
      return [{ title: `Make ${file}`, intents: [{ kind: 'createFile', uri: expectedUri, text }], safety: 'review' }];
    return text.refused;
  },
});

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The text of a file that has the names, or why it can't be told from their use. */
function skeleton(names: readonly ImportedName[]): string | { readonly refused: string } {
  const classes = names.filter(n => n.use === 'construct');
  if (classes.length === 0) return { refused: 'nothing of it is made with new, so what it holds can’t be told' };
  const unclear = names.find(n => n.use === 'value');
  if (unclear) return { refused: `how ${unclear.name} is used does not say what it is` };
  const propsNames = new Set(classes.map(c => `${c.name}Props`));
  const others = names.filter(n => n.use === 'type' && !propsNames.has(n.name));
  const bases = new Set(classes.map(baseOf));
  const needsCdk = [...bases].some(base => base !== 'Construct');
  const imports = [
    ...(needsCdk ? ["import * as cdk from 'aws-cdk-lib';"] : []),
    "import { Construct } from 'constructs';",
  ];
  const types = others.map(type => `export interface ${type.name} {}`);
  return `${[imports.join('\n'), ...types, ...classes.map(c => classText(c, names))].join('\n\n')}\n`;
}

function baseOf({ name }: ImportedName): 'Stack' | 'Stage' | 'NestedStack' | 'Construct' {
  if (name.endsWith('NestedStack')) return 'NestedStack';
  return name.endsWith('Stack') ? 'Stack' : name.endsWith('Stage') ? 'Stage' : 'Construct';
}

function classText(made: ImportedName, names: readonly ImportedName[]): string {
  const base = baseOf(made);
  const own = made.props.filter(p => !(entryOf(INHERITED, base) ?? []).includes(p));
  const propsName = `${made.name}Props`;
  // Own props, or a base that takes props, or a type that somebody imports: each of them asks for the interface.
  const hasProps = made.props.length > 0 || base !== 'Construct' || names.some(n => n.name === propsName);
  const parent = base === 'Construct' ? 'Construct' : `cdk.${base}`;
  const heading = `export interface ${propsName}${base === 'Construct' ? '' : ` extends cdk.${base}Props`}`;
  const body =
    own.length === 0
      ? ' {}'
      : ` {\n${own.map(p => `  readonly ${/^[A-Za-z_$][\w$]*$/.test(p) ? p : `'${p}'`}: unknown;\n`).join('')}}`;
  const optional = own.length === 0 ? '?' : '';
  const parameter = hasProps ? `, props${optional}: ${propsName}` : '';
  const passed = base === 'Construct' ? '' : ', props';
  return [
    ...(hasProps ? [`${heading}${body}\n\n`] : []),
    `export ${made.isDefault ? 'default ' : ''}class ${made.name} extends ${parent} {\n`,
    `  constructor(scope: Construct, id: string${parameter}) {\n`,
    `    super(scope, id${passed});\n`,
    '  }\n',
    '}',
  ].join('');
}
