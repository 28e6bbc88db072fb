/**
 * Rules of security groups: the CDK writes those with an address range into the group, the source reader has each as a
 * resource of its own, since each is a call of its own. The joined graph keeps to the calls.
 */
import type { Resource } from '../../core/resource.ts';
import type { ObjectValue, Value } from '../../core/value.ts';
import { merged, type Merging } from './merge.ts';
import { onlyPlace } from './places.ts';

const RULE = /\/(Ingress|Egress)@\d+$/;

/** The rules that the source reader found, by the id of their group. */
export function portRules(resources: readonly Resource[]): Map<string, Resource[]> {
  const rules = new Map<string, Resource[]>();
  for (const resource of resources) {
    const match = RULE.exec(resource.id);
    if (!match) continue;
    const group = resource.id.slice(0, match.index);
    const known = rules.get(group);
    if (known) known.push(resource);
    else rules.set(group, [resource]);
  }
  return rules;
}

/** A group without the rules that calls make, and these as resources with the template's values. */
export function withPortRules(
  group: Resource,
  rules: readonly Resource[],
): { group: Resource; rules: Map<Resource, Resource> } {
  const found = new Map<Resource, Resource>();
  const entries = group.properties.entries.map(entry => {
    const direction = /^SecurityGroup(Ingress|Egress)$/.exec(entry.key)?.[1];
    if (!direction || entry.value.kind !== 'list') return entry;
    const items = entry.value.items.filter(item => {
      // Of calls that may be meant, the one of which most can be read: the other may stand in a branch not taken.
      const [rule] = rules
        .filter(r => r.type.endsWith(direction) && !found.has(r) && isRule(item, r.properties))
        .sort((a, b) => literals(b.properties).length - literals(a.properties).length);
      if (rule && item.kind === 'object') found.set(rule, ruleOf(rule, item, group));
      return !rule;
    });
    return items.length === entry.value.items.length ? entry : { ...entry, value: { ...entry.value, items } };
  });
  return found.size === 0
    ? { group, rules: found }
    : { group: { ...group, properties: { ...group.properties, entries } }, rules: found };
}

function literals(seen: ObjectValue): ObjectValue['entries'] {
  return seen.entries.filter(e => e.value.kind === 'literal');
}

/** Whether an item of the template is what a call says, as far as the call can be read. */
function isRule(item: Value, seen: ObjectValue): boolean {
  if (item.kind !== 'object') return false;
  const known = literals(seen);
  return (
    known.length > 1 &&
    known.every(e => {
      const value = item.entries.find(i => i.key === e.key)?.value;
      return value?.kind === 'literal' && e.value.kind === 'literal' && value.value === e.value.value;
    })
  );
}

function ruleOf(rule: Resource, item: ObjectValue, group: Resource): Resource {
  const otherwise = onlyPlace(rule.nameSpan, 'default');
  const how: Merging = {
    standIns: { account: '', region: '', dummies: [] },
    locate: () => null,
    changed: () => null,
    otherwise,
  };
  const properties = merged(item, rule.properties, { ...otherwise, span: rule.span }, '', how) as ObjectValue;
  return { ...rule, properties, stack: group.stack, evidence: 'synth' };
}
