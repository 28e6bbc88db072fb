/** Reports imports of exports that no template of the project makes, though one of nearly that name does. */
import type { ResourceGraph } from '../../core/graph.ts';
import { perObject } from '../../core/memo.ts';
import { defineRule, withFiles, yaml } from '../../core/rule.ts';
import { type Present, type Value, at, leavesIn, rendered } from '../../core/value.ts';
import { ANYTHING, literally, matchesAll } from '../../core/wildcard.ts';
import { nearest } from '../../knowledge/index.ts';

const NETWORK = {
  'network.yaml': `
    Resources:
      Vpc:
        Type: AWS::EC2::VPC
        Properties: { CidrBlock: 10.0.0.0/16 }
    Outputs:
      VpcId:
        Value: !Ref Vpc
        Export: { Name: shop-vpc-id }
  `,
};

export const unresolvedImport = defineRule({
  id: 'wiring/unresolved-import',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'What a template imports is exported under that name.',
    why: `\`Fn::ImportValue\` is resolved when the stack is deployed, and then it is too late: *No export named … found*. Where the
project exports something of nearly the same name, that is what was meant. Imports of which no export comes near may come from
stacks that are not in the project, and names with parameters in them may be anything; neither is reported.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Group:
              Type: AWS::EC2::SecurityGroup
              Properties:
                GroupDescription: Web
                VpcId: !ImportValue shop-vpcid
        `,
        NETWORK,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Group:
              Type: AWS::EC2::SecurityGroup
              Properties:
                GroupDescription: Web
                VpcId: !ImportValue shop-vpc-id
        `,
        NETWORK,
      ),
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html',
    ],
  },
  messages: {
    near: 'No template of the project exports {name}. Is {nearest} meant?',
  },
  *checkGraph({ graph }) {
    const exports = exportsOf(graph);
    if (exports.length === 0) return;
    const known = exports.filter(name => !name.includes('${'));
    const whole = new Set(known);
    const patterns = exports
      .filter(name => name.includes('${'))
      .map(name =>
        name.split(/\$\{[^{}]*\}/).flatMap((part, i) => [...(i === 0 ? [] : [ANYTHING]), ...literally(part)]),
      );
    for (const resource of graph.resources) {
      if (resource.language === 'typescript') continue;
      for (const value of importsIn(resource.properties)) {
        const name = rendered(value);
        if (name.includes('${') || whole.has(name) || patterns.some(pattern => matchesAll(pattern, name))) continue;
        const [near] = nearest(name, known, 1);
        if (near === undefined) continue;
        yield {
          message: 'near',
          at: value.span,
          params: { name, nearest: near },
          resource,
          subject: name,
          data: { value, with: near },
        };
      }
    }
  },
  fix({ data }) {
    const { value, with: name } = data as { readonly value: Present; readonly with: string };
    return [{ title: `Import ${name}`, intents: [{ kind: 'replaceValue', value, with: name }], safety: 'review' }];
  },
});

/** The names of all exports, holes included. */
function exportsOf(graph: ResourceGraph): string[] {
  return graph.stacks.flatMap(({ sections }) => {
    const outputs = sections ? at(sections, 'Outputs') : null;
    if (outputs?.kind !== 'object') return [];
    return outputs.entries.flatMap(entry => {
      const name = at(entry.value, 'Export', 'Name');
      return name.kind === 'absent' ? [] : [rendered(name)];
    });
  });
}

/** The names that a value imports. */
const importsIn = perObject((value: Value): readonly Present[] =>
  leavesIn(value).flatMap(({ value: leaf }) =>
    leaf.kind === 'reference' && leaf.target.kind === 'import' && leaf.target.name.kind === 'literal'
      ? [leaf.target.name]
      : [],
  ),
);
