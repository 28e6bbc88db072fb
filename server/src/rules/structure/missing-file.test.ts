import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingRequiredFile } from './missing-file.ts';

const given = (layout: string, files: Record<string, string> = {}) =>
  withFiles(yaml`Resources: {}`, { 'plumbline.yaml': `version: 1\nrequirements:\n  layout: ${layout}\n`, ...files });

ruleTest(missingRequiredFile, ({ check, fixed, offered }) => {
  check('the entry', given('{ entry: bin/app.ts }'), [
    'warning structure/missing-file "entry: bin/app.ts": bin/app.ts does not exist (plumbline.yaml:3).',
  ]);
  check('silent: it is there', given('{ entry: bin/app.ts }', { 'bin/app.ts': 'export {};' }), []);
  check('silent: what is outside can’t be seen', given('{ files: [../../elsewhere.ts] }'), []);
  const inCode = (file: string) =>
    withFiles(cdk`new sqs.Queue(this, 'Jobs');`, {
      'plumbline.yaml': `version: 1\nrequirements:\n  layout: { files: [${file}] }\n`,
    });
  it('begins a stack', () => {
    expect(fixed(inCode('lib/data-stack.ts'))).toContain('export class DataStack extends cdk.Stack {');
  });
  it('lists the stacks in a README', () => {
    expect(fixed(inCode('README.md'))).toMatch(/## Stacks\n\n- /);
  });
  it('does not make up what it can’t know', () => {
    expect(offered(inCode('bin/app.ts'))).toEqual([
      'refused: Fix structure/missing-file (what stands in it is for you to say)',
    ]);
  });
});
