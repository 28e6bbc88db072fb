/** Distributions with old versions of TLS. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { outdatedTls } from './outdated-tls.ts';

ruleTest(outdatedTls, ({ check, fixed }) => {
  check(
    'what is missing, what is old, by scenario',
    yaml`
      Parameters:
        Arn: { Type: String, Default: '' }
      Conditions:
        HasDomain: !Not [!Equals [!Ref Arn, '']]
      Resources:
        Web:
      # ^^^ warning cloudfront/outdated-tls (fix): Web accepts TLSv1 from its viewers when HasDomain.
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              ViewerCertificate:
                Fn::If: [HasDomain, { AcmCertificateArn: !Ref Arn }, { CloudFrontDefaultCertificate: true }]
              Origins:
                - Id: api
                  CustomOriginConfig:
                    OriginSSLProtocols: [TLSv1.2, TLSv1.1]
      #                                           ^^^^^^^ warning cloudfront/outdated-tls (fix): Web speaks TLSv1.1 to an origin.
    `,
  );
  check(
    'however TLS 1.0 is written',
    yaml`
      Resources:
        Web:
          Type: AWS::CloudFront::Distribution
          Properties: { DistributionConfig: { ViewerCertificate: { AcmCertificateArn: x, MinimumProtocolVersion: TLSv1.0 } } }
    `,
    ['warning cloudfront/outdated-tls "TLSv1.0": Web accepts TLSv1.0 from its viewers.'],
  );
  check(
    'silent: the certificate of CloudFront, and what is not known',
    yaml`
      Parameters:
        Version: { Type: String, Default: TLSv1 }
      Resources:
        Plain: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true } } }
        Default:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig: { ViewerCertificate: { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: TLSv1 } }
        Given:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig: { ViewerCertificate: { AcmCertificateArn: x, MinimumProtocolVersion: !Ref Version } }
    `,
  );
  check(
    'silent in CDK: the construct asks for TLS 1.2 wherever there is a certificate',
    cdk`
      new cloudfront.Distribution(this, 'Chosen', {
        defaultBehavior: { origin },
        certificate: props.domain ? acm.Certificate.fromCertificateArn(this, 'Certificate', arn) : undefined,
      });
      new cloudfront.Distribution(this, 'Web', {
        defaultBehavior: { origin },
        certificate,
        minimumProtocolVersion: version,
      });
    `,
  );
  it('asks for TLS 1.2', () =>
    expect(fixed(outdatedTls.docs.bad[1] as Example)).toContain('"OriginSSLProtocols": ["TLSv1.2"]'));
});
