/** Outputs that the project asks for and that no stack has. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { NewValue } from '../../core/intent.ts';
import type { Resource, Stack } from '../../core/resource.ts';
import { type Value, at, walk } from '../../core/value.ts';
import { type Asked, asked, by, selected } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      outputs:
        - { of: sqs, attribute: arn }
  `,
};

export const missingOutput = defineRule({
  id: 'outputs/missing',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Stacks have the outputs that plumbline.yaml asks for.',
    why: `Whoever deploys reads the address of the API from the outputs, tests take their targets from them, and other stacks
import them. An output counts when its name holds all the words that are asked for (\`OrdersApiUrl\` is an \`ApiUrl\`), or when
its value is of a resource of the kind. Stacks whose outputs can't be seen may have any.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
        `,
        ASKS,
      ),
      withFiles(cdk`const jobs = new sqs.Queue(this, 'Jobs');`, ASKS),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
          Outputs:
            JobsArn:
              Value: !GetAtt Jobs.Arn
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const jobs = new sqs.Queue(this, 'Jobs');
          new cdk.CfnOutput(this, 'JobsArn', { value: jobs.queueArn });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html'],
  },
  messages: {
    named: 'There is no output {name} ({by}).',
    of: 'No output tells the {attribute} of {resource} ({by}).',
    exported: 'The output {name} is not exported ({by}).',
  },
  *checkGraph({ graph }) {
    const demands = asked(graph, 'output');
    if (demands.length === 0 || graph.resources.length === 0) return;
    const outputs = graph.stacks.map(outputsOf);
    const open = outputs.includes(null);
    const all = outputs.flatMap(o => o ?? []);
    for (const requirement of demands) {
      const { name, of, attribute, exported } = requirement.demand;
      const resources = of ? selected(graph, of) : [];
      // Without a resource of the kind there is nothing to tell; that it is missing is for another rule to say.
      if (of && resources.length === 0) continue;
      const found = all.filter(
        o => (name === null || isCalled(o.name, name)) && (!of || tells(o.value, resources, attribute) !== false),
      );
      const [first] = found;
      const [resource] = resources;
      if (first) {
        if (exported && !found.some(o => o.exported))
          yield {
            message: 'exported',
            at: first.at,
            params: { name: first.name, by: by(requirement) },
            requirement,
            subject: first.name,
          };
        continue;
      }
      if (open || (of && resources.some(r => tellsByItself(r, attribute)))) continue;
      yield {
        message: resource ? ('of' as const) : ('named' as const),
        at: resource && resources.length === 1 ? resource.nameSpan : requirement.span,
        params: {
          name: name ?? '',
          attribute: attribute ?? 'name or ARN',
          resource: resources.length === 1 ? (resource?.logicalId ?? '') : `any ${of?.title}`,
          by: by(requirement),
        },
        resource: resources.length === 1 ? resource : undefined,
        requirement,
        related: resources.length > 1 ? resources.map(r => ({ span: r.nameSpan, message: r.logicalId })) : [],
        subject: name ?? of?.text ?? '',
      };
    }
  },
  fix({ resource, requirement, message }, { graph }) {
    const demand = requirement?.demand as Asked<'output'>['demand'] | undefined;
    if (message === 'exported') return 'under which name it is exported is for you to say';
    if (!demand || !resource) return 'of what it should tell is for you to say';
    const attribute = attributeOf(demand.attribute);
    const logicalId = freeName(graph, resource, demand.name ?? `${resource.logicalId}${attribute ?? 'Name'}`);
    const value: NewValue = { $ref: resource.id, attribute };
    const exportName = demand.exported ? { $sub: `\${AWS::StackName}-${logicalId}` } : null;
    return [
      {
        title: `Add the output ${logicalId}`,
        intents: [{ kind: 'addOutput', near: resource.id, logicalId, value, exportName }],
        safety: 'safe',
      },
    ];
  },
});

interface Output {
  readonly name: string;
  readonly value: Value;
  readonly exported: boolean;
  readonly at: Resource['span'];
}

/** The outputs of a stack; null where not all can be seen. */
function outputsOf({ sections }: Stack): Output[] | null {
  const outputs = sections ? at(sections, 'Outputs') : null;
  if (outputs?.kind === 'absent') return [];
  if (outputs?.kind !== 'object') return null;
  const found = outputs.entries.map(e => ({
    name: e.key,
    value: at(e.value, 'Value'),
    exported: at(e.value, 'Export').kind !== 'absent',
    at: e.keySpan,
  }));
  return outputs.complete ? found : null;
}

/** Whether a name holds all the words of another one, in any spelling. */
function isCalled(name: string, wanted: string): boolean {
  const words = (text: string) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(w => w !== '');
  const there = words(name);
  return words(wanted).every(w => there.includes(w)) || plain(name) === plain(wanted);
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Whether some output certainly tells what is asked for of a resource, as far as it can be seen. */
export function isTold(graph: ResourceGraph, { name, of, attribute }: Asked<'output'>['demand']): boolean {
  const resources = of ? selected(graph, of) : [];
  if (resources.some(r => tellsByItself(r, attribute))) return true;
  return graph.stacks
    .flatMap(stack => outputsOf(stack) ?? [])
    .some(o => (name === null || isCalled(o.name, name)) && (!of || tells(o.value, resources, attribute) === true));
}

/** Whether a value is made of an attribute of one of some resources; null where it may be. */
function tells(value: Value, resources: readonly Resource[], attribute: string | null): boolean | null {
  let found = false;
  let open = false;
  const wanted = attributeOf(attribute);
  walk(value, v => {
    if (v.kind === 'unknown') open = true;
    if (v.kind !== 'reference' || v.target.kind !== 'resource') return;
    const { id } = v.target;
    if (!resources.some(r => r.id === id)) return;
    // `Ref` gives the ARN of some types, and a URL is put together of names; only a plain mismatch is one.
    if (attribute === null || v.attribute === wanted || wanted === null || !/^(Arn)$/.test(wanted)) found = true;
    else if (v.attribute?.endsWith('Arn')) found = true;
    else if (v.attribute === null && REF_IS_ARN.test(resources.find(r => r.id === id)?.type ?? '')) found = true;
  });
  return found || (open ? null : false);
}

/** Types of which `Ref` gives the ARN. */
const REF_IS_ARN =
  /^AWS::(SNS::Topic|StepFunctions::StateMachine|Serverless::StateMachine|SecretsManager::Secret|ElasticLoadBalancingV2::\w+|ECS::(Service|TaskDefinition)|CertificateManager::Certificate)$/;

/** REST APIs of the CDK have an output with their address without being asked. */
function tellsByItself({ construct }: Resource, attribute: string | null): boolean {
  return (
    construct?.level === 2 &&
    /\.aws_apigateway\.\w*RestApi$/.test(construct.fqn) &&
    (attribute === null || /url|endpoint/i.test(attribute))
  );
}

/** An attribute as `Fn::GetAtt` has it; null for what `Ref` gives. */
function attributeOf(attribute: string | null): string | null {
  if (attribute === null || /^(name|id|ref|url)$/i.test(attribute)) return null;
  return /^arn$/i.test(attribute) ? 'Arn' : attribute;
}

/** A name that no output of the stack has. */
function freeName(graph: ResourceGraph, { stack }: Resource, wanted: string): string {
  const own = graph.stack(stack);
  const taken = new Set((own ? (outputsOf(own) ?? []) : []).map(o => o.name));
  const name = wanted.replace(/[^A-Za-z0-9]+(\w?)/g, (_, c: string) => c.toUpperCase());
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}${i}`;
  return free;
}
