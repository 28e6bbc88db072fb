/** Buckets with an ACL that S3 refuses, because ACLs are off. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';

/** ACLs that say no more than what holds without any. */
const HARMLESS = ['Private', 'BucketOwnerFullControl', 'BucketOwnerRead', 'AwsExecRead'];

export const aclWithoutOwnership = defineRule({
  id: 's3/acl-without-ownership',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'A bucket that has an ACL says who owns its objects.',
    why: `Since April 2023 new buckets have ACLs switched off. A canned ACL such as \`LogDeliveryWrite\` without \`OwnershipControls\` fails
at deployment: *Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting*. Better than switching them on is a
bucket policy: S3's access logs are delivered with one for \`logging.s3.amazonaws.com\`.`,
    bad: [
      yaml`
        Resources:
          Logs:
            Type: AWS::S3::Bucket
            Properties:
              AccessControl: LogDeliveryWrite
      `,
      json`
        { "Resources": { "Logs": { "Type": "AWS::S3::Bucket", "Properties": { "AccessControl": "LogDeliveryWrite" } } } }
      `,
      cdk`
        new s3.CfnBucket(this, 'Logs', { accessControl: 'LogDeliveryWrite' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Logs:
            Type: AWS::S3::Bucket
            Properties:
              AccessControl: LogDeliveryWrite
              OwnershipControls:
                Rules:
                  - ObjectOwnership: BucketOwnerPreferred
      `,
      cdk`
        new s3.Bucket(this, 'Logs', {
          accessControl: s3.BucketAccessControl.LOG_DELIVERY_WRITE,
          objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html'],
    peers: ['cfn-lint E3045', 'cfn-lint W3045'],
  },
  messages: { refused: 'S3 refuses the ACL {acl} of {bucket}{when}: its objects’ ownership is not set.' },
  types: ['AWS::S3::Bucket'],

  *checkResource(resource) {
    const { properties } = resource;
    // The CDK's bucket adds the ownership for logs; what reading can't see, running it can.
    if (resource.construct?.level === 2 && resource.evidence === 'source') return;
    if (at(properties, 'OwnershipControls').kind !== 'absent') return;
    for (const { value, when } of scenarios(at(properties, 'AccessControl'))) {
      const acl = stringOf(value);
      // What makes a bucket public is reported as that.
      if (acl === null || value.kind !== 'literal' || HARMLESS.includes(acl) || /^(Public|Authenticated)/.test(acl))
        continue;
      yield {
        message: 'refused',
        at: value.span,
        params: { acl, bucket: resource.logicalId, when: inScenario(when) },
      };
    }
  },

  fix({ resource }) {
    if (!resource) return 'the bucket is no longer there';
    const { id, logicalId } = resource;
    return [
      {
        title: `Let ${logicalId} have ACLs`,
        intents: [
          {
            kind: 'setProperty',
            resource: id,
            path: ['OwnershipControls', 'Rules'],
            value: [{ $object: { ObjectOwnership: 'BucketOwnerPreferred' } }],
          },
        ],
        safety: 'review',
      },
      {
        title: `Remove the ACL of ${logicalId}`,
        intents: [{ kind: 'removeProperty', resource: id, path: ['AccessControl'] }],
        safety: 'review',
      },
    ];
  },
});
