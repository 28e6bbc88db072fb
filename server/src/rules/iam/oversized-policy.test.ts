/** Sizes of policies. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { oversizedPolicy } from './oversized-policy.ts';

/** `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":""}]}` has 95 characters. */
const role = (lengths: readonly number[]) => yaml`
  Resources:
    Reader:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {}
        Policies: [${lengths
          .map(
            (n, i) =>
              `{ PolicyName: p${i}, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: '${'x'.repeat(n)}' }] } }`,
          )
          .join(', ')}]
`;

ruleTest(oversizedPolicy, ({ check }) => {
  check('inline policies are counted together', role([5025, 5026]), [
    'error iam/oversized-policy "Reader": The inline policies of Reader have at least 10,241 characters together, and may have 10,240.',
  ]);
  check('silent: just what is allowed', role([5025, 5025]), []);
  const reads = (count: number) =>
    Array.from({ length: count }, (_, i) => `'arn:aws:s3:::reports-of-customer-${i}/*'`).join(', ');
  const merged = (first: number, second: number) => cdk`
    const access = new iam.ManagedPolicy(this, 'Access', {
      statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [${reads(first)}] })],
    });
    access.addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [${reads(second)}] }));
  `;
  check('a managed policy of the CDK, each resource counted once', merged(100, 160), [
    'error iam/oversized-policy "iam.ManagedPolicy": Access has at least 6,542 characters, and a managed policy may have 6,144.',
  ]);
  check('silent: the same resources twice', merged(140, 140), []);
  check(
    'a trust policy, with what is not known left out',
    yaml`
      Parameters: { Name: { Type: String } }
      Resources:
        Reader:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { AWS: !Sub 'arn:aws:iam::${'${Name}'}:role/${'x'.repeat(2000)}' }
                  Action: sts:AssumeRole
    `,
    [
      'warning iam/oversized-policy "Reader": The trust policy of Reader has at least 2,102 characters, and may have 2,048 unless AWS has raised the quota.',
    ],
  );
});
