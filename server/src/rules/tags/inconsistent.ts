/** Reports tags whose key is spelled in two ways. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { type Value, at, stringOf } from '../../core/value.ts';

/** One key of a tag where it is written. */
interface Use {
  /** The template or the app that it belongs to. */
  readonly project: string;
  readonly key: string;
  readonly value: Value | null;
  readonly span: SourceSpan;
  readonly on: string;
}

export const inconsistent = defineRule({
  id: 'tags/inconsistent',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'The key of a tag is spelled in one way.',
    why: `Keys of tags are case-sensitive: \`Environment\` and \`environment\` are two tags. Costs are then split between both, a
policy that lets people touch what is tagged \`environment: test\` leaves out the rest, and a search for one finds half. The spelling
that is written most often is taken for the right one.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::S3::Bucket
            Properties:
              Tags: [{ Key: CostCenter, Value: '4711' }]
          Invoices:
            Type: AWS::S3::Bucket
            Properties:
              Tags: [{ Key: CostCenter, Value: '4711' }]
          Drafts:
            Type: AWS::S3::Bucket
            Properties:
              Tags: [{ Key: cost-center, Value: '4711' }]
      `,
      json`
        {
          "Resources": {
            "Orders": { "Type": "AWS::SQS::Queue", "Properties": { "Tags": [{ "Key": "Owner", "Value": "shop" }] } },
            "Invoices": { "Type": "AWS::SQS::Queue", "Properties": { "Tags": [{ "Key": "owner", "Value": "shop" }] } }
          }
        }
      `,
      cdk`
        const orders = new s3.Bucket(this, 'Orders');
        cdk.Tags.of(this).add('Environment', 'prod');
        cdk.Tags.of(orders).add('environment', 'prod');
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::S3::Bucket
            Properties:
              Tags: [{ Key: CostCenter, Value: '4711' }]
          Invoices:
            Type: AWS::S3::Bucket
            Properties:
              Tags: [{ Key: CostCenter, Value: '4712' }]
      `,
      cdk`
        const orders = new s3.Bucket(this, 'Orders');
        cdk.Tags.of(this).add('Environment', 'prod');
        cdk.Tags.of(orders).add('Environment', 'test');
      `,
    ],
    links: ['https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html'],
  },
  messages: {
    spelled: 'The tag is {other} on {on}: {key} is another tag.',
  },
  looksAt: ({ properties }) => at(properties, 'Tags'),
  *checkConnected({ graph }) {
    for (const uses of Map.groupBy(usesIn(graph), u => `${u.project}|${folded(u.key)}`).values()) {
      const spellings = [...Map.groupBy(uses, u => u.key)].sort(([, a], [, b]) => b.length - a.length);
      const [usual, ...others] = spellings;
      const first = usual?.[1][0];
      if (!first) continue;
      for (const [key, places] of others) {
        // One finding for each spelling, with its other places.
        const [place, ...more] = places as [Use, ...typeof places];
        yield {
          message: 'spelled',
          at: place.span,
          params: { key, other: first.key, on: first.on },
          subject: `${first.project}|${key}`,
          related: [
            { span: first.span, message: `${first.key} here` },
            ...more.map(m => ({ span: m.span, message: `${m.key} here, too` })),
          ],
          data: { values: places.map(p => p.value), key: first.key },
        };
      }
    }
  },
  fix({ data, params }) {
    const { values, key } = data as { values: readonly (Value | null)[]; key: string };
    if (values.some(v => v === null)) return `${params?.key} is written in code; change it there`;
    return [
      {
        title: `Write ${key}`,
        intents: values.map(value => ({ kind: 'replaceValue', value: value as Value, with: key })),
        // Whatever counts or allows by the old key no longer does.
        safety: 'review',
      },
    ];
  },
});

/** Spellings of one word: `CostCenter`, `cost-center`, `cost_center`. */
function folded(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, '');
}

/** All keys of tags that somebody wrote. */
function usesIn(graph: ResourceGraph): Use[] {
  const found: Use[] = [];
  for (const resource of graph.resources) {
    if (resource.owner.kind === 'internal' || resource.evidence === 'synth') continue;
    const tags = at(resource.properties, 'Tags');
    const project = graph.stack(resource.stack)?.uri ?? resource.nameSpan.uri;
    const add = (key: Value | null, text: string | null, span: SourceSpan) => {
      // Keys with a colon are other tools', which say how they are spelled.
      if (text !== null && !text.includes(':'))
        found.push({ key: text, value: key, span, on: resource.logicalId, project });
    };
    if (tags.kind === 'list')
      for (const item of tags.items) {
        const key = at(item, 'Key');
        if (key.kind === 'literal' && key.origin === 'written') add(key, stringOf(key), key.span);
      }
    else if (tags.kind === 'object') for (const { key, keySpan } of tags.entries) add(null, key, keySpan);
  }
  for (const fact of graph.source)
    if (fact.kind === 'tag' && fact.key !== null && !fact.key.includes(':'))
      found.push({ key: fact.key, value: null, span: fact.span, on: fact.path || 'the app', project: fact.root });
  return found;
}
