/** Reports queues whose messages come back before the function that they start is done. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at, inScenario, negated, numberOf, scenarios } from '../../core/value.ts';
import { feedingQueues } from './queues.ts';

/** Seconds, when nothing is said: the CloudFormation references of AWS::SQS::Queue and AWS::Lambda::Function. */
const DEFAULT_VISIBILITY = 30;
const DEFAULT_TIMEOUT = 3;
/** The longest that SQS takes: 12 hours. */
const LONGEST_VISIBILITY = 43_200;

interface Seconds {
  readonly seconds: number;
  readonly value: Value;
  readonly when: readonly string[];
}

export const shortVisibilityTimeout = defineRule({
  id: 'reliability/short-visibility-timeout',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  blocksDeployment: ['refused'],
  docs: {
    summary: 'The visibility timeout of a queue is at least six times the timeout of the function that it feeds.',
    why: `While a function works on a message, the queue hides it for the visibility timeout; after that it is delivered
again, and processed twice. Lambda refuses an event source whose queue hides messages for less than the timeout of the
function (*Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds*), so the deployment fails: this is
an error. Between that and six times the timeout, which AWS recommends, there is not enough time for Lambda to try again
when it is throttled: this is information. Without a word a queue hides messages for ${DEFAULT_VISIBILITY} seconds, and a function
runs for ${DEFAULT_TIMEOUT}.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeout: 30
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Timeout: 60
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "jobs" } },
            "Worker": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/worker",
                "Timeout": 20,
                "Code": { "S3Bucket": "code", "S3Key": "worker.zip" }
              }
            },
            "JobsToWorker": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": {
                "EventSourceArn": { "Fn::GetAtt": ["Jobs", "Arn"] },
                "FunctionName": { "Ref": "Worker" }
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs', { visibilityTimeout: cdk.Duration.seconds(30) });
        const worker = new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          timeout: cdk.Duration.minutes(1),
        });
        worker.addEventSource(new sources.SqsEventSource(jobs));
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              VisibilityTimeout: 360
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Timeout: 60
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs', { visibilityTimeout: cdk.Duration.minutes(6) });
        const worker = new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          timeout: cdk.Duration.minutes(1),
        });
        worker.addEventSource(new sources.SqsEventSource(jobs));
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
    peers: ['cdk-nag LambdaEventSourceSQSVisibilityTimeout'],
  },
  messages: {
    refused:
      '{queue} hides messages for {visibility} s, less than the {timeout} s that {function} may run{when}: Lambda refuses the event source.',
    tight:
      '{queue} hides messages for {visibility} s; {factor} times the {timeout} s that {function} may run are {wanted} s{when}.',
  },
  options: {
    factor: { docs: 'How many times the timeout of the function messages are hidden.', default: 6, min: 1 },
  },
  *checkGraph({ graph, option }) {
    const factor = option('factor');
    for (const { queue, consumers } of feedingQueues(graph)) {
      const worst = consumers
        .map(({ resource }) => ({ resource, ...shortest(queue, resource) }))
        .filter(c => c.ratio < factor)
        .sort((a, b) => a.ratio - b.ratio)[0];
      if (!worst?.visibility || !worst.timeout) continue;
      const { visibility, timeout, resource } = worst;
      const refused = visibility.seconds < timeout.seconds;
      // Beyond two hours there is no such multiple that SQS would take.
      if (!refused && timeout.seconds * factor > LONGEST_VISIBILITY) continue;
      yield {
        message: refused ? 'refused' : 'tight',
        at: visibility.value.kind === 'absent' ? queue.nameSpan : visibility.value.span,
        severity: refused ? 'error' : 'information',
        params: {
          queue: queue.logicalId,
          function: resource.logicalId,
          visibility: visibility.seconds,
          timeout: timeout.seconds,
          factor: SPELLED[factor] ?? factor,
          wanted: timeout.seconds * factor,
          when: inScenario([...new Set([...visibility.when, ...timeout.when])]),
        },
        resource: queue,
        related: [
          {
            span: timeout.value.kind === 'absent' ? resource.nameSpan : timeout.value.span,
            message: `${resource.logicalId} may run for ${timeout.seconds} s`,
          },
        ],
        data: Math.min(timeout.seconds * factor, LONGEST_VISIBILITY),
      };
    }
  },
  fix({ data, resource }) {
    if (!resource) return 'the queue is not known';
    const seconds = data as number;
    return [
      {
        title: `Set the visibility timeout of ${resource.logicalId} to ${seconds} s`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: ['VisibilityTimeout'], value: seconds }],
        safety: 'safe',
      },
    ];
  },
});

/** Factors as people say them. */
const SPELLED: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five', 6: 'six' };

/** The scenario in which the queue hides messages for the least multiple of the function's timeout. */
function shortest(queue: Resource, consumer: Resource) {
  let found: { ratio: number; visibility: Seconds | null; timeout: Seconds | null } = {
    ratio: Number.POSITIVE_INFINITY,
    visibility: null,
    timeout: null,
  };
  for (const visibility of seconds(at(queue.properties, 'VisibilityTimeout'), DEFAULT_VISIBILITY))
    for (const timeout of seconds(at(consumer.properties, 'Timeout'), DEFAULT_TIMEOUT)) {
      if (visibility.when.some(w => timeout.when.includes(negated(w)))) continue;
      const ratio = visibility.seconds / timeout.seconds;
      if (ratio < found.ratio) found = { ratio, visibility, timeout };
    }
  return found;
}

function seconds(value: Value, otherwise: number): Seconds[] {
  return scenarios(value).flatMap(({ value: one, when }) => {
    const number = one.kind === 'absent' ? otherwise : numberOf(one);
    return number === null ? [] : [{ seconds: number, value: one, when }];
  });
}
