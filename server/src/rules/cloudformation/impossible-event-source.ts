/** Event source mappings that their source does not go with. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, booleanOf, numberOf, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

type Message = 'window' | 'fifo' | 'batch' | 'position' | 'start';

export const impossibleEventSource = defineRule({
  id: 'cloudformation/impossible-event-source',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'What an event source mapping asks for is what its source can do.',
    why: `Lambda reads queues and streams differently, and refuses a mapping that mixes them up: a FIFO queue collects no batches by time, a
standard queue gives more than ten messages only to those who wait for them, a stream has to be told where to start, and a queue
has no place to start at. The deployment fails when the mapping is made.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties: { FifoQueue: true }
          JobsToHandler:
            Type: AWS::Lambda::EventSourceMapping
            Properties:
              EventSourceArn: !GetAtt Jobs.Arn
              FunctionName: handler
              MaximumBatchingWindowInSeconds: 30
      `,
      json`
        {
          "Resources": {
            "Clicks": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 1 } },
            "ClicksToHandler": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": { "EventSourceArn": { "Fn::GetAtt": ["Clicks", "Arn"] }, "FunctionName": "handler" }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        new lambda.CfnEventSourceMapping(this, 'JobsToHandler', {
          eventSourceArn: jobs.queueArn,
          functionName: 'handler',
          batchSize: 100,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties: { FifoQueue: true }
          JobsToHandler:
            Type: AWS::Lambda::EventSourceMapping
            Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: handler, BatchSize: 10 }
      `,
      json`
        {
          "Resources": {
            "Clicks": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 1 } },
            "ClicksToHandler": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": {
                "EventSourceArn": { "Fn::GetAtt": ["Clicks", "Arn"] },
                "FunctionName": "handler",
                "StartingPosition": "LATEST"
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        new lambda.CfnEventSourceMapping(this, 'JobsToHandler', {
          eventSourceArn: jobs.queueArn,
          functionName: 'handler',
          batchSize: 100,
          maximumBatchingWindowInSeconds: 5,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html',
    ],
  },
  messages: {
    window: '{name} waits for batches of {source}, a FIFO queue, which gives none by time.',
    fifo: '{name} takes batches of {size} from {source}, a FIFO queue, which gives ten at most.',
    batch:
      '{name} takes batches of {size} from {source} without waiting for them; more than ten need a batching window.',
    position: '{name} says where to start in {source}, a queue, which has no such place.',
    start: '{name} does not say where to start in the stream of {source}.',
  },
  *checkGraph({ graph }) {
    for (const mapping of graph.ofType('AWS::Lambda::EventSourceMapping')) {
      if (mapping.owner.kind !== 'yours' || !isExact(mapping) || !mapping.properties.complete) continue;
      const [id, ...more] = mentioned(at(mapping.properties, 'EventSourceArn'));
      const source = id === undefined || more.length > 0 ? undefined : graph.resource(id);
      if (!source) continue;
      const written = (name: string) => at(mapping.properties, name);
      const say = (message: Message, value: Value, data: readonly [string, number | string | null], size = 0) => ({
        message,
        at: value.kind === 'absent' ? mapping.nameSpan : value.span,
        params: { name: mapping.logicalId, source: source.logicalId, size },
        resource: mapping,
        subject: message,
        data,
      });
      const position = written('StartingPosition');
      if (source.type === 'AWS::SQS::Queue') {
        const fifo = at(source.properties, 'FifoQueue');
        const isFifo = booleanOf(fifo);
        const window = written('MaximumBatchingWindowInSeconds');
        const size = written('BatchSize');
        const many = numberOf(size);
        const wait = window.kind === 'absent' ? 0 : numberOf(window);
        if (isFifo === true && wait !== null && wait > 0)
          yield say('window', window, ['MaximumBatchingWindowInSeconds', null]);
        if (many !== null && many > 10 && isFifo === true) yield say('fifo', size, ['BatchSize', 10], many);
        else if (many !== null && many > 10 && wait === 0 && fifo.kind === 'absent')
          yield say('batch', size, ['MaximumBatchingWindowInSeconds', 1], many);
        if (stringOf(position) !== null) yield say('position', position, ['StartingPosition', null]);
      }
      if (/^AWS::(Kinesis::Stream|DynamoDB::(Global)?Table)$/.test(source.type) && position.kind === 'absent')
        yield say('start', position, ['StartingPosition', 'LATEST']);
    }
  },
  fix({ resource, data }) {
    if (!resource) return 'the mapping is no longer there';
    const [name, value] = data as readonly [string, number | string | null];
    const at = { resource: resource.id, path: [name] };
    if (value === null)
      return [
        {
          title: `Remove ${name} from ${resource.logicalId}`,
          intents: [{ kind: 'removeProperty', ...at }],
          safety: 'review',
        },
      ];
    return [
      {
        title: `Set ${name} of ${resource.logicalId} to ${value}`,
        intents: [{ kind: 'setProperty', ...at, value }],
        safety: 'review',
      },
    ];
  },
});
