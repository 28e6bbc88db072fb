/** Passwords of databases that stay the same for ever. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { mayMake } from '../requirements/asked.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

export const unrotatedSecret = defineRule({
  id: 'secrets/unrotated',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'The password of a database is changed regularly.',
    why: `A password that never changes is good for whoever has seen it, in a log, on a laptop or in a backup, for as long as the database
lives. Secrets Manager changes it by a schedule, in the database and in the secret at once. A database that keeps its password
itself (\`ManageMasterUserPassword\`) has it changed every week without more. Only secrets with a user's name and a password count.`,
    bad: [
      yaml`
        Resources:
          DatabaseSecret:
            Type: AWS::SecretsManager::Secret
            Properties:
              GenerateSecretString: { SecretStringTemplate: '{"username":"orders"}', GenerateStringKey: password }
      `,
      json`
        {
          "Resources": {
            "DatabaseSecret": {
              "Type": "AWS::SecretsManager::Secret",
              "Properties": {
                "GenerateSecretString": { "SecretStringTemplate": "{\"username\":\"orders\"}", "GenerateStringKey": "password" }
              }
            }
          }
        }
      `,
      cdk`
        new secretsmanager.CfnSecret(this, 'DatabaseSecret', {
          generateSecretString: { secretStringTemplate: '{"username":"orders"}', generateStringKey: 'password' },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          DatabaseSecret:
            Type: AWS::SecretsManager::Secret
            Properties:
              GenerateSecretString: { SecretStringTemplate: '{"username":"orders"}', GenerateStringKey: password }
          Monthly:
            Type: AWS::SecretsManager::RotationSchedule
            Properties:
              SecretId: !Ref DatabaseSecret
              RotationRules: { AutomaticallyAfterDays: 30 }
              RotationLambdaARN: !ImportValue Rotation
      `,
      json`
        {
          "Resources": {
            "Token": {
              "Type": "AWS::SecretsManager::Secret",
              "Properties": { "GenerateSecretString": { "PasswordLength": 40 } }
            }
          }
        }
      `,
      cdk`
        const secret = new secretsmanager.CfnSecret(this, 'DatabaseSecret', {
          generateSecretString: { secretStringTemplate: '{"username":"orders"}', generateStringKey: 'password' },
        });
        new secretsmanager.CfnRotationSchedule(this, 'Monthly', {
          secretId: secret.ref,
          rotationRules: { automaticallyAfterDays: 30 },
          rotationLambdaArn: cdk.Fn.importValue('Rotation'),
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html'],
    peers: ['cdk-nag AwsSolutions-SMG4'],
  },
  messages: { never: 'The password in {name} is never changed.' },
  *checkGraph({ graph }) {
    const secrets = graph.ofType('AWS::SecretsManager::Secret');
    if (secrets.length === 0 || mayMake(graph, ['AWS::SecretsManager::RotationSchedule'])) return;
    const ids = (type: string) =>
      graph.ofType(type).map(r => ({ id: r.id, secret: mentioned(at(r.properties, 'SecretId')) }));
    const schedules = ids('AWS::SecretsManager::RotationSchedule');
    const attachments = ids('AWS::SecretsManager::SecretTargetAttachment');
    // A schedule for what can't be seen may be for any of them.
    if (schedules.some(s => s.secret.length === 0)) return;
    for (const secret of secrets) {
      if (secret.owner.kind !== 'yours' || !isExact(secret)) continue;
      const generated = at(secret.properties, 'GenerateSecretString');
      const isUser = /"username"/.test(stringOf(at(generated, 'SecretStringTemplate')) ?? '');
      const names = [secret.id, ...attachments.filter(a => a.secret.includes(secret.id)).map(a => a.id)];
      if (!isUser && names.length === 1) continue;
      if (schedules.some(s => s.secret.some(id => names.includes(id)))) continue;
      yield { message: 'never', at: secret.nameSpan, params: { name: secret.logicalId }, resource: secret };
    }
  },
});
