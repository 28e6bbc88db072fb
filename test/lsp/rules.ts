/** Rules for protocol tests, each for one thing that the server must handle; the product's own rules come and go. */
import { asList, at, stringOf } from '../../server/src/core/value.ts';
import { type Rule, type Signal, defineRule } from '../../server/src/core/rule.ts';

const docs = { summary: 'For tests.', why: 'For tests.', bad: [], good: [], links: [] };
const common = { since: '0.1.0', severity: 'warning', profile: 'recommended', docs } as const;

/** A safe fix: `AccessControl: PublicRead` becomes `Private`. One that says `Shared` is refused. */
export const open = defineRule({
  ...common,
  id: 'test/open',
  messages: { open: '{name} is open' },
  types: ['AWS::S3::Bucket'],
  *checkResource(resource) {
    const value = at(resource.properties, 'AccessControl');
    const text = stringOf(value);
    if (value.kind !== 'literal' || (text !== 'PublicRead' && text !== 'Shared')) return;
    yield { message: 'open', at: value.span, params: { name: resource.logicalId }, resource, data: text };
  },
  fix(signal) {
    if (signal.data === 'Shared') return 'Others share it.';
    const { resource } = signal;
    if (!resource) return 'It belongs to no resource.';
    return [
      {
        title: 'Close the bucket',
        safety: 'safe',
        intents: [
          {
            kind: 'replaceValue',
            value: at(resource.properties, 'AccessControl'),
            with: 'Private',
          },
        ],
      },
    ];
  },
});

/** A fix that replaces the resource: the name of a bucket cannot be changed. */
export const named = defineRule({
  ...common,
  id: 'test/named',
  messages: { named: '{name} has a name' },
  types: ['AWS::S3::Bucket'],
  *checkResource(resource) {
    const value = at(resource.properties, 'BucketName');
    if (value.kind === 'literal')
      yield { message: 'named', at: value.span, params: { name: resource.logicalId }, resource };
  },
  fix: signal => [
    {
      title: 'Remove the name',
      safety: 'safe',
      intents: [{ kind: 'removeProperty', resource: signal.resource?.id ?? '', path: ['BucketName'] }],
    },
  ],
});

/** Looks across files: two buckets of one project with the same first tag. */
export const twins = defineRule({
  ...common,
  id: 'test/twins',
  messages: { twin: 'Another bucket is called this too' },
  *checkGraph({ graph }) {
    const seen = new Map<string, Signal<'twin'>[]>();
    for (const resource of graph.ofType('AWS::S3::Bucket')) {
      const value = at(asList(at(resource.properties, 'Tags'))?.items[0] ?? resource.properties, 'Value');
      const name = stringOf(value);
      if (name === null || value.kind !== 'literal') continue;
      const others = seen.get(name) ?? [];
      others.push({ message: 'twin', at: value.span, resource });
      seen.set(name, others);
    }
    for (const twin of [...seen.values()].filter(s => s.length > 1).flat())
      yield {
        ...twin,
        related: [...seen.values()]
          .filter(s => s.includes(twin))
          .flat()
          .filter(other => other !== twin)
          .map(other => ({ span: other.at, message: 'the other one' })),
      };
  },
});

/** A bug: throws on a topic. */
export const throwing = defineRule({
  ...common,
  id: 'test/throwing',
  messages: { never: 'never said' },
  types: ['AWS::SNS::Topic'],
  // biome-ignore lint/correctness/useYield: it never gets that far.
  *checkResource() {
    throw new Error('a bug in a rule');
  },
});

export const testRules = [open, named, twins, throwing] as unknown as readonly Rule[];
