import { expect, it } from 'vitest';
import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v1Import } from './v1-import.ts';

ruleTest(v1Import, ({ check, fixed, offered }) => {
  const named = cdk`
    import { App, Construct, Stack as Base } from '@aws-cdk/core';
    import { Bucket } from "@aws-cdk/aws-s3"
    import glue = require('@aws-cdk/aws-glue');

    class Storage extends Base {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new Bucket(this, 'Orders');
        new glue.Database(this, 'Catalogue');
      }
    }
    new Storage(new App(), 'Storage');
  `;
  check('once for a file', named, [
    `warning cdk/v1-import "'@aws-cdk/core'": @aws-cdk/core and 1 more are AWS CDK v1, which has been without support since 2023-06-01. In v2 it is aws-cdk-lib.`,
    `warning cdk/v1-import "'@aws-cdk/aws-glue'": @aws-cdk/aws-glue is AWS CDK v1, which has been without support since 2023-06-01. In v2 it goes by another name.`,
  ]);
  check(
    'what v2 has under another name',
    cdk`
      import * as glue from '@aws-cdk/aws-glue';
      export const table = glue.Table;
    `,
    [
      `warning cdk/v1-import "'@aws-cdk/aws-glue'": @aws-cdk/aws-glue is AWS CDK v1, which has been without support since 2023-06-01. In v2 it goes by another name.`,
    ],
  );
  it('moves constructs to their own package', () => {
    expect(fixed(named)).toContain(
      [
        "import { App, Stack as Base } from 'aws-cdk-lib';",
        "import { Construct } from 'constructs';",
        'import { Bucket } from "aws-cdk-lib/aws-s3"',
        "import glue = require('@aws-cdk/aws-glue');",
      ].join('\n'),
    );
    expect(offered(named)).toEqual(['review: Import from aws-cdk-lib (2 imports)']);
    const text = fixed(
      cdk`
        import cdk = require('@aws-cdk/core');
        import { IConstruct } from '@aws-cdk/core';

        export class Orders extends cdk.Construct {
          readonly parent?: IConstruct;
          constructor(scope: cdk.Construct, id: string) {
            super(scope, id);
            cdk.Tags.of(this).add('team', 'orders');
          }
        }
      `,
    );
    expect(text).toMatch(
      /^import cdk = require\('aws-cdk-lib'\);\nimport \{ Construct \} from 'constructs';\nimport \{ IConstruct \} from 'constructs';/,
    );
    expect(text).toContain('extends Construct {');
    expect(text).toContain('constructor(scope: Construct, id: string)');
    expect(text).toContain('cdk.Tags.of(this)');
  });
});
