/** Search domains without TLS. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { plainHttpDomain } from './plain-http.ts';

ruleTest(plainHttpDomain, ({ check, fixed }) => {
  check(
    'where nothing is said, and where old versions are let in',
    yaml`
      Parameters:
        Https: { Type: String }
      Resources:
        Plain: { Type: AWS::OpenSearchService::Domain }
      # ^^^^^ warning opensearch/plain-http (fix): Plain also answers plain HTTP.
        Given: { Type: AWS::OpenSearchService::Domain, Properties: { DomainEndpointOptions: { EnforceHTTPS: !Ref Https } } }
    `,
  );
  check(
    'silent in CDK where it can’t see',
    cdk`
      new opensearch.Domain(this, 'Search', { ...shared });
      new opensearch.Domain(this, 'Basic', { version: opensearch.EngineVersion.OPENSEARCH_2_19, useUnsignedBasicAuth: true });
    `,
  );
  it('enforces HTTPS', () => expect(fixed(plainHttpDomain.docs.bad[2] as Example)).toContain('enforceHttps: true'));
});
