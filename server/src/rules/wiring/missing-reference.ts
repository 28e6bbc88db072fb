/** Reports references to names that a template does not declare. */
import type { SourceSpan } from '../../core/document.ts';
import { perObject } from '../../core/memo.ts';
import type { Intent } from '../../core/intent.ts';
import { defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource, Stack } from '../../core/resource.ts';
import { type Reference, type Value, asList, at, leavesIn, scenarios, stringOf } from '../../core/value.ts';

interface Data {
  readonly value: Value;
  /** The name that is meant, if one is near. */
  readonly nearest: Candidate | null;
}

/** A declared name, with what an intent calls it: `<uri>#<name>`, for parameters as for resources. */
interface Candidate {
  readonly name: string;
  readonly id: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const PSEUDO = ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'];

/** Transforms of AWS that make no resources of other names than the template reader knows of. */
const KNOWN_TRANSFORMS = /^AWS::(Serverless-2016-10-31|LanguageExtensions|CodeDeployBlueGreen)$/;

export const missingReference = defineRule({
  id: 'wiring/missing-reference',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'References name resources and parameters that the template declares.',
    why: `CloudFormation refuses a template in which a \`Ref\`, \`Fn::GetAtt\`, \`Fn::Sub\` or \`DependsOn\` names something that
the template does not declare (*Unresolved resource dependencies*), before it makes anything. Mostly it is a typing error,
or a resource that was renamed or removed without its references. In an \`Fn::Sub\` a \`\${NAME}\` that is meant for a shell or
for another program is written \`\${!NAME}\`.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::SQS::Queue
        Outputs:
          QueueUrl:
            Value: !Ref Order
      `,
      json`
        {
          "Resources": {
            "Orders": { "Type": "AWS::SQS::Queue" },
            "Alarm": {
              "Type": "AWS::CloudWatch::Alarm",
              "Properties": {
                "ComparisonOperator": "GreaterThanThreshold",
                "EvaluationPeriods": 1,
                "AlarmActions": [{ "Ref": "AlarmTopic" }]
              }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Parameters:
          Stage: { Type: String }
        Resources:
          Orders:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: !Sub orders-${'$'}{Stage}-${'$'}{AWS::Region}
        Outputs:
          QueueUrl:
            Value: !Ref Orders
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html',
    ],
    peers: ['cfn-lint E1010', 'cfn-lint E1019', 'cfn-lint E1020', 'cfn-lint E3005'],
  },
  messages: {
    near: 'The template declares no {name}. Is {nearest} meant?',
    nothing: 'The template declares no {name}.',
  },
  looksAt: ({ properties, attributes }) => [missingIn(properties), missingIn(attributes), at(attributes, 'DependsOn')],
  *checkConnected({ graph }) {
    const stacks = graph.stacks.filter(s => s.kind === 'template' && s.sections !== null && !s.isMerged && !isMacro(s));
    for (const stack of stacks) {
      const resources = graph.inStack(stack.id);
      let known: readonly Candidate[] | null = null;
      const signal = (name: string, value: Value, place: SourceSpan, resource?: Resource) => {
        known ??= candidates(stack, resources);
        const nearest = nearestTo(name, known);
        return {
          message: nearest ? ('near' as const) : ('nothing' as const),
          at: place,
          params: { name, nearest: nearest?.name ?? '' },
          resource,
          subject: name,
          data: { value, nearest } satisfies Data,
        };
      };
      for (const resource of resources) {
        const missing = [...missingIn(resource.properties), ...missingIn(resource.attributes)];
        for (const { name, value } of missing) yield signal(name, value, value.span, resource);
        for (const { value: names } of scenarios(at(resource.attributes, 'DependsOn')))
          for (const item of asList(names)?.items ?? []) {
            const name = stringOf(item);
            if (name === null || item.kind !== 'literal' || graph.resource(`${stack.id}#${name}`)) continue;
            // SAM makes resources of its own, and a loop makes names that only the reader knows of.
            if (declaresMore(stack)) continue;
            yield signal(name, item, item.span, resource);
          }
      }
      for (const section of ['Conditions', 'Rules', 'Outputs'])
        for (const { name, value } of missingIn(at(stack.sections as Value, section)))
          yield signal(name, value, value.span);
    }
  },
  fix({ data }) {
    const { value, nearest } = data as Data;
    if (!nearest) return 'nothing of a similar name is declared';
    const title = `Change to ${nearest.name}`;
    if (value.kind === 'literal')
      return [{ title, intents: [{ kind: 'replaceValue', value, with: nearest.name }], safety: 'review' }];
    if (value.kind !== 'reference') return 'the reference is not written out';
    const { attribute, span } = value;
    const suffix = attribute === null ? '' : `.${attribute}`;
    const name = value.target.kind === 'missing' ? value.target.name : '';
    // `${Name}` in a substitution; `!Ref Name` and the like are longer.
    const intent: Intent =
      span.end - span.start === `\${${name}${suffix}}`.length
        ? { kind: 'replaceText', span, text: `\${${nearest.name}${suffix}}` }
        : { kind: 'replaceValue', value, with: { $ref: nearest.id, attribute } };
    return [{ title, intents: [intent], safety: 'review' }];
  },
});

interface Missing {
  readonly name: string;
  readonly value: Reference;
}

/** The references inside of a value to names that are not declared. */
const missingIn = perObject((value: Value): readonly Missing[] =>
  leavesIn(value).flatMap(({ value: leaf }) =>
    leaf.kind === 'reference' && leaf.target.kind === 'missing' ? [{ name: leaf.target.name, value: leaf }] : [],
  ),
);

/** Whether a macro may declare anything. */
function isMacro(stack: Stack): boolean {
  const transform = at(stack.sections as Value, 'Transform');
  if (transform.kind === 'absent') return false;
  const names = asList(transform);
  if (!names?.complete) return true;
  return names.items.some(item => !KNOWN_TRANSFORMS.test(stringOf(item) ?? ''));
}

/** Whether a transform of AWS, or what can't be read, may declare more than is seen. */
function declaresMore(stack: Stack): boolean {
  return stack.mentions === undefined || at(stack.sections as Value, 'Transform').kind !== 'absent';
}

function candidates(stack: Stack, resources: readonly Resource[]): readonly Candidate[] {
  const parameters = at(stack.sections as Value, 'Parameters');
  return [
    ...resources.map(r => ({ name: r.logicalId, id: r.id })),
    ...(parameters.kind === 'object' ? parameters.entries.map(e => ({ name: e.key, id: `${stack.id}#${e.key}` })) : []),
    ...PSEUDO.map(name => ({ name: `AWS::${name}`, id: `${stack.id}#AWS::${name}` })),
  ];
}

/** The declared name that differs least, if it differs by no more than a third. */
function nearestTo(name: string, known: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.name.length - name.length) >= least) continue;
    const far = distance(name.toLowerCase(), candidate.name.toLowerCase());
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}

/** Edit distance in which two letters that changed places count once (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
