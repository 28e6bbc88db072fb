/** opensearch/no-logs */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openSearchNoLogs } from './no-logs.ts';

ruleTest(openSearchNoLogs, ({ check }) => {
  check(
    'in one scenario',
    yaml`
    Conditions:
      IsProd: !Equals [!Ref AWS::Region, eu-west-1]
    Resources:
      Search:
    # ^^^^^^ information opensearch/no-logs: Search writes no logs when not IsProd.
        Type: AWS::OpenSearchService::Domain
        Properties:
          LogPublishingOptions: !If [IsProd, { SEARCH_SLOW_LOGS: { Enabled: true } }, !Ref AWS::NoValue]
  `,
  );
});
