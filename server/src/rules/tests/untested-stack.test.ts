import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { untestedStack } from './untested-stack.ts';

const ASKS = { 'plumbline.yaml': 'version: 1\nrequirements:\n  tests: every_stack\n' };

ruleTest(untestedStack, ({ check }) => {
  check('no tests at all', withFiles(cdk`new sqs.Queue(this, 'Jobs');`, ASKS), [
    'information tests/untested-stack "tests: every_stack": There are no tests of the stacks (plumbline.yaml:3).',
  ]);
  check('silent: templates', withFiles(yaml`${'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue'}`, ASKS), []);
  check(
    'silent: a test in JavaScript',
    withFiles(cdk`new sqs.Queue(this, 'Jobs');`, {
      ...ASKS,
      'stack.test.js':
        "const { Template } = require('aws-cdk-lib/assertions');\nconst { TestStack } = require('./stack');\n",
    }),
    [],
  );
});
