/** Stacks and literals that name another region than the project asks for, and regions that no stack is for. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { type Literal, scenarios, stringOf } from '../../core/value.ts';
import { asked, by } from '../requirements/asked.ts';
import { namedRegions, placesIn, regionMappings } from './regions.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      region: us-east-1
  `,
};

const app = (region: string) => cdk`
  import * as cdk from 'aws-cdk-lib';
  import * as sqs from 'aws-cdk-lib/aws-sqs';
  class OrdersStack extends cdk.Stack {
    constructor(scope: cdk.App, id: string, props: cdk.StackProps) {
      super(scope, id, props);
      new sqs.Queue(this, 'Orders');
    }
  }
  const app = new cdk.App();
  new OrdersStack(app, 'Orders', { env: { region: '${region}' } });
`;

export const wrongRegion = defineRule({
  id: 'arch/wrong-region',
  since: '0.2.0',
  severity: 'error',
  profile: 'requirement',
  docs: {
    summary: 'Everything is deployed to the regions that plumbline.yaml names, and to each of them where it says so.',
    why: `Where data may be kept, which certificates CloudFront sees and what it costs depend on the region. A stack whose
region is written into the code goes there whoever deploys it. In templates zones, layers, the services of VPC endpoints and
mappings by region are looked at: what they name is good in one region alone. Stacks that leave the region to the one who
deploys, and values that come from a parameter, are not judged.`,
    bad: [
      withFiles(app('us-west-2'), ASKS),
      withFiles(
        yaml`
          Resources:
            Subnet:
              Type: AWS::EC2::Subnet
              Properties:
                VpcId: vpc-1
                AvailabilityZone: us-west-2a
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(app('us-east-1'), ASKS),
      withFiles(
        yaml`
          Resources:
            Subnet:
              Type: AWS::EC2::Subnet
              Properties:
                VpcId: vpc-1
                AvailabilityZone: us-east-1a
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/configure-env.html'],
  },
  messages: {
    wrong: '{is} is not the region asked for: {wanted} ({by}).',
    mapping: 'The mapping {mapping} has no entry for {wanted}, which is the region asked for ({by}).',
    none: 'No stack is for {wanted}, which is one of the regions asked for ({by}).',
  },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'region')) {
      const { regions, each } = requirement.demand;
      const params = { wanted: regions.join(' or '), by: by(requirement) };
      const stacks = graph.stacks.filter(s => s.kind === 'cdk' && s.parent === null);
      const seen = new Set<string>();
      const used = new Set<string>();
      let open = stacks.length === 0;
      for (const stack of stacks)
        for (const { value, when } of scenarios(stack.region)) {
          const region = stringOf(value);
          if (region === null || value.kind !== 'literal') {
            open = true;
            continue;
          }
          used.add(region);
          if (when.length > 0) open = true;
          const place = value.written ?? value.span;
          if (regions.includes(region) || seen.has(`${place.uri}:${place.start}`)) continue;
          seen.add(`${place.uri}:${place.start}`);
          yield { message: 'wrong', at: place, params: { ...params, is: region }, requirement, data: value };
        }
      for (const fact of namedRegions(graph)) {
        if (regions.includes(fact.value) || seen.has(`${fact.span.uri}:${fact.span.start}`)) continue;
        // A region beside others, as replicas and lookups have them, is no place that stacks go to.
        if (used.size > 0 && !open) continue;
        yield { message: 'wrong', at: fact.span, params: { ...params, is: fact.value }, requirement };
      }
      for (const { resource, value, region, zone } of placesIn(graph))
        if (!regions.includes(region))
          yield {
            message: 'wrong',
            at: value.span,
            params: { ...params, is: zone ? String(value.value) : region },
            resource,
            requirement,
            subject: String(value.value),
            data: { value, region },
          };
      for (const stack of graph.stacks)
        for (const { entry, regions: there } of regionMappings(stack)) {
          const [lacking] = regions.filter(r => !there.includes(r));
          if (lacking !== undefined)
            yield {
              message: 'mapping' as const,
              at: entry.keySpan,
              params: { ...params, mapping: entry.key, wanted: lacking },
              requirement,
              subject: entry.key,
            };
        }
      if (!each || open) continue;
      for (const region of regions)
        if (!used.has(region))
          yield {
            message: 'none',
            at: requirement.span,
            params: { ...params, wanted: region },
            requirement,
            subject: region,
          };
    }
  },
  fix({ at: place, requirement, data, resource, message }, { graph }) {
    const demand = requirement?.demand;
    if (message === 'mapping') return 'what stands there for that region is for you to say';
    if (message !== 'wrong' || demand?.kind !== 'region' || demand.regions.length !== 1)
      return 'which region it should be is for you to say';
    const [to] = demand.regions as [string];
    const title = `Deploy to ${to}`;
    if (resource) {
      const { value, region } = data as { readonly value: Literal; readonly region: string };
      const text = String(value.value).replace(region, to);
      const isArn = text.startsWith('arn:');
      if (isArn) return 'whether the layer is published there can’t be seen';
      return [{ title: `Use ${text}`, intents: [{ kind: 'replaceValue', value, with: text }], safety: 'review' }];
    }
    const stack = graph.stacks.find(s => s.region === data || scenarios(s.region).some(x => x.value === data));
    if (stack && data)
      return [
        { title, intents: [{ kind: 'replaceValue', value: data as typeof stack.region, with: to }], safety: 'review' },
      ];
    const inner = { ...place, start: place.start + 1, end: place.end - 1 };
    return [{ title, intents: [{ kind: 'replaceText', span: inner, text: to }], safety: 'review' }];
  },
});
