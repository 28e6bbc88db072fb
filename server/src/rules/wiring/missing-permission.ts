/** Reports triggers, subscriptions and integrations that never fire, since nothing lets the service reach its target. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { asList, at, scenarios, stringOf } from '../../core/value.ts';
import { freeId } from '../requirements/scaffold.ts';
import { type Delivery, deliveries, isExact, mentioned, targetKind } from './deliveries.ts';

type Answer = 'yes' | 'no' | 'maybe';

export const missingTriggerPermission = defineRule({
  id: 'wiring/missing-permission',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Whatever is to start a function, or to send to a queue or topic, is let in there.',
    why: `A trigger has two halves: the rule, notification, subscription or integration that names the target, and the
permission on the target that lets the service in. The console and the CDK's own constructs write both; in a template, and
with L1 constructs, the second one is easily forgotten. Then nothing fails at deployment (S3 and log groups aside), and no
event ever arrives; an API answers 500. A permission whose \`SourceArn\` names another resource lets in nobody who comes
from this one. Roles (\`Credentials\`, \`RoleArn\`), permissions that can't be seen, and connectors silence the rule.`,
    bad: [
      yaml`
        Resources:
          Nightly:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: cron(0 3 * * ? *)
              Targets:
                - Id: report
                  Arn: !GetAtt Report.Arn
          Report:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/report
              Code: { S3Bucket: code, S3Key: report.zip }
      `,
      json`
        {
          "Resources": {
            "Orders": { "Type": "AWS::SNS::Topic" },
            "Jobs": { "Type": "AWS::SQS::Queue" },
            "OrdersToJobs": {
              "Type": "AWS::SNS::Subscription",
              "Properties": {
                "TopicArn": { "Ref": "Orders" },
                "Protocol": "sqs",
                "Endpoint": { "Fn::GetAtt": ["Jobs", "Arn"] }
              }
            }
          }
        }
      `,
      cdk`
        const report = new lambda.CfnFunction(this, 'Report', {
          code: { s3Bucket: 'code', s3Key: 'report.zip' },
          role: 'arn:aws:iam::111122223333:role/report',
          runtime: 'nodejs24.x',
          handler: 'index.handler',
        });
        new events.CfnRule(this, 'Nightly', {
          scheduleExpression: 'cron(0 3 * * ? *)',
          targets: [{ id: 'report', arn: report.attrArn }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Nightly:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: cron(0 3 * * ? *)
              Targets:
                - Id: report
                  Arn: !GetAtt Report.Arn
          NightlyMayStartReport:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: !Ref Report
              Principal: events.amazonaws.com
              SourceArn: !GetAtt Nightly.Arn
          Report:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/report
              Code: { S3Bucket: code, S3Key: report.zip }
      `,
      cdk`
        const report = new lambda.Function(this, 'Report', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
        new events.Rule(this, 'Nightly', {
          schedule: events.Schedule.cron({ hour: '3', minute: '0' }),
          targets: [new targets.LambdaFunction(report)],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
      'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
    ],
  },
  messages: {
    missing: 'Nothing lets {principal} {verb} {target}, so {sender} never reaches it.',
    elsewhere: '{permission} lets {principal} invoke {target} for {other} alone, so {sender} never reaches it.',
  },
  *checkGraph({ graph }) {
    const permissions = permissionsIn(graph);
    const seen = new Set<string>();
    for (const delivery of deliveries(graph)) {
      const { sender, source, target, principal, value } = delivery;
      const key = `${sender.id}|${target.id}|${principal}`;
      // An API has many methods and one permission.
      const once = sender.type.startsWith('AWS::ApiGateway') ? `${source?.id}|${target.id}` : key;
      if (seen.has(once) || isLetBySam(graph, target, principal)) continue;
      const kind = targetKind(target);
      const params = { principal, target: target.logicalId, sender: sender.logicalId };
      const signal = { at: value.span, resource: sender, subject: target.logicalId, data: delivery };
      if (kind !== 'function') {
        if (lets(graph, delivery) !== 'no') continue;
        seen.add(once);
        const verb = kind === 'queue' ? 'send to' : 'publish to';
        yield { ...signal, message: 'missing', params: { ...params, verb } };
        continue;
      }
      const own = permissions(target).filter(
        p => isFor(graph, p, target, sender) !== 'no' && takes(p, principal) !== 'no',
      );
      if (own.length === 0) {
        seen.add(once);
        yield { ...signal, message: 'missing', params: { ...params, verb: 'invoke' } };
        continue;
      }
      const others = own.map(p => onlyFor(graph, p, source));
      const [first] = own;
      if (!first || others.includes(null)) continue;
      seen.add(once);
      yield {
        ...signal,
        message: 'elsewhere',
        params: { ...params, permission: first.logicalId, other: others[0] as string },
        related: [
          {
            span: at(first.properties, 'SourceArn').kind === 'absent' ? first.nameSpan : first.span,
            message: `${first.logicalId} is here`,
          },
        ],
      };
    }
  },
  fix(signal, { graph }) {
    const delivery = signal.data as Delivery;
    return targetKind(delivery.target) === 'function' ? permission(graph, delivery) : policy(graph, delivery);
  },
});

/** The events of SAM's functions that come with a permission for their service. */
const EVENTS: Readonly<Record<string, RegExp>> = {
  's3.amazonaws.com': /^S3$/,
  'sns.amazonaws.com': /^SNS$/,
  'events.amazonaws.com': /^(Schedule|CloudWatchEvent|EventBridgeRule)$/,
  'apigateway.amazonaws.com': /^(Api|HttpApi)$/,
  'logs.amazonaws.com': /^CloudWatchLogs$/,
  'iot.amazonaws.com': /^IoTRule$/,
  'cognito-idp.amazonaws.com': /^Cognito$/,
};

