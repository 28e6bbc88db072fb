/** Ways from one service to another that were asked for and are not there. */
import { type Example, cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { type Selector, isForFailures } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, walk } from '../../core/value.ts';
import { serviceOfType } from '../../knowledge/index.ts';
import { asked, by, hasStopped, mayMake, selected, unseen } from '../requirements/asked.ts';
import { failureDestinations } from '../reliability/queues.ts';
import { architecture } from './architecture.ts';
import { connect } from './connect.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      connections:
        - function -> table
  `,
};

const template = (environment: string): Example => yaml`
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
    Worker:
      Type: AWS::Lambda::Function
      Properties:
        Environment: ${environment}
`;

const FUNCTION = `const worker = new lambda.Function(this, 'Worker', {
            runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
          });`;

export const missingConnection = defineRule({
  id: 'arch/missing-connection',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Services are wired to each other as plumbline.yaml asks.',
    why: `An API that calls no function and a table that no function knows are all there, and do nothing. A connection counts
from any resource of the first kind to any of the second: an event, a call, a permission or a reference, also over what
CloudFormation needs between them (methods, integrations, permissions, roles, event source mappings, targets). Where code
can't be followed that could make the connection, nothing is reported, and nothing where one of the ends is missing and
required by itself.`,
    bad: [
      withFiles(template('{ Variables: { STAGE: dev } }'), ASKS),
      withFiles(
        cdk`
          new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
          ${FUNCTION}
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(template('{ Variables: { TABLE: !Ref Orders } }'), ASKS),
      withFiles(
        cdk`
          const orders = new dynamodb.Table(this, 'Orders', {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
          ${FUNCTION}
          orders.grantReadData(worker);
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html'],
  },
  messages: { none: 'No {from} is connected to a {to}: {path} is asked for ({by}).' },
  *checkGraph({ graph }) {
    const connections = asked(graph, 'connection');
    if (connections.length === 0 || graph.resources.length === 0) return;
    const { missing, different } = architecture(graph);
    if (different) return;
    const absent = new Set(missing.flatMap(r => r.demand.of.types));
    for (const requirement of connections) {
      const { steps } = requirement.demand;
      for (const [i, to] of steps.slice(1).entries()) {
        const from = steps[i] as Selector;
        // What is missing altogether has a finding of its own.
        if (isMissing(graph, from, absent) || isMissing(graph, to, absent)) continue;
        const starts = selected(graph, from);
        const ends = endsOf(graph, to);
        if (connects(graph, starts, ends) || isOpen(graph, from, to, starts)) continue;
        const [only, more] = starts;
        yield {
          message: 'none',
          at: only && !more ? only.nameSpan : requirement.span,
          params: { from: from.title, to: to.title, path: steps.map(s => s.text).join(' -> '), by: by(requirement) },
          resource: more ? undefined : only,
          requirement,
          related: [...starts, ...ends].map(r => ({ span: r.nameSpan, message: r.logicalId })),
          subject: `${from.text} -> ${to.text}`,
          data: { starts, ends } satisfies Ends,
        };
      }
    }
  },

  fix({ data }, { graph }) {
    const { starts, ends } = data as Ends;
    const [[from, otherFrom], [to, otherTo]] = [starts, ends];
    if (!from || !to || otherFrom || otherTo) return 'there are several that may be meant';
    return connect(graph, from, to);
  },
});

interface Ends {
  readonly starts: readonly Resource[];
  readonly ends: readonly Resource[];
}

function isMissing(graph: ResourceGraph, selector: Selector, absent: ReadonlySet<string>): boolean {
  return selected(graph, selector).length === 0 && selector.types.some(type => absent.has(type));
}

/** The resources that a step means; of dead-letter queues those to which others send what failed, whatever they are called. */
export function endsOf(graph: ResourceGraph, to: Selector): readonly Resource[] {
  const all = selected(graph, to);
  if (!isForFailures(to)) return all;
  const { ids } = failureDestinations(graph);
  return all.filter(r => ids.has(r.id));
}

/** Services that stand between others: those who ask for two ends don't ask for these by name. */
const HELPERS: ReadonlySet<string> = new Set(['iam', 'target_group', 'listener']);

/** How many helpers may stand between two resources. */
const MAX_HELPERS = 4;

export function connects(graph: ResourceGraph, starts: readonly Resource[], ends: readonly Resource[]): boolean {
  const wanted = new Set(ends.map(r => r.id));
  const isHelper = (id: string) => {
    const resource = graph.resource(id);
    return resource !== undefined && HELPERS.has(serviceOfType(resource.type)?.word ?? 'iam');
  };
  for (const start of starts) {
    let frontier = [start.id];
    const seen = new Set(frontier);
    for (let hop = 0; hop <= MAX_HELPERS && frontier.length > 0; hop++) {
      const next: string[] = [];
      for (const id of frontier) {
        // From the resource itself the direction counts; helpers refer to both of their sides.
        const out = graph.edgesFrom(id).map(e => e.to);
        const into = graph.edgesTo(id).flatMap(e => (hop > 0 || isHelper(e.from) ? [e.from] : []));
        for (const other of [...out, ...into]) {
          if (seen.has(other)) continue;
          if (wanted.has(other) && other !== start.id) return true;
          seen.add(other);
          if (isHelper(other)) next.push(other);
        }
      }
      frontier = next;
    }
  }
  return false;
}

/** Whether the connection may be made where it can't be seen. */
export function isOpen(graph: ResourceGraph, from: Selector, to: Selector, starts: readonly Resource[]): boolean {
  if (hasStopped(graph) || mayMake(graph, [...from.types, ...to.types])) return true;
  if (unseen(graph).some(fqn => !fqn.startsWith('aws-cdk-lib.'))) return true;
  return starts.some(isPartlySeen) || endsOf(graph, to).some(importsSomething);
}

/** Whether a value is one of another stack, or what somebody has stored. */
function leadsElsewhere(value: Value): boolean {
  return value.kind === 'reference' && (value.target.kind === 'import' || value.target.kind === 'dynamic');
}

/** Whether a resource names something of another stack, through which it may be reached. */
function importsSomething({ properties }: Resource): boolean {
  let imports = false;
  walk(properties, value => {
    if (leadsElsewhere(value)) imports = true;
  });
  return imports;
}

const kept = new WeakMap<Resource, boolean>();

/** Whether a resource may refer to something that can't be seen; its code and its role are no matter of wiring. */
function isPartlySeen(resource: Resource): boolean {
  let open = kept.get(resource);
  if (open === undefined) {
    open = !resource.properties.complete;
    walk(resource.properties, (value, [key = '']) => {
      if (/^(Code|CodeUri|Role|Layers)$/.test(key)) return;
      if (value.kind === 'unknown' || leadsElsewhere(value)) open = true;
    });
    kept.set(resource, open);
  }
  return open;
}
