/** Reports `Fn::GetAtt` of attributes that a type does not have, and of objects where text is needed. */
import { perObject } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
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
\`Endpoint.Address\` and not \`EndpointAddress\`. CloudFormation refuses a template that asks for anything else. An attribute that has parts,
as \`Endpoint\` of a database has \`Endpoint.Address\` and \`Endpoint.Port\`, is an object: it can't be the value of an output or of an
environment variable, or stand inside of a text. Types that are not AWS's own, SAM's types, custom resources and outputs of nested
stacks have whatever they have; what is a property of the type is not reported, since some types give those, too.`,
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
    object: '{attribute} of {type} is an object, and text is needed here: {attributes}.',
  },
  looksAt: resource => [gets(resource.properties), gets(resource.attributes), textsOf(resource)],
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      if (stack.kind !== 'template' || stack.sections === null) continue;
      const outputs = at(stack.sections as Value, 'Outputs');
      const texts = new Set([...outputTexts(outputs), ...graph.inStack(stack.id).flatMap(textsOf)]);
      const values = [...graph.inStack(stack.id).flatMap(r => [r.properties, r.attributes]), outputs];
      for (const value of values.flatMap(gets)) {
        const { target, attribute } = value;
        const resource = target.kind === 'resource' ? graph.resource(target.id) : undefined;
        if (!resource || attribute === null) continue;
        const { type } = resource;
        const parts = texts.has(value) ? partsOf(type, attribute) : [];
        if (parts.length === 0 && isGiven(type, attribute)) continue;
        const known = parts.length > 0 ? parts : attributesOf(type);
        const meant = parts.length > 0 ? mainPart(parts) : meantBy(attribute, known);
        yield {
          message: parts.length > 0 ? 'object' : meant ? 'near' : 'nothing',
          at: value.span,
          params: {
            type,
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
    if (meant === null) return 'which attribute of the type is meant can’t be told';
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

/** The properties that take text and nothing else, and that people write attributes into. */
const TEXTS: Readonly<Record<string, RegExp>> = {
  'AWS::CloudFormation::Stack': /^Parameters\./,
  'AWS::ECS::TaskDefinition': /^ContainerDefinitions\.\d+\.Environment\.\d+\.Value$/,
  'AWS::Lambda::Function': /^Environment\.Variables\./,
  'AWS::Route53::RecordSet': /^ResourceRecords\.\d+$/,
  'AWS::SecretsManager::Secret': /^SecretString$/,
  'AWS::Serverless::Function': /^Environment\.Variables\./,
  'AWS::SSM::Parameter': /^Value$/,
};

/** The references of a resource that have to give text: in one of those properties, or inside of a text. */
const textsOf = perObject(({ type, properties, attributes }: Resource): readonly Value[] => [
  ...leavesIn(properties).flatMap(({ value, path }) => (TEXTS[type]?.test(path.join('.')) ? [value] : [])),
  ...[properties, attributes].flatMap(holesIn),
]);

const outputTexts = perObject((outputs: Value): readonly Value[] => [
  ...leavesIn(outputs).flatMap(({ value, path }) => (path.length === 2 && path[1] === 'Value' ? [value] : [])),
  ...holesIn(outputs),
]);

function holesIn(value: Value): Value[] {
  return leavesIn(value).flatMap(({ value: leaf }) =>
    leaf.kind === 'text' ? leaf.parts.flatMap(part => (part.kind === 'hole' ? [part.value] : [])) : [],
  );
}

/** The attributes that an attribute is made of, which makes it an object; none for one that is a value itself. */
function partsOf(type: string, attribute: string): readonly string[] {
  return isOpen(type) ? [] : attributesOf(type).filter(name => name.startsWith(`${attribute}.`));
}

/** The part that is meant where nobody says which: the only one, or the address of an endpoint. */
function mainPart(parts: readonly string[]): string | null {
  return parts.length === 1 ? (parts[0] as string) : (parts.find(name => name.endsWith('.Address')) ?? null);
}

/** Whether resources of a type have whatever attributes they have. */
function isOpen(type: string): boolean {
  return !/^AWS::(?!CloudFormation::|Serverless::|ServiceCatalog::)/.test(type);
}

/** By type and attribute: a project asks the same few of its resources again and again. */
const given = new Map<string, boolean>();

/** Whether a type has an attribute, or may have: of AWS's own types it is known. */
function isGiven(type: string, attribute: string): boolean {
  const key = `${type} ${attribute}`;
  let found = given.get(key);
  if (found === undefined) {
    const known = isOpen(type) ? [] : attributesOf(type);
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
