/** Reports names of environments that choose what is deployed and that nothing checks. */
import { perObject } from '../../core/memo.ts';
import type { Resource, Stack, UncheckedChoice } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Entry, type ObjectValue, at, walk } from '../../core/value.ts';

interface Parameter {
  readonly object: ObjectValue;
  readonly names: readonly string[];
}

export const unvalidatedEnvironment = defineRule({
  id: 'structure/unvalidated-environment',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'The name of an environment that chooses what is deployed is one of those that there are.',
    why: `A name that comes from context, from a variable of the process or as a parameter may be anything: \`production\` for
\`prod\`, or nothing at all. What is looked up by it is then undefined, and the app fails far from the cause, or worse, deploys
with half of its settings; a template fails in the middle of the deployment. A check says at once which names there are. Code is
read file by file: look-ups in a table that the file writes out, by a name that the file nowhere compares or tests; in templates,
parameters that choose from a mapping.`,
    bad: [
      yaml`
        Parameters:
          Stage:
            Type: String
            Default: dev
        Mappings:
          Sizes:
            dev: { Class: db.t4g.small }
            prod: { Class: db.r7g.large }
        Resources:
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: !FindInMap [Sizes, !Ref Stage, Class]
      `,
      json`
        {
          "Parameters": { "Stage": { "Type": "String" } },
          "Mappings": { "Names": { "dev": { "Topic": "orders-dev" }, "prod": { "Topic": "orders" } } },
          "Resources": {
            "Orders": {
              "Type": "AWS::SNS::Topic",
              "Properties": { "TopicName": { "Fn::FindInMap": ["Names", { "Ref": "Stage" }, "Topic"] } }
            }
          }
        }
      `,
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { OrdersStack } from './orders-stack';
        const configs: Record<string, { account: string }> = {
          dev: { account: '111122223333' },
          prod: { account: '444455556666' },
        };
        const app = new cdk.App();
        const stage = app.node.tryGetContext('stage') ?? 'dev';
        const config = configs[stage];
        new OrdersStack(app, 'Orders', { env: { account: config.account } });
      `,
    ],
    good: [
      yaml`
        Parameters:
          Stage:
            Type: String
            Default: dev
            AllowedValues: [dev, prod]
        Mappings:
          Sizes:
            dev: { Class: db.t4g.small }
            prod: { Class: db.r7g.large }
        Resources:
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: !FindInMap [Sizes, !Ref Stage, Class]
      `,
      json`
        {
          "Parameters": { "Stage": { "Type": "String", "AllowedPattern": "dev|prod" } },
          "Mappings": { "Names": { "dev": { "Topic": "orders-dev" }, "prod": { "Topic": "orders" } } },
          "Resources": {
            "Orders": {
              "Type": "AWS::SNS::Topic",
              "Properties": { "TopicName": { "Fn::FindInMap": ["Names", { "Ref": "Stage" }, "Topic"] } }
            }
          }
        }
      `,
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { OrdersStack } from './orders-stack';
        const configs: Record<string, { account: string }> = {
          dev: { account: '111122223333' },
          prod: { account: '444455556666' },
        };
        const app = new cdk.App();
        const stage = app.node.tryGetContext('stage') ?? 'dev';
        const config = configs[stage];
        if (!config) throw new Error('Unknown stage');
        new OrdersStack(app, 'Orders', { env: { account: config.account } });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/cdk/v2/guide/get-context-var.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
    ],
  },
  messages: {
    code: '{key} may be anything, and {table} has {names}.',
    parameter: 'Parameter {key} may be anything, and what it chooses from has {names}.',
  },
  *checkSource(fact) {
    if (fact.kind !== 'unchecked-choice') return;
    yield {
      message: 'code',
      at: fact.span,
      params: { key: fact.key, table: fact.table, names: listed(fact.names) },
      subject: `${fact.table}[${fact.key}]`,
      data: fact,
    };
  },
  looksAt: resource => choicesOf(resource),
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      const open = openParameters(stack);
      if (open.length === 0) continue;
      const chosen = new Map<string, Set<string>>();
      for (const resource of graph.inStack(stack.id))
        for (const { name, value } of choicesOf(resource)) chosen.set(name, (chosen.get(name) ?? new Set()).add(value));
      for (const { key, keySpan, value } of open) {
        const names = [...(chosen.get(key) ?? [])];
        if (names.length < 2 || value.kind !== 'object') continue;
        yield {
          message: 'parameter',
          at: keySpan,
          params: { key, names: listed(names) },
          subject: key,
          data: { object: value, names } satisfies Parameter,
        };
      }
    }
  },
  fix({ message, data }) {
    if (message === 'parameter') {
      const { object, names } = data as Parameter;
      return [
        {
          title: `Allow ${listed(names)} alone`,
          intents: [{ kind: 'setKey', object, key: 'AllowedValues', value: names }],
          safety: 'review',
        },
      ];
    }
    const { before, indent, key, table } = data as UncheckedChoice;
    // A variable of the process may be undefined, which `in` does not take.
    const name = key.startsWith('process.') ? `String(${key})` : key;
    const text = `if (!(${name} in ${table})) throw new Error(\`Unknown ${key}: \${${key}}\`);\n${indent}`;
    return [
      {
        title: `Stop where ${table} has no ${key}`,
        intents: [{ kind: 'replaceText', span: before, text }],
        safety: 'review',
      },
    ];
  },
});

/** What conditions of a resource choose by: a parameter or variable, and its value. */
const choicesOf = perObject(({ properties }: Resource) => {
  const found: { readonly name: string; readonly value: string }[] = [];
  walk(properties, one => {
    for (const { when } of one.kind === 'choice' ? one.branches : []) {
      const [, name, value] = /^(\w+) is (.+)$/.exec(when) ?? [];
      if (name !== undefined && value !== undefined) found.push({ name, value });
    }
  });
  return found;
});

/** Parameters of a template that take any text. */
function openParameters({ kind, sections }: Stack): readonly Entry[] {
  const parameters = kind === 'template' && sections ? at(sections, 'Parameters') : null;
  return (parameters?.kind === 'object' ? parameters.entries : []).filter(
    ({ value }) =>
      value.kind === 'object' && ['AllowedValues', 'AllowedPattern'].every(name => at(value, name).kind === 'absent'),
  );
}

/** `dev and prod`, `dev, test and prod`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
