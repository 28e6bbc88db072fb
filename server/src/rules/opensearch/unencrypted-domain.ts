/** Search domains that are not encrypted, at rest or between their nodes. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';

const PLACES = ['EncryptionAtRestOptions.Enabled', 'NodeToNodeEncryptionOptions.Enabled'] as const;

export const unencryptedDomain = defineRule({
  id: 'opensearch/unencrypted-domain',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Search domains encrypt their indexes and the traffic between their nodes.',
    why: `A domain keeps a copy of the data that it makes searchable, with its automatic snapshots and swap files. Neither these nor
what its nodes send each other is encrypted unless the template says so, also with the CDK's \`Domain\`. Both switches can be
turned on later without losing data, through a blue/green deployment.`,
    bad: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              EncryptionAtRestOptions: { Enabled: false }
              NodeToNodeEncryptionOptions: { Enabled: true }
      `,
      json`
        {
          "Resources": {
            "Search": {
              "Type": "AWS::Elasticsearch::Domain",
              "Properties": { "EncryptionAtRestOptions": { "Enabled": true } }
            }
          }
        }
      `,
      cdk`
        new opensearch.Domain(this, 'Search', {
          version: opensearch.EngineVersion.OPENSEARCH_2_19,
          nodeToNodeEncryption: true,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              EncryptionAtRestOptions: { Enabled: true }
              NodeToNodeEncryptionOptions: { Enabled: true }
      `,
      cdk`
        new opensearch.Domain(this, 'Search', {
          version: opensearch.EngineVersion.OPENSEARCH_2_19,
          encryptionAtRest: { enabled: true },
          nodeToNodeEncryption: true,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html',
      'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html',
    ],
    peers: [
      'CKV_AWS_5',
      'CKV_AWS_6',
      'cfn_nag W54',
      'cfn_nag W85',
      'trivy AWS-0048',
      'trivy AWS-0043',
      'cdk-nag AwsSolutions-OS2',
      'cdk-nag AwsSolutions-OS8',
    ],
  },
  ...setting({
    places: { 'AWS::OpenSearchService::Domain': PLACES, 'AWS::Elasticsearch::Domain': PLACES },
    wrong: isOff,
    message: '{name} does not encrypt {what}{when}.',
    words: {
      'EncryptionAtRestOptions.Enabled': 'its indexes',
      'NodeToNodeEncryptionOptions.Enabled': 'what its nodes send each other',
    },
    mend: { title: 'Encrypt {what} in {name}', to: true },
  }),
});
