/** Statements with missing, misspelt or misplaced elements. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { malformedStatement } from './malformed-statement.ts';

const policy = (statement: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [${statement}]
`;

ruleTest(malformedStatement, ({ check, fixed, offered }) => {
  check('a misspelt element is not also missing', policy("{ Effect: Allow, Actions: 's3:*', Resource: '*' }"), [
    'error iam/malformed-statement "Actions": Actions is no element of a statement: it should be Action.',
  ]);
  check(
    'an element that nobody knows',
    policy("{ Effect: Allow, Action: 's3:*', Resource: '*', Comment: for the report }"),
    ['error iam/malformed-statement "Comment": Comment is no element of a statement.'],
  );
  check('Action and NotAction', policy("{ Effect: Deny, Action: 's3:*', NotAction: 'iam:*', Resource: '*' }"), [
    'error iam/malformed-statement "NotAction": A statement has Action or NotAction, not both.',
  ]);
  check('no Effect, no Action', policy("{ Sid: Read, Resource: '*' }"), [
    'error iam/malformed-statement "Sid": The statement has no Effect: IAM wants Allow or Deny.',
    'error iam/malformed-statement "Sid": The statement has no Action.',
  ]);
  check('nothing to do', policy("{ Effect: Allow, Action: [], Resource: '*' }"), [
    'error iam/malformed-statement "Action": Action is empty: IAM refuses a statement with nothing in it.',
  ]);
  check(
    'a principal in the policy of a role',
    policy("{ Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*' }"),
    [
      'error iam/malformed-statement "Principal": Principal has no place in a policy that is attached to whom it is for.',
    ],
  );
  check(
    'trust policies and policies of resources',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: lambda.amazonaws.com }
                  Action: sts:AssumeRole
                  Resource: '*'
      #           ^^^^^^^^ error iam/malformed-statement (fix): Resource has no place in a trust policy, which is about the role itself.
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - Effect: Allow
      #           ^^^^^^ error iam/malformed-statement: The statement has no Principal: it does not say who may do this.
                  Action: sqs:SendMessage
                  Resource: '*'
        Jobs:
          Type: AWS::SQS::Queue
    `,
  );
  check(
    'silent: what comes from elsewhere, conditions, keys in another case, repositories without Resource',
    yaml`
      Conditions: { Wide: !Equals [!Ref AWS::Region, eu-west-1] }
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: !Ref Effect
                  Action: !If [Wide, 's3:*', 's3:GetObject']
                  Resource: '*'
                - effect: Allow
                  action: s3:GetObject
                  resource: '*'
                  Sid: Other
        Images:
          Type: AWS::ECR::Repository
          Properties:
            RepositoryPolicyText:
              Statement:
                - { Effect: Allow, Principal: { AWS: '111122223333' }, Action: ecr:BatchGetImage }
    `,
    [],
  );
  check(
    'silent: a statement of CDK code that is given to somebody, or changed later',
    cdk`
      export const read = new iam.PolicyStatement({ actions: ['s3:GetObject'] });
      const bucket = new s3.Bucket(this, 'Reports');
      const list = new iam.PolicyStatement();
      list.addActions('s3:ListBucket');
      list.addResources(bucket.bucketArn);
      list.addServicePrincipal('config.amazonaws.com');
      bucket.addToResourcePolicy(list);
      const either = new iam.PolicyStatement({ actions: props.actions, resources: ['*'] });
      if (props.actions) either.addActions(...props.actions);
      else if (props.notActions) either.addNotActions(...props.notActions);
    `,
    [],
  );
  it('renames a key and keeps its quotes', () => {
    const quoted = policy("{ 'Effect': Allow, 'Resources': '*', Action: 's3:*' }");
    expect(fixed(quoted)).toContain("'Resource': '*'");
    expect(fixed(policy("{ Effect: Allow, Resources: '*', Action: 's3:*' }"))).toContain("Resource: '*'");
  });
  it('removes what has no place', () =>
    expect(fixed(policy("{ Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*' }"))).toContain(
      "{ Effect: Allow, Action: 's3:*', Resource: '*' }",
    ));
  it('writes Effect as it must be', () =>
    expect(fixed(policy("{ Effect: ALLOW, Action: 's3:*', Resource: '*' }"))).toContain('Effect: Allow'));
  it('asks which effect is meant', () =>
    expect(offered(policy("{ Action: 's3:*', Resource: '*' }"))).toEqual([
      'review: Add Effect: Allow',
      'review: Add Effect: Deny',
    ]));
});
