/** NotAction with Allow. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notActionAllow } from './not-action-allow.ts';

ruleTest(notActionAllow, ({ check }) => {
  check(
    'points at the key and names what is left out',
    yaml`
      Resources:
        Developer:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: most
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      NotAction: [iam:*, organizations:*, account:*, billing:*]
      #               ^^^^^^^^^ warning iam/not-action-allow: NotAction with Allow allows every action of every service but iam:*, organizations:* and 2 more to Developer.
                      Resource: '*'
    `,
  );
  check(
    'silent: denials',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Deny, NotAction: iam:*, Resource: '*' }]
    `,
  );
  check(
    'says that roles may be passed, too',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Allow, NotAction: s3:*, Resource: '*' }]
      #                                    ^^^^^^^^^ warning iam/not-action-allow: NotAction with Allow allows every action of every service but s3:*, passing any role among them.
    `,
  );
  check(
    'in policies of resources',
    yaml`
      Resources:
        News: { Type: AWS::SNS::Topic }
        NewsPolicy:
          Type: AWS::SNS::TopicPolicy
          Properties:
            Topics: [!Ref News]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { AWS: arn:aws:iam::444455556666:user/Bob }
                  NotAction: sns:DeleteTopic
      #           ^^^^^^^^^ warning iam/not-action-allow: NotAction with Allow allows every action on News but sns:DeleteTopic.
                  Resource: !Ref News
    `,
  );
});
