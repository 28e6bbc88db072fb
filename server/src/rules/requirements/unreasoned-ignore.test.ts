import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unreasonedIgnore } from './unreasoned-ignore.ts';

ruleTest(unreasonedIgnore, ({ check }) => {
  check(
    'silent: what other tools were told',
    yaml`
    Resources:
      Signing:
        Type: AWS::KMS::Key
        Metadata: { cfn-lint: { config: { ignore_checks: [W1234] } } }
  `,
    [],
  );
  check(
    'in metadata, where JSON has no comments',
    yaml`
    Resources:
      Signing:
        Type: AWS::KMS::Key
        Metadata: { Plumbline: { ignore: [{ rule: kms/unrotated-key }] } }
  `,
    [
      'information requirements/unreasoned-ignore "{ rule: kms/unrotated-key }": This ignore does not say why: write the reason after a colon.',
    ],
  );
});
