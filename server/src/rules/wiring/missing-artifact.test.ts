import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingArtifact } from './missing-artifact.ts';

const [first, second] = missingArtifact.docs.bad as unknown as [{ text: string }, { text: string }];
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: first.text.replace(from, to) });

ruleTest(missingArtifact, ({ check, fixed }) => {
  check('no such artifact', changed('', ''), [
    'error wiring/missing-artifact "SourceCode": Build takes the artifact SourceCode, which no action before it makes.',
  ]);
  check('in the same step', { language: 'json', text: second.text }, [
    String.raw`error wiring/missing-artifact "\"Code\"": Build takes the artifact Code, which is made in the same step or later.`,
  ]);
  check('a name that can’t be seen', changed('Name: Source }]', 'Name: !Ref AWS::StackName }]'), []);
  check('a stage that may be there', changed('- Name: Build\n', '- !Ref Stage\n        - Name: Build\n'), []);
  it('takes the one that there is', () =>
    expect(fixed(changed('', ''))).toContain('InputArtifacts: [{ Name: Source }]'));
});
