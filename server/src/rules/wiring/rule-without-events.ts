/** Reports buckets whose events a rule of EventBridge waits for, and that send it none. */
import type { SourceSpan } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Scenario, type Value, asList, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { compatible, itemsOf } from '../iam/statements.ts';

/**
 * What S3 itself sends; other events of S3, such as `AWS API Call via CloudTrail`, come from a trail.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
const SENT = new Set([
  'Object Created',
  'Object Deleted',
  'Object Restore Initiated',
  'Object Restore Completed',
  'Object Restore Expired',
  'Object Storage Class Changed',
  'Object Access Tier Changed',
  'Object ACL Updated',
  'Object Tags Added',
  'Object Tags Deleted',
]);

export const ruleWithoutEvents = defineRule({
  id: 'wiring/rule-without-events',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Buckets whose events a rule of EventBridge waits for send them.',
    why: `A bucket tells EventBridge nothing until its notifications say so (\`EventBridgeConfiguration\`). A rule for its
\`Object Created\` is accepted all the same, never matches, and no error says why. Only buckets that a pattern refers to in the same
template are looked at. Left alone are those of constructs, which may switch it on later, and those that a custom resource, or code
that is permitted to, may configure.`,
    bad: [
      yaml`
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
          Uploaded:
            Type: AWS::Events::Rule
            Properties:
              EventPattern:
                source: [aws.s3]
                detail-type: [Object Created]
                detail: { bucket: { name: [!Ref Uploads] } }
              Targets:
                - Id: Import
                  Arn: arn:aws:lambda:eu-west-1:111122223333:function:import
      `,
      json`
        {
          "Transform": "AWS::Serverless-2016-10-31",
          "Resources": {
            "Uploads": {
              "Type": "AWS::S3::Bucket",
              "Properties": {
                "NotificationConfiguration": { "EventBridgeConfiguration": { "EventBridgeEnabled": false } }
              }
            },
            "Import": {
              "Type": "AWS::Serverless::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "import.handler",
                "CodeUri": "import/",
                "Events": {
                  "Uploaded": {
                    "Type": "EventBridgeRule",
                    "Properties": {
                      "Pattern": {
                        "source": ["aws.s3"],
                        "detail-type": ["Object Created"],
                        "resources": [{ "Fn::GetAtt": ["Uploads", "Arn"] }]
                      }
                    }
                  }
                }
              }
            }
          }
        }
      `,
      cdk`
        const uploads = new s3.CfnBucket(this, 'Uploads');
        new events.CfnRule(this, 'Uploaded', {
          eventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { bucket: { name: [uploads.ref] } },
          },
          targets: [{ id: 'Import', arn: 'arn:aws:lambda:eu-west-1:111122223333:function:import' }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              NotificationConfiguration:
                EventBridgeConfiguration:
                  EventBridgeEnabled: true
          Uploaded:
            Type: AWS::Events::Rule
            Properties:
              EventPattern:
                source: [aws.s3]
                detail-type: [Object Created]
                detail: { bucket: { name: [!Ref Uploads] } }
              Targets:
                - Id: Import
                  Arn: arn:aws:lambda:eu-west-1:111122223333:function:import
      `,
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads', { eventBridgeEnabled: true });
        new events.Rule(this, 'Uploaded', {
          eventPattern: {
            source: ['aws.s3'],
            detailType: ['Object Created'],
            detail: { bucket: { name: [uploads.bucketName] } },
          },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html',
    ],
  },
  messages: { silent: '{bucket} sends EventBridge no events{when}, and {rules} waits for them.' },

  *checkConnected({ graph }) {
    const waiting = new Map<string, Waiting[]>();
    for (const { rule, pattern } of patternsIn(graph))
      for (const { bucket, span } of bucketsOf(pattern))
        waiting.set(bucket, [...(waiting.get(bucket) ?? []), { rule, span }]);
    for (const [id, all] of waiting) {
      const bucket = graph.resource(id);
      const rules = all.filter(({ rule }) => rule.stack === bucket?.stack);
      const [first] = rules;
      if (!bucket || !first || !isWhole(bucket) || isConfigured(graph, bucket)) continue;
      const path = ['NotificationConfiguration', 'EventBridgeConfiguration'];
      // The rule may be there only where the bucket sends them.
      const isMet = ({ when }: Scenario) =>
        rules.some(({ rule: { condition } }) => compatible(when, condition === null ? [] : [condition]));
      const fault =
        scenarios(at(bucket.properties, ...path)).find(s => s.value.kind === 'absent' && isMet(s)) ??
        scenarios(at(bucket.properties, ...path, 'EventBridgeEnabled')).find(
          s => booleanOf(s.value) === false && isMet(s),
        );
      if (!fault) continue;
      const { value, when } = fault;
      yield {
        message: 'silent',
        at: value.kind === 'absent' ? bucket.nameSpan : value.span,
        params: { bucket: bucket.logicalId, rules: first.rule.logicalId, when: inScenario(when) },
        resource: bucket,
        related: rules.map(({ rule, span }) => ({ span, message: `${rule.logicalId} waits for its events` })),
      };
    }
  },
  fix({ resource }) {
    if (!resource) return 'the bucket is no longer there';
    const path = ['NotificationConfiguration', 'EventBridgeConfiguration', 'EventBridgeEnabled'];
    return [
      {
        title: `Let ${resource.logicalId} send its events to EventBridge`,
        intents: [{ kind: 'setProperty', resource: resource.id, path, value: true }],
        safety: 'review',
      },
    ];
  },
});

/** Who waits for the events of a bucket, and where it says so. */
interface Waiting {
  readonly rule: Resource;
  readonly span: SourceSpan;
}

