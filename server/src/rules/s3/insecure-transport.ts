/** Buckets that take requests without TLS. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Intent } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { asList, at, booleanOf, scenarios, stringOf, walk } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';

export const insecureTransport = defineRule({
  id: 's3/insecure-transport',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Buckets refuse requests without TLS.',
    why: `S3 answers plain HTTP, too, and a client with such a URL sends signed requests and objects readable to everybody on the way. SDKs
and the command line use HTTPS by themselves, so that nothing but a mistake is kept out: standards ask for it all the same. A
statement in the bucket's policy that denies everything where \`aws:SecureTransport\` is false does it; \`enforceSSL\` in the CDK.
Without running the app, the CDK's buckets are not judged, since their policies can't be seen.`,
    bad: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
      `,
      json`
        { "Resources": { "Files": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "files" } } } }
      `,
      cdk`
        new s3.CfnBucket(this, 'Files');
      `,
    ],
    good: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
          FilesPolicy:
            Type: AWS::S3::BucketPolicy
            Properties:
              Bucket: !Ref Files
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Deny
                    Principal: '*'
                    Action: s3:*
                    Resource: [!GetAtt Files.Arn, !Sub '\${Files.Arn}/*']
                    Condition: { Bool: { aws:SecureTransport: false } }
      `,
      cdk`
        new s3.Bucket(this, 'Files', { enforceSSL: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html'],
    peers: ['Guard S3_BUCKET_SSL_REQUESTS_ONLY', 'cdk-nag AwsSolutions-S10'],
  },
  messages: {
    insecure: 'Bucket {bucket} takes requests without TLS.',
    policy: '{bucket} doesn’t refuse requests without TLS.',
  },

  *checkGraph({ graph }) {
    for (const resource of graph.ofType('AWS::S3::Bucket')) {
      const { construct, evidence } = resource;
      if (construct !== null && construct.level !== 1 && evidence === 'source') continue;
      if (refusesPlain(graph, resource)) continue;
      yield { message: 'insecure', at: resource.nameSpan, params: { bucket: resource.logicalId }, resource };
    }
    // A bucket has one policy: where it is of another stack, its policy says all there is.
    const known = new Set(graph.ofType('AWS::S3::Bucket').flatMap(bucket => policiesOf(graph, bucket)));
    for (const resource of graph.ofType('AWS::S3::BucketPolicy')) {
      if (known.has(resource) || !isExact(resource) || resource.owner.kind !== 'yours' || denies(resource)) continue;
      yield { message: 'policy', at: resource.nameSpan, params: { bucket: resource.logicalId }, resource };
    }
  },

  fix({ resource }, { graph }) {
    if (!resource) return 'the bucket is no longer there';
    const title = `Refuse requests to ${resource.logicalId} without TLS`;
    if (resource.type === 'AWS::S3::BucketPolicy') return 'add the statement to the policy';
    if (resource.construct?.level === 2) {
      const intent: Intent = { kind: 'setKey', object: resource.properties, key: 'enforceSSL', value: true };
      return [{ title, intents: [intent], safety: 'review' }];
    }
    if (policiesOf(graph, resource).length > 0) return 'the bucket has a policy already: add to it';
    const arn = { $ref: resource.id, attribute: 'Arn' };
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [arn, { ...arn, suffix: '/*' }],
      Condition: { $object: { Bool: { $object: { 'aws:SecureTransport': 'false' } } } },
    };
    return [
      {
        title,
        intents: [
          {
            kind: 'addResource',
            near: resource.id,
            logicalId: `${resource.logicalId}Policy`,
            type: 'AWS::S3::BucketPolicy',
            properties: {
              Bucket: { $ref: resource.id, attribute: null },
              PolicyDocument: { $object: { Version: '2012-10-17', Statement: [{ $object: statement }] } },
            },
          },
        ],
        safety: 'review',
      },
    ];
  },
});

/** The policies of a bucket, by what they refer to. */
function policiesOf(graph: ResourceGraph, bucket: Resource): readonly Resource[] {
  return graph.ofType('AWS::S3::BucketPolicy').filter(policy =>
    scenarios(at(policy.properties, 'Bucket')).some(({ value }) => {
      if (value.kind === 'unknown' || value.kind === 'text') return true;
      if (value.kind === 'reference') return value.target.kind !== 'resource' || value.target.id === bucket.id;
      return stringOf(value) !== null && stringOf(value) === stringOf(at(bucket.properties, 'BucketName'));
    }),
  );
}

function refusesPlain(graph: ResourceGraph, bucket: Resource): boolean {
  return policiesOf(graph, bucket).some(denies);
}

/** Whether a policy denies what comes without TLS; one that can't be seen may. */
function denies(policy: Resource): boolean {
  const statements = asList(at(policy.properties, 'PolicyDocument', 'Statement'));
  if (!statements?.complete) return true;
  return statements.items.some(statement => {
    if (statement.kind !== 'object') return true;
    let isMentioned = false;
    walk(at(statement, 'Condition'), (value, path) => {
      // `Bool: { aws:SecureTransport: true }` in a denial refuses what is encrypted.
      const isInverted = booleanOf(value) === true && path.includes('Bool');
      if (value.kind === 'unknown' || (/^aws:securetransport$/i.test(path.at(-1) ?? '') && !isInverted))
        isMentioned = true;
    });
    return isMentioned && stringOf(at(statement, 'Effect')) !== 'Allow';
  });
}
