/** Reports functions that are started, directly or through others, by what they write. */
import { accessIn } from '../../access/compare.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Edge } from '../../core/resource.ts';
import { at, stringOf } from '../../core/value.ts';
import { accessLevel } from '../../knowledge/index.ts';

export const eventLoop = defineRule({
  id: 'wiring/event-loop',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'No function is started by what it writes itself.',
    why: `A function that writes to the bucket, queue, topic, table or stream whose events start it can start itself for
ever: each event causes the next, at full concurrency and full price. Lambda stops some of these loops after 16 rounds
(SQS, SNS and S3, and only where the SDK passes the trace header on), and none through DynamoDB streams or Kinesis. Write to another
resource, or let only some events count: a prefix or suffix on the notification, a filter on the event source. Such filters,
and \`RecursiveLoop: Allow\` on the function, silence the rule; permission to read alone does not raise it, and neither does one to
write that the code of the function, where all of it can be seen, never uses.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Policies:
                - SQSSendMessagePolicy:
                    QueueName: !GetAtt Jobs.QueueName
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue" },
            "Role": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }
                  ]
                },
                "Policies": [
                  {
                    "PolicyName": "jobs",
                    "PolicyDocument": {
                      "Version": "2012-10-17",
                      "Statement": [
                        { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["Jobs", "Arn"] } }
                      ]
                    }
                  }
                ]
              }
            },
            "Worker": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": { "Fn::GetAtt": ["Role", "Arn"] },
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
        const images = new s3.Bucket(this, 'Images');
        const thumbnails = new lambda.Function(this, 'Thumbnails', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
        images.grantReadWrite(thumbnails);
        images.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(thumbnails));
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Results:
            Type: AWS::SQS::Queue
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Policies:
                - SQSSendMessagePolicy:
                    QueueName: !GetAtt Results.QueueName
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
      `,
      cdk`
        const images = new s3.Bucket(this, 'Images');
        const thumbnails = new lambda.Function(this, 'Thumbnails', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
        images.grantReadWrite(thumbnails);
        images.addEventNotification(
          s3.EventType.OBJECT_CREATED,
          new s3n.LambdaDestination(thumbnails),
          { prefix: 'originals/' },
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html',
      'https://serverlessland.com/content/service/lambda/guides/aws-lambda-operator-guide/recursive-runaway',
    ],
  },
  messages: {
    loop: 'Event loop: {path}. Each event can cause the next one, without end.',
  },
  *checkConnected({ graph }) {
    const seen = new Set<string>();
    for (const start of graph.edges) {
      if (!starts(graph, start)) continue;
      const way = loop(graph, start);
      if (!way) continue;
      const key = way
        .map(edge => edge.from)
        .sort()
        .join('|');
      if (seen.has(key)) continue;
      seen.add(key);
      const resource = graph.resource(start.to);
      yield {
        message: 'loop',
        at: start.span,
        params: { path: [...way.map(edge => nameOf(graph, edge.from)), nameOf(graph, start.from)].join(' → ') },
        resource,
        related: way.slice(1).map(edge => ({ span: edge.span, message: explained(graph, edge) })),
        subject: way.map(edge => nameOf(graph, edge.from)).join('|'),
        // For the picture, which shows the way.
        data: { path: way.map(edge => edge.from) },
      };
    }
  },
});

/** The shortest way along events and writes from a trigger back to its source, the trigger first; null when there is none. */
function loop(graph: ResourceGraph, start: Edge): Edge[] | null {
  const reached = new Set([start.to]);
  let ways: Edge[][] = [[start]];
  while (ways.length > 0) {
    const longer: Edge[][] = [];
    for (const way of ways) {
      for (const edge of graph.edgesFrom((way.at(-1) as Edge).to)) {
        if (!starts(graph, edge) && !writes(graph, edge)) continue;
        const whole = [...way, edge];
        if (edge.to === start.from) {
          // Without a write it is no more than a chain of deliveries, such as a queue and its dead letters.
          if (whole.some(e => writes(graph, e)) && fits(start, whole.at(-1) as Edge)) return whole;
          continue;
        }
        if (reached.has(edge.to)) continue;
        reached.add(edge.to);
        longer.push(whole);
      }
    }
    ways = longer;
  }
  return null;
}

/** Whether events flow along an edge whatever they are. */
function starts(graph: ResourceGraph, edge: Edge): boolean {
  if (edge.kind !== 'trigger' || edge.filtered || edge.from === edge.to) return false;
  const to = graph.resource(edge.to);
  const from = graph.resource(edge.from);
  if (!to || !from) return false;
  // A rule counts only the events of its pattern, and what a schedule starts was not caused by a write.
  if (from.type === 'AWS::Events::Rule' || from.type === 'AWS::Scheduler::Schedule') return false;
  // Failures alone go on to an on-failure destination.
  if (/onfailure|failure/i.test(edge.detail ?? '') && isFunction(from.type)) return false;
  if (stringOf(at(to.properties, 'RecursiveLoop')) === 'Allow') return false;
  if (from.type === 'AWS::S3::Bucket')
    return edge.detail === undefined || /ObjectCreated|addObjectCreated|s3:\*/.test(edge.detail);
  return true;
}

/** Whether a function may cause events at the other end of an edge. */
function writes(graph: ResourceGraph, edge: Edge): boolean {
  if (edge.kind !== 'grant' || (edge.access !== 'write' && edge.access !== 'both')) return false;
  const from = graph.resource(edge.from);
  const to = graph.resource(edge.to);
  if (!from || !to || !isFunction(from.type) || neverWrites(graph, from.id, to.id)) return false;
  // `sqs:*` says that somebody was in a hurry, not that the function sends; the wildcard has a finding of its own.
  const detail = (edge.detail ?? '')
    .split(', ')
    .filter(action => !/^(\*|[a-z0-9-]+:\*)$/.test(action))
    .join(', ');
  if (detail === '' && edge.detail !== undefined && edge.detail !== '') return false;
  switch (to.type) {
    case 'AWS::SQS::Queue':
      return /send|crud|full|connector|^sqs:S/i.test(detail) || detail === '';
    case 'AWS::SNS::Topic':
      return /publish|crud|full|connector/i.test(detail) || detail === '';
    case 'AWS::S3::Bucket':
      return /put|write|crud|full|connector|^grant$/i.test(detail) || detail === '';
    default:
      return true;
  }
}

/** Whether all of a function's code can be seen, and none of its calls changes a resource: then no more than the permission is too wide. */
function neverWrites(graph: ResourceGraph, id: string, target: string): boolean {
  const access = accessIn(graph).find(a => a.function.id === id);
  if (!access?.code || access.open !== null) return false;
  return !access.needs.some(
    need =>
      (need.target.kind !== 'resource' || need.target.id === target) &&
      !['Read', 'List'].includes(accessLevel(need.action) ?? ''),
  );
}

/** Whether the last write can be what the first trigger waits for. */
function fits(trigger: Edge, write: Edge): boolean {
  return !(write.kind === 'grant' && /^(grant)?delete$/i.test(write.detail ?? '') && /s3:/.test(trigger.detail ?? ''));
}

function isFunction(type: string): boolean {
  return type === 'AWS::Lambda::Function' || type === 'AWS::Serverless::Function';
}

function nameOf(graph: ResourceGraph, id: string): string {
  return graph.resource(id)?.logicalId ?? id;
}

function explained(graph: ResourceGraph, edge: Edge): string {
  const from = nameOf(graph, edge.from);
  const to = nameOf(graph, edge.to);
  return edge.kind === 'grant' ? `${from} may write to ${to}` : `${from} starts ${to}`;
}