/** The patterns of rules on the default bus, which is where S3 sends to, that are not disabled. */
function* patternsIn(graph: ResourceGraph): Generator<{ readonly rule: Resource; readonly pattern: Value }> {
  for (const rule of graph.ofType('AWS::Events::Rule')) {
    if (isWatching(rule.properties)) yield { rule, pattern: at(rule.properties, 'EventPattern') };
  }
  for (const type of ['AWS::Serverless::Function', 'AWS::Serverless::StateMachine'])
    for (const rule of graph.ofType(type)) {
      const events = at(rule.properties, 'Events');
      for (const { value } of events.kind === 'object' ? events.entries : []) {
        const properties = at(value, 'Properties');
        if (!/^(EventBridgeRule|CloudWatchEvent)$/.test(stringOf(at(value, 'Type')) ?? '')) continue;
        if (isWatching(properties)) yield { rule, pattern: at(properties, 'Pattern') };
      }
    }
}

function isWatching(properties: Value): boolean {
  const bus = at(properties, 'EventBusName');
  if (bus.kind !== 'absent' && stringOf(bus) !== 'default') return false;
  return at(properties, 'Enabled').kind === 'absent' && !/^DISABLED$/i.test(stringOf(at(properties, 'State')) ?? '');
}

/** The buckets that a pattern for what S3 sends refers to. */
function bucketsOf(pattern: Value): readonly { readonly bucket: string; readonly span: SourceSpan }[] {
  const isOnly = (key: string, isMeant: (text: string) => boolean) => {
    const list = asList(at(pattern, key));
    return list?.complete && list.items.length > 0 && list.items.every(item => isMeant(stringOf(item) ?? ''));
  };
  if (!isOnly('source', text => text === 'aws.s3') || !isOnly('detail-type', text => SENT.has(text))) return [];
  const named = (value: Value, attribute: string | null) =>
    (asList(value)?.items ?? []).flatMap(item =>
      item.kind === 'reference' && item.target.kind === 'resource' && item.attribute === attribute
        ? [{ bucket: item.target.id, span: item.span }]
        : [],
    );
  return [...named(at(pattern, 'detail', 'bucket', 'name'), null), ...named(at(pattern, 'resources'), 'Arn')];
}

/** Whether what a bucket says of its notifications is seen: a construct switches them on by a resource of its own. */
function isWhole({ type, properties, language, construct, owner }: Resource): boolean {
  const isWritten = language !== 'typescript' || construct?.level === 1;
  return type === 'AWS::S3::Bucket' && owner.kind === 'yours' && properties.complete && isWritten;
}

/** Whether something else may configure a bucket's notifications: a custom resource, or code that is permitted to. */
function isConfigured(graph: ResourceGraph, { id }: Resource): boolean {
  const byResource = graph.edgesTo(id, 'reference').some(({ from }) => {
    const type = graph.resource(from)?.type ?? '';
    return /^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type) && type !== 'Custom::S3AutoDeleteObjects';
  });
  return (
    byResource ||
    graph.statements.some(({ elements }) =>
      itemsOf(at(elements, 'Action')).items.some(({ value }) =>
        /^s3:PutBucketNotification/i.test(stringOf(value) ?? ''),
      ),
    )
  );
}
