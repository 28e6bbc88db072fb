/** Reports names of conditions that a template does not declare. */
import type { SourceSpan } from '../../core/document.ts';
import { defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type ObjectValue, type Value, at, stringOf, walk } from '../../core/value.ts';
import { nearest } from '../../knowledge/index.ts';

interface Data {
  readonly near: string | null;
  /** The name, where it is a value of its own. */
  readonly value: Value | null;
}

export const missingCondition = defineRule({
  id: 'wiring/missing-condition',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Resources, outputs and Fn::If name conditions that the template declares.',
    why: `CloudFormation refuses a template that names a condition it does not declare, before it makes anything. Mostly it is a
typing error, or a condition that was renamed or copied without its declaration.`,
    bad: [
      yaml`
        Conditions:
          IsProd: !Equals [!Ref AWS::Region, eu-west-1]
        Resources:
          Archive:
            Type: AWS::S3::Bucket
            Condition: isProd
          Live:
            Type: AWS::S3::Bucket
            Condition: IsProd
      `,
      json`
        {
          "Conditions": { "IsProd": { "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-west-1"] } },
          "Resources": {
            "Files": {
              "Type": "AWS::S3::Bucket",
              "Properties": { "BucketName": { "Fn::If": ["IsPord", "files-live", { "Ref": "AWS::NoValue" }] } }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Conditions:
          IsProd: !Equals [!Ref AWS::Region, eu-west-1]
        Resources:
          Archive:
            Type: AWS::S3::Bucket
            Condition: IsProd
      `,
      json`
        {
          "Conditions": { "IsProd": { "Fn::Equals": [{ "Ref": "AWS::Region" }, "eu-west-1"] } },
          "Resources": {
            "Files": {
              "Type": "AWS::S3::Bucket",
              "Properties": { "BucketName": { "Fn::If": ["IsProd", "files-live", { "Ref": "AWS::NoValue" }] } }
            }
          }
        }
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html'],
    peers: ['cfn-lint E8002'],
  },
  messages: {
    near: 'The template declares no condition {name}. Is {near} meant?',
    nothing: 'The template declares no condition {name}.',
  },
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      if (stack.kind !== 'template' || !stack.sections || !stack.mentions) continue;
      const conditions = at(stack.sections, 'Conditions');
      if (conditions.kind === 'unknown' || (conditions.kind === 'object' && !conditions.complete)) continue;
      const declared = conditions.kind === 'object' ? conditions.entries.map(e => e.key) : [];
      const missing = stack.mentions.flatMap(m => {
        const name = /^Conditions\.(.*)$/.exec(m)?.[1];
        // A condition that is given as a boolean is another mistake.
        return name === undefined || declared.includes(name) || /^(true|false)$/.test(name) ? [] : [name];
      });
      if (missing.length === 0) continue;
      const members = graph.resources.filter(r => r.stack === stack.id);
      for (const name of new Set(missing)) {
        const [near] = nearest(name, declared, 1);
        const params = { name, near: near ?? '' };
        for (const { span, value, resource } of placesOf(name, members, stack.sections))
          yield {
            message: near === undefined ? ('nothing' as const) : ('near' as const),
            at: span,
            params,
            resource,
            subject: name,
            data: { near: near ?? null, value } satisfies Data,
          };
      }
    }
  },
  fix({ data }) {
    const { near, value } = data as Data;
    if (near === null) return 'no condition of a similar name is declared';
    if (!value) return 'the name stands inside of a function';
    return [{ title: `Change to ${near}`, intents: [{ kind: 'replaceValue', value, with: near }], safety: 'review' }];
  },
});

interface Place {
  readonly span: SourceSpan;
  readonly value: Value | null;
  readonly resource?: Resource;
}

/** Where a condition is named: by resources and outputs, and by the first `Fn::If` of each. */
function placesOf(name: string, resources: readonly Resource[], sections: ObjectValue): readonly Place[] {
  const outputs = at(sections, 'Outputs');
  const holders = [
    ...resources.map(resource => ({ own: resource.attributes, inner: resource.properties, resource })),
    ...(outputs.kind === 'object' ? outputs.entries : []).map(({ value }) => ({ own: value, inner: value })),
  ];
  return holders.flatMap(({ own, inner, ...rest }): Place[] => {
    const value = at(own, 'Condition');
    if (stringOf(value) === name && value.kind !== 'absent') return [{ span: value.span, value, ...rest }];
    let first: SourceSpan | null = null;
    walk(inner, one => {
      if (one.kind === 'choice' && one.branches.some(b => b.when === name)) first ??= one.span;
    });
    return first ? [{ span: first, value: null, ...rest }] : [];
  });
}
