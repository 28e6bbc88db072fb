/** Notifications of a bucket that would be sent twice for one object, which S3 refuses. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, asList, at, inScenario, scenarios, stringOf } from '../../core/value.ts';

/** The lists of a notification configuration; in each item `Event` and `Filter.S3Key.Rules`. */
const LISTS = ['LambdaConfigurations', 'QueueConfigurations', 'TopicConfigurations'];

interface Notification {
  readonly event: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly at: Exclude<Value, { readonly kind: 'absent' }>;
}

export const overlappingNotifications = defineRule({
  id: 's3/overlapping-notifications',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'An event of an object in a bucket goes to one destination.',
    why: `S3 takes no two notifications of one bucket for the same event whose prefixes and suffixes an object can have both: the
deployment fails with *Configurations overlap*. Two notifications share a prefix if one of them begins with the other, and a suffix
if one ends with the other; no filter is the prefix of everything. What is to go to several places goes to a topic, or through
EventBridge.`,
    bad: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              NotificationConfiguration:
                LambdaConfigurations:
                  - Event: s3:ObjectCreated:*
                    Function: !ImportValue Thumbnails
                QueueConfigurations:
                  - Event: s3:ObjectCreated:Put
                    Queue: !ImportValue Jobs
                    Filter: { S3Key: { Rules: [{ Name: suffix, Value: .png }] } }
      `,
      json`
        {
          "Resources": {
            "Files": {
              "Type": "AWS::S3::Bucket",
              "Properties": {
                "NotificationConfiguration": {
                  "TopicConfigurations": [
                    { "Event": "s3:ObjectRemoved:*", "Topic": { "Fn::ImportValue": "Removed" } },
                    { "Event": "s3:ObjectRemoved:*", "Topic": { "Fn::ImportValue": "Audit" } }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new s3.CfnBucket(this, 'Files', {
          notificationConfiguration: {
            queueConfigurations: [
              {
                event: 's3:ObjectCreated:*',
                queue: cdk.Fn.importValue('Jobs'),
                filter: { s3Key: { rules: [{ name: 'prefix', value: 'in/' }] } },
              },
              {
                event: 's3:ObjectCreated:*',
                queue: cdk.Fn.importValue('Reports'),
                filter: { s3Key: { rules: [{ name: 'prefix', value: 'in/reports/' }] } },
              },
            ],
          },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              NotificationConfiguration:
                LambdaConfigurations:
                  - Event: s3:ObjectCreated:*
                    Function: !ImportValue Thumbnails
                    Filter: { S3Key: { Rules: [{ Name: suffix, Value: .jpg }] } }
                QueueConfigurations:
                  - Event: s3:ObjectCreated:*
                    Queue: !ImportValue Jobs
                    Filter: { S3Key: { Rules: [{ Name: suffix, Value: .png }] } }
                  - Event: s3:ObjectRemoved:*
                    Queue: !ImportValue Removed
      `,
      json`
        {
          "Resources": {
            "Files": {
              "Type": "AWS::S3::Bucket",
              "Properties": {
                "NotificationConfiguration": {
                  "TopicConfigurations": [
                    { "Event": "s3:ObjectRemoved:Delete", "Topic": { "Fn::ImportValue": "Removed" } },
                    { "Event": "s3:ObjectCreated:*", "Topic": { "Fn::ImportValue": "Created" } }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new s3.CfnBucket(this, 'Files', {
          notificationConfiguration: {
            queueConfigurations: [
              {
                event: 's3:ObjectCreated:*',
                queue: cdk.Fn.importValue('Jobs'),
                filter: { s3Key: { rules: [{ name: 'prefix', value: 'in/' }] } },
              },
              {
                event: 's3:ObjectCreated:*',
                queue: cdk.Fn.importValue('Reports'),
                filter: { s3Key: { rules: [{ name: 'prefix', value: 'out/' }] } },
              },
            ],
          },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html'],
  },
  messages: {
    overlap: '{event}{filter} goes to another destination of {bucket}, too{when}: S3 takes one for each object.',
  },
  types: ['AWS::S3::Bucket'],

  *checkResource(resource) {
    for (const { value: configuration, when } of scenarios(at(resource.properties, 'NotificationConfiguration'))) {
      const all = LISTS.flatMap(list => asList(at(configuration, list))?.items ?? []).flatMap(notificationOf);
      for (const [i, later] of all.entries()) {
        const earlier = all.slice(0, i).find(other => overlaps(other, later));
        if (!earlier) continue;
        const filter = [later.prefix && ` below ${later.prefix}`, later.suffix && ` ending with ${later.suffix}`].join(
          '',
        );
        yield {
          message: 'overlap',
          at: later.at.span,
          params: { bucket: resource.logicalId, event: later.event, filter, when: inScenario(when) },
          related: [{ span: earlier.at.span, message: `${earlier.event} goes here` }],
          subject: String(i),
        };
      }
    }
  },
});

/** What an item is sent for; nothing where that can't all be seen. */
function notificationOf(item: Value): Notification[] {
  const event = at(item, 'Event');
  const name = stringOf(event);
  const rules = asList(at(item, 'Filter', 'S3Key', 'Rules'));
  if (name === null || event.kind === 'absent' || !rules?.complete) return [];
  const filter = new Map<string, string>();
  for (const rule of rules.items) {
    const kind = stringOf(at(rule, 'Name'))?.toLowerCase();
    const value = stringOf(at(rule, 'Value'));
    if (kind === undefined || value === null) return [];
    filter.set(kind, value);
  }
  return [{ event: name, prefix: filter.get('prefix') ?? '', suffix: filter.get('suffix') ?? '', at: event }];
}

function overlaps(a: Notification, b: Notification): boolean {
  const [one, other] = [a.event.replace(/\*$/, ''), b.event.replace(/\*$/, '')];
  // `s3:ObjectCreated:*` holds `s3:ObjectCreated:Put`, and an event without a star itself alone.
  const isSame =
    one === other ||
    (a.event.endsWith('*') && other.startsWith(one)) ||
    (b.event.endsWith('*') && one.startsWith(other));
  const begins = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  return isSame && begins && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix));
}
