import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedArn } from './hard-coded-arn.ts';

/** A template with one ARN in a property that takes one. */
const topic = (arn: string) => yaml`
  Parameters:
    Table: { Type: String, Default: orders }
    Key: { Type: String, Default: 'arn:aws:kms:eu-central-1:111122223333:key/1' }
  Mappings:
    Keys:
      eu-central-1: { Arn: 'arn:aws:kms:eu-central-1:111122223333:key/1' }
  Conditions:
    IsProd: !Equals [!Ref AWS::StackName, prod]
  Resources:
    Alarms:
      Type: AWS::SNS::Topic
      Properties:
        KmsMasterKeyId: ${arn}
`;

ruleTest(hardCodedArn, ({ check, fixed, offered }) => {
  check(
    'silent: a connection to a repository is made by hand',
    cdk`
      const connectionArn = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/0123';
      new cdk.CfnOutput(this, 'Connection', { value: connectionArn });
    `,
    [],
  );
  check(
    'silent: models are there in some regions alone',
    cdk`
      new iam.PolicyStatement({
        actions: ['bedrock:InvokeModel'],
        resources: ['arn:aws:bedrock:us-east-1::foundation-model/*', 'arn:aws:bedrock:us-west-2::foundation-model/*'],
      });
    `,
    [],
  );
  check(
    'silent: an application of the Serverless Application Repository is its author’s',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Alarms:
          Type: AWS::Serverless::Application
          Properties:
            Location:
              ApplicationId: arn:aws:serverlessrepo:us-east-1:111122223333:applications/alarms
              SemanticVersion: 1.0.0
    `,
    [],
  );
  check('account and region', topic('arn:aws:kms:eu-central-1:111122223333:key/1'), [
    'warning cdk/hard-coded-arn "arn:aws:kms:eu-central-1:111122223333:key/1": This ARN is tied to account 111122223333 and region eu-central-1.',
  ]);
  check(
    'silent in tests, however deep, and in templates of the CDK, where the app has chosen the environment',
    withFiles(
      yaml`
        Resources:
          Alarms:
            Type: AWS::SNS::Topic
            Metadata: { aws:cdk:path: Web/Alarms/Resource }
            Properties: { KmsMasterKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/1' }
      `,
      {
        'app/tests/unit/stacks/factories.ts':
          "import * as cdk from 'aws-cdk-lib';\nexport const key = 'arn:aws:kms:eu-central-1:111122223333:key/1';\n",
        'app/lib/testMocks.ts':
          "import * as cdk from 'aws-cdk-lib';\nexport const key = 'arn:aws:kms:eu-central-1:111122223333:key/1';\n",
      },
    ),
    [],
  );
  check('account alone', topic('!Sub arn:aws:kms:$' + '{AWS::Region}:111122223333:key/1'), [
    `warning cdk/hard-coded-arn "!Sub arn:aws:kms:\${AWS::Region}:111122223333:key/1": This ARN is tied to account 111122223333.`,
  ]);
  check('region alone', topic('!Sub arn:aws:kms:eu-central-1:$' + '{AWS::AccountId}:key/1'), [
    `information cdk/hard-coded-arn "!Sub arn:aws:kms:eu-central-1:\${AWS::AccountId}:key/1": This ARN is tied to region eu-central-1.`,
  ]);
  check('pseudo parameters are silent', topic('!Sub arn:aws:kms:$' + '{AWS::Region}:$' + '{AWS::AccountId}:key/1'), []);
  check('managed policies are silent', topic('arn:aws:iam::aws:policy/ReadOnlyAccess'), []);
  check('buckets are silent', topic('arn:aws:s3:::orders/*'), []);
  check('layers are silent', topic('arn:aws:lambda:eu-central-1:111122223333:layer:tools:7'), []);
  check(
    'certificates for CloudFront keep their region',
    topic('!Sub arn:aws:acm:us-east-1:$' + '{AWS::AccountId}:certificate/1'),
    [],
  );
  check('mappings are silent', topic('!FindInMap [Keys, !Ref AWS::Region, Arn]'), []);
  check('mappings with a known key are silent', topic('!FindInMap [Keys, eu-central-1, Arn]'), []);
  check('parameters are silent', topic('!Ref Key'), []);
  check('conditions are silent', topic('!If [IsProd, arn:aws:kms:eu-central-1:111122223333:key/1, alias/aws/sns]'), []);
  check(
    'principals and prose are silent',
    yaml`
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            Description: arn:aws:iam::111122223333:root may use it
            KeyPolicy:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: { AWS: arn:aws:iam::111122223333:root }
                  Action: kms:*
                  Resource: '*'
    `,
  );
  check(
    'a piece of a template string in CDK code',
    cdk`
      new iam.PolicyStatement({
        actions: ['logs:GetLogEvents'],
        resources: [${'`'}arn:aws:logs:eu-central-1:111122223333:log-group:${'$'}{id}:*${'`'}],
      });
    `,
    [
      'warning cdk/hard-coded-arn "arn:aws:logs:eu-central-1:111122223333:log-group:": This ARN is tied to account 111122223333 and region eu-central-1.',
    ],
  );
  check(
    'principals and comparisons in CDK code are silent',
    cdk`
      new iam.ArnPrincipal('arn:aws:iam::111122223333:role/reader');
      if (id === 'arn:aws:iam::111122223333:role/reader') throw new Error('no');
    `,
  );
  check(
    'configuration is silent',
    withFiles(cdk`new s3.Bucket(this, 'Files');`, {
      'lib/config.ts':
        "import * as cdk from 'aws-cdk-lib';\nexport const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1';\nexport const app = cdk.App;\n",
      'test/stack.test.ts':
        "import * as cdk from 'aws-cdk-lib';\nexport const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1';\nexport const app = cdk.App;\n",
      'test/__helpers__/stack.ts':
        "import * as cdk from 'aws-cdk-lib';\nexport const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1';\nexport const app = cdk.App;\n",
      'test/helpers/stack.ts':
        "import * as cdk from 'aws-cdk-lib';\nexport const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1';\nexport const app = cdk.App;\n",
    }),
    [],
  );

  it('writes pseudo parameters', () => {
    expect(fixed(topic('arn:aws:kms:eu-central-1:111122223333:key/1'))).toMatch(
      /KmsMasterKeyId: !Sub ['"]?arn:\$\{AWS::Partition\}:kms:\$\{AWS::Region\}:\$\{AWS::AccountId\}:key\/1/,
    );
  });
  it('keeps references and the region where only the account is fixed', () => {
    expect(fixed(topic('!Sub arn:aws:acm:us-east-1:111122223333:certificate/$' + '{Table}'))).toContain(
      'arn:$' + '{AWS::Partition}:acm:us-east-1:$' + '{AWS::AccountId}:certificate/$' + '{Table}',
    );
  });
  it('writes a template string in CDK code', () => {
    expect(
      fixed(cdk`
        new iam.PolicyStatement({
          actions: ['dynamodb:GetItem'],
          resources: ['arn:aws:dynamodb:eu-central-1:111122223333:table/orders'],
        });
      `),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_iam as iam } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new iam.PolicyStatement({
        actions: ['dynamodb:GetItem'],
        resources: [\`arn:\${cdk.Aws.PARTITION}:dynamodb:\${cdk.Aws.REGION}:\${cdk.Aws.ACCOUNT_ID}:table/orders\`],
      });
      }
      }
      "
    `);
  });
  it('leaves pieces of template strings alone', () => {
    expect(
      offered(cdk`
        new iam.PolicyStatement({
          actions: ['logs:GetLogEvents'],
          resources: [${'`'}arn:aws:logs:eu-central-1:111122223333:log-group:${'$'}{id}:*${'`'}],
        });
      `),
    ).toMatchInlineSnapshot(`
      [
        "refused: Fix cdk/hard-coded-arn (the ARN is a piece of a template string; use this.formatArn)",
      ]
    `);
  });
});
