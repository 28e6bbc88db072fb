/** What was asked for and what is built, side by side: the ground of the rules about services. */
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import type { Resource } from '../../core/resource.ts';
import { type Service, serviceOfType } from '../../knowledge/index.ts';
import { type Asked, asked, count, lacksVpc, selected } from '../requirements/asked.ts';

export interface Architecture {
  readonly required: readonly Asked<'service'>[];
  readonly missing: readonly Asked<'service'>[];
  /** Services that are built and neither required nor optional, with their resources; helpers are none. */
  readonly extra: ReadonlyMap<Service, readonly Resource[]>;
  /**
   * Whether it is another architecture altogether: of at least three required services more than half are missing, and
   * at least as many stand there that nobody asked for as asked ones do. Then one finding says all of it.
   */
  readonly different: boolean;
}

export const architecture = perGraph(compare);

function compare(graph: ResourceGraph): Architecture {
  if (graph.requirements.length === 0) return { required: [], missing: [], extra: new Map(), different: false };
  const services = asked(graph, 'service');
  const required = services.filter(r => r.demand.need === 'required' && r.demand.min > 0 && !lacksVpc(graph, r));
  // A project with nothing in it yet is no wrong one; nor may what can't be read be nothing.
  const missing = graph.resources.length === 0 ? [] : required.filter(r => count(graph, r.demand).most < r.demand.min);
  const extra = new Map<Service, Resource[]>();
  const wanted = new Set(
    services
      .filter(r => r.demand.need !== 'forbidden')
      .flatMap(r => (r.demand.of.name === null ? r.demand.of.types : selected(graph, r.demand.of).map(x => x.type))),
  );
  const mentioned = mentionedTypes(graph);
  for (const resource of graph.resources) {
    if (resource.owner.kind === 'internal' || resource.type.startsWith('Custom::')) continue;
    const service = serviceOfType(resource.type);
    if (!service || service.minor || ALWAYS.has(service.word)) continue;
    if (service.types.some(type => wanted.has(type) || mentioned.has(type))) continue;
    const resources = extra.get(service);
    if (resources) resources.push(resource);
    else extra.set(service, [resource]);
  }
  // A dashboard or flow logs make no architecture, nor do keys and alarms.
  const main = required.filter(r => r.category === 'services' && !r.demand.of.types.every(isAlways));
  const absent = main.filter(r => missing.includes(r) && count(graph, r.demand).most === 0).length;
  const built = main.length - absent;
  const different = main.length >= 3 && absent * 2 > main.length && extra.size >= Math.max(1, built);
  return { required, missing, extra, different };
}

/** What comes along with nearly everything else. */
const ALWAYS: ReadonlySet<string> = new Set(['iam', 'cloudwatch', 'kms', 'ssm', 'secrets_manager', 'nested_stack']);

function isAlways(type: string): boolean {
  return ALWAYS.has(serviceOfType(type)?.word ?? '');
}

/** Types that requirements other than those of services speak of: who says how a queue must be expects a queue. */
function mentionedTypes(graph: ResourceGraph): Set<string> {
  const types = new Set<string>();
  for (const { demand } of graph.requirements) {
    if (demand.kind === 'connection') for (const step of demand.steps) for (const type of step.types) types.add(type);
    if ((demand.kind === 'property' || demand.kind === 'alarm' || demand.kind === 'output') && demand.of)
      for (const type of demand.of.types) types.add(type);
    if (demand.kind === 'dead-letters') types.add('AWS::SQS::Queue').add('AWS::SNS::Topic');
    if (demand.kind === 'failover')
      for (const type of [
        'AWS::Route53::RecordSet',
        'AWS::CloudFront::Distribution',
        'AWS::GlobalAccelerator::Accelerator',
      ])
        types.add(type);
  }
  return types;
}
