/** Search domains that don’t ask who is searching. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';
import { isExact } from '../wiring/deliveries.ts';

export const openSearchNoAccessControl = defineRule({
  id: 'opensearch/no-access-control',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Search domains know their users.',
    why: `Without fine-grained access control a domain knows two kinds of callers: those whose requests its access policy lets in, who may
read and delete every index, and all others. With it users and roles get the indexes, documents and fields that they need, and
the audit log can say who did what.`,
    bad: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              EngineVersion: OpenSearch_2.17
              AdvancedSecurityOptions: { Enabled: false }
      `,
      json`
        { "Resources": { "Search": { "Type": "AWS::OpenSearchService::Domain", "Properties": { "EngineVersion": "OpenSearch_2.17" } } } }
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
              EngineVersion: OpenSearch_2.17
              AdvancedSecurityOptions:
                Enabled: true
                MasterUserOptions: { MasterUserARN: arn:aws:iam::111122223333:role/search-admin }
      `,
      json`
        {
          "Resources": {
            "Search": {
              "Type": "AWS::OpenSearchService::Domain",
              "Properties": { "AdvancedSecurityOptions": { "Enabled": true } }
            }
          }
        }
      `,
      cdk`
        new opensearch.CfnDomain(this, 'Search', { advancedSecurityOptions: { enabled: true } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html'],
  },
  ...setting({
    places: {
      'AWS::OpenSearchService::Domain': 'AdvancedSecurityOptions.Enabled',
      'AWS::Elasticsearch::Domain': 'AdvancedSecurityOptions.Enabled',
    },
    concerns: isExact,
    wrong: isOff,
    message: '{name} doesn’t tell its users apart{when}.',
    // It needs a master user, TLS and encryption besides.
    mend: null,
  }),
});
