/** Access keys of users, which never expire. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';

export const longLivedAccessKey = defineRule({
  id: 'iam/long-lived-access-key',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Programs sign in with a role, not with the access key of a user.',
    why: `An access key works until somebody deletes it, from everywhere, and its secret ends up in files, variables and logs.
Functions, tasks and instances have roles; build servers sign in through an identity provider; programs outside of AWS can use
IAM Roles Anywhere. All of these get credentials that expire within hours.`,
    bad: [
      yaml`
        Resources:
          Uploader:
            Type: AWS::IAM::User
          UploaderKey:
            Type: AWS::IAM::AccessKey
            Properties:
              UserName: !Ref Uploader
      `,
      cdk`
        const uploader = new iam.User(this, 'Uploader');
        new iam.AccessKey(this, 'UploaderKey', { user: uploader });
      `,
    ],
    good: [
      yaml`
        Resources:
          Uploader:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: codebuild.amazonaws.com }
                    Action: sts:AssumeRole
      `,
      cdk`
        new iam.Role(this, 'Uploader', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles',
      'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html',
    ],
    peers: ['Security Hub IAM.3'],
  },
  messages: {
    key: '{name} is an access key: it never expires by itself, and works from everywhere.',
  },
  types: ['AWS::IAM::AccessKey'],

  *checkResource(resource) {
    yield { message: 'key', at: resource.nameSpan, params: { name: resource.logicalId }, resource };
  },
});
