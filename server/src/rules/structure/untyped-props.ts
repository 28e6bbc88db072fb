/** Reports constructs and stacks that take their props as `any`, and writes the type from what they read. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule } from '../../core/rule.ts';
import type { UntypedProps } from '../../core/resource.ts';

/** The props of what a class extends; a construct has none. */
const INHERITED: Readonly<Partial<Record<UntypedProps['base'], string>>> = {
  Stack: 'StackProps',
  NestedStack: 'NestedStackProps',
  Stage: 'StageProps',
};
/** Keys that the CDK's own props know already. */
const KNOWN =
  /^(env|description|stackName|tags|terminationProtection|crossRegionReferences|stageName|parameters|removalPolicy)$/;

export const untypedProps = defineRule({
  id: 'structure/untyped-props',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Props of constructs and stacks have a type.',
    why: `With \`props: any\` a misspelled or missing key is \`undefined\`, and nobody says so: the bucket is called
\`orders-undefined\`, the environment falls back to that of the credentials, a switch is off that should be on. With an interface
the compiler says what is missing, and the editor what there is. The fix writes one with the keys that the class reads; what
has no default to tell its type is \`unknown\` there, for you to say.`,
    bad: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_s3 as s3 } from 'aws-cdk-lib';
        import { Construct } from 'constructs';

        export class OrdersStack extends cdk.Stack {
          constructor(scope: Construct, id: string, props: any) {
            super(scope, id, props);
            new s3.Bucket(this, 'Orders', { bucketName: \`orders-${"${props.stage ?? 'dev'}"}\` });
          }
        }
      `,
    ],
    good: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_s3 as s3 } from 'aws-cdk-lib';
        import { Construct } from 'constructs';

        export interface OrdersStackProps extends cdk.StackProps {
          readonly stage?: string;
        }

        export class OrdersStack extends cdk.Stack {
          constructor(scope: Construct, id: string, props: OrdersStackProps) {
            super(scope, id, props);
            new s3.Bucket(this, 'Orders', { bucketName: \`orders-${"${props.stage ?? 'dev'}"}\` });
          }
        }
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html'],
  },
  messages: { untyped: 'The props of {class} have no type: a key that is misspelled or missing is undefined.' },
  *checkSource(fact) {
    if (fact.kind !== 'untyped-props') return;
    yield { message: 'untyped', at: fact.span, params: { class: fact.class }, subject: fact.class, data: fact };
  },
  fix(signal) {
    const fact = signal.data as UntypedProps;
    const name = `${fact.class}Props`;
    if (!fact.isFree) return `${name} is declared already; write it there`;
    const inherited = entryOf(INHERITED, fact.base);
    const keys = fact.reads.filter(r => inherited === undefined || !KNOWN.test(r.name));
    const parent = inherited === undefined ? '' : ` extends \${aws-cdk-lib.${inherited}}`;
    const body = keys.map(k => `  readonly ${k.name}${k.optional ? '?' : ''}: ${k.type ?? 'unknown'};\n`).join('');
    const { uri } = fact;
    const at = (start: number, end: number) => ({ uri, start, end });
    return [
      {
        title: `Give the props of ${fact.class} a type`,
        intents: [
          {
            kind: 'replaceText',
            span: at(fact.classStart, fact.classStart),
            text: `${fact.exported ? 'export ' : ''}interface ${name}${parent} {\n${body}}\n\n`,
            names: true,
          },
          fact.written
            ? { kind: 'replaceText', span: fact.span, text: name }
            : { kind: 'replaceText', span: at(fact.nameEnd, fact.nameEnd), text: `: ${name}` },
        ],
        safety: 'review',
      },
    ];
  },
});
