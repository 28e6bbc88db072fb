/** Services without a circuit breaker. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noCircuitBreaker } from './no-circuit-breaker.ts';

ruleTest(noCircuitBreaker, ({ check, fixed }) => {
  check(
    'silent: other controllers, daemons, what is not known',
    yaml`
      Parameters:
        Careful: { Type: String }
      Resources:
        Web: { Type: AWS::ECS::Service, Properties: { TaskDefinition: web, DeploymentController: { Type: ECS } } }
      # ^^^ information reliability/no-circuit-breaker (fix): A deployment of Web whose tasks fail is not stopped.
        Blue: { Type: AWS::ECS::Service, Properties: { DeploymentController: { Type: CODE_DEPLOY } } }
        Agent: { Type: AWS::ECS::Service, Properties: { SchedulingStrategy: DAEMON } }
        Given:
          Type: AWS::ECS::Service
          Properties: { DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: !Ref Careful, Rollback: true } } }
    `,
  );
  it('turns it on', () =>
    expect(
      fixed(yaml`
        Resources:
          Web:
            Type: AWS::ECS::Service
            Properties:
              TaskDefinition: web
      `),
    ).toMatch(/DeploymentConfiguration:\s+DeploymentCircuitBreaker:\s+Enable: true\s+Rollback: true/));
});
