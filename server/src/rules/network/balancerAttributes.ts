/** The common shape of rules about attributes of load balancers: a list of keys and values, in which one must be `true`. */
import type { List } from '../../core/value.ts';
import type { Resource } from '../../core/resource.ts';
import type { Rule } from '../../core/rule.ts';
import { asList, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';

interface Data {
  readonly list: List | null;
  readonly off: { readonly list: List; readonly index: number } | null;
}

/** The parts of a rule that wants an attribute turned on: spread them into `defineRule`. The texts take `{name}`. */
export function attributeOn(what: {
  readonly key: string;
  readonly concerns: (resource: Resource) => boolean;
  readonly message: string;
  /** Of the fix; null where more than the switch is needed, which only the user knows. */
  readonly title: string | null;
}): Required<Pick<Rule<'off'>, 'messages' | 'types' | 'checkResource'>> & Pick<Rule<'off'>, 'fix'> {
  const { title: words } = what;
  return {
    messages: { off: what.message },
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
    *checkResource(resource) {
      if (!isExact(resource) || !what.concerns(resource)) return;
      for (const { value, when } of scenarios(at(resource.properties, 'LoadBalancerAttributes'))) {
        const attributes = asList(value);
        if (!attributes?.complete || attributes.items.some(i => stringOf(at(i, 'Key')) === null)) continue;
        const index = attributes.items.findIndex(i => stringOf(at(i, 'Key')) === what.key);
        const setting = index < 0 ? null : at(attributes.items[index] as (typeof attributes.items)[0], 'Value');
        if (setting && booleanOf(setting) !== false) continue;
        const list = value.kind === 'list' ? value : null;
        const data: Data = { list, off: list && setting ? { list, index } : null };
        yield {
          message: 'off',
          at: setting?.kind === 'literal' && setting.origin === 'written' ? setting.span : resource.nameSpan,
          params: { name: resource.logicalId, when: inScenario(when) },
          subject: what.key,
          data,
        };
        return;
      }
    },
    ...(words !== null && {
      fix({ resource, data }) {
        if (!resource) return 'the resource is no longer there';
        const { list, off } = data as Data;
        const title = words.replace('{name}', resource.logicalId);
        const value = { $object: { Key: what.key, Value: 'true' } };
        if (off) {
          const old = at(off.list.items[off.index] as List['items'][0], 'Value');
          return [{ title, intents: [{ kind: 'replaceValue', value: old, with: 'true' }], safety: 'review' }];
        }
        return [
          {
            title,
            intents: [
              list
                ? { kind: 'insertItem', list, value }
                : { kind: 'setProperty', resource: resource.id, path: ['LoadBalancerAttributes'], value: [value] },
            ],
            safety: 'review',
          },
        ];
      },
    }),
  };
}
