/** Wildcard actions. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wildcardAction } from './wildcard-action.ts';

/** A template with these statements in a managed policy. */
const policy = (statements: string) => ({
  ...yaml`
    Resources:
      Access:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
    ${statements}
  `,
});

ruleTest(wildcardAction, ({ check, fixed }) => {
  check(
    'points at the action in a list',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: orders
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action:
                        - s3:GetObject
                        - SQS:*
      #                   ^^^^^ warning iam/wildcard-action (fix): SQS:* allows every sqs action to Handler.
                      Resource: arn:aws:sqs:eu-west-1:111122223333:jobs
    `,
  );
  check(
    'everything on one resource',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: orders
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: '*'
      #                       ^^^ warning iam/wildcard-action: * allows every action of every service to Handler.
                      Resource: arn:aws:sqs:eu-west-1:111122223333:jobs
    `,
  );
  check(
    'says under which condition',
    yaml`
      Conditions:
        IsDev: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: orders
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: !If [IsDev, 's3:*', 's3:GetObject']
      #                                   ^^^^^^ warning iam/wildcard-action: s3:* allows every s3 action to Handler when IsDev.
                      Resource: arn:aws:s3:::orders/*
    `,
  );
  check(
    'a queue policy',
    yaml`
      Resources:
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { AWS: '111122223333' }
                  Action: sqs:*
      #                   ^^^^^ warning iam/wildcard-action (fix): sqs:* allows every sqs action on Jobs.
                  Resource: !GetAtt Jobs.Arn
        Jobs:
          Type: AWS::SQS::Queue
    `,
  );
  check('silent: denials', policy(`          - { Effect: Deny, Action: 's3:*', Resource: '*' }`));
  check(
    'silent: parts of a service',
    policy(`          - { Effect: Allow, Action: ['s3:Get*', 'ec2:Describe*'], Resource: '*' }`),
  );
  check(
    'silent: everything on everything has its own finding',
    policy(`          - { Effect: Allow, Action: '*', Resource: '*' }`),
  );
  check(
    'silent: services that do not exist',
    policy(`          - { Effect: Allow, Action: 'nosuchservice:*', Resource: '*' }`),
  );
  check(
    'silent: an action that is a parameter',
    yaml`
      Parameters:
        Action: { Type: String, Default: 's3:*' }
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: !Ref Action, Resource: '*' }
    `,
  );
  check(
    'silent: the account in a key policy',
    yaml`
      Resources:
        Orders:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - Effect: Allow
                  Principal: { AWS: !Sub 'arn:aws:iam::${'${AWS::AccountId}'}:root' }
                  Action: kms:*
                  Resource: '*'
    `,
  );
  check(
    'silent: the effect is unknown',
    yaml`
      Parameters:
        Effect: { Type: String }
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: !Ref Effect, Action: 's3:*', Resource: '*' }
    `,
  );
  check(
    'a statement in CDK',
    cdk`
      const handler = new lambda.Function(this, 'Handler', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
      });
      handler.addToRolePolicy(
        new iam.PolicyStatement({
          effect: iam.Effect.ALLOW,
          actions: ['s3:GetObject', 's3:*'],
      //                            ^^^^^^ warning iam/wildcard-action: s3:* allows every s3 action to Handler.
          resources: ['arn:aws:s3:::orders/*'],
        }),
      );
    `,
  );
  check(
    'a grant of everything, at the call',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      }).grantFullAccess(role);
      // ^^^^^^^^^^^^^^^ warning iam/wildcard-action (fix): grantFullAccess allows every dynamodb action to Reader.
    `,
  );
  check(
    'silent: a boundary gives nothing',
    yaml`
      Resources:
        DeveloperBoundary:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }]
    `,
  );
  check(
    'silent: grants of less',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new s3.Bucket(this, 'Files').grantReadWrite(role);
    `,
  );
  check(
    'silent: actions that come from a function',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new iam.PolicyStatement({ actions: actionsFor('orders'), resources: ['*'] }));
    `,
  );
  it('lists the actions that read', () => {
    const text = fixed(wildcardAction.docs.bad[0] as Example);
    expect(text).toContain('- dynamodb:GetItem\n');
    expect(text).not.toContain('dynamodb:PutItem');
  });
  check(
    'on what a policy protects; keys and endpoints have an owner',
    yaml`
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { AWS: arn:aws:iam::444455556666:user/Bob }
                  Action: '*'
      #                   ^^^ warning iam/wildcard-action: * allows every action on Jobs, changing its policy among them.
                  Resource: !GetAtt Jobs.Arn
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - Effect: Allow
                  Principal: { AWS: !Sub 'arn:aws:iam::${'${AWS::AccountId}'}:root' }
                  Action: '*'
                  Resource: '*'
    `,
  );
  check(
    'of a role, in what it allows to whom it trusts',
    yaml`
      Resources:
        Machine:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:* }
      #                                                                               ^^^^^ warning iam/wildcard-action: Machine allows sts:* to whom it trusts, tagging sessions and acting in another’s name among it.
                - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
    `,
  );
});
