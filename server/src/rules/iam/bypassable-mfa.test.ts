/** Conditions on multi-factor authentication. */
import { expect, it } from 'vitest';
import { json, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { bypassableMfa } from './bypassable-mfa.ts';

const policy = (effect: string, condition: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: ${effect}, Action: ec2:StopInstances, Resource: '*', Condition: ${condition} }]
`;

ruleTest(bypassableMfa, ({ check, fixed, offered }) => {
  check('Null asks for the wrong thing', policy('Allow', "{ 'Null': { aws:MultiFactorAuthPresent: 'false' } }"), [
    `warning iam/bypassable-mfa "'false'": Null asks whether aws:MultiFactorAuthPresent is there, and it is there without MFA, too: ask for its value with Bool.`,
  ]);
  check('allowed without MFA', policy('Allow', '{ BoolIfExists: { AWS:MultiFactorAuthPresent: false } }'), [
    'warning iam/bypassable-mfa "false": AWS:MultiFactorAuthPresent false allows this to callers without MFA.',
  ]);
  check('silent: what AWS recommends', policy('Deny', '{ BoolIfExists: { aws:MultiFactorAuthPresent: false } }'), []);
  check('silent: MFA is asked for', policy('Allow', '{ Bool: { aws:MultiFactorAuthPresent: true } }'), []);
  check('silent: a value from elsewhere', policy('Deny', '{ Bool: { aws:MultiFactorAuthPresent: !Ref Mfa } }'), []);
  check('silent: other keys', policy('Deny', '{ Bool: { aws:SecureTransport: false } }'), []);
  it('swaps the operator', () => {
    expect(fixed(policy('Deny', '{ Bool: { aws:MultiFactorAuthPresent: false } }'))).toContain(
      '{ BoolIfExists: { aws:MultiFactorAuthPresent: false } }',
    );
    expect(
      fixed(json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Action": "ec2:StopInstances",
                      "Resource": "*",
                      "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "true" } }
                    }
                  ]
                }
              }
            }
          }
        }
      `),
    ).toContain('"Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }');
  });
  it('leaves what else the operator asks for alone', () =>
    expect(
      offered(policy('Deny', '{ Bool: { aws:MultiFactorAuthPresent: false, aws:SecureTransport: false } }')),
    ).toEqual(['refused: Fix iam/bypassable-mfa (Bool asks for other keys, too)']));
});
