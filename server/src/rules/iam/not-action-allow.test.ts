/** NotAction with Allow. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notActionAllow } from './not-action-allow.ts';

ruleTest(notActionAllow, ({ check, fixed, offered }) => {
  const sender = (resource: string, but = 'sqs:DeleteQueue') => yaml`
    Resources:
      Orders: { Type: AWS::SQS::Queue }
      Sender:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                NotAction: ${but}
                Resource: ${resource}
  `;
  check('with resources that it names', sender('!GetAtt Orders.Arn'), [
    'warning iam/not-action-allow "NotAction": NotAction with Allow allows everything that can be done with the resources that it names, but sqs:DeleteQueue.',
  ]);
  it('lists what is left, where that is little', () => {
    const text = fixed(sender('!GetAtt Orders.Arn'));
    expect(text).toMatch(/ Action:\n +- sqs:AddPermission\n/);
    expect(text).not.toMatch(/NotAction|sqs:DeleteQueue|sqs:ListQueues/);
    expect(
      fixed(cdk`
        const role = new iam.Role(this, 'Sender', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
        const queue = new sqs.Queue(this, 'Orders');
        role.addToPolicy(new iam.PolicyStatement({ notActions: ['sqs:*Message*'], resources: [queue.queueArn] }));
      `),
    ).toMatch(/ actions: \[\s+'sqs:AddPermission',/);
    expect(offered(sender("'*'"))).toEqual([
      'refused: Fix iam/not-action-allow (what it leaves is most of AWS: list what is meant)',
    ]);
    expect(offered(sender('arn:aws:s3:::orders/*', 's3:Delete*'))).toEqual([
      expect.stringMatching(/actions of s3 are left: list what is meant/),
    ]);
  });
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
      #           ^^^^^^^^^ warning iam/not-action-allow (fix): NotAction with Allow allows every action on News but sns:DeleteTopic.
                  Resource: !Ref News
    `,
  );
  check(
    'in what a role allows to whom it trusts',
    yaml`
      Resources:
        Machine:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, NotAction: sts:TagSession }]
      #                                                                               ^^^^^^^^^ warning iam/not-action-allow: NotAction with Allow allows every action to Machine but sts:TagSession.
    `,
  );
});
