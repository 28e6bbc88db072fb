/** Stacks that are written and not made. */
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unwiredStacks } from './unwired-stacks.ts';

const STACK = cdk`
  import * as cdk from 'aws-cdk-lib';
  export class LostStack extends cdk.Stack {
    constructor(scope: cdk.App, id: string) {
      super(scope, id);
    }
  }
`;
const APP = `
  import * as cdk from 'aws-cdk-lib';
  new cdk.Stack(new cdk.App(), 'Other');
`;
const LOST = [
  'warning structure/unwired-stacks "LostStack": No app makes the stack LostStack: what it declares is not deployed.',
];

ruleTest(unwiredStacks, ({ check }) => {
  check(
    'made in a test alone',
    withFiles(STACK, {
      'app.ts': APP,
      'stack.test.ts': `
        import * as cdk from 'aws-cdk-lib';
        import { LostStack } from './stack';
        test('it', () => void new LostStack(new cdk.App(), 'Lost'));
      `,
    }),
    LOST,
  );
  check('silent: no app in sight', withFiles(STACK, {}), []);
  check('silent: exported further', withFiles(STACK, { 'app.ts': APP, 'index.ts': "export * from './stack';" }), []);
  check('silent: another package', withFiles(STACK, { 'bin/app.ts': APP, 'bin/package.json': '{}' }), []);
  check(
    'silent: imported by what chooses at run time',
    withFiles(STACK, {
      'app.ts': `
        import * as cdk from 'aws-cdk-lib';
        import * as stacks from './stack';
        new stacks[process.env.STACK](new cdk.App(), 'Any');
      `,
    }),
    [],
  );
  check(
    'silent: made by a file that imports the library nowhere',
    withFiles(STACK, {
      'app.ts': `
        import * as cdk from 'aws-cdk-lib';
        export const app = new cdk.App();
        new cdk.Stack(app, 'Other');
      `,
      'more.ts': `
        import { app } from './app';
        import { LostStack } from './stack';
        new LostStack(app, 'Lost');
      `,
    }),
    [],
  );
  check(
    'silent: a base of other stacks',
    withFiles(
      cdk`
        import * as cdk from 'aws-cdk-lib';
        export abstract class BaseStack extends cdk.Stack {}
      `,
      { 'app.ts': APP },
    ),
    [],
  );
});
