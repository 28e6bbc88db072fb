/** Reports functions that call services with the time and the memory that Lambda gives when nothing is said. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { isAbsent } from '../reliability/queues.ts';
import { factsOf, functionsRunning } from './running.ts';

const CALLS = {
  'lambda/index.js': `
    import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
    const s3 = new S3Client({});
    export const handler = async event => s3.send(new GetObjectCommand({ Bucket: 'orders', Key: event.key }));
  `,
};

export const defaultLimits = defineRule({
  id: 'lambda/default-limits',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Functions that call services say how long they may take and how much memory they have.',
    why: `When nothing is said, a function has 3 seconds and 128 MB, the least there is, and the share of a processor that comes with
that. Loading an SDK and a first connection take a good part of the 3 seconds; a call that is slow for once, or that the
SDK tries again, ends in *Task timed out after 3.00 seconds*. More memory is often no dearer, since the function is done
sooner. Functions whose code is in sight and calls AWS are reported.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Reader:
              Type: AWS::Serverless::Function
              Properties:
                Runtime: nodejs24.x
                Handler: index.handler
                CodeUri: lambda/
        `,
        CALLS,
      ),
      withFiles(
        cdk`
          new lambda.Function(this, 'Reader', {
            runtime: lambda.Runtime.NODEJS_24_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lambda'),
            memorySize: 512,
          });
        `,
        CALLS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Reader:
              Type: AWS::Serverless::Function
              Properties:
                Runtime: nodejs24.x
                Handler: index.handler
                CodeUri: lambda/
                Timeout: 15
                MemorySize: 512
        `,
        CALLS,
      ),
      withFiles(
        cdk`
          new lambda.Function(this, 'Reader', {
            runtime: lambda.Runtime.NODEJS_24_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lambda'),
            memorySize: 512,
            timeout: cdk.Duration.seconds(15),
          });
        `,
        CALLS,
      ),
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
    ],
    peers: ['cdk-nag Serverless-LambdaDefaultTimeout', 'cdk-nag Serverless-LambdaDefaultMemorySize'],
  },
  messages: {
    both: '{function} calls {call} with the defaults of Lambda: 3 s and 128 MB.',
    time: '{function} calls {call} and has the default of Lambda to do it in: 3 s.',
    memory: '{function} calls {call} with the default memory of Lambda, 128 MB.',
  },
  *checkConnected({ graph }) {
    for (const { resource, code } of functionsRunning(graph)) {
      const missing = ['Timeout', 'MemorySize'].filter(name => isAbsent(at(resource.properties, name)));
      if (missing.length === 0 || !code) continue;
      const call = factsOf(code, 'sdk-call').find(({ unit, fact }) => code.certain(unit, fact.span))?.fact;
      if (!call) continue;
      yield {
        message: missing.length === 2 ? 'both' : missing[0] === 'Timeout' ? 'time' : 'memory',
        at: resource.nameSpan,
        params: { function: resource.logicalId, call: `${call.client}:${call.operation}` },
        resource,
        related: [{ span: call.span, message: `It calls ${call.operation}` }],
        data: missing,
      };
    }
  },
  fix({ resource, data }) {
    if (!resource) return 'the function is no longer there';
    const missing = data as readonly string[];
    const values: Readonly<Record<string, number>> = { Timeout: 15, MemorySize: 512 };
    const words = missing.map(name => (name === 'Timeout' ? '15 s' : '512 MB'));
    return [
      {
        title: `Give ${resource.logicalId} ${words.join(' and ')}`,
        intents: missing.map(name => ({
          kind: 'setProperty',
          resource: resource.id,
          path: [name],
          value: values[name] as number,
        })),
        safety: 'review',
      },
    ];
  },
});
