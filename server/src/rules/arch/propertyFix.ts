/** Fixes that give a property the value that is asked for, with what has to change along with it. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { Test } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { at } from '../../core/value.ts';
import { type PropertyWord, engineFacts } from '../../knowledge/index.ts';
import { asked, selected } from '../requirements/asked.ts';
import { deadLetterFix, keyFix } from '../requirements/scaffold.ts';

/** Words for properties that are objects: that one is set says nothing of what should stand there. */
const OBJECTS = /^(vpc|access_logs|lifecycle_rules|replication|logging|image|web_acl|ttl|metadata_tokens)$/;

/**
 * The fix for a property that is not what a test asks for, the test being in the words of the property already; or why there
 * is none.
 */
export function propertyFix(
  graph: ResourceGraph,
  resource: Resource,
  property: string,
  place: PropertyWord,
  test: Test,
): FixProposal[] | string {
  if (test.customerKey || (property === 'encryption_key' && test.oneOf?.[0] === true))
    return keyFix(graph, resource, place.path);
  if (property === 'dlq' && (test.present || test.oneOf?.[0] === true)) return deadLetterFix(graph, resource);
  if (place.path.some(step => step === '*' || step.startsWith('Key='))) return 'it stands in each item of a list';
  const value = test.oneOf?.[0] ?? (test.max === null ? test.min : test.min === null ? test.max : null);
  if (value === null || test.noneOf || (value === true && OBJECTS.test(property)))
    return 'which value is for you to say';
  const written = value === true ? (WHOLE[place.path.join('.')] ?? value) : value;
  const path = place.path as [string, ...string[]];
  const also = alongWith(graph, resource, path, value);
  if (typeof also === 'string') return also;
  const intent: Intent = path[0].startsWith('@')
    ? { kind: 'setAttribute', resource: resource.id, name: path[0].slice(1), value: written }
    : { kind: 'setProperty', resource: resource.id, path, value: written };
  return [
    { title: `Set ${property} of ${resource.logicalId} to ${value}`, intents: [intent, ...also], safety: 'review' },
  ];
}

/** What `true` means where it is said of an object or a list. */
const WHOLE: Readonly<Record<string, NewValue>> = {
  'BucketEncryption.ServerSideEncryptionConfiguration': [
    { $object: { ServerSideEncryptionByDefault: { $object: { SSEAlgorithm: 'AES256' } } } },
  ],
};

/** What else has to change with a property; a reason where that can't be said. */
function alongWith(
  graph: ResourceGraph,
  resource: Resource,
  path: readonly string[],
  value: unknown,
): Intent[] | string {
  const is = (...keys: string[]) => {
    const there = at(resource.properties, ...keys);
    return there.kind !== 'absent' && there.kind !== 'unknown' && there.origin === 'written';
  };
  switch (path.join('.')) {
    case 'Engine': {
      const facts = engineFacts(String(value));
      if (!facts || !/^AWS::RDS::/.test(resource.type)) return [];
      if (['DBParameterGroupName', 'DBClusterParameterGroupName', 'OptionGroupName'].some(p => is(p)))
        return 'its parameters and options are those of the other engine';
      const wanted = asked(graph, 'property').find(
        ({ demand }) =>
          /^(engine_version|EngineVersion)$/.test(demand.property) &&
          selected(graph, demand.of).some(r => r.id === resource.id),
      );
      const version = String(wanted?.demand.test.oneOf?.[0] ?? facts.version);
      const versioned = is('EngineVersion') || (resource.language === 'typescript' && resource.construct?.level === 2);
      return versioned ? [{ kind: 'setProperty', resource: resource.id, path: ['EngineVersion'], value: version }] : [];
    }
    case 'BillingMode': {
      // A table that is paid by request takes no capacities, and neither do its indexes.
      if (value !== 'PAY_PER_REQUEST') return [];
      const remove = (...keys: string[]): Intent[] =>
        is(...keys) ? [{ kind: 'removeProperty', resource: resource.id, path: keys }] : [];
      if (resource.language === 'typescript' && resource.construct?.level === 2)
        return ['ReadCapacityUnits', 'WriteCapacityUnits'].flatMap(unit => remove('ProvisionedThroughput', unit));
      const indexes = at(resource.properties, 'GlobalSecondaryIndexes');
      const items = indexes.kind === 'list' ? [...indexes.items.keys()] : [];
      return [
        ...remove('ProvisionedThroughput'),
        ...items.flatMap(i => remove('GlobalSecondaryIndexes', String(i), 'ProvisionedThroughput')),
      ];
    }
    default:
      return [];
  }
}
