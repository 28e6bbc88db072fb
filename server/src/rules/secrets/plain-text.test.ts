/** Secrets in plain text. */
import { describe, expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { isPlainSecret, secretByForm, secretKind } from './looksSecret.ts';
import { plainText } from './plain-text.ts';

describe('names of secrets', () => {
  it.each([
    ['DB_PASSWORD', 'password'],
    ['masterUserPassword', 'password'],
    ['DB_PASSWORD_2', 'password'],
    ['JWT_SECRET', 'other'],
    ['GITHUB_TOKEN', 'other'],
    ['STRIPE_API_KEY', 'other'],
    ['apiKey', 'other'],
    ['AWS_SECRET_ACCESS_KEY', 'other'],
    ['SMTP_PASS', 'other'],
  ])('%s is one', (name, kind) => expect(secretKind(name)).toBe(kind));
  it.each([
    'SECRET_NAME',
    'SECRET_ARN',
    'DB_SECRET_ID',
    'TOKEN_URL',
    'PASSWORD_TTL_DAYS',
    'PASSWORD_POLICY',
    'PARTITION_KEY',
    'PUBLIC_KEY',
    'S3_KEY',
    'KeyId',
    'MAX_TOKENS',
    'NEXT_TOKEN',
    'REQUIRE_PASSWORD',
    'BYPASS',
    'COMPASS',
    'SortKey',
  ])('%s is none', name => expect(secretKind(name)).toBeNull());
});

describe('values', () => {
  it.each(['correct-horse-battery', 'changeme', 'changeme-2024', 'Passw0rd!', 'admin123', '12345678'])(
    '%s is a password',
    text => expect(isPlainSecret(text, 'password')).toBe(true),
  );
  it.each([
    '',
    '{{resolve:secretsmanager:db:SecretString:password}}',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db',
    '/orders/prod/password',
    '<your-password>',
    '${DB_PASSWORD}',
    'REPLACE_ME',
    'your-password-here',
    '********',
    'xxxxxxxx',
    'true',
    'https://example.com/reset',
  ])('%s is none', text => expect(isPlainSecret(text, 'password')).toBe(false));
  it.each(['4eC39HqLyjWDarjtT1zdp7dc', 'd41d8cd98f00b204e9800998ecf8427e'])('%s is a key', text =>
    expect(isPlainSecret(text, 'other')).toBe(true),
  );
  it.each(['orders-db-secret', 'orders/db/credentials', 'my-api-key', '4096', 'Authorization', 'prod/app-1/token'])(
    '%s is no key',
    text => expect(isPlainSecret(text, 'other')).toBe(false),
  );
  it('knows access keys by their form, but not those of the documentation', () => {
    expect(secretByForm(`key = ${'AKIA'}QYLPMN5HHHFPZAM2`)).toBe('an AWS access key');
    expect(secretByForm('AKIAIOSFODNN7EXAMPLE')).toBeNull();
    expect(secretByForm('XAKIAQYLPMN5HHHFPZAM2')).toBeNull();
  });
});

ruleTest(plainText, ({ check, fixed, offered }) => {
  check(
    'environment of a function, by scenario',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Handler:
          Type: AWS::Lambda::Function
          Properties:
            Environment:
              Variables:
                DB_PASSWORD: !If [IsProd, '{{resolve:secretsmanager:orders}}', changeme-2024]
      #                                                                        ^^^^^^^^^^^^^ error secrets/plain-text: DB_PASSWORD of Handler is a secret in plain text when not IsProd.
                SECRET_NAME: orders-database-1
                TOKEN_TTL: '3600'
    `,
  );
  check(
    'what cfn-init signs in with',
    yaml`
      Resources:
        Web:
          Type: AWS::EC2::Instance
          Metadata:
            AWS::CloudFormation::Authentication:
              site:
                type: basic
                username: deploy
                password: hunter2-hunter2
      #                   ^^^^^^^^^^^^^^^ error secrets/plain-text: password of Web is a secret in plain text.
                uris: [https://files.corp.net]
          Properties: { ImageId: !ImportValue Image }
    `,
  );
  check(
    'containers and build projects',
    yaml`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web
                Environment:
                  - { Name: DB_HOST, Value: db.internal }
                  - { Name: DB_PASSWORD, Value: hunter2-hunter2 }
      #                                         ^^^^^^^^^^^^^^^ error secrets/plain-text: DB_PASSWORD of Task is a secret in plain text.
        Build:
          Type: AWS::CodeBuild::Project
          Properties:
            Environment:
              EnvironmentVariables:
                - { Name: NPM_TOKEN, Type: SECRETS_MANAGER, Value: build-2/npm }
                - { Name: NPM_TOKEN, Type: PARAMETER_STORE, Value: npm-token-v2 }
    `,
  );
  check(
    'the default of a parameter',
    yaml`
      Parameters:
        DBPassword:
          Type: String
          NoEcho: true
          Default: correct-horse-battery
      #            ^^^^^^^^^^^^^^^^^^^^^ error secrets/plain-text (fix): The default of parameter DBPassword is a secret in plain text, and MasterUserPassword of Database uses it.
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { DBInstanceClass: db.t4g.medium, MasterUserPassword: !Ref DBPassword }
    `,
  );
  check(
    'a secret that is written out',
    yaml`
      Resources:
        Secret:
          Type: AWS::SecretsManager::Secret
          Properties:
            SecretString: '{"username":"orders","password":"correct-horse-battery"}'
      #                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error secrets/plain-text: SecretString of Secret is a secret in plain text.
        Generated:
          Type: AWS::SecretsManager::Secret
          Properties:
            GenerateSecretString: { SecretStringTemplate: '{"username":"orders"}', GenerateStringKey: password }
        Empty:
          Type: AWS::SecretsManager::Secret
          Properties: { SecretString: '{"username":"orders","url":"db.internal"}' }
    `,
  );
  check(
    'silent: references, names, policies of passwords, keys of tables',
    yaml`
      Parameters:
        DBPassword: { Type: String, NoEcho: true }
        FromStore: { Type: 'AWS::SSM::Parameter::Value<String>', Default: orders-password-1 }
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties: { DBInstanceClass: db.t4g.medium, MasterUserPassword: !Ref DBPassword }
        Other:
          Type: AWS::RDS::DBInstance
          Properties: { DBInstanceClass: db.t4g.medium, MasterUserPassword: !Ref FromStore }
        Users:
          Type: AWS::Cognito::UserPool
          Properties: { Policies: { PasswordPolicy: { MinimumLength: 12 } } }
        Web:
          Type: AWS::CloudFront::Distribution
          Properties: { DistributionConfig: { Comment: 'The token is checked at the edge, 1' } }
    `,
  );
  check(
    'in CDK: no constant hides it',
    cdk`
      const KEY = 'a81bc81bdead4e5dabff90865d1e13b1';
      new lambda.Function(this, 'Handler', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
        environment: {
          API_KEY: KEY,
      //           ^^^ error secrets/plain-text: API_KEY of Handler is a secret in plain text.
          SESSION_SECRET: process.env.SESSION_SECRET ?? '',
          TABLE_NAME: 'orders',
        },
      });
    `,
  );
  it('never shows the secret', () => {
    expect(plainText.messages.property).not.toContain('{value}');
  });
  it('lets RDS keep the password', () =>
    expect(
      fixed(yaml`
        Resources:
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              DBInstanceClass: db.t4g.medium
              MasterUserPassword: correct-horse-battery # for now
              MasterUsername: orders
      `),
    ).toMatchInlineSnapshot(`
      "Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            DBInstanceClass: db.t4g.medium
            MasterUsername: orders
            ManageMasterUserPassword: true
      "
    `));
  it('says why it offers nothing', () =>
    expect(
      offered(yaml`
        Resources:
          Handler:
            Type: AWS::Lambda::Function
            Properties: { Environment: { Variables: { DB_PASSWORD: hunter2-hunter2 } } }
      `)[0],
    ).toContain('where the secret is to be kept is for you to say'));
  check(
    'variables of user data; what is looked up there is silent',
    yaml`
      Resources:
        Web:
          Type: AWS::EC2::Instance
          Properties:
            UserData: export DATABASE_PASSWORD=password1234
      #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error secrets/plain-text: The user data of Web sets DATABASE_PASSWORD to a secret in plain text.
        Worker:
          Type: AWS::EC2::Instance
          Properties:
            UserData:
              Fn::Base64: !Sub |
                PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)
                export DB_PASSWORD="${'${Password}'}"
                API_KEY=changed-by-hand
                echo DB_PASSWORD=hunter2hunter2
        Password: { Type: AWS::SNS::Topic }
    `,
  );
  check(
    'parameters of SSM that are called secrets',
    yaml`
      Resources:
        Key:
          Type: AWS::SSM::Parameter
          Properties:
            Name: /orders/api_key
            Type: String
            Value: akdfaksdfjkasdfjskafjdkfajsdfk345
      #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error secrets/plain-text: /orders/api_key of Key is a secret in plain text.
        Arn:
          Type: AWS::SSM::Parameter
          Properties: { Name: /orders/secret, Type: String, Value: !Sub '${'${AWS::Region}'}-1234567890' }
    `,
  );
});
