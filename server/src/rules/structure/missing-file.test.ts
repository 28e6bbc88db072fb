import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingRequiredFile } from './missing-file.ts';

const given = (layout: string, files: Record<string, string> = {}) =>
  withFiles(yaml`Resources: {}`, { 'plumbline.yaml': `version: 1\nrequirements:\n  layout: ${layout}\n`, ...files });

ruleTest(missingRequiredFile, ({ check }) => {
  check('the entry', given('{ entry: bin/app.ts }'), [
    'warning structure/missing-file "entry: bin/app.ts": bin/app.ts does not exist (plumbline.yaml:3).',
  ]);
  check('silent: it is there', given('{ entry: bin/app.ts }', { 'bin/app.ts': 'export {};' }), []);
  check('silent: what is outside can’t be seen', given('{ files: [../../elsewhere.ts] }'), []);
});
