import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unusedParameter } from './unused.ts';

/** A dollar sign, for substitutions in templates. */
const $ = '$';

const template = (body: string, top = '') => yaml`
  ${top}
  Metadata:
    AWS::CloudFormation::Interface: { ParameterGroups: [{ Parameters: [Stage] }] }
  Parameters:
    # Where it runs.
    Stage: { Type: String }
    Size: { Type: Number }
  Conditions:
    IsBig: !Equals [!Ref Size, 3]
  Resources:
    Jobs: { Type: AWS::SQS::Queue, Condition: IsBig, Properties: { ${body} } }
`;
const said = 'hint parameters/unused "Stage": Nothing uses the parameter Stage.';

ruleTest(unusedParameter, ({ check, fixed }) => {
  check('labels are no use', template('DelaySeconds: 1'), [said]);
  check('an escaped name is no use', template(`QueueName: !Sub '${$}{!Stage}'`), [said]);
  check('a substitution', template(`QueueName: !Sub 'jobs-${$}{ Stage }'`), []);
  check('the key of a mapping', template('QueueName: !FindInMap [Names, !Ref Stage, Jobs]'), []);
  check(
    'Amplify hands parameters to every template of its own',
    withFiles(yaml`Resources: {}`, {
      'app/amplify/backend/custom/api/template.json':
        '{ "Parameters": { "env": { "Type": "String" } }, "Resources": { "Jobs": { "Type": "AWS::SQS::Queue" } } }',
    }),
    [],
  );
  check(
    'the CDK writes parameters that nothing uses',
    yaml`
      Parameters:
        BootstrapVersion: { Type: AWS::SSM::Parameter::Value<String>, Default: /cdk-bootstrap/hnb659fds/version }
        AssetParameters${'8f04ee1aab90a3ea'.repeat(4)}ArtifactHash6126A645: { Type: String }
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
    `,
    [],
  );
  check('a macro may use anything', template('DelaySeconds: 1', 'Transform: Mine'), []);
  it('takes it away', () => {
    const text = fixed(template('DelaySeconds: 1'));
    expect(text).not.toContain('Stage: {');
    expect(text).toContain('Size: { Type: Number }');
  });
});
