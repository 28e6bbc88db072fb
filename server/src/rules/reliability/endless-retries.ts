/** Reports streams whose functions try a record that fails again until it expires. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, numberOf, scenarios } from '../../core/value.ts';
import { eventSources } from './eventSources.ts';

/** Keys of a mapping that end the attempts at a record; Lambda takes -1 for no end. */
const LIMITS = ['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds'];

export const endlessRetries = defineRule({
  id: 'reliability/endless-retries',
  since: '0.1.0',
  severity: 'warning',
  profile: 'strict',
  docs: {
    summary: 'A record of a stream that fails is tried a limited number of times.',
    why: `Lambda reads a shard of a stream in order. When a function fails for a batch, Lambda tries the same batch again until it
succeeds or the records expire, which by default is after a day, and nothing behind it is processed meanwhile. One record
that the function can't take stops the shard, and then all that has piled up expires. \`MaximumRetryAttempts\` or
\`MaximumRecordAgeInSeconds\` end it, an on-failure destination keeps track of what was skipped, and
\`BisectBatchOnFunctionError\` finds the record.`,
    bad: [
      yaml`
        Resources:
          Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }
          Counter:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: counter/
              Events:
                Click:
                  Type: Kinesis
                  Properties:
                    Stream: !GetAtt Clicks.Arn
                    StartingPosition: LATEST
      `,
      json`
        {
          "Resources": {
            "ClicksToCounter": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": {
                "EventSourceArn": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
                "FunctionName": "counter",
                "StartingPosition": "LATEST",
                "MaximumRetryAttempts": -1
              }
            }
          }
        }
      `,
      cdk`
        const clicks = new kinesis.Stream(this, 'Clicks');
        new lambda.CfnEventSourceMapping(this, 'ClicksToCounter', {
          eventSourceArn: clicks.streamArn,
          functionName: 'counter',
          startingPosition: 'LATEST',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }
          Failed: { Type: AWS::SQS::Queue }
          Counter:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: counter/
              Events:
                Click:
                  Type: Kinesis
                  Properties:
                    Stream: !GetAtt Clicks.Arn
                    StartingPosition: LATEST
                    MaximumRetryAttempts: 5
                    BisectBatchOnFunctionError: true
                    DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Failed.Arn } }
      `,
      cdk`
        const clicks = new kinesis.Stream(this, 'Clicks');
        new lambda.CfnEventSourceMapping(this, 'ClicksToCounter', {
          eventSourceArn: clicks.streamArn,
          functionName: 'counter',
          startingPosition: 'LATEST',
          maximumRetryAttempts: 5,
          bisectBatchOnFunctionError: true,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html'],
    peers: ['cdk-nag Serverless-LambdaEventSourceMappingDestination'],
  },
  messages: {
    endless: '{source} tries a batch that fails again until its records expire, and nothing behind it is processed.',
  },
  *checkGraph({ graph }) {
    for (const source of eventSources(graph)) {
      if (source.kind !== 'stream') continue;
      const isEndless = LIMITS.every(key =>
        scenarios(at(source.properties, key)).every(({ value }) => value.kind === 'absent' || numberOf(value) === -1),
      );
      if (!isEndless) continue;
      yield {
        message: 'endless',
        at: source.span,
        params: { source: source.name },
        resource: source.resource,
        subject: source.path.join('.'),
        data: source.path,
      };
    }
  },
  fix({ resource, params, data }) {
    if (!resource) return 'the event source is no longer there';
    const path = data as readonly string[];
    return [
      {
        title: `Try a batch of ${params?.source} five times, in smaller and smaller pieces`,
        intents: [
          { kind: 'setProperty', resource: resource.id, path: [...path, 'MaximumRetryAttempts'], value: 5 },
          { kind: 'setProperty', resource: resource.id, path: [...path, 'BisectBatchOnFunctionError'], value: true },
        ],
        safety: 'review',
      },
    ];
  },
});
