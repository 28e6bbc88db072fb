/** Lifecycle rules that S3 refuses, or that delete objects before they are moved. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import { at, numberOf, stringOf } from '../../core/value.ts';

/** Classes to which objects can move only after 30 days in S3 Standard. */
const AFTER_30_DAYS = ['STANDARD_IA', 'ONEZONE_IA'];

export const invalidLifecycle = defineRule({
  id: 's3/invalid-lifecycle',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Lifecycle rules move objects in an order that S3 accepts, and delete them last.',
    why: `S3 refuses a rule whose objects expire on or before the day on which they move to another storage class, and one that moves
them to Standard-IA or One Zone-IA before they are 30 days old; the deployment fails. Choose the days so that each step comes after
the one before it.`,
    bad: [
      yaml`
        Resources:
          Archive:
            Type: AWS::S3::Bucket
            Properties:
              LifecycleConfiguration:
                Rules:
                  - Status: Enabled
                    ExpirationInDays: 90
                    Transitions: [{ StorageClass: GLACIER, TransitionInDays: 180 }]
      `,
      json`
        {
          "Resources": {
            "Archive": {
              "Type": "AWS::S3::Bucket",
              "Properties": {
                "LifecycleConfiguration": {
                  "Rules": [
                    { "Status": "Enabled", "Transitions": [{ "StorageClass": "STANDARD_IA", "TransitionInDays": 7 }] }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new s3.Bucket(this, 'Archive', {
          lifecycleRules: [
            {
              expiration: cdk.Duration.days(30),
              transitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: cdk.Duration.days(90) }],
            },
          ],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Archive:
            Type: AWS::S3::Bucket
            Properties:
              LifecycleConfiguration:
                Rules:
                  - Status: Enabled
                    ExpirationInDays: 365
                    Transitions:
                      - { StorageClass: STANDARD_IA, TransitionInDays: 30 }
                      - { StorageClass: GLACIER, TransitionInDays: 90 }
      `,
      cdk`
        new s3.Bucket(this, 'Archive', {
          lifecycleRules: [
            {
              expiration: cdk.Duration.days(365),
              transitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: cdk.Duration.days(90) }],
            },
          ],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html'],
  },
  messages: {
    expiration: 'Objects of {bucket} expire after {expire} days, before they would move to {class} after {days}.',
    early: 'Objects of {bucket} can’t move to {class} after {days} days: S3 wants 30 at least.',
  },
  types: ['AWS::S3::Bucket'],

  *checkResource(resource) {
    const rules = at(resource.properties, 'LifecycleConfiguration', 'Rules');
    if (rules.kind !== 'list') return;
    for (const [index, rule] of rules.items.entries()) {
      const path = ['LifecycleConfiguration', 'Rules', String(index)];
      if (stringOf(at(rule, 'Status')) === 'Disabled') continue;
      for (const [expiration, moves, days] of [
        [at(rule, 'ExpirationInDays'), movesOf(rule, 'Transition', 'Transitions'), 'TransitionInDays'],
        [
          at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays'),
          movesOf(rule, 'NoncurrentVersionTransition', 'NoncurrentVersionTransitions'),
          'TransitionInDays',
        ],
      ] as const) {
        for (const move of moves) {
          const after = numberOf(at(move.value, days));
          const to = stringOf(at(move.value, 'StorageClass'));
          const value = at(move.value, days);
          if (after === null || to === null || value.kind !== 'literal') continue;
          const params = { bucket: resource.logicalId, class: to, days: after };
          const place = [...path, ...move.path, days];
          if (AFTER_30_DAYS.includes(to) && after < 30 && days === 'TransitionInDays' && move.isCurrent) {
            yield { message: 'early', at: value.span, params, subject: place.join('.'), data: value };
            continue;
          }
          const expire = numberOf(expiration);
          if (expire === null || expire > after || expiration.kind !== 'literal') continue;
          yield {
            message: 'expiration',
            at: expiration.span,
            params: { ...params, expire },
            related: [{ span: value.span, message: `To ${to} after ${after} days.` }],
            subject: place.join('.'),
          };
          break;
        }
      }
    }
  },

  fix({ resource, message, data }) {
    if (!resource) return 'the bucket is no longer there';
    if (message !== 'early') return 'which of the two is meant is for you to say';
    return [
      {
        title: 'Move them after 30 days',
        intents: [{ kind: 'replaceValue', value: data as Value, with: 30 }],
        safety: 'review',
      },
    ];
  },
});

interface Move {
  readonly value: Value;
  readonly path: readonly string[];
  readonly isCurrent: boolean;
}

/** The transitions of a rule, of which there may be one or a list. */
function movesOf(rule: Value, one: string, many: string): readonly Move[] {
  const isCurrent = one === 'Transition';
  const single = at(rule, one);
  const list = at(rule, many);
  return [
    ...(single.kind === 'object' ? [{ value: single, path: [one], isCurrent }] : []),
    ...(list.kind === 'list'
      ? list.items.map((value, index) => ({ value, path: [many, String(index)], isCurrent }))
      : []),
  ];
}
