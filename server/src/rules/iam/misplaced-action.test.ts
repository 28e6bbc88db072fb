/** Actions in the wrong kind of policy. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { misplacedAction } from './misplaced-action.ts';

const trust = (principal: string, action: string) => yaml`
  Resources:
    Deploy:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement: [{ Effect: Allow, Principal: ${principal}, Action: ${action} }]
`;

ruleTest(misplacedAction, ({ check, fixed, offered }) => {
  check(
    'the policy of a queue speaks of topics',
    yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: sns.amazonaws.com }
                  Action: [SQS:SendMessage, 'sns:*']
      #                                     ^^^^^^^ error iam/misplaced-action: The policy of JobsPolicy can’t speak of sns:*: it takes actions of sqs alone.
                  Resource: !GetAtt Jobs.Arn
    `,
  );
  check('a trust policy that gives permissions', trust('{ Service: lambda.amazonaws.com }', 's3:GetObject'), [
    'error iam/misplaced-action "s3:GetObject": A trust policy can’t speak of s3:GetObject: it takes sts:AssumeRole and its kin alone.',
  ]);
  check('a service with web identity', trust('{ Service: lambda.amazonaws.com }', 'sts:AssumeRoleWithWebIdentity'), [
    'error iam/misplaced-action "sts:AssumeRoleWithWebIdentity": sts:AssumeRoleWithWebIdentity is for identity providers; the principals here use sts:AssumeRole.',
  ]);
  check(
    'silent: all that is right, patterns, unknown actions, several kinds of principals, session policies',
    yaml`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Federated: cognito-identity.amazonaws.com }
                  Action: [sts:AssumeRoleWithWebIdentity, sts:TagSession]
                - Effect: Allow
                  Principal: { Federated: !Ref Provider, Service: ec2.amazonaws.com }
                  Action: sts:AssumeRole
                - Effect: Allow
                  Principal: !Ref Whoever
                  Action: sts:AssumeRole
                - Effect: Allow
                  Principal: { Service: ec2.amazonaws.com }
                  Action: [sts:Assume*, sts:AssumeRoles]
        Endpoint:
          Type: AWS::EC2::VPCEndpoint
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Allow, Principal: '*', Action: [s3:GetObject, sqs:SendMessage], Resource: '*' }]
    `,
    [],
  );
  it('offers both ways where the provider is not known', () =>
    expect(offered(trust('{ Federated: !Ref Provider }', 'sts:AssumeRole'))).toEqual([
      'review: Change it to sts:AssumeRoleWithWebIdentity',
      'review: Change it to sts:AssumeRoleWithSAML',
    ]));
  it('writes the one for SAML', () =>
    expect(fixed(trust("{ Federated: 'arn:aws:iam::111122223333:saml-provider/corp' }", 'sts:AssumeRole'))).toContain(
      'Action: sts:AssumeRoleWithSAML',
    ));
});
