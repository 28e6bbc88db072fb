/** Search domains that write no logs. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { setting } from '../setting.ts';
import { isExact } from '../wiring/deliveries.ts';

export const openSearchNoLogs = defineRule({
  id: 'opensearch/no-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Search domains write their logs.',
    why: `What was slow, what failed and, with audit logs, who read which document is written to CloudWatch Logs only where the domain
says so. Without them an index that got slow leaves nothing to look at.`,
    bad: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              EngineVersion: OpenSearch_2.17
      `,
      json`
        { "Resources": { "Search": { "Type": "AWS::OpenSearchService::Domain" } } }
      `,
      cdk`
        new opensearch.CfnDomain(this, 'Search', { engineVersion: 'OpenSearch_2.17' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              LogPublishingOptions: { SEARCH_SLOW_LOGS: { CloudWatchLogsLogGroupArn: !ImportValue Slow, Enabled: true } }
      `,
      json`
        {
          "Parameters": { "Given": { "Type": "String" } },
          "Resources": { "Search": { "Type": "AWS::OpenSearchService::Domain", "Properties": { "LogPublishingOptions": { "Ref": "Given" } } } }
        }
      `,
      cdk`
        new opensearch.CfnDomain(this, 'Search', { logPublishingOptions: { SEARCH_SLOW_LOGS: { enabled: true } } });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html',
    ],
    peers: ['CKV_AWS_84', 'cdk-nag AwsSolutions-OS9'],
  },
  ...setting({
    places: { 'AWS::OpenSearchService::Domain': 'LogPublishingOptions' },
    concerns: isExact,
    wrong: value =>
      value.kind === 'absent' || (value.kind === 'object' && value.complete && value.entries.length === 0),
    message: '{name} writes no logs{when}.',
    // It takes a log group, and leave to write there.
    mend: null,
  }),
});
