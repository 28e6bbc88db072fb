import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingParameter } from './missing.ts';

const template = (parameter: string, parameters: string) =>
  withFiles(
    yaml`
      Parameters:
        Stage: ${parameter}
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
    `,
    { 'plumbline.yaml': `version: 1\nrequirements:\n  parameters: ${parameters}\n` },
  );
const said = (place: string, message: string) => [
  `warning parameters/missing ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`,
];

ruleTest(missingParameter, ({ check, fixed }) => {
  check('missing', template('{ Type: String }', '[VpcCidr]'), said('Stage', 'The parameter VpcCidr is missing'));
  check(
    'another default',
    template('{ Type: String, Default: prod }', '[{ name: Stage, default: dev }]'),
    said('prod', 'The default of Stage is prod; it should be dev'),
  );
  check(
    'other allowed values',
    template('{ Type: String, AllowedValues: [a] }', '[{ name: Stage, allowed: [dev, prod] }]'),
    said('[a]', 'Stage should allow dev, prod and nothing else'),
  );
  check(
    'open',
    template('{ Type: String }', '[{ name: Stage, constrained: true }]'),
    said('Stage', 'Stage takes anything: it should have allowed values, a pattern, lengths or a range'),
  );
  check(
    'silent: all is as it should be',
    template(
      '{ Type: String, Default: dev, AllowedValues: [prod, dev] }',
      '[{ name: Stage, default: dev, allowed: [dev, prod], constrained: true }]',
    ),
    [],
  );
  it('adds the parameter', () =>
    expect(fixed(template('{ Type: String }', '[{ name: VpcCidr, default: 10.0.0.0/16 }]'))).toContain(
      'Default: 10.0.0.0/16',
    ));
  it('sets the default', () =>
    expect(fixed(template('{ Type: String }', '[{ name: Stage, default: dev }]'))).toContain(
      'Stage: { Type: String, Default: dev }',
    ));
  it('sets the allowed values', () =>
    expect(fixed(template('{ Type: String }', '[{ name: Stage, allowed: [dev, prod] }]'))).toMatch(
      /AllowedValues: \[\s*dev, prod\s*\]|AllowedValues:\s+- dev/,
    ));
});