/** Whether SAM's connectors, or an event of the function, may let a service in. */
function isLetBySam(graph: ResourceGraph, target: Resource, principal: string): boolean {
  if (graph.edgesTo(target.id, 'grant').some(e => e.detail === 'Connector')) return true;
  const events = at(target.properties, 'Events');
  if (events.kind !== 'object') return false;
  return events.entries.some(({ value }) => EVENTS[principal]?.test(stringOf(at(value, 'Type')) ?? ''));
}

/** The permissions that may be for a function: those that mention it, its versions or aliases, or nothing that can be seen. */
function permissionsIn(graph: ResourceGraph): (target: Resource) => readonly Resource[] {
  const byFunction = new Map<string, Resource[]>();
  const add = (id: string, permission: Resource) => {
    const known = byFunction.get(id);
    if (known) known.push(permission);
    else byFunction.set(id, [permission]);
  };
  for (const permission of graph.ofType('AWS::Lambda::Permission')) {
    if (!isExact(permission)) continue;
    const ids = mentioned(at(permission.properties, 'FunctionName'));
    for (const id of ids) {
      add(id, permission);
      for (const of of mentioned(at(graph.resource(id)?.properties ?? permission.properties, 'FunctionName')))
        if (!ids.includes(of)) add(of, permission);
    }
    if (ids.length === 0) add('', permission);
  }
  return target => {
    const same = [target.id, ...mentioned(at(target.properties, 'FunctionName'))];
    return [...same, ''].flatMap(id => byFunction.get(id) ?? []);
  };
}

/** Whether a permission is one for a function, its alias or its version. */
function isFor(graph: ResourceGraph, permission: Resource, target: Resource, sender: Resource): Answer {
  const value = at(permission.properties, 'FunctionName');
  const ids = mentioned(value);
  const same = new Set([target.id, ...mentioned(at(target.properties, 'FunctionName'))]);
  for (const id of ids) {
    if (same.has(id)) return 'yes';
    const other = graph.resource(id);
    if (other && mentioned(at(other.properties, 'FunctionName')).includes(target.id)) return 'yes';
  }
  if (ids.length > 0) return 'no';
  const name = stringOf(value);
  const own = stringOf(at(target.properties, 'FunctionName'));
  if (name !== null && own !== null) return name.includes(own) ? 'yes' : 'no';
  // Of another template that is not nested anywhere, nothing is known but that it is another one.
  const nested = [permission.stack, sender.stack].some(id => graph.stack(id)?.parent);
  return permission.stack === target.stack || nested ? 'maybe' : 'no';
}

