/** Resources whose failures go nowhere, although the project asks for a dead-letter queue. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at } from '../../core/value.ts';
import { asked, by, selected, unseen } from '../requirements/asked.ts';
import { failureDestinations, isAbsent, isFunction, takesFailures } from './queues.ts';
import { deadLetterFix } from '../requirements/scaffold.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      resilience:
        dead_letters: [lambda, sqs]
  `,
};

export const noDeadLetters = defineRule({
  id: 'reliability/no-dead-letters',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Functions, queues and rules send what fails to a dead-letter queue where plumbline.yaml asks for it.',
    why: `An event that fails after its last attempt is gone unless somebody keeps it. Functions count when they have a
dead-letter queue or a destination for failures; those that only answer APIs, or read queues and streams, have no use for one
and are not reported. Queues that keep what failed for others need none themselves.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
        `,
        ASKS,
      ),
      withFiles(cdk`new sqs.Queue(this, 'Jobs');`, ASKS),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Failed:
              Type: AWS::SQS::Queue
            Jobs:
              Type: AWS::SQS::Queue
              Properties:
                RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5 }
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const failed = new sqs.Queue(this, 'Failed');
          new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  },
  messages: { none: '{resource} has no place for what fails ({by}).' },
  *checkGraph({ graph }) {
    const demands = asked(graph, 'dead-letters');
    if (demands.every(d => selected(graph, d.demand.of).length === 0)) return;
    const { partial } = failureDestinations(graph);
    for (const requirement of demands)
      for (const resource of selected(graph, requirement.demand.of)) {
        if (takesFailures(graph, resource)) continue;
        if (!loses(graph, resource, partial)) continue;
        yield {
          message: 'none',
          at: resource.nameSpan,
          params: { resource: resource.logicalId, by: by(requirement) },
          resource,
          requirement,
          outranks: ['reliability/missing-dlq', 'reliability/missing-failure-destination'],
        };
      }
  },
  fix({ resource }, { graph }) {
    return resource ? deadLetterFix(graph, resource) : 'the resource is no longer there';
  },
});

/** Whether what fails in a resource is certainly lost. */
function loses(graph: ResourceGraph, resource: Resource, partial: boolean): boolean {
  const { properties } = resource;
  const { type } = resource;
  if (isFunction(resource)) {
    const own = ['DeadLetterConfig', 'DeadLetterQueue', 'EventInvokeConfig'];
    if (!own.every(name => isAbsent(at(properties, name)))) return false;
    const configs = graph.ofType('AWS::Lambda::EventInvokeConfig');
    if (configs.some(c => graph.edgesFrom(c.id).some(e => e.to === resource.id))) return false;
    // `onFailure` of the CDK makes a resource of its own.
    if (unseen(graph).some(fqn => !fqn.startsWith('aws-cdk-lib.'))) return false;
    if (resource.construct?.level === 2 && graph.edgesFrom(resource.id).some(e => e.detail === 'onFailure'))
      return false;
    return !isAnswering(graph, resource);
  }
  if (type === 'AWS::SQS::Queue') return !partial && isAbsent(at(properties, 'RedrivePolicy'));
  if (type === 'AWS::Events::Rule') {
    const targets = at(properties, 'Targets');
    return targets.kind === 'list' && targets.items.some((t: Value) => isAbsent(at(t, 'DeadLetterConfig')));
  }
  return false;
}

/** Types that call functions and wait for their answer. */
const WAITS =
  /^(Custom::|AWS::(Cognito::|ApiGateway|AppSync::|ElasticLoadBalancingV2::|CloudFormation::CustomResource|CloudFront::|Lex::|Bedrock::))/;

/** Whether whatever starts a function waits for it, or keeps what it could not do. */
function isAnswering(graph: ResourceGraph, fn: Resource): boolean {
  const starts = graph.edgesTo(fn.id).filter(e => e.kind === 'trigger' || e.kind === 'invoke');
  // Who is waited for by a user pool, a stack or a load balancer is only mentioned by it; or by code that can't be seen.
  if (starts.length === 0)
    return (
      graph.edgesTo(fn.id).some(e => WAITS.test(graph.resource(e.from)?.type ?? '')) ||
      unseen(graph).some(fqn => /\.(custom_resources|triggers)\.|Integration|Authorizer|\.aws_appsync\./.test(fqn))
    );
  return (
    starts.length > 0 &&
    starts.every(e => {
      const type = graph.resource(e.from)?.type ?? '';
      return (
        e.kind === 'invoke' ||
        WAITS.test(type) ||
        /^AWS::(SQS::Queue|Kinesis::|DynamoDB::|MSK::|ApiGateway|Serverless::(Http)?Api)/.test(type)
      );
    })
  );
}
