import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { rootNamespaceAccess } from './root-namespace-access.ts';

ruleTest(rootNamespaceAccess, ({ check, fixed }) => {
  const two = cdk`
    import * as cdk from 'aws-cdk-lib';
    import { Construct } from 'constructs';

    export class ReaderStack extends cdk.Stack {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        const role: cdk.aws_iam.IRole = new cdk.aws_iam.Role(this, 'Reader', { assumedBy: this.principal() });
        new cdk.aws_sqs.Queue(this, 'Jobs');
      }
    }
  `;
  check('types and values, once a module and file', two, [
    'information cdk/root-namespace-access "cdk.aws_iam": aws_iam is taken through the root namespace in 2 places; import aws-iam by name.',
    'information cdk/root-namespace-access "cdk.aws_sqs": aws_sqs is taken through the root namespace; import aws-sqs by name.',
  ]);
  check(
    'the core of the library and imports by name are silent',
    cdk`
      import { App, Duration, aws_iam as iam } from 'aws-cdk-lib';
      import * as cdk from 'aws-cdk-lib';

      export const lifetime = cdk.Duration.days(1).plus(Duration.days(1));
      export const principal = new iam.ServicePrincipal('lambda.amazonaws.com');
      export const app = new App();
    `,
  );
  check(
    'other libraries are silent',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import * as other from './other';

      export const app = new cdk.App();
      export const role = other.aws_iam.role;
    `,
  );
  check('templates are silent', yaml`Resources: { Jobs: { Type: AWS::SQS::Queue } }`);

  it('imports the module once and rewrites every use of it', () => {
    expect(fixed(two)).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import * as iam from 'aws-cdk-lib/aws-iam';

      export class ReaderStack extends cdk.Stack {
        constructor(scope: Construct, id: string) {
          super(scope, id);
          const role: iam.IRole = new iam.Role(this, 'Reader', { assumedBy: this.principal() });
          new cdk.aws_sqs.Queue(this, 'Jobs');
        }
      }
      "
    `);
  });
  it('uses the name under which the file imports the module already', () => {
    expect(
      fixed(cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as identity from 'aws-cdk-lib/aws-iam';

        export const user = new cdk.aws_iam.ArnPrincipal('arn:aws:iam::111122223333:user/reader');
        export const role = new identity.ArnPrincipal('arn:aws:iam::111122223333:role/reader');
      `),
    ).toContain('user = new identity.ArnPrincipal(');
  });
});
