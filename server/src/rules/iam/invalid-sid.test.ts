/** Statement IDs. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { invalidSid } from './invalid-sid.ts';

const policy = (sid: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement:
            - { Sid: ${sid}, Effect: Allow, Action: s3:GetObject, Resource: '*' }
            - { Sid: 'ListAll', Effect: Allow, Action: s3:ListBucket, Resource: '*' }
`;

ruleTest(invalidSid, ({ check, fixed, offered }) => {
  check('two of the same', policy('ListAll'), [
    'error iam/invalid-sid "\'ListAll\'": Another statement of this policy has the Sid ListAll, too.',
  ]);
  check('silent: parameters, numbers', policy('!Ref Name'), []);
  check(
    'statements that are added to one role one by one end up in one policy',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new iam.PolicyStatement({ sid: 'Read', actions: ['s3:GetObject'], resources: ['*'] }));
      role.addToPolicy(new iam.PolicyStatement({ sid: 'Read', actions: ['s3:ListBucket'], resources: ['*'] }));
      //                                              ^^^^^^ error iam/invalid-sid: Another statement of this policy has the Sid Read, too.
    `,
  );
  check(
    'silent: what the CDK leaves out, since it is there already',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new iam.PolicyStatement({ sid: 'Read', actions: ['s3:GetObject'], resources: ['*'] }));
      role.addToPolicy(new iam.PolicyStatement({ sid: 'Read', actions: ['s3:GetObject'], resources: ['*'] }));
    `,
    [],
  );
  check(
    'silent: other roles, other documents, either of two, policies of resources',
    yaml`
      Conditions: { Wide: !Equals [!Ref AWS::Region, eu-west-1] }
      Resources:
        Reader:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: { Statement: [{ Sid: Read, Effect: Allow, Principal: '*', Action: sts:AssumeRole }] }
            Policies:
              - PolicyName: one
                PolicyDocument:
                  Statement:
                    - !If
                      - Wide
                      - { Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: '*' }
                      - { Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: arn:aws:s3:::reports/* }
              - PolicyName: two
                PolicyDocument: { Statement: [{ Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - { Sid: Enable IAM policies, Effect: Allow, Principal: { AWS: '111122223333' }, Action: 'kms:*', Resource: '*' }
    `,
    [],
  );
  it('strips what is not allowed', () =>
    expect(fixed(policy("'read-all reports'"))).toContain("Sid: 'ReadAllReports'"));
  it('makes no second one of the same name', () =>
    expect(offered(policy('list-all'))).toEqual([
      'refused: Fix iam/invalid-sid (what the statement is to be called can’t be told from here)',
    ]));
});
