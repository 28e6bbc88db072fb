/** structure/replaced-resource */
import { expect, it } from 'vitest';
import { cdk, edited, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { replacedResource } from './replaced-resource.ts';

const construct = (inner: string, outer: string) => cdk`
  import * as cdk from 'aws-cdk-lib';
  import * as s3 from 'aws-cdk-lib/aws-s3';
  import * as sqs from 'aws-cdk-lib/aws-sqs';
  import { Construct } from 'constructs';
  class Storage extends Construct {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      new s3.Bucket(this, '${inner}');
      new sqs.Queue(this, 'Jobs');
      new sqs.QueuePolicy(this, 'Policy', { queues: [] });
    }
  }
  export class TestStack extends cdk.Stack {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      new Storage(this, '${outer}');
    }
  }
`;
const inStack = (text: string) => cdk`${text}`;

ruleTest(replacedResource, ({ check, fixed, offered }) => {
  check('the id of the construct', edited(construct('Uploads', 'Storage'), construct('Files', 'Storage')), [
    'warning structure/replaced-resource "\'Files\'": With Files in place of Uploads (HEAD), CloudFormation makes Files (AWS::S3::Bucket) anew, without the data.',
  ]);
  check(
    'the id of a construct around it, once',
    edited(construct('Uploads', 'Storage'), construct('Uploads', 'Store')),
    [
      'warning structure/replaced-resource "\'Store\'": With Store in place of Storage (HEAD), CloudFormation makes Uploads (AWS::S3::Bucket), Jobs (AWS::SQS::Queue) anew, without the data.',
    ],
  );
  check(
    'moved into a construct',
    edited(
      inStack("this.uploads = new s3.Bucket(this, 'Uploads', { bucketName: 'acme' });\nnew sqs.Queue(this, 'Jobs');"),
      inStack(
        "this.uploads = new s3.Bucket(new Construct(this, 'Storage'), 'Uploads', { bucketName: 'acme' });\nnew sqs.Queue(this, 'Jobs');",
      ),
    ),
    [
      'warning structure/replaced-resource "s3.Bucket": At HEAD this was TestStack/Uploads; from here CloudFormation makes Uploads (AWS::S3::Bucket) anew, without the data.',
    ],
  );
  check(
    'silent: the file cannot be read as before',
    edited(construct('Uploads', 'Storage'), cdk`import { Stack }`),
    [],
  );
  check(
    'silent: another thing altogether, and what holds no data',
    edited(
      yaml`
        Resources:
          Old: { Type: AWS::S3::Bucket, Properties: { BucketName: old, AccessControl: Private } }
          Topic: { Type: AWS::SNS::Topic }
      `,
      yaml`
        Resources:
          New: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }
          Messages: { Type: AWS::SNS::Topic, Properties: { TopicName: messages } }
      `,
    ),
    [],
  );
  check(
    'silent: the stack has another name',
    edited(
      inStack("new s3.Bucket(this, 'Uploads');"),
      cdk`
      import * as cdk from 'aws-cdk-lib';
      import * as s3 from 'aws-cdk-lib/aws-s3';
      import { Construct } from 'constructs';
      export class OtherStack extends cdk.Stack {
        constructor(scope: Construct, id: string) {
          super(scope, id);
          new s3.Bucket(this, 'Uploads');
        }
      }
    `,
    ),
    [],
  );
  check(
    'silent: a name that cannot be seen',
    edited(
      inStack("new s3.Bucket(this, 'Uploads', { bucketName: 'acme' });"),
      inStack("new s3.Bucket(this, 'Uploads', { bucketName: process.env.NAME });"),
    ),
    [],
  );
  check(
    'a name that was taken away',
    edited(
      inStack("new s3.Bucket(this, 'Uploads', { bucketName: 'acme' });"),
      inStack("new s3.Bucket(this, 'Uploads', {});"),
    ),
    [
      'warning structure/replaced-resource "s3.Bucket": BucketName is another than at HEAD, so CloudFormation makes Uploads (AWS::S3::Bucket) anew, without the data.',
    ],
  );

  it('puts the id back', () => {
    const renamed = edited(construct('Uploads', 'Storage'), construct('Uploads', 'Store'));
    expect(fixed(renamed)).toContain("new Storage(this, 'Storage')");
    expect(offered(renamed)[0]).toBe('review: Go back to the id Storage');
  });
  it('puts a value back', () => {
    const uri = (name: string) => inStack(`new s3.Bucket(this, 'Uploads', { bucketName: '${name}' });`);
    expect(fixed(edited(uri('acme'), uri('other')))).toContain("{ bucketName: 'acme' }");
    const key = (type: string) => yaml`
      Resources:
        Uploads:
          Type: AWS::S3::Bucket
          Properties:
            BucketName: ${type} # ours
    `;
    expect(fixed(edited(key('acme'), key('other')))).toContain('BucketName: acme # ours');
    expect(offered(edited(key('acme'), key('other')))[0]).toBe('review: Give Uploads its BucketName back');
  });
});
