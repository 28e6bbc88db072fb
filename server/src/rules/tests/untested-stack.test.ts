import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { untestedStack } from './untested-stack.ts';

const ASKS = { 'plumbline.yaml': 'version: 1\nrequirements:\n  tests: every_stack\n' };

ruleTest(untestedStack, ({ check, fixed, offered }) => {
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

  it('makes a first test beside the others', () => {
    const main = withFiles(cdk`new sqs.Queue(this, 'Jobs');`, {
      ...ASKS,
      'spec/other.test.ts': "import '../lib/other';\n",
    });
    expect(fixed(main)).toContain(
      [
        "import { App } from 'aws-cdk-lib';",
        "import { Template } from 'aws-cdk-lib/assertions';",
        "import { TestStack } from '../stack';",
        '',
        "test('TestStack makes what it should', () => {",
        "  const template = Template.fromStack(new TestStack(new App(), 'Test'));",
        "  template.resourceCountIs('AWS::SQS::Queue', 1);",
        '});',
      ].join('\n'),
    );
  });
  it('makes the first test of all in a folder of its own', () => {
    expect(fixed(withFiles(cdk`new sqs.Queue(this, 'Jobs');`, ASKS))).toContain("from '../stack'");
  });
  it('asserts what is written, for the runner of the project', () => {
    const main = (dependencies: object) =>
      withFiles(
        cdk`new sqs.Queue(this, 'Jobs', { queueName: "it's", fifo: true, visibilityTimeout: cdk.Duration.minutes(1) });`,
        {
          ...ASKS,
          'package.json': JSON.stringify({ devDependencies: { 'aws-cdk-lib': '2.200.0', ...dependencies } }),
        },
      );
    const text = fixed(main({ vitest: '4.0.0' }));
    expect(text).toContain("import { test } from 'vitest';\nimport { App }");
    expect(text).toContain(
      "  template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'it\\'s', FifoQueue: true",
    );
    expect(fixed(main({ jest: '30.0.0' }))).not.toContain('import { test }');
    expect(fixed(main({}))).toContain("import { test } from 'node:test';");
  });
  it('does not import what runs the app', () => {
    const whole = cdk`
      import * as cdk from 'aws-cdk-lib';
      import { aws_sqs as sqs } from 'aws-cdk-lib';
      export class Shop extends cdk.Stack {
        constructor(scope: cdk.App, id: string) {
          super(scope, id);
          new sqs.Queue(this, 'Jobs');
        }
      }
      new Shop(new cdk.App(), 'Shop');
    `;
    expect(offered(withFiles(whole, ASKS))[0]).toContain('makes the app, too');
  });
});
