/** Buckets that keep no earlier versions of their objects. */
import type { Intent } from '../../core/intent.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { has, setting } from '../setting.ts';
import { EXPIRATION_PROP, expirationIn } from './endless-versions.ts';

export const unversionedBucket = defineRule({
  id: 's3/unversioned-bucket',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Buckets keep earlier versions of their objects.',
    why: `Without versioning an object that is overwritten or deleted, by a bug, a person or ransomware, is gone. With it each write
makes a version and each deletion a marker, and everything can be had back; a lifecycle rule for noncurrent versions keeps the
cost down. It is for data that can’t be made again, and asked for by strict teams for all buckets.`,
    bad: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              VersioningConfiguration: { Status: Suspended }
      `,
      json`
        { "Resources": { "Files": { "Type": "AWS::S3::Bucket" } } }
      `,
      cdk`
        new s3.Bucket(this, 'Files');
      `,
    ],
    good: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              VersioningConfiguration: { Status: Enabled }
      `,
      cdk`
        new s3.Bucket(this, 'Files', { versioned: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html'],
    peers: ['CKV_AWS_21', 'trivy AWS-0090', 'Guard S3_BUCKET_VERSIONING_ENABLED'],
  },
  ...setting({
    places: { 'AWS::S3::Bucket': 'VersioningConfiguration.Status' },
    wrong: value => value.kind === 'absent' || stringOf(value) === 'Suspended',
    // Object Lock turns it on.
    concerns: resource => !has(resource, 'ObjectLockEnabled'),
    message: '{name} keeps no earlier versions of its objects{when}.',
    mend: null,
  }),
  fix({ resource }) {
    if (!resource) return 'the bucket is no longer there';
    const { properties, construct, id, logicalId } = resource;
    const status: Intent = {
      kind: 'setProperty',
      resource: id,
      path: ['VersioningConfiguration', 'Status'],
      value: 'Enabled',
    };
    // Versions that are kept for ever are what `s3/endless-versions` reports.
    if (at(properties, 'LifecycleConfiguration').kind !== 'absent')
      return [{ title: `Keep the versions of objects in ${logicalId}`, intents: [status], safety: 'review' }];
    const title = `Keep earlier versions of objects in ${logicalId} for 90 days`;
    if (construct?.level !== 2) return [{ title, intents: [status, expirationIn(resource)], safety: 'review' }];
    const { slot } = properties;
    if (!slot || !/^ts-(object|arguments)$/.test(slot.style) || slot.argument !== slot.argumentCount)
      return 'the props of the bucket stand elsewhere';
    const place = { ...slot.span, start: slot.end, end: slot.end };
    const intents: Intent[] = [];
    // Where there are props, one of them may say `versioned: false`.
    if (slot.style === 'ts-object' && !slot.empty) {
      const between = slot.multiline ? `,\n${slot.indent}` : ', ';
      intents.push(status, { kind: 'replaceText', span: place, text: between + EXPIRATION_PROP, names: true });
    } else {
      const props = `versioned: true, ${EXPIRATION_PROP}`;
      const text = slot.style === 'ts-object' ? ` ${props} ` : `, { ${props} }`;
      intents.push({ kind: 'replaceText', span: place, text, names: true });
    }
    return [{ title, intents, safety: 'review' }];
  },
});
