/** Witnesses in the workspace: heard, and no longer heard when they fail. */
import { expect, it } from 'vitest';
import { unrotatedKey } from '../rules/kms/unrotated-key.ts';
import { fixture, workspaceOf } from '../testing/fixture.ts';
import { type Rule, yaml } from './rule.ts';

it('a witness that fails is told of once, and what was read serves', () => {
  const { documents, main } = fixture(yaml`
    Resources:
      Orders:
        Type: AWS::KMS::Key
        Properties: { EnableKeyRotation: false, KeyPolicy: {} }
  `);
  const workspace = workspaceOf(documents, [unrotatedKey as unknown as Rule]);
  const failures: unknown[] = [];
  workspace.engine.onFailure = failure => failures.push(failure.error);
  const error = new Error('a bug in a witness');
  workspace.testify(main.uri, {
    refine: () => {
      throw error;
    },
  });
  expect(workspace.allFindings().map(f => f.rule)).toEqual(['kms/unrotated-key']);
  expect(workspace.witness(main.uri)).toBeNull();
  workspace.update({ ...main, version: 2, text: `${main.text}\n# edited\n` });
  expect(workspace.allFindings()).toHaveLength(1);
  expect(failures).toEqual([error]);
});
