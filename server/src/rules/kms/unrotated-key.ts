/** Symmetric keys whose key material never changes. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';

export const unrotatedKey = defineRule({
  id: 'kms/unrotated-key',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Symmetric KMS keys rotate their key material.',
    why: `Key material that never changes protects everything that was ever encrypted with it: whoever gets hold of it can
read all of it, and the longer it is used the more that is. With rotation KMS makes new material every year and keeps the
old for decrypting; nothing else changes, neither the key's ARN nor any code. Only symmetric encryption keys with material
made by KMS can rotate by themselves; others are not reported.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::KMS::Key
            Properties:
              Description: Encrypts the orders
      `,
      json`
        { "Resources": { "Orders": { "Type": "AWS::KMS::Key", "Properties": { "EnableKeyRotation": false } } } }
      `,
      cdk`
        new kms.Key(this, 'Orders', { description: 'Encrypts the orders' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: true
          Signing:
            Type: AWS::KMS::Key
            Properties:
              KeySpec: RSA_2048
              KeyUsage: SIGN_VERIFY
      `,
      cdk`
        new kms.Key(this, 'Orders', { enableKeyRotation: true });
        new kms.Key(this, 'Signing', { keySpec: kms.KeySpec.RSA_2048, keyUsage: kms.KeyUsage.SIGN_VERIFY });
      `,
    ],
    links: ['https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'],
    peers: ['cdk-nag AwsSolutions-KMS5', 'CKV_AWS_7', 'cfn_nag F19', 'trivy AWS-0065', 'Security Hub KMS.4'],
  },
  messages: { unrotated: 'Key {key} never rotates its key material{when}.' },
  types: ['AWS::KMS::Key'],

  *checkResource(resource) {
    const { properties } = resource;
    if (!is(at(properties, 'KeySpec'), 'SYMMETRIC_DEFAULT')) return;
    if (!is(at(properties, 'KeyUsage'), 'ENCRYPT_DECRYPT')) return;
    if (!is(at(properties, 'Origin'), 'AWS_KMS')) return;
    for (const { value, when } of scenarios(at(properties, 'EnableKeyRotation'))) {
      if (value.kind !== 'absent' && booleanOf(value) !== false) continue;
      yield {
        message: 'unrotated',
        at: value.kind === 'absent' ? resource.nameSpan : value.span,
        params: { key: resource.logicalId, when: inScenario(when) },
      };
    }
  },

  fix(signal) {
    if (!signal.resource) return 'the key is no longer there';
    return [
      {
        title: `Turn on key rotation of ${signal.resource.logicalId}`,
        intents: [{ kind: 'setProperty', resource: signal.resource.id, path: ['EnableKeyRotation'], value: true }],
        safety: 'safe',
      },
    ];
  },
});

/** Whether a value is absent or this text in all scenarios. */
function is(value: Value, text: string): boolean {
  return scenarios(value).every(s => s.value.kind === 'absent' || stringOf(s.value) === text);
}
