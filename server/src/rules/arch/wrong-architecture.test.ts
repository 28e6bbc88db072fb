import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wrongArchitecture } from './wrong-architecture.ts';

const built = (types: readonly string[], services: string) =>
  withFiles(yaml`${`Resources:\n${types.map((t, i) => `  R${i}:\n    Type: AWS::${t}\n`).join('')}`}`, {
    'plumbline.yaml': `version: 1\nrequirements:\n  services: ${services}\n`,
  });

ruleTest(wrongArchitecture, ({ check }) => {
  check(
    'says what was asked and what is built',
    built(['EC2::Instance', 'RDS::DBInstance', 'S3::Bucket', 'IAM::Role'], '[api_gateway, lambda, dynamodb, s3]'),
    [
      'error arch/wrong-architecture "api_gateway": This is another architecture than the one asked for (plumbline.yaml:3): 1 of 4 required services are there.\nasked and built: S3\nasked and missing: API Gateway, Lambda, DynamoDB\nbuilt and not asked for: EC2, RDS',
    ],
  );
  check(
    'silent: dashboards and keys make no architecture',
    built(['EC2::Instance', 'S3::Bucket'], '[kms, cloudwatch, dashboard, lambda]'),
    [],
  );
  check('silent: unfinished, not different', built(['S3::Bucket'], '[api_gateway, lambda, dynamodb, s3]'), []);
  check('silent: half of it is there', built(['S3::Bucket', 'EC2::Instance'], '[lambda, s3]'), []);
  check('silent: too few are required to tell', built(['EC2::Instance'], '[lambda, dynamodb]'), []);
  check(
    'silent: what is more is optional',
    built(['EC2::Instance'], '{ require: [lambda, dynamodb, s3], optional: [ec2] }'),
    [],
  );
});
