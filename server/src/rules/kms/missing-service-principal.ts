/** Keys that encrypt for a service of AWS whose policy does not let that service use them. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { NewValue } from '../../core/intent.ts';
import { type Value, asList, at, scenarios, stringOf, textParts } from '../../core/value.ts';
import { nameOf } from '../iam/statements.ts';

/** Who needs a key, for what, and what that shows in. */
interface Need {
  readonly key: Resource;
  /** `cloudtrail.amazonaws.com`. */
  readonly principal: string;
  /** `Trail`: what uses the key. */
  readonly user: Resource;
  readonly what: string;
  readonly at: SourceSpan;
}

/** For the trails of the account alone, as CloudTrail's manual has it. */
const OWN_TRAILS: NewValue = {
  $object: {
    StringLike: {
      $object: {
        'aws:SourceArn': { $sub: 'arn:${AWS::Partition}:cloudtrail:*:${AWS::AccountId}:trail/*' },
      },
    },
  },
};

export const missingServicePrincipal = defineRule({
  id: 'kms/missing-service-principal',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The policy of a key lets in the services that encrypt with it on their own.',
    why: `CloudTrail, CloudWatch Logs, and the services that send events (S3, EventBridge, SNS, CloudWatch alarms) use a key in their
own name: the permission of whoever set them up does not help. Without a statement for the service, the trail or the log group fails
at deployment, and notifications to an encrypted topic or queue are lost without a trace. A key with no policy of its own gives the
account permission and no service. The fix adds the statement; the services that use a key by somebody's permission (RDS, EBS,
Lambda, DynamoDB) need none and are not reported.`,
    bad: [
      yaml`
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: true
              KeyPolicy:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { AWS: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root' }
                    Action: kms:*
                    Resource: '*'
          Audit:
            Type: AWS::CloudTrail::Trail
            Properties:
              IsLogging: true
              S3BucketName: audit-logs
              KMSKeyId: !GetAtt Key.Arn
      `,
      json`
        {
          "Resources": {
            "Key": { "Type": "AWS::KMS::Key", "Properties": { "EnableKeyRotation": true } },
            "Logs": {
              "Type": "AWS::Logs::LogGroup",
              "Properties": { "RetentionInDays": 30, "KmsKeyId": { "Fn::GetAtt": ["Key", "Arn"] } }
            }
          }
        }
      `,
      cdk`
        const key = new kms.CfnKey(this, 'Key', { enableKeyRotation: true });
        new logs.CfnLogGroup(this, 'Logs', { retentionInDays: 30, kmsKeyId: key.attrArn });
      `,
    ],
    good: [
      yaml`
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: true
              KeyPolicy:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: !Sub 'logs.\${AWS::Region}.amazonaws.com' }
                    Action: [kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:Describe*]
                    Resource: '*'
          Logs:
            Type: AWS::Logs::LogGroup
            Properties:
              RetentionInDays: 30
              KmsKeyId: !GetAtt Key.Arn
      `,
      cdk`
        const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
        new sqs.Queue(this, 'Jobs', { encryptionMasterKey: key });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic.html',
    ],
  },
  messages: { missing: 'The policy of {key} does not let {principal} use it: {what}.' },

  *checkGraph({ graph }) {
    // One statement mends all that a service uses the key for.
    const seen = new Set<string>();
    for (const { key, principal, user, what, at: place } of needs(graph)) {
      // The constructs of the CDK add statements to the policy of a key, which only running the app shows.
      if (key.evidence === 'source' && key.construct !== null && key.construct.level !== 1) continue;
      if (seen.has(`${key.id} ${principal}`) || letsIn(graph, key, principal)) continue;
      seen.add(`${key.id} ${principal}`);
      yield {
        message: 'missing',
        at: place,
        params: { key: nameOf(key.id), principal, what },
        resource: user,
        related: [{ span: key.nameSpan, message: 'The key.' }],
        subject: principal,
        data: { key: key.id, principal },
      };
    }
  },

  fix({ data }, { graph }) {
    const { key, principal } = data as { readonly key: string; readonly principal: string };
    const beside = graph.statements.find(s => s.owner === key && s.attachedTo.includes(key));
    if (!beside) return 'the key has no policy to add the statement to';
    const isLogs = principal.startsWith('logs.');
    return [
      {
        title: `Let ${principal} use ${nameOf(key)}`,
        intents: [
          {
            kind: 'addStatement',
            beside,
            elements: {
              Effect: 'Allow',
              Principal: {
                $object: { Service: isLogs ? { $sub: 'logs.${AWS::Region}.amazonaws.com' } : principal },
              },
              Action: isLogs
                ? ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*']
                : principal.startsWith('cloudtrail.')
                  ? ['kms:GenerateDataKey*', 'kms:DescribeKey']
                  : ['kms:GenerateDataKey*', 'kms:Decrypt'],
              Resource: '*',
              // The same principal acts for the trails of all accounts.
              ...(principal.startsWith('cloudtrail.') ? { Condition: OWN_TRAILS } : {}),
            },
          },
        ],
        safety: 'review',
      },
    ];
  },
});

/** The key of the project that a property names, in whichever scenario, with the place. */
function keyIn(graph: ResourceGraph, resource: Resource, property: string): { key: Resource; at: SourceSpan } | null {
  for (const { value } of scenarios(at(resource.properties, property))) {
    if (value.kind !== 'reference' || value.target.kind !== 'resource') continue;
    const target = graph.resource(value.target.id);
    // Through an alias it is the key that counts.
    if (target?.type === 'AWS::KMS::Alias') return keyIn(graph, target, 'TargetKeyId');
    if (target?.type === 'AWS::KMS::Key') return { key: target, at: value.span };
  }
  return null;
}

/** Resources that a value or the items of a list refer to, with the places. */
function referred(graph: ResourceGraph, value: Value): readonly { target: Resource; at: SourceSpan }[] {
  return scenarios(value).flatMap(s =>
    (asList(s.value)?.items ?? []).flatMap(item =>
      scenarios(item).flatMap(({ value: found }) => {
        if (found.kind !== 'reference' || found.target.kind !== 'resource') return [];
        const target = graph.resource(found.target.id);
        return target ? [{ target, at: found.span }] : [];
      }),
    ),
  );
}

function* needs(graph: ResourceGraph): Generator<Need> {
  for (const [type, property, principal, what] of [
    ['AWS::CloudTrail::Trail', 'KMSKeyId', 'cloudtrail.amazonaws.com', 'the trail can’t be created'],
    ['AWS::Logs::LogGroup', 'KmsKeyId', 'logs.amazonaws.com', 'the log group can’t be created'],
  ] as const) {
    for (const user of graph.ofType(type)) {
      const found = keyIn(graph, user, property);
      if (found) yield { ...found, principal, user, what: `${what} (${user.logicalId})` };
    }
  }
  /** What a service sends to a topic or queue with a key. */
  function* sends(user: Resource, to: Value, principal: string): Generator<Need> {
    for (const { target, at: place } of referred(graph, to)) {
      if (target.type !== 'AWS::SNS::Topic' && target.type !== 'AWS::SQS::Queue') continue;
      const found = keyIn(graph, target, 'KmsMasterKeyId');
      if (!found) continue;
      const what = `what ${user.logicalId} sends to ${target.logicalId} is lost`;
      yield { key: found.key, at: place, principal, user, what };
    }
  }
  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']) {
    for (const alarm of graph.ofType(type)) {
      for (const property of ['AlarmActions', 'OKActions', 'InsufficientDataActions'])
        yield* sends(alarm, at(alarm.properties, property), 'cloudwatch.amazonaws.com');
    }
  }
  for (const rule of graph.ofType('AWS::Events::Rule')) {
    const targets = at(rule.properties, 'Targets');
    if (targets.kind !== 'list') continue;
    for (const target of targets.items) yield* sends(rule, at(target, 'Arn'), 'events.amazonaws.com');
  }
  for (const bucket of graph.ofType('AWS::S3::Bucket')) {
    for (const [list, name] of [
      ['QueueConfigurations', 'Queue'],
      ['TopicConfigurations', 'Topic'],
    ] as const) {
      const items = at(bucket.properties, 'NotificationConfiguration', list);
      if (items.kind !== 'list') continue;
      for (const item of items.items) yield* sends(bucket, at(item, name), 's3.amazonaws.com');
    }
  }
  for (const subscription of graph.ofType('AWS::SNS::Subscription')) {
    if (stringOf(at(subscription.properties, 'Protocol')) !== 'sqs') continue;
    yield* sends(subscription, at(subscription.properties, 'Endpoint'), 'sns.amazonaws.com');
  }
}

/** Whether the key's policy has a statement for the service; one that can't be seen may have. */
function letsIn(graph: ResourceGraph, key: Resource, principal: string): boolean {
  const policies = scenarios(at(key.properties, 'KeyPolicy'));
  if (policies.some(({ value }) => value.kind !== 'absent' && value.kind !== 'object')) return true;
  if (policies.some(({ value }) => value.kind === 'object' && !isReadable(value))) return true;
  const statements = graph.statements.filter(s => s.attachedTo.includes(key.id) && s.kind === 'resource');
  return statements.some(statement => allows(statement, principal));
}

/** Whether all statements of a policy document can be seen. */
function isReadable(document: Value): boolean {
  const statements = asList(at(document, 'Statement'));
  return statements?.complete === true && statements.items.every(item => item.kind === 'object' && item.complete);
}

function allows(statement: PolicyStatement, principal: string): boolean {
  if (stringOf(at(statement.elements, 'Effect')) === 'Deny') return false;
  const [service] = principal.split('.');
  return scenarios(at(statement.elements, 'Principal')).some(({ value }) => {
    if (value.kind === 'unknown') return true;
    if (stringOf(value) === '*') return true;
    const services = at(value, 'Service');
    if (services.kind === 'unknown') return true;
    if (scenarios(at(value, 'AWS')).some(s => asList(s.value)?.items.some(i => stringOf(i) === '*'))) return true;
    return scenarios(services).some(s =>
      (asList(s.value)?.items ?? []).some(item => {
        const first = textParts(item)?.[0];
        // `logs.${AWS::Region}.amazonaws.com` is the service, too; a hole at the start may be anything.
        return first === undefined || first.kind === 'hole' || first.text.startsWith(`${service}.`);
      }),
    );
  });
}
