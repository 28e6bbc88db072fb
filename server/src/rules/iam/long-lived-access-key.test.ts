/** Access keys. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { longLivedAccessKey } from './long-lived-access-key.ts';

ruleTest(longLivedAccessKey, ({ check }) => {
  check(
    'points at the name',
    yaml`
      Resources:
        Key:
      # ^^^ information iam/long-lived-access-key: Key is an access key: it never expires by itself, and works from everywhere.
          Type: AWS::IAM::AccessKey
          Properties: { UserName: deploy }
    `,
  );
});
