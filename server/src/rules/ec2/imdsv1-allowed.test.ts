/** Metadata without tokens. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { imdsv1Allowed } from './imdsv1-allowed.ts';

ruleTest(imdsv1Allowed, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              MetadataOptions:
                HttpTokens: !If [IsProd, required, optional]
      #                                            ^^^^^^^^ information ec2/imdsv1-allowed (fix): Thing answers requests for metadata without a token when not IsProd.
        Off:
          Type: AWS::EC2::LaunchTemplate
          Properties: { LaunchTemplateData: { MetadataOptions: { HttpEndpoint: disabled } } }
        Other:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              MetadataOptions:
                HttpTokens: !Ref Given
    `,
  );
  it('writes it', () => expect(fixed(imdsv1Allowed.docs.bad[0] as Example)).toContain('HttpTokens: required'));
});
