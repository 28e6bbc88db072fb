import { expect, it } from 'vitest';
import { createWorkspace } from '../../all.ts';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unusedIgnore } from './unused-ignore.ts';

ruleTest(unusedIgnore, ({ check }) => {
  check(
    'silent: a rule that is not on',
    withFiles(yaml`Resources: { Invoices: { Type: 'AWS::S3::Bucket' } }`, {
      'plumbline.yaml': 'version: 1\nignore:\n  - { rule: kms/unrotated-key, reason: Old. }\n',
    }),
    [],
  );

  const findings = (ignore: string, rules = '{}') => {
    const workspace = createWorkspace({
      host: { fileExists: () => null },
      projectOf: () => 'file:///app/',
      today: () => '2026-11-21',
    });
    const key = 'Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: false }\n';
    for (const name of ['legacy/old.yaml', 'new.yaml'])
      workspace.update({ uri: `file:///app/${name}`, version: 1, text: key });
    workspace.update({
      uri: 'file:///app/plumbline.yaml',
      version: 1,
      text: `version: 1\nrules: ${rules}\nignore:\n  - ${ignore}\n`,
    });
    return {
      shown: workspace.allFindings().map(f => `${f.severity} ${f.rule} ${f.span.uri.slice('file:///app/'.length)}`),
      silenced: workspace.suppressed().map(s => `${s.finding.span.uri.slice('file:///app/'.length)}: ${s.by.reason}`),
    };
  };

  it('is silent about one that silences something, which the report shows with its reason', () =>
    expect(findings('{ path: legacy/**, rule: kms/*, reason: Old. }')).toEqual({
      shown: ['warning kms/unrotated-key new.yaml'],
      silenced: ['legacy/old.yaml: Old.'],
    }));
  it('speaks of one whose rule is on and finds nothing there', () =>
    expect(findings('{ path: attic/**, rule: kms/unrotated-key, reason: Old. }').shown).toContain(
      'information requirements/unused-ignore plumbline.yaml',
    ));
  it('is silent where the project has switched the rule off', () =>
    expect(findings('{ rule: kms/unrotated-key, reason: Old. }', '{ kms/unrotated-key: off }')).toEqual({
      shown: [],
      silenced: [],
    }));
  it('lets the project say how severe a rule is', () =>
    expect(findings('{ path: legacy/**, rule: kms/*, reason: Old. }', '{ kms/*: error }').shown).toEqual([
      'error kms/unrotated-key new.yaml',
    ]));
  it('no longer counts after its day', () =>
    expect(findings('{ path: legacy/**, rule: kms/*, reason: Old., expires: 2026-01-01 }').shown).toEqual([
      'warning kms/unrotated-key legacy/old.yaml',
      'warning kms/unrotated-key new.yaml',
      'information requirements/expired-ignore plumbline.yaml',
    ]));
});
