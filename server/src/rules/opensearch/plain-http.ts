/** Search domains that answer without TLS, or with versions of it that are broken. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { isOff, setting } from '../setting.ts';

const PLACES = ['DomainEndpointOptions.EnforceHTTPS', 'DomainEndpointOptions.TLSSecurityPolicy'] as const;

export const plainHttpDomain = defineRule({
  id: 'opensearch/plain-http',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Search domains take requests over HTTPS alone, with TLS 1.2 at least.',
    why: `Without \`EnforceHTTPS\` a domain also answers plain HTTP, and a client with a wrong URL sends credentials and data
readable to everybody on the way. The CDK's \`Domain\` does not enforce it either, unless basic authentication is used. Clients
that use \`https\` already notice nothing of the change. The security policy for TLS 1.0 is for clients that no longer exist.`,
    bad: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              DomainEndpointOptions: { EnforceHTTPS: false, TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07 }
      `,
      json`
        {
          "Resources": {
            "Search": {
              "Type": "AWS::OpenSearchService::Domain",
              "Properties": {
                "DomainEndpointOptions": { "EnforceHTTPS": true, "TLSSecurityPolicy": "Policy-Min-TLS-1-0-2019-07" }
              }
            }
          }
        }
      `,
      cdk`
        new opensearch.Domain(this, 'Search', { version: opensearch.EngineVersion.OPENSEARCH_2_19 });
      `,
    ],
    good: [
      yaml`
        Resources:
          Search:
            Type: AWS::OpenSearchService::Domain
            Properties:
              DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: Policy-Min-TLS-1-2-PFS-2023-10 }
      `,
      cdk`
        new opensearch.Domain(this, 'Search', {
          version: opensearch.EngineVersion.OPENSEARCH_2_19,
          enforceHttps: true,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html'],
    peers: ['CKV_AWS_83', 'trivy AWS-0046', 'trivy AWS-0126'],
  },
  ...setting({
    places: { 'AWS::OpenSearchService::Domain': PLACES, 'AWS::Elasticsearch::Domain': PLACES },
    wrong: (value, _resource, property) =>
      property === 'EnforceHTTPS' ? isOff(value) : /TLS-1-0-/.test(stringOf(value) ?? ''),
    message: '{name} {what}{when}.',
    words: {
      'DomainEndpointOptions.EnforceHTTPS': 'also answers plain HTTP',
      'DomainEndpointOptions.TLSSecurityPolicy': 'accepts TLS 1.0',
    },
    mend: {
      title: 'Let {name} take HTTPS with TLS 1.2 alone',
      to: (_resource, property) => (property === 'EnforceHTTPS' ? true : 'Policy-Min-TLS-1-2-PFS-2023-10'),
    },
  }),
});
