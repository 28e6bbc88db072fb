import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { contradictingHealthCheck } from './contradicting-health-check.ts';

const group = (properties: string) => yaml`
  Resources:
    Web: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, ${properties} } }
`;

const service = (balancer: string, ports = '[{ ContainerPort: 80 }]') => yaml`
  Resources:
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties: { ContainerDefinitions: [{ Name: web, Image: nginx, PortMappings: ${ports} }] }
    Service:
      Type: AWS::ECS::Service
      Properties: { TaskDefinition: !Ref Task, LoadBalancers: [${balancer}] }
`;

ruleTest(contradictingHealthCheck, ({ check, fixed }) => {
  check('a check by TCP of a network load balancer', group('Protocol: TCP, HealthCheckProtocol: TCP'), []);
  check('a check by HTTP of one', group('Protocol: TCP, HealthCheckProtocol: HTTP'), []);
  check(
    'a timeout as long as the interval',
    group('Protocol: HTTP, HealthCheckTimeoutSeconds: 30, HealthCheckIntervalSeconds: 30'),
    ['error network/contradicting-health-check "30": The timeout of 30 s is not below the interval of 30 s.'],
  );
  check('a container that there is not', service('{ ContainerName: api, ContainerPort: 80 }'), [
    'error network/contradicting-health-check "api": The task definition Task has no container api.',
  ]);
  check(
    'a port that a parameter gives',
    service('{ ContainerName: web, ContainerPort: 8080 }', '[{ ContainerPort: !ImportValue Port }]'),
    [],
  );
  check(
    'a check with nothing to check',
    yaml`
    Resources:
      Check: { Type: AWS::Route53::HealthCheck, Properties: { HealthCheckConfig: { Type: TCP, Port: 443 } } }
  `,
    [
      'error network/contradicting-health-check "Check": The health check Check has neither an address nor a domain name to check.',
    ],
  );
  check(
    'a check of other checks',
    yaml`
    Resources:
      Check: { Type: AWS::Route53::HealthCheck, Properties: { HealthCheckConfig: { Type: CALCULATED, ChildHealthChecks: [a], HealthThreshold: 1 } } }
  `,
    [],
  );
  it('takes the protocol of the targets, and the port that there is', () => {
    expect(fixed(contradictingHealthCheck.docs.bad[0] as never)).toContain('HealthCheckProtocol: HTTP\n');
    expect(fixed(service('{ ContainerName: web, ContainerPort: 8080 }'))).toContain(
      '{ ContainerName: web, ContainerPort: 80 }',
    );
  });
});
