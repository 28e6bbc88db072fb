import { expect, it } from 'vitest';
import { json, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noLogGroup } from './no-log-group.ts';

const asks = (days: string) => ({
  'plumbline.yaml': `version: 1\nrequirements:\n  monitoring: { log_retention_days: ${days} }\n`,
});
const given = (properties: string, more = '') =>
  withFiles(
    yaml`
      Parameters: { Name: { Type: String } }
      Resources:
        Worker:
          Type: AWS::Lambda::Function
          Properties: { Runtime: nodejs24.x${properties} }
${more}`,
    asks('30'),
  );
const group = (name: string) =>
  `        Logs:\n          Type: AWS::Logs::LogGroup\n          Properties: { LogGroupName: ${name}, RetentionInDays: 30 }\n`;

ruleTest(noLogGroup, ({ check, fixed }) => {
  const said = [
    'warning logs/no-log-group "Worker": Worker has no log group, so that its logs are kept for ever; it should be 30 days (plumbline.yaml:3).',
  ];
  check('none', given(''), said);
  check('one of something else', given('', group('/aws/ecs/worker')), said);
  check('silent: by its name', given(', FunctionName: worker', group('/aws/lambda/worker')), []);
  check('silent: a group that it names', given(', LoggingConfig: { LogGroup: logs }'), []);
  check('silent: a name that may be its', given(', FunctionName: !Ref Name', group('/aws/lambda/worker')), []);
  check('silent: a group whose name comes from a parameter', given('', group('!Ref Name')), []);
  check(
    'silent: nobody asks',
    withFiles(json`${'{ "Resources": { "Worker": { "Type": "AWS::Lambda::Function" } } }'}`, {
      'plumbline.yaml': 'version: 1\nrequirements: { services: [lambda] }\n',
    }),
    [],
  );
  it('adds one', () => {
    expect(fixed(given(''))).toContain('LogGroupName: !Sub /aws/lambda/${Worker}\n      RetentionInDays: 30');
  });
});
