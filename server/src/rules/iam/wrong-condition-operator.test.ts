/** Condition operators. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wrongConditionOperator } from './wrong-condition-operator.ts';

const policy = (condition: string) => yaml`
  Parameters: { Range: { Type: String } }
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: Allow, Action: s3:ListBucket, Resource: '*', Condition: ${condition} }]
`;

ruleTest(wrongConditionOperator, ({ check, fixed, offered }) => {
  check('no such operator', policy("{ 'ForAnyValue:StringMatches': { s3:prefix: x } }"), [
    `error iam/wrong-condition-operator "'ForAnyValue:StringMatches'": There is no condition operator ForAnyValue:StringMatches.`,
  ]);
  check('an address that is compared as a number', policy('{ NumericEquals: { aws:SourceIp: 10 } }'), [
    'error iam/wrong-condition-operator "NumericEquals": NumericEquals compares numbers, and aws:SourceIp holds IP addresses.',
  ]);
  check('a value that is no address', policy('{ IpAddress: { aws:SourceIp: example.com } }'), [
    'error iam/wrong-condition-operator "example.com": IpAddress compares IP addresses, and example.com is none.',
  ]);
  check('an account where an ARN should be', policy("{ ArnLike: { aws:SourceArn: '111122223333' } }"), [
    `error iam/wrong-condition-operator "'111122223333'": ArnLike compares ARNs, and 111122223333 is none.`,
  ]);
  check('neither true nor false', policy("{ Bool: { aws:SecureTransport: 'no' } }"), [
    `error iam/wrong-condition-operator "'no'": Bool compares true and false, and no is none.`,
  ]);
  check('Null with IfExists', policy('{ NullIfExists: { s3:prefix: true } }'), [
    'error iam/wrong-condition-operator "NullIfExists": Null takes neither IfExists nor a set operator: it asks whether the key is there.',
  ]);
  check('a wildcard and any case', policy("{ StringEqualsIgnoreCase: { s3:prefix: 'a*' } }"), [
    `warning iam/wrong-condition-operator "'a*'": StringEqualsIgnoreCase compares a* as it is written; a wildcard needs StringLike, which looks at the case.`,
  ]);
  check(
    'silent: all that is right, in any case, and what is not known',
    yaml`
      Parameters: { Range: { Type: String } }
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: s3:ListBucket
                  Resource: '*'
                  Condition:
                    stringequals: { s3:prefix: x, saml:aud: 'https://example.com/?a=1', s3:delimiter: '${'${*}'}' }
                    'ForAllValues:StringLikeIfExists': { s3:prefix: '*' }
                    IpAddress: { aws:SourceIp: [!Ref Range, 10.0.0.0/8, '::1/128'] }
                    NotIpAddress: { aws:VpcSourceIp: 10.0.0.1 }
                    DateGreaterThan: { aws:CurrentTime: '2026-01-01T00:00:00Z' }
                    NumericLessThan: { aws:MultiFactorAuthAge: 3600, aws:EpochTime: 1700000000 }
                    ArnLike: { aws:SourceArn: ['arn:aws:s3:::x', !Ref Range, '*'] }
                    Bool: { aws:SecureTransport: true, kms:GrantIsForAWSResource: 'true' }
                    'Null': { s3:prefix: 'true' }
    `,
    [],
  );
  check(
    'in code: keys without quotes',
    cdk`
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: ['*'],
          conditions: { StringEqual: { 's3:prefix': 'x' } },
      //                ^^^^^^^^^^^ error iam/wrong-condition-operator (fix): There is no condition operator StringEqual; the nearest is StringEquals.
        }),
      );
    `,
  );
  it('keeps what stands around the operator', () => {
    expect(fixed(policy("{ 'ForAnyValue:StringEqualsIfExists': { s3:prefix: 'a/*' } }"))).toContain(
      "{ 'ForAnyValue:StringLikeIfExists': { s3:prefix: 'a/*' } }",
    );
    expect(fixed(policy('{ StringLikes: { s3:prefix: a } }'))).toContain('{ StringLike: { s3:prefix: a } }');
  });
  it('makes no second test with one operator', () =>
    expect(offered(policy("{ StringEquals: { s3:prefix: 'a/*' }, StringLike: { s3:delimiter: x } }"))).toEqual([
      'refused: Fix iam/wrong-condition-operator (there is a test with StringLike already)',
    ]));
});
