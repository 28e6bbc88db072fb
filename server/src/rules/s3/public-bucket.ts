/** Buckets that are opened to everybody, or whose protection against it is switched off. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';

/** The four switches of the public access block; each absent one is off, once the block is written. */
const FLAGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

/** Canned ACLs that let others in, with what they may do. */
const PUBLIC_ACLS: Readonly<Record<string, string>> = {
  PublicRead: 'read it',
  PublicReadWrite: 'read it and write to it',
  AuthenticatedRead: 'with any AWS account read it',
};

interface Data {
  readonly kind: 'acl' | 'block';
}

export const publicBucket = defineRule({
  id: 's3/public-bucket',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Buckets keep the public out, unless they are meant for it.',
    why: `A new bucket blocks public access by itself. Switching the block off, or giving the bucket a public ACL, leaves a
single policy statement between its objects and everybody on the internet, and public buckets are how most leaks of data
from AWS came about. A website is better served by CloudFront with an origin access control, which leaves the bucket private.
A bucket without the block in the template is not reported: AWS has blocked it by default since April 2023.`,
    bad: [
      yaml`
        Resources:
          Site:
            Type: AWS::S3::Bucket
            Properties:
              PublicAccessBlockConfiguration:
                BlockPublicAcls: true
                BlockPublicPolicy: false
                IgnorePublicAcls: true
                RestrictPublicBuckets: false
      `,
      json`
        { "Resources": { "Site": { "Type": "AWS::S3::Bucket", "Properties": { "AccessControl": "PublicRead" } } } }
      `,
      cdk`
        new s3.Bucket(this, 'Site', { accessControl: s3.BucketAccessControl.PUBLIC_READ });
      `,
    ],
    good: [
      yaml`
        Resources:
          Site:
            Type: AWS::S3::Bucket
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              PublicAccessBlockConfiguration:
                BlockPublicAcls: true
                BlockPublicPolicy: true
                IgnorePublicAcls: true
                RestrictPublicBuckets: true
      `,
      cdk`
        new s3.Bucket(this, 'Site', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
    ],
    peers: ['cdk-nag AwsSolutions-S2', 'CKV_AWS_20', 'CKV_AWS_53', 'CKV_AWS_57', 'cfn_nag F14', 'Sonar S6281'],
  },
  messages: {
    acl: 'The ACL {acl} lets everybody {what}: bucket {bucket}{when}.',
    block: 'Bucket {bucket} switches {flags} off{when}, so that it can be made public.',
  },
  types: ['AWS::S3::Bucket'],

  *checkResource(resource) {
    const { properties } = resource;
    for (const { value, when } of scenarios(at(properties, 'AccessControl'))) {
      const acl = stringOf(value);
      const what = acl !== null && Object.hasOwn(PUBLIC_ACLS, acl) ? PUBLIC_ACLS[acl] : undefined;
      if (acl === null || what === undefined || value.kind !== 'literal') continue;
      const data: Data = { kind: 'acl' };
      yield {
        message: 'acl',
        at: value.span,
        params: { acl, what, bucket: resource.logicalId, when: inScenario(when) },
        subject: 'acl',
        data,
      };
      // A public ACL needs the block to be off: that has the same cause.
      return;
    }
    for (const block of scenarios(at(properties, 'PublicAccessBlockConfiguration'))) {
      if (block.value.kind !== 'object') continue;
      const off = FLAGS.flatMap(flag =>
        scenarios(at(block.value, flag), block.when)
          .filter(s => s.value.kind === 'literal' && booleanOf(s.value) === false)
          .map(s => ({ flag, ...s })),
      );
      const [first] = off;
      if (!first || first.value.kind === 'absent') continue;
      const data: Data = { kind: 'block' };
      yield {
        message: 'block',
        at: first.value.span,
        params: {
          bucket: resource.logicalId,
          flags: off.length === FLAGS.length ? 'the whole public access block' : off.map(o => o.flag).join(' and '),
          when: inScenario(first.when),
        },
        // The ACL switches matter little where ACLs are disabled, as they are by default.
        severity: off.some(o => o.flag === 'BlockPublicPolicy' || o.flag === 'RestrictPublicBuckets')
          ? 'error'
          : 'warning',
        subject: 'block',
        data,
      };
    }
  },

  fix(signal) {
    const { resource } = signal;
    if (!resource) return 'the bucket is no longer there';
    const close = FLAGS.map(flag => ({
      kind: 'setProperty' as const,
      resource: resource.id,
      path: ['PublicAccessBlockConfiguration', flag],
      value: true,
    }));
    if ((signal.data as Data).kind === 'acl') {
      // The block that the ACL needed to be off has no more reason to be.
      const isOff = FLAGS.some(
        flag => booleanOf(at(resource.properties, 'PublicAccessBlockConfiguration', flag)) === false,
      );
      return [
        {
          title: `Remove the public ACL of ${resource.logicalId}`,
          intents: [
            { kind: 'removeProperty', resource: resource.id, path: ['AccessControl'] },
            ...(isOff ? close : []),
          ],
          safety: 'review',
        },
      ];
    }
    return [
      {
        title: `Block public access to ${resource.logicalId}`,
        intents: close,
        safety: 'review',
      },
    ];
  },
});
