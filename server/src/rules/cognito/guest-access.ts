/** Identity pools that give credentials to everybody. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOn, setting } from '../setting.ts';

export const guestAccess = defineRule({
  id: 'cognito/guest-access',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Identity pools give credentials to signed-in users alone.',
    why: `With guests allowed, everybody who knows the id of the pool, which each app shows, gets AWS credentials for the role of
guests. That can be meant; then its role has to be as small as can be.`,
    bad: [
      yaml`
        Resources:
          Identities:
            Type: AWS::Cognito::IdentityPool
            Properties:
              AllowUnauthenticatedIdentities: true
      `,
      json`
        { "Resources": { "Identities": { "Type": "AWS::Cognito::IdentityPool", "Properties": { "AllowUnauthenticatedIdentities": true } } } }
      `,
      cdk`
        new cognito.CfnIdentityPool(this, 'Identities', { allowUnauthenticatedIdentities: true });
      `,
    ],
    good: [
      yaml`
        Resources:
          Identities:
            Type: AWS::Cognito::IdentityPool
            Properties:
              AllowUnauthenticatedIdentities: false
      `,
      cdk`
        new cognito.CfnIdentityPool(this, 'Identities', { allowUnauthenticatedIdentities: false });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html'],
    peers: ['CKV_AWS_366', 'cfn_nag W57', 'cdk-nag AwsSolutions-COG7'],
  },
  ...setting({
    places: { 'AWS::Cognito::IdentityPool': 'AllowUnauthenticatedIdentities' },
    wrong: isOn,
    message: '{name} gives credentials to guests{when}.',
    mend: { title: 'Give guests of {name} no credentials', to: false },
  }),
});
