import { expect, it } from 'vitest';
import { defaultSettings } from '../../core/engine.ts';
import { type Rule, cdk } from '../../core/rule.ts';
import { assembled } from '../../testing/assembled.ts';
import { describe, fixture } from '../../testing/fixture.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { deprecatedRuntime } from '../lambda/deprecated-runtime.ts';
import { reported } from './reported.ts';

ruleTest(
  reported,
  () => {
    it('says what the validator of the CDK says, at the property, unless a rule says the same', async () => {
      const { documents } = fixture(cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_14_X,
          handler: 'index.handler',
          code: lambda.Code.fromInline('exports.handler = async () => {};'),
        });
      `);
      const workspace = await assembled(documents, [reported, deprecatedRuntime] as unknown as readonly Rule[]);
      expect(workspace.allFindings().map(f => f.rule)).toEqual(['lambda/deprecated-runtime']);
      workspace.configure({ ...defaultSettings, severities: { 'lambda/*': 'off' } });
      expect(workspace.allFindings().map(f => describe(workspace, f))).toEqual([
        expect.stringMatching(
          /^warning synth\/reported "runtime: lambda\.Runtime\.NODEJS_14_X": .*\(CloudFormation Validate: E2531\)$/,
        ),
      ]);
    }, 60_000);
  },
  assembled,
);
