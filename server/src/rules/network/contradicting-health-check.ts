/** Reports health checks that can't pass, or that the service refuses: the wrong protocol, path, port, or container. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Present, type Value, asList, at, numberOf, scenarios, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

export const contradictingHealthCheck = defineRule({
  id: 'network/contradicting-health-check',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['protocol', 'timeout', 'container', 'port', 'nothing', 'path'],
  docs: {
    summary: 'Health checks fit what they check, and load balancers lead to ports that containers have.',
    why: `Some combinations are refused at deployment: a target group for HTTP with a TCP health check, a timeout that is not below
the interval, a service whose load balancer names a container or port that its task definition does not have, a Route 53 check
with nothing to check. Others are accepted and never pass, such as HTTPS on port 80; the deployment then waits until it is rolled
back.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties:
              Port: 80
              Protocol: HTTP
              VpcId: vpc-0123456789abcdef0
              HealthCheckProtocol: TCP
      `,
      json`
        {
          "Resources": {
            "Task": {
              "Type": "AWS::ECS::TaskDefinition",
              "Properties": {
                "ContainerDefinitions": [
                  { "Name": "web", "Image": "nginx", "PortMappings": [{ "ContainerPort": 80 }] }
                ]
              }
            },
            "Service": {
              "Type": "AWS::ECS::Service",
              "Properties": {
                "TaskDefinition": { "Ref": "Task" },
                "LoadBalancers": [{ "ContainerName": "web", "ContainerPort": 8080, "TargetGroupArn": "arn" }]
              }
            }
          }
        }
      `,
      cdk`
        new route53.CfnHealthCheck(this, 'Site', {
          healthCheckConfig: { type: 'HTTPS', port: 80, fullyQualifiedDomainName: 'shop.example.com', resourcePath: '/health' },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties:
              Port: 80
              Protocol: HTTP
              VpcId: vpc-0123456789abcdef0
              HealthCheckProtocol: HTTP
              HealthCheckPath: /health
      `,
      cdk`
        new route53.CfnHealthCheck(this, 'Site', {
          healthCheckConfig: { type: 'HTTPS', port: 443, fullyQualifiedDomainName: 'shop.example.com', resourcePath: '/health' },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html',
    ],
  },
  messages: {
    protocol:
      'Targets of {protocol} can’t be checked by {check}: an Application Load Balancer checks by HTTP or HTTPS.',
    timeout: 'The timeout of {timeout} s is not below the interval of {interval} s.',
    container: 'The task definition {task} has no container {container}.',
    port: 'The container {container} of {task} has no port {port}, but {ports}.',
    nothing: 'The health check {check} has neither an address nor a domain name to check.',
    secure: 'A check by {protocol} on port {port} never passes.',
    path: 'A check by TCP has no path; Route 53 refuses {path}.',
  },
  *checkGraph({ graph }) {
    for (const resource of graph.ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) yield* targetGroup(resource);
    for (const resource of graph.ofType('AWS::Route53::HealthCheck')) yield* healthCheck(resource);
    for (const resource of graph.ofType('AWS::ECS::Service')) yield* service(graph, resource);
  },
  fix({ data, message }) {
    if (message === 'protocol') {
      const { value, with: to } = data as { readonly value: Present; readonly with: string };
      return [{ title: `Check by ${to}`, intents: [{ kind: 'replaceValue', value, with: to }], safety: 'review' }];
    }
    if (message === 'port' && data) {
      const { value, with: to } = data as { readonly value: Present; readonly with: number };
      return [{ title: `Lead to port ${to}`, intents: [{ kind: 'replaceValue', value, with: to }], safety: 'review' }];
    }
    return 'which of the two is meant is for you to say';
  },
});

function* targetGroup(resource: Resource) {
  if (!isExact(resource)) return;
  const get = (name: string) => at(resource.properties, name);
  const protocol = stringOf(get('Protocol'));
  const check = get('HealthCheckProtocol');
  const by = stringOf(check);
  if (
    (protocol === 'HTTP' || protocol === 'HTTPS') &&
    by !== null &&
    /^(TCP|TLS|UDP)$/.test(by) &&
    check.kind !== 'absent'
  )
    yield {
      message: 'protocol' as const,
      at: check.span,
      params: { protocol, check: by },
      resource,
      data: { value: check, with: protocol },
    };
  const [timeout, interval] = ['HealthCheckTimeoutSeconds', 'HealthCheckIntervalSeconds'].map(name =>
    numberOf(get(name)),
  );
  const value = get('HealthCheckTimeoutSeconds');
  // Network load balancers take equal ones.
  const isNetwork = protocol !== 'HTTP' && protocol !== 'HTTPS';
  if (timeout != null && interval != null && !isNetwork && timeout >= interval && value.kind !== 'absent')
    yield { message: 'timeout' as const, at: value.span, params: { timeout, interval }, resource };
}

function* healthCheck(resource: Resource) {
  if (!isExact(resource)) return;
  const config = at(resource.properties, 'HealthCheckConfig');
  const type = stringOf(at(config, 'Type'));
  if (type === null || !/^(HTTPS?(_STR_MATCH)?|TCP)$/.test(type)) return;
  const absent = (name: string) => at(config, name).kind === 'absent';
  if (absent('IPAddress') && absent('FullyQualifiedDomainName'))
    yield { message: 'nothing' as const, at: resource.nameSpan, params: { check: resource.logicalId }, resource };
  const port = at(config, 'Port');
  const number = numberOf(port);
  const protocol = type.split('_')[0] as string;
  if (port.kind !== 'absent' && ((protocol === 'HTTPS' && number === 80) || (protocol === 'HTTP' && number === 443)))
    yield { message: 'secure' as const, at: port.span, params: { protocol, port: number as number }, resource };
  const path = at(config, 'ResourcePath');
  if (type === 'TCP' && path.kind === 'literal')
    yield { message: 'path' as const, at: path.span, params: { path: String(path.value) }, resource };
}

function* service(graph: ResourceGraph, resource: Resource) {
  if (!isExact(resource)) return;
  const [id] = mentioned(at(resource.properties, 'TaskDefinition'));
  const task = id === undefined ? undefined : graph.resource(id);
  if (task?.type !== 'AWS::ECS::TaskDefinition' || !isExact(task)) return;
  const containers = asList(at(task.properties, 'ContainerDefinitions'));
  if (!containers?.complete || containers.items.some(c => stringOf(at(c, 'Name')) === null)) return;
  for (const { value: list } of scenarios(at(resource.properties, 'LoadBalancers')))
    for (const item of asList(list)?.items ?? []) {
      const name = at(item, 'ContainerName');
      const container = stringOf(name);
      if (container === null || name.kind === 'absent') continue;
      const found = containers.items.find(c => stringOf(at(c, 'Name')) === container);
      const params = { task: task.logicalId, container };
      if (!found) {
        yield { message: 'container' as const, at: name.span, params, resource, subject: container };
        continue;
      }
      const port = at(item, 'ContainerPort');
      const number = numberOf(port);
      const ports = portsOf(found);
      if (number === null || port.kind === 'absent' || !ports || ports.length === 0 || ports.includes(number)) continue;
      const data = ports.length === 1 ? { value: port, with: ports[0] as number } : null;
      yield {
        message: 'port' as const,
        at: port.span,
        params: { ...params, port: number, ports: ports.join(', ') },
        resource,
        subject: container,
        data,
      };
    }
}

/** The ports that a container has; null where they can't all be seen. */
function portsOf(container: Value): readonly number[] | null {
  const mappings = asList(at(container, 'PortMappings'));
  if (!mappings?.complete) return null;
  const ports = mappings.items.map(mapping => numberOf(at(mapping, 'ContainerPort')));
  return ports.includes(null) ? null : (ports as number[]);
}
