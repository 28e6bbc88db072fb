/** Patterns of action names. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { partialWildcard } from './partial-wildcard.ts';

const statement = (effect: string, actions: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement:
            - Effect: ${effect}
              Action: ${actions}
              Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
`;

ruleTest(partialWildcard, ({ check, fixed, offered }) => {
  check('says how many, of which levels', statement('Allow', "['dynamodb:Batch*', dynamodb:PutItem]"), [
    `hint iam/partial-wildcard "'dynamodb:Batch*'": dynamodb:Batch* allows 2 actions, 1 Read and 1 Write.`,
  ]);
  check(
    'a grant, at its call',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new s3.Bucket(this, 'Files').grantPut(role);
      //                           ^^^^^^^^ hint iam/partial-wildcard: grantPut adds s3:Abort*: 1 actions, 1 Write to Reader.
    `,
  );
  check('silent: whole services have a rule of their own', statement('Allow', "'dynamodb:*'"));
  check('silent: denials', statement('Deny', "'dynamodb:Delete*'"));
  check('silent: patterns that match nothing have a rule of their own', statement('Allow', "'dynamodb:Gett*'"));

  it('writes the names in place of the pattern', () =>
    expect(fixed(statement('Allow', "['dynamodb:Batch*', dynamodb:PutItem]"))).toContain(
      "Action: ['dynamodb:BatchGetItem', dynamodb:PutItem, dynamodb:BatchWriteItem]",
    ));
  it('makes a list of one pattern', () =>
    expect(fixed(statement('Allow', "'dynamodb:Batch*'"))).toMatch(
      /Action:\n +- dynamodb:BatchGetItem\n +- dynamodb:BatchWriteItem/,
    ));
  it('offers no list that nobody reads', () =>
    expect(offered(statement('Allow', "'ec2:Describe*'"))[0]).toMatch(/^refused: .*it covers \d+ actions/));
});
