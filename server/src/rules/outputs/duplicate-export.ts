/** Reports exports that two stacks of a region, or two outputs of one stack, give the same name. */
import type { SourceSpan } from '../../core/document.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Stack } from '../../core/resource.ts';
import { type Value, at, rendered, stringOf } from '../../core/value.ts';

interface Export {
  readonly name: Value & { readonly span: SourceSpan };
  readonly stack: Stack;
  readonly output: string;
}

export const duplicateExport = defineRule({
  id: 'outputs/duplicate-export',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Each export of a region has a name of its own.',
    why: `Names of exports are unique in an account and region. A stack whose export has a name that is taken fails (*Export with
name … is already exported by stack …*), so that a class that is deployed once for each environment works for the first one only.
Put the name of the stack or of the environment into it. Stacks whose regions or accounts differ, or can't be seen, are not
compared.`,
    bad: [
      yaml`
        Resources:
          Orders: { Type: AWS::SNS::Topic }
          Invoices: { Type: AWS::SNS::Topic }
        Outputs:
          OrdersTopic:
            Value: !Ref Orders
            Export: { Name: !Sub '${'$'}{AWS::StackName}-topic' }
          InvoicesTopic:
            Value: !Ref Invoices
            Export: { Name: !Sub '${'$'}{AWS::StackName}-topic' }
      `,
      json`
        {
          "Resources": { "Orders": { "Type": "AWS::SNS::Topic" } },
          "Outputs": {
            "Topic": { "Value": { "Ref": "Orders" }, "Export": { "Name": "orders" } },
            "Name": { "Value": { "Fn::GetAtt": ["Orders", "TopicName"] }, "Export": { "Name": "orders" } }
          }
        }
      `,
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_sns as sns } from 'aws-cdk-lib';
        class OrdersStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string) {
            super(scope, id);
            const topic = new sns.Topic(this, 'Topic');
            new cdk.CfnOutput(this, 'TopicArn', { value: topic.topicArn, exportName: 'orders-topic' });
          }
        }
        const app = new cdk.App();
        new OrdersStack(app, 'Dev');
        new OrdersStack(app, 'Prod');
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders: { Type: AWS::SNS::Topic }
        Outputs:
          OrdersTopic:
            Value: !Ref Orders
            Export: { Name: !Sub '${'$'}{AWS::StackName}-orders' }
          OrdersName:
            Value: !GetAtt Orders.TopicName
            Export: { Name: !Sub '${'$'}{AWS::StackName}-orders-name' }
      `,
      json`
        {
          "Resources": { "Orders": { "Type": "AWS::SNS::Topic" } },
          "Outputs": { "Topic": { "Value": { "Ref": "Orders" }, "Export": { "Name": "orders" } } }
        }
      `,
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_sns as sns } from 'aws-cdk-lib';
        class OrdersStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string, props: { stage: string }) {
            super(scope, id);
            const topic = new sns.Topic(this, 'Topic');
            new cdk.CfnOutput(this, 'TopicArn', { value: topic.topicArn, exportName: ${'`orders-topic-${props.stage}`'} });
          }
        }
        const app = new cdk.App();
        new OrdersStack(app, 'Dev', { stage: 'dev' });
        new OrdersStack(app, 'Prod', { stage: 'prod' });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html'],
  },
  messages: {
    output: 'The export {name} of {output} is that of {other}, too.',
    stacks: 'The stacks {first} and {second} both export {name}: the one that is deployed later fails.',
  },
  *checkGraph({ graph }) {
    const taken: Export[] = [];
    for (const stack of graph.stacks)
      for (const one of exportsOf(stack)) {
        const other = taken.find(t => isSame(t.name, one.name, t.stack === stack) && meet(t.stack, stack));
        if (!other) {
          taken.push(one);
          continue;
        }
        const params = { name: rendered(one.name), output: one.output, other: other.output };
        const isHere = other.stack === stack;
        yield {
          message: isHere ? 'output' : 'stacks',
          at: one.name.span,
          params: { ...params, first: other.stack.name, second: stack.name },
          related: isHere ? [{ span: other.name.span, message: `${other.output} has it` }] : [],
          subject: `${stack.name}:${rendered(one.name)}`,
          data: one,
        };
      }
  },
  fix({ message, data }) {
    const { name, stack } = data as Export;
    const text = stringOf(name);
    if (message !== 'stacks' || text === null || stack.kind !== 'cdk')
      return 'which of them takes another name is for you to say';
    return [
      {
        title: 'Put the name of the stack before it',
        intents: [{ kind: 'replaceValue', value: name, with: { $sub: `\${AWS::StackName}-${text}` } }],
        safety: 'review',
      },
    ];
  },
});

function exportsOf(stack: Stack): Export[] {
  const outputs = stack.sections ? at(stack.sections, 'Outputs') : null;
  return (outputs?.kind === 'object' ? outputs.entries : []).flatMap(({ key, value }): Export[] => {
    const name = at(value, 'Export', 'Name');
    // One of two conditions may exclude the other.
    const isConditional = at(value, 'Condition').kind !== 'absent';
    return (name.kind === 'literal' || name.kind === 'text') && !isConditional ? [{ name, stack, output: key }] : [];
  });
}

/** Whether two names are the same: literals, or text with nothing in it but pseudo parameters that are the same for both. */
function isSame(a: Value, b: Value, ofOneStack: boolean): boolean {
  return isFixed(a, ofOneStack) && isFixed(b, ofOneStack) && rendered(a) === rendered(b);
}

function isFixed(name: Value, ofOneStack: boolean): boolean {
  if (name.kind === 'literal') return stringOf(name) !== null;
  return (
    name.kind === 'text' &&
    name.parts.every(({ kind, ...part }) => {
      if (kind === 'known') return true;
      const target = 'value' in part && part.value.kind === 'reference' ? part.value.target : null;
      return target?.kind === 'pseudo' && (ofOneStack || !target.name.startsWith('AWS::Stack'));
    })
  );
}

/** Whether two stacks are deployed to the same account and region: one is the other, or code says nothing of either. */
function meet(a: Stack, b: Stack): boolean {
  if (a === b) return true;
  if (a.kind !== 'cdk' || b.kind !== 'cdk') return false;
  const same = (x: Value, y: Value) =>
    (x.kind === 'reference' && y.kind === 'reference') || (stringOf(x) !== null && stringOf(x) === stringOf(y));
  return same(a.account, b.account) && same(a.region, b.region);
}
