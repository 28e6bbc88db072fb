/** Parameters that are shown. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { echoedParameter } from './echoed-parameter.ts';

ruleTest(echoedParameter, ({ check, fixed }) => {
  check(
    'once for a parameter, also behind a condition and in the environment of a container',
    yaml`
      Parameters:
        Password: { Type: String }
      # ^^^^^^^^ warning secrets/echoed-parameter (fix): Everybody who may look at the stack can read Password, which MasterUserPassword of Orders uses.
        Token: { Type: String }
      # ^^^^^ warning secrets/echoed-parameter (fix): Everybody who may look at the stack can read Token, which GITHUB_TOKEN of Task uses.
        Path: { Type: 'AWS::SSM::Parameter::Value<String>' }
        Key: { Type: 'AWS::EC2::KeyPair::KeyName' }
        Arn: { Type: String }
        Hidden: { Type: String, NoEcho: 'true' }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Orders: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: !If [IsProd, !Ref Hidden, !Ref Password] } }
        Custom: { Type: Custom::Copy, Properties: { ServiceToken: !Ref Arn } }
        Other: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: !Ref Password } }
        Stored: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: !Ref Path } }
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Environment: [{ Name: GITHUB_TOKEN, Value: !Ref Token }, { Name: HOST, Value: !Ref Token }]
    `,
  );
  it('hides it', () =>
    expect(
      fixed(yaml`
        Parameters:
          Password:
            Type: String # of the database
        Resources:
          Orders: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: !Ref Password } }
      `),
    ).toContain('Type: String # of the database\n    NoEcho: true\n'));
  check(
    'what is kept in SSM without encryption',
    yaml`
      Resources:
        Orders:
          Type: AWS::RDS::DBInstance
          Properties: { MasterUsername: '{{resolve:ssm:/orders/user}}', MasterUserPassword: '{{resolve:ssm:/orders/password:1}}' }
      #                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning secrets/echoed-parameter: MasterUserPassword of Orders comes from a parameter in SSM that is not encrypted.
        Other: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: '{{resolve:ssm-secure:/orders/password:1}}' } }
    `,
  );
});
