/** Reports what the construct library advises where it found nothing wrong. */
import { cdk, defineRule } from '../../core/rule.ts';
import { isAdvice, messages, said } from './problems.ts';

export const advice = defineRule({
  id: 'synth/advice',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'What the construct library advises is done, or acknowledged.',
    why: `aws-cdk-lib warns of what is not wrong, too: which percentage of tasks it keeps healthy where nothing is said, that a
cluster's services have no circuit breaker, that references between stacks are strong. \`cdk synth\` prints these with the others.
Say what you want, or acknowledge the warning with the id that the CDK gives it. All other annotations are the matter of
\`synth/annotation\`.`,
    bad: [
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const cluster = new ecs.Cluster(this, 'Cluster', { vpc });
        const taskDefinition = new ecs.FargateTaskDefinition(this, 'Web');
        taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.29') });
        new ecs.FargateService(this, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
      `,
    ],
    good: [
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const cluster = new ecs.Cluster(this, 'Cluster', { vpc });
        const taskDefinition = new ecs.FargateTaskDefinition(this, 'Web');
        taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.29') });
        new ecs.FargateService(this, 'Service', {
          cluster,
          taskDefinition,
          minHealthyPercent: 100,
          circuitBreaker: { rollback: true },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html'],
  },
  messages,
  *checkSource(fact) {
    if (fact.kind === 'synth' && isAdvice(fact)) yield* said(fact, 'annotation');
  },
});
