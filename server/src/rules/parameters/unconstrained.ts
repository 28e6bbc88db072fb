/** Parameters that take any text, where what they are for takes less. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type ObjectValue, type Value, at, leavesIn, stringOf } from '../../core/value.ts';

interface Data {
  readonly object: ObjectValue;
  readonly key: string;
  readonly to: string;
}

/** What the name of a parameter says of its value. */
const KINDS: readonly { readonly name: RegExp; readonly what: string; readonly pattern: string }[] = [
  { name: /cidr(block|range)?$/i, what: 'address ranges', pattern: '^(\\d{1,3}\\.){3}\\d{1,3}/(\\d|[12]\\d|3[0-2])$' },
  { name: /e-?mail(address)?$/i, what: 'mail addresses', pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' },
];

/** Types of parameters by the property that they are for, with what an id of it looks like. */
const TYPES: Readonly<Record<string, readonly [type: string, id: RegExp]>> = {
  VpcId: ['AWS::EC2::VPC::Id', /^vpc-[0-9a-f]+$/],
  SubnetId: ['AWS::EC2::Subnet::Id', /^subnet-[0-9a-f]+$/],
  ImageId: ['AWS::EC2::Image::Id', /^ami-[0-9a-f]+$/],
  KeyName: ['AWS::EC2::KeyPair::KeyName', /./],
};

export const unconstrainedParameter = defineRule({
  id: 'parameters/unconstrained',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Parameters say what they take.',
    why: `A parameter that takes any text lets a wrong value through to the service, which refuses it minutes later, or takes it: an address
range with a typing error, an id of something else. A pattern, or one of AWS's own types for ids, is checked before anything is
made, and the console offers what there is. Parameters with a pattern, values or a length of their own are not reported.`,
    bad: [
      yaml`
        Parameters:
          VpcCidr:
            Type: String
            Default: 10.0.0.0/16
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: !Ref VpcCidr }
      `,
      json`
        {
          "Parameters": { "Network": { "Type": "String" } },
          "Resources": {
            "Web": {
              "Type": "AWS::EC2::SecurityGroup",
              "Properties": { "GroupDescription": "Web", "VpcId": { "Ref": "Network" } }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Parameters:
          VpcCidr:
            Type: String
            Default: 10.0.0.0/16
            AllowedPattern: ^\d+\.\d+\.\d+\.\d+/\d+$
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: !Ref VpcCidr }
      `,
      json`
        {
          "Parameters": { "Network": { "Type": "AWS::EC2::VPC::Id" } },
          "Resources": {
            "Web": {
              "Type": "AWS::EC2::SecurityGroup",
              "Properties": { "GroupDescription": "Web", "VpcId": { "Ref": "Network" } }
            }
          }
        }
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html',
    ],
    peers: ['cfn-lint W2506', 'cloudformation-validate W2509'],
  },
  messages: {
    pattern: 'Parameter {name} takes any text, and not only {what}.',
    type: 'Parameter {name} takes any text, and {resource} needs {what}.',
  },
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      const parameters = stack.kind === 'template' && stack.sections ? at(stack.sections, 'Parameters') : null;
      const open = (parameters?.kind === 'object' ? parameters.entries : []).filter(({ value }) => isOpen(value));
      if (open.length === 0) continue;
      const used = usesIn(graph.inStack(stack.id));
      for (const { key, keySpan, value } of open) {
        if (value.kind !== 'object') continue;
        const use = used.get(key);
        const fits = stringOf(at(value, 'Default'));
        if (use && (fits === null || use.id.test(fits))) {
          const params = { name: key, resource: use.resource, what: use.type };
          const data: Data = { object: value, key: 'Type', to: use.type };
          yield { message: 'type', at: keySpan, params, subject: key, data };
          continue;
        }
        const kind = KINDS.find(({ name }) => name.test(key));
        if (!kind || use || (fits !== null && !new RegExp(kind.pattern).test(fits))) continue;
        const data: Data = { object: value, key: 'AllowedPattern', to: kind.pattern };
        yield { message: 'pattern', at: keySpan, params: { name: key, what: kind.what }, subject: key, data };
      }
    }
  },
  fix({ message, data }) {
    const { object, key, to } = data as Data;
    const title = message === 'type' ? `Make it an ${to}` : 'Say which pattern it has';
    return [{ title, intents: [{ kind: 'setKey', object, key, value: to }], safety: 'review' }];
  },
});

/** Whether a parameter takes any text. */
function isOpen(parameter: Value): boolean {
  const limits = ['AllowedValues', 'AllowedPattern', 'MinLength', 'MaxLength'];
  return stringOf(at(parameter, 'Type')) === 'String' && limits.every(name => at(parameter, name).kind === 'absent');
}

interface Use {
  readonly resource: string;
  readonly type: string;
  readonly id: RegExp;
}

/** The parameters that are the whole of a property with ids of one kind. */
function usesIn(resources: readonly Resource[]): ReadonlyMap<string, Use> {
  const found = new Map<string, Use>();
  for (const { properties, logicalId } of resources)
    for (const { value, path } of leavesIn(properties)) {
      if (value.kind !== 'reference' || value.target.kind !== 'parameter') continue;
      const kind = entryOf(TYPES, path.at(-1) ?? '');
      if (kind) found.set(value.target.name, { resource: logicalId, type: kind[0], id: kind[1] });
    }
  return found;
}
