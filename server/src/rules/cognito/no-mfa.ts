/** User pools without a second factor. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const noMfa = defineRule({
  id: 'cognito/no-mfa',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'User pools ask for a second factor, or let users set one up.',
    why: `A password that was used elsewhere is enough to be somebody else, unless there is a second factor. \`OPTIONAL\` lets users
choose it, \`ON\` asks everybody; switching it on for a pool with users needs a flow in the application.`,
    bad: [
      yaml`
        Resources:
          Users:
            Type: AWS::Cognito::UserPool
            Properties:
              MfaConfiguration: 'OFF'
      `,
      json`
        { "Resources": { "Users": { "Type": "AWS::Cognito::UserPool" } } }
      `,
      cdk`
        new cognito.UserPool(this, 'Users', { mfa: cognito.Mfa.OFF });
      `,
    ],
    good: [
      yaml`
        Resources:
          Users:
            Type: AWS::Cognito::UserPool
            Properties:
              MfaConfiguration: 'ON'
      `,
      cdk`
        new cognito.UserPool(this, 'Users', { mfa: cognito.Mfa.REQUIRED });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html'],
    peers: ['cfn_nag F78', 'cdk-nag AwsSolutions-COG2'],
  },
  ...setting({
    places: { 'AWS::Cognito::UserPool': 'MfaConfiguration' },
    wrong: value => value.kind === 'absent' || stringOf(value) === 'OFF',
    message: '{name} takes a password alone{when}.',
    mend: {
      title: 'Let users of {name} set up a second factor',
      to: 'OPTIONAL',
      also: { EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
    },
  }),
});
