/** Ignores that don't say why; see `core/silencing.ts`. In `plumbline.yaml` a reason is asked for by the vocabulary. */
import { defineRule, yaml } from '../../core/rule.ts';

export const unreasonedIgnore = defineRule({
  id: 'requirements/unreasoned-ignore',
  since: '0.2.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Every ignore says why.',
    why: `Who comes across an ignore a year later has to decide whether it still holds. With a reason that is reading a line;
without one it is finding somebody who remembers, so it stays for ever.`,
    bad: [
      yaml`
        Resources:
          Signing:
            Type: AWS::KMS::Key
            Properties:
              # plumbline-ignore kms/unrotated-key
              EnableKeyRotation: false
      `,
    ],
    good: [
      yaml`
        Resources:
          Signing:
            Type: AWS::KMS::Key
            Properties:
              # plumbline-ignore kms/unrotated-key: partners have pinned it
              EnableKeyRotation: false
      `,
    ],
    links: ['https://github.com/plumbline-dev/plumbline/blob/main/docs/ignoring.md'],
  },
  messages: { unreasoned: 'This ignore does not say why: write the reason after a colon.' },
});
