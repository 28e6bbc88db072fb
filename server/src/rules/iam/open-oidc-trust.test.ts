/** Roles that any repository may assume. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openOidcTrust } from './open-oidc-trust.ts';

/** A role that a provider's tokens may assume under a condition. */
const role = (host: string, condition: string) => yaml`
  Resources:
    Deploy:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Principal: { Federated: !Sub 'arn:aws:iam::${'$'}{AWS::AccountId}:oidc-provider/${host}' }
              Action: sts:AssumeRoleWithWebIdentity
              Condition: ${condition}
`;
const GITHUB = 'token.actions.githubusercontent.com';
const github = (operator: string, subject: string) => role(GITHUB, `{ ${operator}: { '${GITHUB}:sub': ${subject} } }`);

ruleTest(openOidcTrust, ({ check, fixed, offered }) => {
  check('no subject', role(GITHUB, '{}'), [
    `error iam/open-oidc-trust "!Sub 'arn:aws:iam::\${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com'": Deploy can be assumed by any repository of GitHub: no condition looks at the subject of the token.`,
  ]);
  for (const subject of ['repo:*', '*', 'repo:acme*', 'repo:*/shop:*', 'repo:acme?/shop'])
    check(`too wide: ${subject}`, github('StringLike', `'${subject}'`), [
      `error iam/open-oidc-trust "'${subject}'": Deploy can be assumed from anybody’s repository of GitHub: ${subject} names no owner.`,
    ]);
  check('behind others in a list', github('ForAnyValue:StringLike', `['repo:acme/shop:*', 'repo:*']`), [
    `error iam/open-oidc-trust "'repo:*'": Deploy can be assumed from anybody’s repository of GitHub: repo:* names no owner.`,
  ]);
  check('GitLab', role('gitlab.com', `{ StringLike: { 'gitlab.com:sub': 'project_path:*' } }`), [
    `error iam/open-oidc-trust "'project_path:*'": Deploy can be assumed from anybody’s project of GitLab: project_path:* names no owner.`,
  ]);
  check('a denial is no permission', github('StringNotLike', `'repo:acme/shop:*'`), [
    `error iam/open-oidc-trust "!Sub 'arn:aws:iam::\${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com'": Deploy can be assumed by any repository of GitHub: no condition looks at the subject of the token.`,
  ]);

  check('silent: all repositories of one owner', github('StringLike', `'repo:acme/*'`));
  check('silent: a subject of another form', github('StringLike', `'repository_owner_id:123:*'`));
  check('silent: a subject that is not seen', github('StringLike', '!Ref Subject'));
  check('silent: another claim', role(GITHUB, `{ StringEquals: { '${GITHUB}:repository_id': '1' } }`));
  check('silent: a condition that is not seen', role(GITHUB, '!Ref Condition'));
  check('silent: a provider of one’s own', role('oidc.eks.eu-west-1.amazonaws.com', '{}'));
  check(
    'silent: conditions that come from elsewhere in CDK',
    cdk`
      new iam.Role(this, 'Deploy', {
        assumedBy: new iam.WebIdentityPrincipal('arn:aws:iam::111122223333:oidc-provider/gitlab.com', conditionsOf(props)),
      });
    `,
  );
  check(
    'a provider of the stack in CDK',
    cdk`
      const provider = new iam.OpenIdConnectProvider(this, 'GitHub', {
        url: 'https://token.actions.githubusercontent.com',
        clientIds: ['sts.amazonaws.com'],
      });
      new iam.Role(this, 'Deploy', {
        assumedBy: new iam.OpenIdConnectPrincipal(provider, {
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' },
          //                                                       ^^^^^^^^ error iam/open-oidc-trust (fix): Deploy can be assumed from anybody’s repository of GitHub: repo:* names no owner.
        }),
      });
    `,
  );

  it('writes the subject beside the audience', () =>
    expect(fixed(role(GITHUB, `{ StringEquals: { '${GITHUB}:aud': sts.amazonaws.com } }`))).toContain(
      'StringLike: {token.actions.githubusercontent.com:sub: repo:OWNER/REPOSITORY:ref:refs/heads/main}',
    ));
  it('says what is left to do', () =>
    expect(offered(github('StringLike', `'repo:*'`))).toEqual([
      'review: Allow one repository alone; its name is for you to fill in',
    ]));
});
