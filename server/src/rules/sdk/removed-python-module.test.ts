import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { removedPythonModule } from './removed-python-module.ts';

const inline = (code: string) => yaml`
  Resources:
    Lookup:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: python3.13
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/lookup
        Code:
          ZipFile: "${code}"
`;

ruleTest(removedPythonModule, ({ check }) => {
  check('boto in the runtime', inline('import boto.s3\\ndef handler(e, c): pass'), [
    `error sdk/removed-python-module "boto.s3": There is no module 'boto' where Lookup runs. Use boto3.`,
  ]);
  check(
    'what is still vendored, and boto3, is silent',
    inline('import boto3\\nfrom botocore.vendored import six\\nimport botocore'),
    [],
  );
});
