/** ARNs in policies. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { arnFault } from './arns.ts';
import { malformedArn } from './malformed-arn.ts';

const policy = (resource: string) => yaml`
  Parameters: { Bucket: { Type: String }, Region: { Type: String } }
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: ${resource} }]
`;

it.each([
  ['arn:aws:s3', 'fields'],
  ['arn:aws:lambda:us-east-1:123:function', 'account'],
  ['arn:aws:lambda:us-east-1:__ACCOUNT_ID__:function:x', null],
  ['', null],
  ['arn:amazon:s3:::x', 'partition'],
  ['arn:aws:lambda:us-east-1a:111122223333:function:x', 'region'],
  ['arn:aws:lambda:us-esat-1:111122223333:function:x', 'region'],
  ['arn:aws:cloudwatch-logs:us-east-1:111122223333:log-group:x', 'service'],
  ['arn:aws:iam:us-east-1::role/x', 'regional'],
  ['arn:aws:s3::111122223333:x', 's3'],
  ['ARN:aws:s3:::x', 'none'],
  ['my-bucket/*', 'none'],
  ['${…}', null],
  ['arn:${…}', null],
  ['arn:aws:${…}:x', null],
  ['arn:aws:s3:${…}:my-bucket', null],
  ['arn:aws:s3:::${…}', null],
  ['arn:aws:s3:*:*:my-bucket', null],
  ['arn:aws:s3:us-east-1:111122223333:accesspoint/x', null],
  ['arn:aws:s3:us-east-1:111122223333:*', null],
  ['arn:aws:s3:*', null],
  ['*', null],
  ['arn:*', null],
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', null],
  ['arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity x', null],
  ['arn:aws:ec2:us-east-1::image/ami-1', null],
  ['arn:aws:lambda:xx-new-1:111122223333:function:x', null],
])('%s: %s', (arn, fault) => expect(arnFault(arn)?.message ?? null).toBe(fault));

ruleTest(malformedArn, ({ check, fixed, offered }) => {
  check('a name in place of an ARN', policy('my-bucket'), [
    'error iam/malformed-arn "my-bucket": my-bucket is no ARN: it must be * or start with arn:.',
  ]);
  check(
    'principals',
    yaml`
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - Effect: Allow
                  Principal: { AWS: ['111122223333', 'arn:aws:iam::1111222233:root', !Sub 'arn:aws:iam::${'${AWS::AccountId}'}:root'] }
      #                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error iam/malformed-arn: 1111222233 in arn:aws:iam::1111222233:root is no account: an account has 12 digits.
                  Action: kms:*
                  Resource: '*'
    `,
  );
  check(
    'silent: what comes from elsewhere, policy variables, the short form of API Gateway',
    yaml`
      Parameters: { Bucket: { Type: String }, Region: { Type: String } }
      Resources:
        Api:
          Type: AWS::ApiGateway::RestApi
          Properties:
            Policy:
              Statement:
                - { Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/prod/GET/*' }
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: s3:GetObject
                  Resource:
                    - !Ref Bucket
                    - !Sub '${'${Bucket}'}/*'
                    - !Sub 'arn:aws:s3:${'${Region}'}:x:my-bucket'
                    - arn:aws:s3:::${'${aws:username}'}/*
    `,
    [],
  );
  it('takes the fields away', () => {
    expect(fixed(policy("'arn:aws:s3:eu-west-1:111122223333:reports/*'"))).toContain(
      "Resource: 'arn:aws:s3:::reports/*'",
    );
    expect(fixed(policy("!Sub 'arn:aws:s3:${AWS::Region}::x-${Bucket}/*'"))).toContain('arn:aws:s3:::x-${Bucket}/*');
  });
  it('can’t make up an account', () =>
    expect(offered(policy('arn:aws:lambda:us-east-1:123:function:x'))[0]).toContain('can’t be told'));
});
