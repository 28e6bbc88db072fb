/** Condition keys. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unknownConditionKey } from './unknown-condition-key.ts';

const policy = (action: string, condition: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: Allow, Action: ${action}, Resource: '*', Condition: ${condition} }]
`;

ruleTest(unknownConditionKey, ({ check, fixed }) => {
  check('a key of the service that there is not', policy('s3:ListBucket', '{ StringLike: { s3:prefixes: x } }'), [
    'warning iam/unknown-condition-key "s3:prefixes": There is no condition key s3:prefixes; the nearest is s3:prefix.',
  ]);
  check('no prefix', policy('s3:ListBucket', '{ IpAddress: { SourceIp: 10.0.0.0/8 } }'), [
    'warning iam/unknown-condition-key "SourceIp": SourceIp is no condition key: it needs a prefix such as aws: or that of a service; the nearest is aws:SourceIp.',
  ]);
  check('a key that the action does not know', policy('s3:GetObject', '{ StringLike: { s3:prefix: x } }'), [
    'warning iam/unknown-condition-key "s3:prefix": No request of s3:GetObject has s3:prefix, so the condition never holds.',
  ]);
  check(
    'silent: any case, one action that knows it, all that we can’t know',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Federated: x }
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      oidc.eks.eu-west-1.amazonaws.com/id/A1:sub: system:serviceaccount:default:app
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
                      cognito-identity.amazonaws.com:aud: x
                - Effect: Allow
                  Principal: { AWS: '111122223333' }
                  Action: sts:AssumeRole
                  Condition: { StringEquals: { sts:ExternalId: x } }
            Policies:
              - PolicyName: all
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [s3:Get*, s3:ListBucket]
                      Resource: '*'
                      Condition: { StringLike: { S3:Prefix: x, 's3:ExistingObjectTag/team': x, 'AWS:requesttag/Team': y } }
                    - Effect: Allow
                      Action: s3:GetObject
                      Resource: '*'
                      Condition: { StringEqualsIfExists: { s3:prefix: x }, 'Null': { s3:prefix: true } }
                    - Effect: Allow
                      Action: states:InvokeHTTPEndpoint
                      Resource: '*'
                      Condition: { StringEquals: { states:HTTPMethod: GET, aws:ARN: x } }
                    - Effect: Allow
                      Action: !Ref Actions
                      Resource: '*'
                      Condition: { StringEquals: { s3:prefix: x, brandnew:Key: y } }
                    - Effect: Allow
                      NotAction: s3:GetObject
                      Resource: '*'
                      Condition: { StringEquals: { ec2:Region: x } }
    `,
    [],
  );
  it('writes the key in its quotes', () => {
    expect(fixed(policy('s3:ListBucket', "{ StringLike: { 's3:prefixes': x } }"))).toContain("{ 's3:prefix': x }");
    expect(fixed(policy('s3:ListBucket', '{ IpAddress: { aws:SourceIP4: 10.0.0.0/8 } }'))).toContain(
      'aws:SourceIp: 10',
    );
  });
  it('keeps the part that the user chose', () =>
    expect(fixed(policy('ec2:RunInstances', "{ StringEquals: { 'aws:RequestTags/team': x } }"))).toContain(
      "'aws:RequestTag/team'",
    ));
});
