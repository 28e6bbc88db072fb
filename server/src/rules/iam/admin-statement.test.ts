/** Statements that make an administrator. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { adminStatement } from './admin-statement.ts';

ruleTest(adminStatement, ({ check }) => {
  check(
    'points at the action and names the role',
    yaml`
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: all
                PolicyDocument:
                  Statement:
                    Effect: Allow
                    Action: ['*']
      #                      ^^^ error iam/admin-statement: * on * allows every action on every resource of the account to Deploy.
                    Resource: ['*']
    `,
  );
  check(
    'in one scenario',
    yaml`
      Conditions:
        IsDev: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: all
                PolicyDocument:
                  Statement:
                    Effect: Allow
                    Action: '*'
      #                     ^^^ error iam/admin-statement: * on * allows every action on every resource of the account to Deploy when IsDev.
                    Resource: !If [IsDev, '*', 'arn:aws:s3:::orders']
    `,
  );
  check(
    'silent: conditions that contradict each other',
    yaml`
      Conditions:
        IsDev: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                Effect: Allow
                Action: !If [IsDev, '*', 's3:GetObject']
                Resource: !If [IsDev, 'arn:aws:s3:::orders', '*']
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
              Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
    `,
  );
  check(
    'silent: a narrowing condition',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: '*'
                  Resource: '*'
                  Condition: { StringEquals: { aws:ResourceTag/team: orders } }
    `,
  );
  check(
    'not silent: a condition that only says how it is called',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: '*'
      #                   ^^^ error iam/admin-statement: * on * allows every action on every resource of the account.
                  Resource: '*'
                  Condition: { Bool: { aws:SecureTransport: true } }
    `,
  );
  check(
    'silent: a key policy',
    yaml`
      Resources:
        Orders:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - { Effect: Allow, Principal: { AWS: '111122223333' }, Action: '*', Resource: '*' }
    `,
  );
  check(
    'inline policies in CDK',
    cdk`
      new iam.Role(this, 'Deploy', {
        assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
        inlinePolicies: {
          all: new iam.PolicyDocument({
            statements: [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })],
      //                                                     ^^^ error iam/admin-statement: * on * allows every action on every resource of the account to Deploy.
          }),
        },
      });
    `,
  );
});
