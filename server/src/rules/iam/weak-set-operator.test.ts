/** ForAllValues and ForAnyValue. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { weakSetOperator } from './weak-set-operator.ts';

const policy = (effect: string, condition: string, action = "'dynamodb:*'") => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: ${effect}, Action: ${action}, Resource: '*', Condition: ${condition} }]
`;
const keys = "'ForAllValues:StringEquals': { dynamodb:LeadingKeys: x }";

ruleTest(weakSetOperator, ({ check, fixed }) => {
  check('no test for the key', policy('Allow', `{ ${keys} }`), [
    `information iam/weak-set-operator "'ForAllValues:StringEquals'": ForAllValues also holds for a request without dynamodb:LeadingKeys: ask with Null whether it is there.`,
  ]);
  check('a denial that lets pass', policy('Deny', "{ 'ForAnyValue:StringNotEquals': { aws:PrincipalOrgID: o-1 } }"), [
    `warning iam/weak-set-operator "'ForAnyValue:StringNotEquals'": aws:PrincipalOrgID has one value: with ForAnyValue, a request without the key is not denied.`,
  ]);
  check('silent: Null asks for it', policy('Allow', `{ ${keys}, 'Null': { dynamodb:LeadingKeys: false } }`), []);
  check('silent: another test needs it', policy('Allow', `{ ${keys}, StringLike: { dynamodb:LeadingKeys: '*' } }`), []);
  check('silent: each call names an item', policy('Allow', `{ ${keys} }`, '[dynamodb:Query, dynamodb:GetItem]'), []);
  check('silent: a denial', policy('Deny', `{ ${keys} }`), []);
  check('silent: tags', policy('Allow', "{ 'ForAllValues:StringEquals': { aws:TagKeys: [team] } }"), []);
  check('silent: part of the condition is not seen', policy('Allow', `{ ${keys}, 'Fn::Transform': { Name: x } }`), []);
  it('asks for the key', () =>
    expect(fixed(policy('Allow', `{ ${keys} }`))).toContain("'Null': {dynamodb:LeadingKeys: 'false'}"));
  it('takes the qualifier away', () =>
    expect(fixed(policy('Allow', "{ 'ForAllValues:StringLike': { aws:PrincipalOrgID: o-1 } }"))).toContain(
      "{ 'StringLike': { aws:PrincipalOrgID: o-1 } }",
    ));
});
