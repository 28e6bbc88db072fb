/** secrets/unrotated */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unrotatedSecret } from './unrotated.ts';

ruleTest(unrotatedSecret, ({ check }) => {
  check(
    'silent: a schedule through the attachment, and a method of the construct',
    yaml`
    Resources:
      Secret:
        Type: AWS::SecretsManager::Secret
        Properties: { GenerateSecretString: { SecretStringTemplate: '{"username":"orders"}', GenerateStringKey: password } }
      Attached:
        Type: AWS::SecretsManager::SecretTargetAttachment
        Properties: { SecretId: !Ref Secret, TargetId: !ImportValue Database, TargetType: AWS::RDS::DBInstance }
      Monthly:
        Type: AWS::SecretsManager::RotationSchedule
        Properties: { SecretId: !Ref Attached, RotationLambdaARN: !ImportValue Rotation }
  `,
  );
});
