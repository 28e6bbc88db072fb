/** Distributions without HTTPS. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { plainHttpDistribution } from './plain-http.ts';

ruleTest(plainHttpDistribution, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Policy: { Type: String, Default: allow-all }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Web:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              DefaultCacheBehavior: { ViewerProtocolPolicy: !If [IsProd, https-only, allow-all] }
      #                                                                              ^^^^^^^^^ warning cloudfront/plain-http (fix): Web also answers plain HTTP when not IsProd.
              CacheBehaviors:
                - { PathPattern: /a, ViewerProtocolPolicy: !Ref Policy }
                - { PathPattern: /b, ViewerProtocolPolicy: redirect-to-https }
    `,
  );
  check(
    'silent in CDK where it can’t see',
    cdk`
      new cloudfront.Distribution(this, 'Web', { defaultBehavior: behavior });
      new cloudfront.Distribution(this, 'Spread', { defaultBehavior: { origin, ...shared } });
      new cloudfront.CloudFrontWebDistribution(this, 'Old', { originConfigs: [] });
    `,
  );
  it('writes the member of the enum', () =>
    expect(fixed(cdk`new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin: api } });`)).toContain(
      'defaultBehavior: { origin: api, viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS }',
    ));
});