function takes(permission: Resource, principal: string): Answer {
  const values = scenarios(at(permission.properties, 'Principal')).map(({ value }) => stringOf(value));
  if (values.includes(null)) return 'maybe';
  // Log groups go by a principal with their region in it, too.
  const service = principal.split('.')[0] as string;
  return values.some(v => v === principal || v === '*' || v?.startsWith(`${service}.`)) ? 'yes' : 'no';
}

/** The other resource that a permission is for alone; null where it is or may be for this one. */
function onlyFor(graph: ResourceGraph, permission: Resource, source: Resource | null): string | null {
  const value = at(permission.properties, 'SourceArn');
  if (!source || value.kind === 'absent') return null;
  const ids = mentioned(value);
  const [first] = ids;
  if (first === undefined || ids.includes(source.id)) return null;
  const others = ids.map(id => graph.resource(id));
  // Of an API's stage or route the API is meant, and of a bucket's name its owner.
  return others.every(o => o?.type === source.type) ? (others[0]?.logicalId ?? null) : null;
}

/** Whether the policy of a queue or topic lets a service send. */
function lets(graph: ResourceGraph, { target, principal, sender }: Delivery): Answer {
  const kind = targetKind(target);
  const action = kind === 'queue' ? 'sqs:sendmessage' : 'sns:publish';
  const policies = graph.ofType(kind === 'queue' ? 'AWS::SQS::QueuePolicy' : 'AWS::SNS::TopicPolicy');
  const list = kind === 'queue' ? 'Queues' : 'Topics';
  for (const one of policies) {
    if (!isExact(one)) return 'maybe';
    const nested = [one.stack, sender.stack].some(id => graph.stack(id)?.parent);
    if (mentioned(at(one.properties, list)).length === 0 && (one.stack === target.stack || nested)) return 'maybe';
  }
  const statements = graph.statementsOf(target.id).filter(s => s.kind === 'resource');
  const answers = statements.map(s => statementLets(s, principal, action));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

function statementLets({ elements, grant }: PolicyStatement, principal: string, action: string): Answer {
  if (grant || !elements.complete || stringOf(at(elements, 'Effect')) === null) return 'maybe';
  if (stringOf(at(elements, 'Effect')) !== 'Allow') return 'no';
  const actions = asList(at(elements, 'Action'));
  if (!actions?.complete || at(elements, 'NotAction').kind !== 'absent') return 'maybe';
  const named = actions.items.map(item => stringOf(item)?.toLowerCase() ?? null);
  if (named.includes(null)) return 'maybe';
  const [service] = action.split(':');
  if (
    !named.some(
      n => n === action || n === '*' || (n?.endsWith('*') && action.startsWith(n.slice(0, -1))) || n === `${service}:*`,
    )
  )
    return 'no';
  const who = at(elements, 'Principal');
  if (stringOf(who) === '*') return 'yes';
  if (who.kind !== 'object') return 'maybe';
  const whoever = who.entries.flatMap(({ key, value }) => (asList(value)?.items ?? [value]).map(v => ({ key, v })));
  if (
    whoever.some(
      ({ key, v }) => (key === 'AWS' && stringOf(v) === '*') || (key === 'Service' && stringOf(v) === principal),
    )
  )
    return 'yes';
  return whoever.some(({ v }) => stringOf(v) === null && mentioned(v).length === 0) ? 'maybe' : 'no';
}

/** The ARN of a source as permissions and policies name it. */
function arnOf(source: Resource): NewValue | null {
  if (/^AWS::ApiGateway/.test(source.type))
    return source.language === 'typescript'
      ? null
      : { $sub: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${source.logicalId}}/*` };
  const byRef = /::(Topic|Secret|TargetGroup)$/.test(source.type);
  return { $ref: source.id, attribute: byRef ? null : 'Arn' };
}

function permission(graph: ResourceGraph, { sender, source, target, principal }: Delivery): FixProposal[] | string {
  if (!source) return 'what it is started by is not among the resources';
  const logicalId = freeId(graph, target, `${source.logicalId}MayInvoke${target.logicalId}`);
  const isBucket = source.type === 'AWS::S3::Bucket';
  const arn = isBucket ? bucketArn(source) : arnOf(source);
  if (arn === null && !isBucket) return 'write the ARN of the API as its source';
  const properties: Record<string, NewValue> = {
    Action: 'lambda:InvokeFunction',
    FunctionName: { $ref: target.id, attribute: /Function$/.test(target.type) ? 'Arn' : null },
    Principal: principal,
    ...(arn === null ? {} : { SourceArn: arn }),
    // A bucket's ARN names no account, and a bucket of the same name may be somebody else's one day.
    ...(isBucket ? { SourceAccount: { $sub: '${AWS::AccountId}' } } : {}),
  };
  // Code says what it mentions before it mentions it.
  const near = target.language === 'typescript' && source.span.start > target.span.start ? source.id : target.id;
  const add: Intent = { kind: 'addResource', near, logicalId, type: 'AWS::Lambda::Permission', properties };
  // S3 looks for the permission when the bucket is made.
  const isFree = at(sender.attributes, 'DependsOn').kind === 'absent';
  if (isBucket && (!isFree || sender.language === 'typescript')) return 'the bucket must depend on the new permission';
  const intents: Intent[] = isBucket
    ? [add, { kind: 'setAttribute', resource: sender.id, name: 'DependsOn', value: logicalId }]
    : [add];
  return [{ title: `Let ${source.logicalId} invoke ${target.logicalId}`, intents, safety: 'review' }];
}

/** A permission that mentions the bucket would make a circle with it: its ARN by its name, where that is written out. */
function bucketArn(bucket: Resource): NewValue | null {
  const name = stringOf(at(bucket.properties, 'BucketName'));
  return name === null ? null : { $sub: `arn:\${AWS::Partition}:s3:::${name}` };
}

function policy(graph: ResourceGraph, { source, target, principal }: Delivery): FixProposal[] | string {
  if (!source) return 'where it comes from is not among the resources';
  if (target.language === 'typescript') return 'add a statement with addToResourcePolicy';
  const isQueue = targetKind(target) === 'queue';
  // The policy of a queue or topic is one: a second one would replace it.
  const there = graph.statementsOf(target.id).find(s => s.kind === 'resource');
  const arn: NewValue = { $ref: target.id, attribute: isQueue ? 'Arn' : null };
  const from: NewValue =
    source.type === 'AWS::S3::Bucket'
      ? { $object: { StringEquals: { $object: { 'aws:SourceAccount': { $sub: '${AWS::AccountId}' } } } } }
      : { $object: { ArnEquals: { $object: { 'aws:SourceArn': arnOf(source) as NewValue } } } };
  const elements: Record<string, NewValue> = {
    Effect: 'Allow',
    Principal: { $object: { Service: principal } },
    Action: isQueue ? 'sqs:SendMessage' : 'sns:Publish',
    Resource: arn,
    Condition: from,
  };
  const title = `Let ${source.logicalId} ${isQueue ? 'send' : 'publish'} to ${target.logicalId}`;
  if (there) return [{ title, intents: [{ kind: 'addStatement', beside: there, elements }], safety: 'review' }];
  const properties: Record<string, NewValue> = {
    [isQueue ? 'Queues' : 'Topics']: [{ $ref: target.id, attribute: null }],
    PolicyDocument: { $object: { Version: '2012-10-17', Statement: [{ $object: elements }] } },
  };
  const logicalId = freeId(graph, target, `${target.logicalId}Policy`);
  const type = isQueue ? 'AWS::SQS::QueuePolicy' : 'AWS::SNS::TopicPolicy';
  return [
    { title, intents: [{ kind: 'addResource', near: target.id, logicalId, type, properties }], safety: 'review' },
  ];
}
