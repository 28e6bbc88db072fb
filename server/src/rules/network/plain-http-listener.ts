/** Reports load balancers on the internet that serve plain HTTP, where they could redirect. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { asList, at, scenarios, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

export const plainHttpListener = defineRule({
  id: 'network/plain-http-listener',
  since: '0.1.0',
  severity: 'warning',
  profile: 'strict',
  docs: {
    summary: 'Listeners of public load balancers speak HTTPS, or redirect to it.',
    why: `What comes in over plain HTTP, passwords and session cookies among it, can be read and changed by everybody on the way.
A listener for HTTP on a load balancer that faces the internet should do no more than redirect to HTTPS. Load balancers inside
of a VPC, and listeners whose action can't be seen, are not reported.`,
    bad: [
      yaml`
        Resources:
          Balancer:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              Scheme: internet-facing
              Subnets: [subnet-1, subnet-2]
          Http:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !Ref Balancer
              Port: 80
              Protocol: HTTP
              DefaultActions:
                - Type: forward
                  TargetGroupArn: !ImportValue Web
          Https:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !Ref Balancer
              Port: 443
              Protocol: HTTPS
              Certificates: [{ CertificateArn: !ImportValue Certificate }]
              DefaultActions:
                - Type: forward
                  TargetGroupArn: !ImportValue Web
      `,
      cdk`
        const balancer = new elbv2.CfnLoadBalancer(this, 'Balancer', { scheme: 'internet-facing', subnets: ['subnet-1', 'subnet-2'] });
        new elbv2.CfnListener(this, 'Http', {
          loadBalancerArn: balancer.ref,
          port: 80,
          protocol: 'HTTP',
          defaultActions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '200' } }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Balancer:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              Scheme: internet-facing
              Subnets: [subnet-1, subnet-2]
          Http:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !Ref Balancer
              Port: 80
              Protocol: HTTP
              DefaultActions:
                - Type: redirect
                  RedirectConfig: { Protocol: HTTPS, Port: '443', StatusCode: HTTP_301 }
      `,
      cdk`
        const balancer = new elbv2.CfnLoadBalancer(this, 'Balancer', { scheme: 'internal', subnets: ['subnet-1', 'subnet-2'] });
        new elbv2.CfnListener(this, 'Http', {
          loadBalancerArn: balancer.ref,
          port: 80,
          protocol: 'HTTP',
          defaultActions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '200' } }],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html'],
    peers: ['CKV_AWS_2', 'CKV_AWS_103', 'cfn_nag W56', 'trivy AWS-0054', 'Guard ELBV2_LISTENER_PROTOCOL_RULE'],
  },
  messages: {
    plain: '{balancer} serves plain HTTP to the internet on {listener}.',
  },
  *checkGraph({ graph }) {
    for (const listener of graph.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
      if (!isExact(listener) || listener.owner.kind === 'internal') continue;
      const protocol = at(listener.properties, 'Protocol');
      const balancer = balancerOf(graph, listener);
      if (stringOf(protocol) !== 'HTTP' || protocol.kind === 'absent' || !balancer || redirects(listener)) continue;
      const scheme = at(balancer.properties, 'Scheme');
      if (scheme.kind !== 'absent' && stringOf(scheme) !== 'internet-facing') continue;
      yield {
        message: 'plain',
        at: protocol.span,
        params: { balancer: balancer.logicalId, listener: listener.logicalId },
        resource: listener,
      };
    }
  },
  fix({ resource }, { graph }) {
    if (!resource) return 'the listener can’t be found';
    const balancer = balancerOf(graph, resource);
    const secure = graph
      .ofType('AWS::ElasticLoadBalancingV2::Listener')
      .some(l => stringOf(at(l.properties, 'Protocol')) === 'HTTPS' && balancerOf(graph, l) === balancer);
    if (!secure) return 'there is no HTTPS listener to redirect to; it needs a certificate';
    const to: NewValue = { $object: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } };
    const value: NewValue = [{ $object: { Type: 'redirect', RedirectConfig: to } }];
    return [
      {
        title: `Let ${resource.logicalId} redirect to HTTPS`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: ['DefaultActions'], value }],
        safety: 'review',
      },
    ];
  },
});

function balancerOf(graph: ResourceGraph, listener: Resource): Resource | null {
  const [id] = mentioned(at(listener.properties, 'LoadBalancerArn'));
  const balancer = id === undefined ? undefined : graph.resource(id);
  return balancer && isExact(balancer) ? balancer : null;
}

/** Whether a listener redirects, or may do. */
function redirects(listener: Resource): boolean {
  return scenarios(at(listener.properties, 'DefaultActions')).some(({ value }) => {
    const actions = asList(value);
    if (!actions?.complete || actions.items.length === 0) return true;
    return actions.items.some(action => {
      const type = stringOf(at(action, 'Type'));
      return type === null || type === 'redirect';
    });
  });
}
