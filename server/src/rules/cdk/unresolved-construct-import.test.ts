import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unresolvedConstructImport } from './unresolved-construct-import.ts';

ruleTest(unresolvedConstructImport, ({ check, fixed, offered }) => {
  const app = cdk`
    import * as cdk from 'aws-cdk-lib';
    import { NetworkStack, type NetworkStackProps } from './lib/network-stack';

    const app = new cdk.App();
    const shared: Partial<NetworkStackProps> = {};
    new NetworkStack(app, 'Network', { ...shared, env: { region: 'eu-central-1' }, cidr: '10.0.0.0/16', 'max-azs': 2 });
  `;
  check('a stack', app, [
    `error cdk/unresolved-construct-import "'./lib/network-stack'": There is no file for './lib/network-stack', from which NetworkStack and NetworkStackProps should come.`,
  ]);
  check(
    'files that are there, in any of their forms, are silent',
    withFiles(
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { a } from './a';
        import { b } from './b.js';
        import { c } from './c';

        export const app = new cdk.App({ context: { a, b, c } });
      `,
      { 'a.ts': 'export const a = 1;\n', 'b.ts': 'export const b = 1;\n', 'c/index.ts': 'export const c = 1;\n' },
    ),
    [],
  );
  check(
    'what a build makes, and packages, are silent',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import { schema } from './generated/schema';
      import { version } from '../dist/version';
      import { widget } from 'some-package';

      export const app = new cdk.App({ context: { schema, version, widget } });
    `,
  );

  it('makes a stack with what is passed', () => {
    expect(fixed(app).replace(/^[\s\S]*\n--- /, '')).toMatchInlineSnapshot(`
      "network-stack.ts
      import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';

      export interface NetworkStackProps extends cdk.StackProps {
        readonly cidr: unknown;
        readonly 'max-azs': unknown;
      }

      export class NetworkStack extends cdk.Stack {
        constructor(scope: Construct, id: string, props: NetworkStackProps) {
          super(scope, id, props);
        }
      }
      "
    `);
  });
  it('makes constructs, default exports and types', () => {
    expect(
      fixed(cdk`
        import * as cdk from 'aws-cdk-lib';
        import Reports, { Archive, ReportKind } from './reports';

        export class ReportingStack extends cdk.Stack {
          readonly kind?: ReportKind;
          readonly reports = new Reports(this, 'Reports', { stage: 'prod' });
          readonly archive = new Archive(this, 'Archive');
        }
      `).replace(/^[\s\S]*\n--- /, ''),
    ).toMatchInlineSnapshot(`
      "reports.ts
      import { Construct } from 'constructs';

      export interface ReportKind {}

      export interface ReportsProps {
        readonly stage: unknown;
      }

      export default class Reports extends Construct {
        constructor(scope: Construct, id: string, props: ReportsProps) {
          super(scope, id);
        }
      }

      export class Archive extends Construct {
        constructor(scope: Construct, id: string) {
          super(scope, id);
        }
      }
      "
    `);
  });
  it('makes nothing of values that it knows nothing of', () => {
    expect(
      offered(cdk`
        import * as cdk from 'aws-cdk-lib';
        import { stages } from './stages';

        export const app = new cdk.App({ context: { stages } });
      `),
    ).toMatchInlineSnapshot(`
      [
        "refused: Fix cdk/unresolved-construct-import (nothing of it is made with new, so what it holds can’t be told)",
      ]
    `);
  });
});
