/** Distributions that accept, or speak to their origins, versions of TLS that are broken. */
import type { Intent } from '../../core/intent.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type ObjectValue, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';

/** What a distribution with a certificate of its own should ask for; what CloudFront recommends. */
const POLICY = 'TLSv1.2_2021';
const CERTIFICATE = ['DistributionConfig', 'ViewerCertificate'] as const;
const OUTDATED = /^(SSLv3|TLSv1(\.[01])?(_2016)?)$/;

export const outdatedTls = defineRule({
  id: 'cloudfront/outdated-tls',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Distributions ask for TLS 1.2 at least.',
    why: `TLS 1.0 and 1.1 have been deprecated since 2021 (RFC 8996): their ciphers can be broken, and audits fail on them. No browser
of the last ten years needs them. A distribution with a certificate of its own that names no \`MinimumProtocolVersion\` accepts
them all, and so does one that names them among the protocols for an origin. With the certificate of \`cloudfront.net\` the version
can't be chosen, and nothing is reported.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                Enabled: true
                ViewerCertificate:
                  AcmCertificateArn: !Ref Certificate
                  SslSupportMethod: sni-only
                  MinimumProtocolVersion: TLSv1.1_2016
          Certificate:
            Type: AWS::CertificateManager::Certificate
            Properties: { DomainName: example.com }
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::CloudFront::Distribution",
              "Properties": {
                "DistributionConfig": {
                  "Enabled": true,
                  "Origins": [
                    {
                      "Id": "api",
                      "DomainName": "api.example.com",
                      "CustomOriginConfig": { "OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1", "TLSv1.2"] }
                    }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new cloudfront.CfnDistribution(this, 'Web', {
          distributionConfig: {
            enabled: true,
            viewerCertificate: { iamCertificateId: 'ASCA1234567890EXAMPLE', sslSupportMethod: 'sni-only' },
          },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                Enabled: true
                ViewerCertificate:
                  AcmCertificateArn: !Ref Certificate
                  SslSupportMethod: sni-only
                  MinimumProtocolVersion: TLSv1.2_2021
          Certificate:
            Type: AWS::CertificateManager::Certificate
            Properties: { DomainName: example.com }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin }, certificate, domainNames: ['example.com'] });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html',
    ],
    peers: [
      'CKV_AWS_174',
      'cfn_nag W70',
      'trivy AWS-0013',
      'Guard CLOUDFRONT_MINIMUM_PROTOCOL_VERSION_RULE',
      'cdk-nag AwsSolutions-CFR4',
      'cdk-nag AwsSolutions-CFR5',
    ],
  },
  messages: {
    viewer: '{name} accepts {version} from its viewers{when}.',
    origin: '{name} speaks {version} to an origin{when}.',
  },
  types: ['AWS::CloudFront::Distribution'],

  *checkResource(resource) {
    const name = resource.logicalId;
    for (const { value: certificate, when } of scenarios(at(resource.properties, ...CERTIFICATE))) {
      if (certificate.kind !== 'object') continue;
      // Of the certificate that CloudFront brings, the version is CloudFront's.
      if (at(certificate, 'CloudFrontDefaultCertificate').kind === 'unknown') continue;
      if (booleanOf(at(certificate, 'CloudFrontDefaultCertificate')) === true) continue;
      for (const version of scenarios(at(certificate, 'MinimumProtocolVersion'), when)) {
        const { value } = version;
        const isMissing = value.kind === 'absent' && hasOwn(certificate, version.when);
        if (!isMissing && !OUTDATED.test(stringOf(value) ?? '')) continue;
        yield {
          message: 'viewer',
          at: value.kind === 'absent' ? resource.nameSpan : value.span,
          params: { name, version: stringOf(value) ?? 'TLSv1', when: inScenario(version.when) },
          subject: 'viewer',
          // Behind a condition the property has no path of its own.
          data: value.kind === 'absent' && when.length > 0 ? certificate : [...CERTIFICATE, 'MinimumProtocolVersion'],
        };
      }
    }
    const origins = at(resource.properties, 'DistributionConfig', 'Origins');
    if (origins.kind !== 'list') return;
    for (const [index, origin] of origins.items.entries()) {
      const path = ['CustomOriginConfig', 'OriginSSLProtocols'];
      for (const { value: protocols, when } of scenarios(at(origin, ...path))) {
        if (protocols.kind !== 'list' || protocols.origin !== 'written') continue;
        const old = protocols.items.find(item => OUTDATED.test(stringOf(item) ?? ''));
        if (!old || old.kind === 'absent') continue;
        yield {
          message: 'origin',
          at: old.span,
          params: { name, version: stringOf(old) as string, when: inScenario(when) },
          subject: `origin ${index}`,
          data: ['DistributionConfig', 'Origins', String(index), ...path],
        };
      }
    }
  },

  fix({ resource, message, data }) {
    if (!resource) return 'the distribution is no longer there';
    const place = data as ObjectValue | readonly string[];
    const intent: Intent =
      'kind' in place
        ? { kind: 'setKey', object: place, key: 'MinimumProtocolVersion', value: POLICY }
        : {
            kind: 'setProperty',
            resource: resource.id,
            path: place,
            value: message === 'viewer' ? POLICY : ['TLSv1.2'],
          };
    return [{ title: `Ask for TLS 1.2 in ${resource.logicalId}`, intents: [intent], safety: 'review' }];
  },
});

/** Whether a certificate of one's own is named under some conditions; what can't be seen may be none. */
function hasOwn(certificate: ObjectValue, when: readonly string[]): boolean {
  return ['AcmCertificateArn', 'IamCertificateId'].some(key =>
    scenarios(at(certificate, key), when).some(({ value }) => value.kind !== 'absent' && value.kind !== 'unknown'),
  );
}
