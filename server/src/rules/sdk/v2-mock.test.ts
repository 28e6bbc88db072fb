import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Mock } from './v2-mock.ts';

const app = cdk`
  new cdk.CfnOutput(this, 'Name', { value: 'orders' });
`;
const test = (code: string) => withFiles(app, { 'test/reader.test.ts': code });

ruleTest(v2Mock, ({ check }) => {
  const said = (covered: string, library: string) =>
    `warning sdk/v2-mock "${covered}": ${library} mocks AWS SDK v2 here. Mock clients of v3 with aws-sdk-client-mock.`;
  check('vitest', test("vi.mock('aws-sdk/clients/s3', () => ({ default: vi.fn() }));\n"), [
    said("'aws-sdk/clients/s3'", 'vi.mock'),
  ]);
  check('aws-sdk-mock', test("import AWSMock from 'aws-sdk-mock';\nAWSMock.mock('S3', 'getObject', {});\n"), [
    said("'aws-sdk-mock'", 'aws-sdk-mock'),
  ]);
  check('proxyquire', test("const { handler } = proxyquire('../lambda', { 'aws-sdk': { S3: class {} } });\n"), [
    said("'aws-sdk'", 'proxyquire'),
  ]);
  check(
    'an import is for sdk/v2-import',
    test("import AWS from 'aws-sdk';\njest.mock('aws-sdk');\nnew AWS.S3();\n"),
    [],
  );
  check('mocks of v3 are silent', test("jest.mock('@aws-sdk/client-s3');\n"), []);
});
