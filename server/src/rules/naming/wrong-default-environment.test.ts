import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wrongDefaultEnvironment } from './wrong-default-environment.ts';

const PROD = {
  'plumbline.yaml': 'version: 1\nrequirements:\n  environments: { names: [dev, prod], default: prod }\n',
};
const said = (place: string) =>
  `warning naming/wrong-default-environment ${JSON.stringify(place)}: The environment falls back to dev; it should be prod (plumbline.yaml:3).`;
const code = (text: string) => withFiles(cdk`${text}\nnew sqs.Queue(this, 'Q');`, PROD);

ruleTest(wrongDefaultEnvironment, ({ check, fixed }) => {
  for (const text of [
    "const environmentSuffix = process.env.ENVIRONMENT_SUFFIX ?? 'dev';",
    "const env = this.node.tryGetContext('environment') || 'dev';",
    "const suffix = (props as any)?.environmentSuffix || this.node.tryGetContext('env') || 'dev';",
    "const { stage = 'dev' } = props as any;",
    "const named = (environment = 'dev') => environment; named();",
  ])
    check(text, code(text), [said("'dev'")]);
  for (const text of [
    "const stage = this.node.tryGetContext('stage') ?? 'prod';",
    "const region = process.env.AWS_REGION ?? 'us-east-1';",
    "const level = process.env.LOG_LEVEL ?? 'dev';",
    "const stage = this.node.tryGetContext('stage') ?? 'main';",
  ])
    check(`silent: ${text}`, code(text), []);
  check(
    'silent: no default asked for',
    withFiles(cdk`const stage = this.node.tryGetContext('stage') ?? 'dev'; new sqs.Queue(this, stage);`, {
      'plumbline.yaml': 'version: 1\nrequirements:\n  environments: [dev, prod]\n',
    }),
    [],
  );
  const template = withFiles(
    yaml`
      Parameters:
        Stage: { Type: String, Default: dev }
        Size: { Type: String, Default: dev }
      Resources:
        Invoices:
          Type: AWS::S3::Bucket
    `,
    PROD,
  );
  check('a parameter', template, [said('dev')]);
  it('changes the parameter', () => expect(fixed(template)).toContain('Stage: { Type: String, Default: prod }'));
  it('changes the code, and keeps its quotes', () =>
    expect(fixed(code('const stage = this.node.tryGetContext("stage") ?? "dev";'))).toContain('?? "prod";'));
});
