/** Actions that do not exist. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unknownAction } from './unknown-action.ts';

const policy = (actions: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: Allow, Action: ${actions}, Resource: 'arn:aws:s3:::orders' }]
`;

ruleTest(unknownAction, ({ check, fixed, offered }) => {
  check('a name that is nearly right', policy('s3:GetObjects'), [
    'error iam/unknown-action "s3:GetObjects": There is no action s3:GetObjects; the nearest is s3:GetObject.',
  ]);
  check('a prefix that is the name of the service', policy('stepfunctions:StartExecution'), [
    'error iam/unknown-action "stepfunctions:StartExecution": There is no service with the prefix stepfunctions, so stepfunctions:StartExecution matches nothing; the nearest is states:StartExecution.',
  ]);
  check('an SDK call that is no action', policy('s3:HeadObject'), [
    'error iam/unknown-action "s3:HeadObject": There is no action s3:HeadObject: the call needs s3:GetObject.',
  ]);
  check('a pattern that matches nothing', policy("'dynamodb:Gett*'"), [
    `error iam/unknown-action "'dynamodb:Gett*'": No action matches dynamodb:Gett*; the nearest is dynamodb:Get*.`,
  ]);
  check('a pattern of a service by the name of its client', policy("'cloudwatch-logs:Put*'"), [
    `error iam/unknown-action "'cloudwatch-logs:Put*'": There is no service with the prefix cloudwatch-logs, so cloudwatch-logs:Put* matches nothing; the nearest is logs:Put*.`,
  ]);
  check('a pattern that is near nothing', policy("'dynamodb:Frobnicate*'"), [
    `warning iam/unknown-action "'dynamodb:Frobnicate*'": No action matches dynamodb:Frobnicate*.`,
  ]);
  check('no action at all', policy('GetObject'), [
    'error iam/unknown-action "GetObject": GetObject is no action: an action is a service prefix, a colon and a name.',
  ]);
  check('a service that we may be too young for is a warning', policy('brandnewthing:DoIt'), [
    'warning iam/unknown-action "brandnewthing:DoIt": There is no service with the prefix brandnewthing, so brandnewthing:DoIt matches nothing.',
  ]);
  check(
    'silent: any case, wildcards, everything, parameters',
    policy(`['S3:getobject', 's3:Get*', '*', 's3:*', '*:*', !Ref Action, !Sub 's3:${'${Verb}'}Object']`),
  );
  check(
    'silent: what AWS names without listing it',
    policy(
      "['mediaconnect:Managed*', 'mediaconnect:ManagedAddOutput', 'apigateway:TagResource', 'deepracer:GetTrack']",
    ),
  );
  check('but not what is near it', policy('mediaconnect:ManagedAddOutputs'), [
    'warning iam/unknown-action "mediaconnect:ManagedAddOutputs": There is no action mediaconnect:ManagedAddOutputs.',
  ]);
  check(
    'trust policies too',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: lambda.amazonaws.com }
                  Action: sts:AssumeRoles
      #                   ^^^^^^^^^^^^^^^ error iam/unknown-action (fix): There is no action sts:AssumeRoles; the nearest is sts:AssumeRole.
    `,
  );
  it('offers what is near', () =>
    expect(offered(policy('s3:ListBuckets'))[0]).toBe('review: Change it to s3:ListAllMyBuckets'));
  it('offers all that a call needs, and each', () => {
    const offers = ['s3:GetObject and s3:PutObject', 's3:GetObject', 's3:PutObject'];
    expect(offered(policy('s3:CopyObject'))).toEqual(offers.map(names => `review: Change it to ${names}`));
    expect(fixed(policy('[s3:CopyObject]'))).toContain('Action: [s3:GetObject, s3:PutObject],');
    expect(fixed(policy('s3:CopyObject'))).toContain('Action: [s3:GetObject, s3:PutObject],');
  });
  it('writes it in CDK', () =>
    expect(
      fixed(cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessages'], resources: ['*'] }));
      `),
    ).toContain("actions: ['sqs:SendMessage']"));
});
