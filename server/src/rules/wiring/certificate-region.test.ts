import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { certificateRegion } from './certificate-region.ts';

const app = (region: string) => cdk`
  import * as cdk from 'aws-cdk-lib';
  import { aws_certificatemanager as acm, aws_cloudfront as cloudfront } from 'aws-cdk-lib';
  class Site extends cdk.Stack {
    constructor(scope: cdk.App, id: string, props: cdk.StackProps) {
      super(scope, id, props);
      const certificate = new acm.CfnCertificate(this, 'Certificate', { domainName: 'shop.example.com' });
      new cloudfront.CfnDistribution(this, 'Distribution', {
        distributionConfig: { enabled: true, viewerCertificate: { acmCertificateArn: certificate.ref } },
      });
    }
  }
  new Site(new cdk.App(), 'Site', { env: { region: ${region} } });
`;

ruleTest(certificateRegion, ({ check }) => {
  check('a certificate of a stack elsewhere', app("'eu-west-1'"), [
    'error wiring/certificate-region "certificate.ref": CloudFront takes certificates from us-east-1 alone; this one is in eu-west-1.',
  ]);
  check('a certificate of a stack there', app("'us-east-1'"), []);
  check('a region that can’t be seen', app('process.env.CDK_DEFAULT_REGION'), []);
});
