/** Reports rules of load balancers with more conditions than a rule may have. */
import type { Intent } from '../../core/intent.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type List, type ObjectValue, at, inScenario, scenarios, stringOf } from '../../core/value.ts';

/** By the kind of a condition, where its values may stand; a rule may have one condition of those that are marked. */
const KINDS: Readonly<Record<string, { readonly paths: readonly string[]; readonly isOnce: boolean }>> = {
  'host-header': { paths: ['Values', 'HostHeaderConfig.Values', 'HostHeaderConfig.RegexValues'], isOnce: true },
  'path-pattern': { paths: ['Values', 'PathPatternConfig.Values', 'PathPatternConfig.RegexValues'], isOnce: true },
  'http-request-method': { paths: ['HttpRequestMethodConfig.Values'], isOnce: true },
  'source-ip': { paths: ['SourceIpConfig.Values'], isOnce: true },
  'http-header': { paths: ['HttpHeaderConfig.Values', 'HttpHeaderConfig.RegexValues'], isOnce: false },
  'query-string': { paths: ['QueryStringConfig.Values'], isOnce: false },
};

/** Values over all conditions of a rule, a quota that AWS does not raise. */
const MOST = 5;

interface Data {
  readonly conditions: List;
  /** The index of the condition that is too many, and the values of it and of the first one of its kind. */
  readonly index: number;
  readonly values: List | null;
  readonly first: List | null;
}

export const impossibleListenerRule = defineRule({
  id: 'network/impossible-listener-rule',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'A rule of a listener has at most five values in its conditions, and one condition of a kind.',
    why: `An Application Load Balancer takes one *host-header*, *path-pattern*, *http-request-method* and *source-ip* condition in a rule,
and five values over all of them; what has more is refused, and the quota can't be raised. Conditions of a rule hold together and
the values of one condition are alternatives, so that two paths that lead to the same place belong into one condition, and a sixth
into a rule of its own.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::ElasticLoadBalancingV2::ListenerRule
            Properties:
              ListenerArn: !ImportValue Listener
              Priority: 10
              Conditions:
                - { Field: path-pattern, Values: [/orders] }
                - { Field: path-pattern, Values: [/orders/*] }
              Actions: [{ Type: forward, TargetGroupArn: !ImportValue Orders }]
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::ElasticLoadBalancingV2::ListenerRule",
              "Properties": {
                "ListenerArn": { "Fn::ImportValue": "Listener" },
                "Priority": 10,
                "Conditions": [
                  { "Field": "host-header", "HostHeaderConfig": { "Values": ["orders.example.com", "shop.example.com"] } },
                  { "Field": "path-pattern", "PathPatternConfig": { "Values": ["/a/*", "/b/*", "/c/*", "/d/*"] } }
                ],
                "Actions": [{ "Type": "forward", "TargetGroupArn": { "Fn::ImportValue": "Orders" } }]
              }
            }
          }
        }
      `,
      cdk`
        new elbv2.CfnListenerRule(this, 'Orders', {
          listenerArn: cdk.Fn.importValue('Listener'),
          priority: 10,
          conditions: [{ field: 'path-pattern', values: ['/a/*', '/b/*', '/c/*', '/d/*', '/e/*', '/f/*'] }],
          actions: [{ type: 'forward', targetGroupArn: cdk.Fn.importValue('Orders') }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::ElasticLoadBalancingV2::ListenerRule
            Properties:
              ListenerArn: !ImportValue Listener
              Priority: 10
              Conditions:
                - { Field: path-pattern, Values: [/orders, /orders/*] }
                - { Field: query-string, QueryStringConfig: { Values: [{ Key: version, Value: '2' }] } }
                - { Field: query-string, QueryStringConfig: { Values: [{ Key: open, Value: 'true' }] } }
              Actions: [{ Type: forward, TargetGroupArn: !ImportValue Orders }]
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::ElasticLoadBalancingV2::ListenerRule",
              "Properties": {
                "ListenerArn": { "Fn::ImportValue": "Listener" },
                "Priority": 10,
                "Conditions": [{ "Field": "path-pattern", "PathPatternConfig": { "Values": ["/a/*", "/b/*"] } }],
                "Actions": [{ "Type": "forward", "TargetGroupArn": { "Fn::ImportValue": "Orders" } }]
              }
            }
          }
        }
      `,
      cdk`
        new elbv2.CfnListenerRule(this, 'Orders', {
          listenerArn: cdk.Fn.importValue('Listener'),
          priority: 10,
          conditions: [{ field: 'path-pattern', values: ['/a/*', '/b/*', '/c/*', '/d/*', '/e/*'] }],
          actions: [{ type: 'forward', targetGroupArn: cdk.Fn.importValue('Orders') }],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html',
    ],
  },
  messages: {
    values: 'The conditions of {name} have {count} values, and may have 5{when}.',
    repeated: '{name} has two conditions of the kind {field}, and may have one{when}.',
  },
  types: ['AWS::ElasticLoadBalancingV2::ListenerRule'],
  *checkResource(resource) {
    const name = resource.logicalId;
    for (const { value: conditions, when: some } of scenarios(at(resource.properties, 'Conditions'))) {
      if (conditions.kind !== 'list') continue;
      const when = inScenario(some);
      const first = new Map<string, List | null>();
      let count = 0;
      for (const [index, condition] of conditions.items.entries()) {
        const field = stringOf(at(condition, 'Field'));
        const kind = field === null ? undefined : KINDS[field];
        if (field === null || !kind || condition.kind !== 'object') continue;
        const lists = listsOf(condition, kind.paths);
        count += lists.reduce((sum, list) => sum + list.items.length, 0);
        const values = lists[0] ?? null;
        if (kind.isOnce && first.has(field)) {
          const data: Data = { conditions, index, values, first: first.get(field) ?? null };
          yield { message: 'repeated', at: condition.span, params: { name, field, when }, subject: field, data };
        } else first.set(field, values);
      }
      if (count > MOST)
        yield { message: 'values', at: conditions.span, params: { name, count, when }, subject: 'Conditions' };
    }
  },
  fix({ resource, message, data }) {
    if (!resource) return 'the rule is no longer there';
    if (message === 'values') return 'what goes into a rule of its own is for you to say';
    const { conditions, index, values, first } = data as Data;
    if (!values || !first) return 'the values of one of them are not to be seen';
    const intents: Intent[] = [];
    for (const value of values.items) {
      const text = stringOf(value);
      if (text === null) return 'not all values are literals';
      intents.push({ kind: 'insertItem', list: first, value: text });
    }
    const title = `Make one condition of ${resource.logicalId} of the two, which holds for any of their values`;
    return [{ title, intents: [...intents, { kind: 'removeItem', list: conditions, index }], safety: 'review' }];
  },
});

/** The lists in which the values of a condition stand. */
function listsOf(condition: ObjectValue, paths: readonly string[]): List[] {
  return paths.flatMap(path => {
    const list = at(condition, ...path.split('.'));
    return list.kind === 'list' ? [list] : [];
  });
}
