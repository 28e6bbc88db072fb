/** Services of AWS that may be made to act for somebody else. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, NewValue } from '../../core/intent.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { type Value, at, inScenario, rendered, scenarios, stringOf } from '../../core/value.ts';
import { reaches } from './candidates.ts';
import { hasNarrowingCondition, isWrittenAllow, itemsOf, nameOf, subjectOf, together } from './statements.ts';

/** A service that acts on behalf of resources of any account, and the types of those, with the attribute that is their ARN. */
interface Deputy {
  readonly for: string;
  readonly sources: Readonly<Record<string, string | null>>;
}

/**
 * Services that other accounts can make send to, write to or call what a policy opens to them, and that say for whom they
 * do it: each page asks for `aws:SourceArn` or `aws:SourceAccount`, of CloudFront for the distribution.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html and the pages on permissions of each service.
 */
const DEPUTIES: Readonly<Record<string, Deputy>> = {
  'apigateway.amazonaws.com': {
    for: 'any API',
    sources: { 'AWS::ApiGateway::RestApi': '', 'AWS::ApiGatewayV2::Api': '' },
  },
  'budgets.amazonaws.com': { for: 'any budget', sources: {} },
  'cloudfront.amazonaws.com': { for: 'any distribution', sources: {} },
  'cloudtrail.amazonaws.com': { for: 'any trail', sources: {} },
  'cloudwatch.amazonaws.com': { for: 'any alarm', sources: { 'AWS::CloudWatch::Alarm': 'Arn' } },
  'codestar-notifications.amazonaws.com': { for: 'any notification rule', sources: {} },
  'cognito-idp.amazonaws.com': { for: 'any user pool', sources: { 'AWS::Cognito::UserPool': 'Arn' } },
  'config.amazonaws.com': { for: 'any configuration recorder', sources: {} },
  'delivery.logs.amazonaws.com': { for: 'any delivery of logs', sources: {} },
  'events.amazonaws.com': { for: 'any rule', sources: { 'AWS::Events::Rule': 'Arn' } },
  'iot.amazonaws.com': { for: 'any topic rule', sources: { 'AWS::IoT::TopicRule': 'Arn' } },
  'logging.s3.amazonaws.com': { for: 'any bucket', sources: {} },
  's3.amazonaws.com': { for: 'any bucket', sources: { 'AWS::S3::Bucket': 'Arn' } },
  'serverlessrepo.amazonaws.com': { for: 'any application', sources: {} },
  'ses.amazonaws.com': { for: 'any identity', sources: {} },
  'sns.amazonaws.com': { for: 'any topic', sources: { 'AWS::SNS::Topic': null } },
};

/** What a policy on a resource must be written in to be of interest. */
const PROTECTS: ReadonlySet<string> = new Set([
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
]);

interface Data {
  readonly service: string;
  readonly statement: string | null;
  readonly permission: string | null;
  /** The resources that are opened. */
  readonly targets: readonly string[];
}

