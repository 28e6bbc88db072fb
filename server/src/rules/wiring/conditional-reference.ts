/** Reports references to resources that are made only under a condition, from where that condition need not hold. */
import { defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type ObjectValue, type Reference, type Value, at, negated, stringOf, walk } from '../../core/value.ts';

interface Data {
  readonly condition: string;
  /** The output that refers, where it is one. */
  readonly output: ObjectValue | null;
}

export const conditionalReference = defineRule({
  id: 'wiring/conditional-reference',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'What is made only under a condition is mentioned only where that condition holds.',
    why: `A resource whose condition is false is not there, and CloudFormation refuses the template for every \`Ref\` and
\`GetAtt\` to it that is left: *Unresolved resource dependencies in the Resources block*. It shows first where the condition is
false, which is often not where the template was tried. The reference takes the same condition: on the resource or output
around it, or by an \`Fn::If\`. References under other conditions, which may imply this one, are not judged.`,
    bad: [
      yaml`
        Parameters:
          Stage: { Type: String, AllowedValues: [dev, prod] }
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
        Resources:
          Archive:
            Type: AWS::S3::Bucket
            Condition: IsProd
        Outputs:
          ArchiveName:
            Value: !Ref Archive
      `,
      json`
        {
          "Conditions": { "HasAlarm": { "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-west-1"] } },
          "Resources": {
            "Alerts": { "Type": "AWS::SNS::Topic", "Condition": "HasAlarm" },
            "Mail": {
              "Type": "AWS::SNS::Subscription",
              "Properties": { "Protocol": "email", "Endpoint": "team@corp.net", "TopicArn": { "Ref": "Alerts" } }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Parameters:
          Stage: { Type: String, AllowedValues: [dev, prod] }
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
        Resources:
          Archive:
            Type: AWS::S3::Bucket
            Condition: IsProd
          Handler:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/handler
              Code: { S3Bucket: code, S3Key: handler.zip }
              Environment: { Variables: { ARCHIVE: !If [IsProd, !Ref Archive, ''] } }
        Outputs:
          ArchiveName:
            Condition: IsProd
            Value: !Ref Archive
      `,
      json`
        {
          "Conditions": { "HasAlarm": { "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-west-1"] } },
          "Resources": {
            "Alerts": { "Type": "AWS::SNS::Topic", "Condition": "HasAlarm" },
            "Mail": {
              "Type": "AWS::SNS::Subscription",
              "Condition": "HasAlarm",
              "Properties": { "Protocol": "email", "Endpoint": "team@corp.net", "TopicArn": { "Ref": "Alerts" } }
            }
          }
        }
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html'],
    peers: ['cfn-lint W1001', 'cfn-lint E6005'],
  },
  messages: {
    never: '{target} is there only when {condition}, and {from} mentions it when not.',
    sometimes: '{target} is there only when {condition}, and {from} mentions it always.',
  },
  looksAt: ({ properties, condition }) => referencesIn(properties, condition === null ? [] : [condition]),
  *checkConnected({ graph }) {
    const conditional = graph.resources.filter(r => r.condition !== null && r.language !== 'typescript');
    if (conditional.length === 0) return;
    const stacks = new Set(conditional.map(r => r.stack));
    const check = function* (
      value: Value,
      own: string | null,
      from: string,
      stack: string,
      data: Omit<Data, 'condition'>,
    ) {
      const seen = new Set<string>();
      for (const { reference, when } of referencesIn(value, own === null ? [] : [own])) {
        const target = reference.target.kind === 'resource' ? graph.resource(reference.target.id) : undefined;
        const condition = target?.condition;
        if (!target || typeof condition !== 'string' || target.stack !== stack || seen.has(target.id)) continue;
        const isNever = when.includes(negated(condition));
        if (!isNever && when.length > 0) continue;
        seen.add(target.id);
        yield {
          message: isNever ? ('never' as const) : ('sometimes' as const),
          at: reference.span,
          params: { target: target.logicalId, condition, from },
          related: [{ span: target.nameSpan, message: `made when ${condition}` }],
          subject: `${from}:${target.logicalId}`,
          data: { ...data, condition } satisfies Data,
        };
      }
    };
    for (const resource of graph.resources)
      if (stacks.has(resource.stack) && resource.language !== 'typescript')
        for (const signal of check(resource.properties, resource.condition, resource.logicalId, resource.stack, {
          output: null,
        }))
          yield { ...signal, resource };
    for (const stack of graph.stacks) {
      const outputs = stacks.has(stack.id) && stack.sections ? at(stack.sections, 'Outputs') : null;
      for (const { key, value } of outputs?.kind === 'object' ? outputs.entries : [])
        if (value.kind === 'object')
          yield* check(value, stringOf(at(value, 'Condition')), `output ${key}`, stack.id, { output: value });
    }
  },
  fix({ message, resource, data }) {
    const { condition, output } = data as Data;
    if (message === 'never') return 'which of the two conditions is meant is for you to say';
    if (output)
      return [
        {
          title: `Give the output only when ${condition}`,
          intents: [{ kind: 'setKey', object: output, key: 'Condition', value: condition }],
          safety: 'safe',
        },
      ];
    if (!resource) return 'the resource is no longer there';
    return [
      {
        title: `Make ${resource.logicalId} only when ${condition}`,
        intents: [{ kind: 'setAttribute', resource: resource.id, name: 'Condition', value: condition }],
        safety: 'review',
      },
    ];
  },
});

interface Mention {
  readonly reference: Reference;
  readonly when: readonly string[];
}

/** What values that hold anything mention: those of files that did not change stay the same objects. */
const kept = new WeakMap<Resource['properties'], readonly Mention[]>();

/** The references inside of a value, with the conditions around them. */
function referencesIn(value: Value, when: readonly string[]): readonly Mention[] {
  const found = value.kind === 'object' ? kept.get(value) : undefined;
  if (found) return found;
  const mentions: Mention[] = [];
  collect(value, when, mentions);
  if (value.kind === 'object') kept.set(value, mentions);
  return mentions;
}

function collect(value: Value, when: readonly string[], into: Mention[]): void {
  if (value.kind === 'choice') for (const b of value.branches) collect(b.value, [...when, b.when], into);
  else if (value.kind === 'object') for (const e of value.entries) collect(e.value, when, into);
  else if (value.kind === 'list') for (const item of value.items) collect(item, when, into);
  else if (value.kind === 'text') {
    for (const part of value.parts) if (part.kind === 'hole') collect(part.value, when, into);
  } else
    walk(value, (one: Value) => {
      if (one.kind === 'reference') into.push({ reference: one, when });
    });
}
