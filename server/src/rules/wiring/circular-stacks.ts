/** Stacks of an app that need each other. */
import { cdk, defineRule } from '../../core/rule.ts';
import type { Edge } from '../../core/resource.ts';

export const circularStacks = defineRule({
  id: 'wiring/circular-stacks',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Stacks of an app need each other in one direction.',
    why: `What one stack takes of another one becomes an export there and an import here, so that the other one is deployed first. Where
both take something of each other, none of them can be first, and the CDK refuses to synthesize: *adding this dependency would
create a cyclic reference*. The resource that both need goes into a stack of its own, or into the one that uses it; or the later
one is found at run time, by a name or a parameter of Systems Manager.`,
    bad: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_sns as sns, aws_ssm as ssm } from 'aws-cdk-lib';
        const app = new cdk.App();
        const orders = new cdk.Stack(app, 'Orders');
        const billing = new cdk.Stack(app, 'Billing');
        const placed = new sns.Topic(orders, 'Placed');
        const paid = new sns.Topic(billing, 'Paid');
        new ssm.StringParameter(billing, 'PlacedTopic', { stringValue: placed.topicArn });
        new ssm.StringParameter(orders, 'PaidTopic', { stringValue: paid.topicArn });
      `,
    ],
    good: [
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_sns as sns, aws_ssm as ssm } from 'aws-cdk-lib';
        const app = new cdk.App();
        const topics = new cdk.Stack(app, 'Topics');
        const orders = new cdk.Stack(app, 'Orders');
        const placed = new sns.Topic(topics, 'Placed');
        const paid = new sns.Topic(topics, 'Paid');
        new ssm.StringParameter(orders, 'PlacedTopic', { stringValue: placed.topicArn });
        new ssm.StringParameter(orders, 'PaidTopic', { stringValue: paid.topicArn });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/resources.html'],
  },
  messages: { circle: 'The stacks {path} need each other: none can be deployed first.' },
  looksAt: () => null,
  *checkConnected({ graph }) {
    const uses = new Map<string, Map<string, Edge>>();
    for (const edge of graph.edges) {
      if (edge.kind !== 'reference' && edge.kind !== 'depends') continue;
      // In which of the two stacks the rule of a port ends up, the way in which it is added decides.
      if (edge.detail === 'Ingress' || edge.detail === 'Egress') continue;
      const ends = [graph.resource(edge.from), graph.resource(edge.to)];
      // An app that synthesizes has no such circle: the CDK itself refuses it.
      if (ends.some(end => end?.evidence === 'synth')) continue;
      const [from, to] = ends.map(end => end?.stack);
      if (from === undefined || to === undefined || from === to) continue;
      const [a, b] = [graph.stack(from), graph.stack(to)];
      // Nested stacks are handed what they need by the one around them.
      if (a?.kind !== 'cdk' || b?.kind !== 'cdk' || a.parent !== null || b.parent !== null) continue;
      const known = uses.get(from) ?? new Map<string, Edge>();
      if (!known.has(to)) uses.set(from, known.set(to, edge));
    }
    const told = new Set<string>();
    for (const start of uses.keys()) {
      const circle = wayBack(uses, start);
      const stacks = circle.map(edge => graph.resource(edge.from)?.stack ?? '');
      const members = [...stacks].sort().join();
      const [first, ...others] = circle;
      if (!first || told.has(members)) continue;
      told.add(members);
      const nameOf = (id: string) => graph.stack(id)?.name ?? id;
      yield {
        message: 'circle',
        at: first.span,
        params: { path: [...stacks, start].map(nameOf).join(' → ') },
        related: others.map(edge => ({ span: edge.span, message: 'and back here' })),
        subject: members,
      };
    }
  },
});

/** The shortest way from a stack back to itself; empty where there is none. */
function wayBack(uses: ReadonlyMap<string, ReadonlyMap<string, Edge>>, start: string): readonly Edge[] {
  const ways = new Map<string, readonly Edge[]>([[start, []]]);
  const next = [start];
  for (let at = next.shift(); at !== undefined; at = next.shift())
    for (const [to, edge] of uses.get(at) ?? []) {
      const way = [...(ways.get(at) as readonly Edge[]), edge];
      if (to === start) return way;
      if (!ways.has(to)) {
        ways.set(to, way);
        next.push(to);
      }
    }
  return [];
}
