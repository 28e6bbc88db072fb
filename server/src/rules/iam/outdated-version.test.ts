/** Policy variables and versions. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { outdatedVersion } from './outdated-version.ts';

const policy = (version: string, resource: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          ${version}
          Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: ${resource} }]
`;
const home = "'arn:aws:s3:::home/${aws:username}/*'";

ruleTest(outdatedVersion, ({ check, fixed }) => {
  check('no version', policy('Id: home', home), [
    `warning iam/outdated-version "${home}": The policy has no Version, so \${aws:username} is no variable here: it is compared as it is written.`,
  ]);
  check('in a string with references', policy('Id: home', "!Sub 'arn:aws:s3:::${Bucket}/${!aws:userid}/*'"), [
    `warning iam/outdated-version "!Sub 'arn:aws:s3:::\${Bucket}/\${!aws:userid}/*'": The policy has no Version, so \${aws:userid} is no variable here: it is compared as it is written.`,
  ]);
  check('silent: the version of today', policy("Version: '2012-10-17'", home), []);
  check('silent: a version from elsewhere', policy('Version: !Ref Version', home), []);
  check('silent: no variables', policy("Version: '2008-10-17'", "!Sub 'arn:aws:s3:::${AWS::AccountId}/*'"), []);
  it('writes the version', () => {
    expect(fixed(policy("Version: '2008-10-17' # old", home))).toContain("Version: '2012-10-17' # old");
    expect(fixed(policy('Id: home', home))).toContain("Version: '2012-10-17'");
  });
});