export const confusedDeputy = defineRule({
  id: 'iam/confused-deputy',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'What a service of AWS may do says for which resource or account it does it.',
    why: `\`sns.amazonaws.com\` is the same principal for everybody: a queue that it may send to takes the messages of every
topic in the world, and a function that \`s3.amazonaws.com\` may call is called for whoever points a notification at it. The
service is trusted, and acts for somebody who is not: the confused deputy. A condition on \`aws:SourceArn\` or
\`aws:SourceAccount\`, for functions the properties \`SourceArn\` and \`SourceAccount\`, says whom it may act for. Only
services are reported that act for resources of any account and tell which.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::SNS::Topic
            Properties:
              Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Jobs.Arn }]
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: sns.amazonaws.com }
                    Action: sqs:SendMessage
                    Resource: !GetAtt Jobs.Arn
      `,
      json`
        {
          "Resources": {
            "Call": {
              "Type": "AWS::Lambda::Permission",
              "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": "orders",
                "Principal": "s3.amazonaws.com"
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        jobs.addToResourcePolicy(
          new iam.PolicyStatement({
            principals: [new iam.ServicePrincipal('events.amazonaws.com')],
            actions: ['sqs:SendMessage'],
            resources: [jobs.queueArn],
          }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::SNS::Topic
            Properties:
              Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Jobs.Arn }]
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: sns.amazonaws.com }
                    Action: sqs:SendMessage
                    Resource: !GetAtt Jobs.Arn
                    Condition: { ArnEquals: { aws:SourceArn: !Ref Orders } }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        const orders = new sns.Topic(this, 'Orders');
        orders.addSubscription(new subscriptions.SqsSubscription(jobs));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
    ],
    peers: [
      'CKV_AWS_364',
      'cfn-lint W3663',
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    ],
  },
  messages: {
    policy: '{service} may use {what} for {source} of any account{when}: no condition says whom it acts for.',
    call: '{service} may call {what} for {source} of any account{when}: there is no SourceArn or SourceAccount.',
  },

  *checkConnected({ graph }) {
    for (const statement of graph.statements) {
      if (statement.kind !== 'resource' || !isWrittenAllow(statement) || hasNarrowingCondition(statement)) continue;
      const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
      if (!owner || !PROTECTS.has(owner.type) || isHarmless(statement)) continue;
      for (const { value: principal, when } of scenarios(at(statement.elements, 'Principal'))) {
        if (principal.kind !== 'object') continue;
        for (const item of itemsOf(at(principal, 'Service')).items) {
          const service = stringOf(item.value);
          const deputy = service === null ? undefined : entryOf(DEPUTIES, service);
          if (service === null || !deputy || item.value.kind === 'absent') continue;
          // Rules can't deliver to a topic whose policy, or whose key's, has such a condition.
          // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
          if (service === 'events.amazonaws.com' && /^AWS::(SNS|KMS)::/.test(owner.type)) continue;
          const [thing] = statement.attachedTo;
          yield {
            message: 'policy' as const,
            at: item.value.span,
            params: {
              service,
              what: thing === undefined ? 'it' : nameOf(thing),
              source: deputy.for,
              when: inScenario(together(when, item.when)),
            },
            resource: owner,
            subject: subjectOf(statement, service),
            data: { service, statement: statement.id, permission: null, targets: statement.attachedTo } satisfies Data,
          };
        }
      }
    }
    for (const permission of graph.ofType('AWS::Lambda::Permission')) {
      const { properties } = permission;
      // A narrower one, or one that can't be seen, is reason for silence.
      if (NARROWING.some(p => at(properties, p).kind !== 'absent')) continue;
      for (const { value, when } of scenarios(at(properties, 'Principal'))) {
        const service = stringOf(value);
        const deputy = service === null ? undefined : entryOf(DEPUTIES, service);
        if (service === null || !deputy || value.kind === 'absent') continue;
        const fn = at(properties, 'FunctionName');
        const target = referred(fn);
        const what = target === null ? (fn.kind === 'literal' ? rendered(fn) : 'the function') : nameOf(target);
        yield {
          message: 'call' as const,
          at: value.span,
          params: { service, what, source: deputy.for, when: inScenario(when) },
          resource: permission,
          subject: service,
          data: {
            service,
            statement: null,
            permission: permission.id,
            targets: target === null ? [] : [target],
          } satisfies Data,
        };
      }
    }
  },

  fix(signal, { graph }) {
    const { service, statement: id, permission, targets } = signal.data as Data;
    const account: NewValue = { $sub: '${AWS::AccountId}' };
    const mine = `Allow ${service} to act for this account alone`;
    if (permission !== null) {
      const found = sourcesOf(graph, service, targets, permission);
      const fixes = found.map(
        ({ resource, arn }): FixProposal => ({
          title: `Allow ${service} to act for ${resource.logicalId} alone`,
          intents: [{ kind: 'setProperty', resource: permission, path: ['SourceArn'], value: arn }],
          safety: 'review',
        }),
      );
      const whole: FixProposal = {
        title: mine,
        intents: [{ kind: 'setProperty', resource: permission, path: ['SourceAccount'], value: account }],
        safety: 'review',
      };
      return [...fixes, whole];
    }
    const statement = graph.statements.find(s => s.id === id);
    if (!statement) return 'the statement is no longer there';
    if (at(statement.elements, 'Condition').kind !== 'absent')
      return 'the statement has a condition already: add to it';
    const conditioned = (title: string, operator: string, key: string, value: NewValue): FixProposal => ({
      title,
      intents: [
        {
          kind: 'setKey',
          object: statement.elements,
          key: 'Condition',
          value: { $object: { [operator]: { $object: { [key]: value } } } },
        },
      ],
      safety: 'review',
    });
    return [
      ...sourcesOf(graph, service, targets, statement.owner).map(({ resource, arn }) =>
        conditioned(`Allow ${service} to act for ${resource.logicalId} alone`, 'ArnEquals', 'aws:SourceArn', arn),
      ),
      conditioned(mine, 'StringEquals', 'aws:SourceAccount', account),
    ];
  },
});

/** Properties of a permission that say for whom the service acts; `PrincipalOrgID` goes with accounts. */
const NARROWING = ['SourceArn', 'SourceAccount', 'PrincipalOrgID', 'EventSourceToken', 'FunctionUrlAuthType'];

/** What services ask of a bucket or key before they use it, which changes nothing and tells nothing. */
function isHarmless(statement: PolicyStatement): boolean {
  const actions = itemsOf(at(statement.elements, 'Action')).items.map(i => stringOf(i.value));
  return (
    actions.length > 0 &&
    actions.every(a => a !== null && /^(s3:(GetBucketAcl|GetBucketLocation|ListBucket)|kms:DescribeKey)$/i.test(a))
  );
}

/** The resource that a value refers to. */
function referred(value: Value): string | null {
  return value.kind === 'reference' && value.target.kind === 'resource' ? value.target.id : null;
}

/** Resources of the stack that make the service act on one of the targets, and their ARNs. */
function sourcesOf(
  graph: ResourceGraph,
  service: string,
  targets: readonly string[],
  writer: string | null,
): { resource: Resource; arn: NewValue }[] {
  const { sources } = DEPUTIES[service] as Deputy;
  const edges = targets.flatMap(id => graph.edgesTo(id)).filter(e => e.kind === 'trigger' || e.kind === 'invoke');
  const ids = [...new Set(edges.map(e => e.from))];
  const found: { resource: Resource; arn: NewValue }[] = [];
  for (const id of ids) {
    const resource = graph.resource(id);
    const attribute = resource ? sources[resource.type] : undefined;
    if (!resource || attribute === undefined || resource.condition !== null) continue;
    if (writer !== null && reaches(graph, id, new Set([writer]))) continue;
    // The ARN of an API's methods is no attribute of it.
    const arn: NewValue =
      attribute === ''
        ? { $sub: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${resource.logicalId}}/*` }
        : { $ref: id, attribute };
    found.push({ resource, arn });
  }
  return found.slice(0, 3);
}
