/** Secrets, parameters, objects and keys that may be read wherever they are. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { sensitiveReadAnywhere } from './sensitive-read-anywhere.ts';

/** A policy with one statement, and further resources. */
const statement = (actions: string, resource = "'*'", more = '', others = '') => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement:
            - Effect: Allow
              Action: ${actions}
              Resource: ${resource}
${more}
${others}
`;

ruleTest(sensitiveReadAnywhere, ({ check, fixed, offered }) => {
  check('names what may be read', statement('[ssm:GetParameter, kms:Decrypt]'), [
    `warning iam/sensitive-read-anywhere "'*'": ssm:GetParameter and kms:Decrypt on * allows reading every parameter and decrypting with every key of the account.`,
  ]);
  check('patterns that cover it', statement("['ssm:Get*', 's3:Get*']"), [
    `warning iam/sensitive-read-anywhere "'*'": ssm:Get* and s3:Get* on * allows reading every parameter and reading every object of the account.`,
  ]);
  check(
    'every secret by the ARN of its kind',
    statement(
      'secretsmanager:GetSecretValue',
      '!Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*',
    ),
    [
      `warning iam/sensitive-read-anywhere "!Sub arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:*": secretsmanager:GetSecretValue on arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:* allows reading every secret of the account.`,
    ],
  );
  check(
    'silent: an action of another service',
    statement('kms:Decrypt', "'arn:aws:secretsmanager:eu-west-1:111122223333:secret:*'"),
  );
  check('silent: one bucket', statement('s3:GetObject', 'arn:aws:s3:::orders/*'));
  check('silent: a prefix of parameters', statement('ssm:GetParameter', "'arn:aws:ssm:*:*:parameter/orders/*'"));
  check('silent: reading that is no secret', statement('[dynamodb:GetItem, sqs:ReceiveMessage]'));
  check('silent: writing', statement('[s3:PutObject, ssm:PutParameter]'));
  check('silent: everything has a rule of its own', statement("'*'"));
  check(
    'silent: a condition that narrows it',
    statement(
      'kms:Decrypt',
      "'*'",
      '              Condition: { StringEquals: { kms:ViaService: s3.eu-west-1.amazonaws.com } }',
    ),
  );
  check(
    'silent: a key policy, where * is the key',
    yaml`
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement: [{ Effect: Allow, Principal: { AWS: '111122223333' }, Action: kms:Decrypt, Resource: '*' }]
    `,
  );
  check(
    'silent: what a grant makes',
    cdk`
      const secret = new secretsmanager.Secret(this, 'Database');
      const fn = new lambda.Function(this, 'Handler', { code, handler: 'a.b', runtime: lambda.Runtime.NODEJS_22_X });
      secret.grantRead(fn);
    `,
  );

  it('names the secret', () =>
    expect(
      fixed(
        statement('secretsmanager:GetSecretValue', "'*'", '', '    Database: { Type: AWS::SecretsManager::Secret }'),
      ),
    ).toContain('Resource: !Ref Database'));
  it('offers nothing where the stack has none', () =>
    expect(offered(statement('sts:AssumeRole'))[0]).toMatch(/^refused: .*no resource of sts/));
});
