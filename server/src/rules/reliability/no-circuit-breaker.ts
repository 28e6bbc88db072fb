/** Reports services whose failed deployments are not rolled back. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { isOff, setting } from '../setting.ts';

export const noCircuitBreaker = defineRule({
  id: 'reliability/no-circuit-breaker',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'ECS services stop a deployment whose tasks don’t start, and go back.',
    why: `When the tasks of a new version fail, ECS starts them again and again, and CloudFormation waits: for three hours, and
then as long again for the rollback. With the deployment circuit breaker ECS gives up after a number of failed tasks that
follows from the size of the service, and brings back the version that ran before.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::ECS::Service
            Properties:
              Cluster: web
              TaskDefinition: web:1
              DesiredCount: 2
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::ECS::Service",
              "Properties": {
                "TaskDefinition": "web:1",
                "DeploymentConfiguration": { "DeploymentCircuitBreaker": { "Enable": false, "Rollback": false } }
              }
            }
          }
        }
      `,
      cdk`
        new ecs.CfnService(this, 'Web', { cluster: 'web', taskDefinition: 'web:1', desiredCount: 2 });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::ECS::Service
            Properties:
              Cluster: web
              TaskDefinition: web:1
              DesiredCount: 2
              DeploymentConfiguration:
                DeploymentCircuitBreaker: { Enable: true, Rollback: true }
      `,
      cdk`
        const cluster = new ecs.Cluster(this, 'Cluster');
        const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task');
        new ecs.FargateService(this, 'Web', { cluster, taskDefinition, circuitBreaker: { rollback: true } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html'],
  },
  ...setting({
    places: { 'AWS::ECS::Service': 'DeploymentConfiguration.DeploymentCircuitBreaker.Enable' },
    // Only ECS's own rolling deployments have one; services of other controllers are rolled back by them.
    concerns: ({ properties }) => {
      const controller = at(properties, 'DeploymentController', 'Type');
      return (
        (controller.kind === 'absent' || stringOf(controller) === 'ECS') &&
        stringOf(at(properties, 'SchedulingStrategy')) !== 'DAEMON'
      );
    },
    wrong: isOff,
    message: 'A deployment of {name} whose tasks fail is not stopped{when}.',
    mend: {
      title: 'Roll failed deployments of {name} back',
      to: true,
      also: { 'DeploymentConfiguration.DeploymentCircuitBreaker.Rollback': true },
    },
  }),
});
