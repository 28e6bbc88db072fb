/** Reports `Fn::GetAtt` of attributes that a type does not have. */
import { perObject } from '../../core/memo.ts';
import { defineRule, json, yaml } from '../../core/rule.ts';
import { type Reference, type Value, at, leavesIn } from '../../core/value.ts';
import { attributesOf, nearest, propertiesOf } from '../../knowledge/index.ts';

/** What a reference means instead. */
interface Data {
  readonly value: Reference;
  readonly meant: string | null;
}

export const unknownAttribute = defineRule({
  id: 'wiring/unknown-attribute',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Attributes that are asked of a resource are attributes of its type.',
    why: `\`Fn::GetAtt\` takes what the type declares, with capital and small letters as they are: \`QueueUrl\` and not \`Url\`,
\`Endpoint.Address\` and not \`EndpointAddress\`. CloudFormation refuses a template that asks for anything else. Types that are not
AWS's own, SAM's types, custom resources and outputs of nested stacks have whatever they have; what is a property of the type is not
reported, since some types give those, too.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
        Outputs:
          Jobs:
            Value: !GetAtt Jobs.Url
      `,
      json`
        {
          "Resources": { "Orders": { "Type": "AWS::DynamoDB::Table" } },
          "Outputs": { "Stream": { "Value": { "Fn::GetAtt": ["Orders", "StreamARN"] } } }
        }
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
        Outputs:
          Jobs:
            Value: !GetAtt Jobs.QueueUrl
      `,
      json`
        {
          "Resources": { "Orders": { "Type": "AWS::DynamoDB::Table" } },
          "Outputs": { "Stream": { "Value": { "Fn::GetAtt": ["Orders", "StreamArn"] } } }
        }
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html',
    ],
    peers: ['cfn-lint E1010'],
  },
  messages: {
    near: '{type} has no attribute {attribute}. Is {nearest} meant?',
    nothing: '{type} has no attribute {attribute}; it has {attributes}.',
  },
  looksAt: ({ properties, attributes }) => [gets(properties), gets(attributes)],
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      if (stack.kind !== 'template' || stack.sections === null) continue;
      const values = [
        ...graph.inStack(stack.id).flatMap(r => [r.properties, r.attributes]),
        at(stack.sections as Value, 'Outputs'),
      ];
      for (const value of values.flatMap(gets)) {
        const { target, attribute } = value;
        const resource = target.kind === 'resource' ? graph.resource(target.id) : undefined;
        if (!resource || attribute === null || isGiven(resource.type, attribute)) continue;
        const known = attributesOf(resource.type);
        const meant = meantBy(attribute, known);
        yield {
          message: meant ? 'near' : 'nothing',
          at: value.span,
          params: {
            type: resource.type,
            attribute,
            nearest: meant ?? '',
            attributes: known.slice(0, 6).join(', ') + (known.length > 6 ? ' …' : ''),
          },
          subject: `${resource.logicalId}.${attribute}`,
          data: { value, meant } satisfies Data,
        };
      }
    }
  },
  fix({ data }) {
    const { value, meant } = data as Data;
    if (meant === null) return 'nothing of a similar name is an attribute of the type';
    if (value.target.kind !== 'resource') return 'the reference is not written out';
    const { span, attribute } = value;
    const name = value.target.id.slice(value.target.id.lastIndexOf('#') + 1);
    return [
      {
        title: `Change to ${meant}`,
        intents: [
          // `${Name.Attribute}` in a substitution; `!GetAtt` and the like are longer.
          span.end - span.start === `\${${name}.${attribute}}`.length
            ? { kind: 'replaceText', span, text: `\${${name}.${meant}}` }
            : { kind: 'replaceValue', value, with: { $ref: value.target.id, attribute: meant } },
        ],
        safety: 'review',
      },
    ];
  },
});

/** The references with an attribute in a value. */
const gets = perObject((value: Value): readonly Reference[] =>
  leavesIn(value).flatMap(({ value: leaf }) => (leaf.kind === 'reference' && leaf.attribute !== null ? [leaf] : [])),
);

/** By type and attribute: a project asks the same few of its resources again and again. */
const given = new Map<string, boolean>();

/** Whether a type has an attribute, or may have: of AWS's own types it is known. */
function isGiven(type: string, attribute: string): boolean {
  const key = `${type} ${attribute}`;
  let found = given.get(key);
  if (found === undefined) {
    const known = /^AWS::(?!CloudFormation::|Serverless::|ServiceCatalog::)/.test(type) ? attributesOf(type) : [];
    const [first] = attribute.split('.') as [string];
    found =
      known.length === 0 || known.includes(attribute) || known.includes(first) || propertiesOf(type).includes(first);
    // What people type goes by: a server that runs for days keeps no more than a project has.
    if (given.size > 10_000) given.clear();
    given.set(key, found);
  }
  return found;
}

/** The attribute that was meant: the same but for its case, one that ends with it, or one that is near. */
function meantBy(attribute: string, known: readonly string[]): string | null {
  const plain = (name: string) => name.replaceAll('.', '').toLowerCase();
  const alike = known.find(name => plain(name) === plain(attribute));
  const ending = known.filter(name => plain(name).endsWith(plain(attribute)));
  return alike ?? (ending.length === 1 ? (ending[0] as string) : (nearest(attribute, known, 1)[0] ?? null));
}
