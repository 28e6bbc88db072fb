/** Images without scans. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unscannedImages } from './unscanned-images.ts';

ruleTest(unscannedImages, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::ECR::Repository
          Properties:
            ImageScanningConfiguration:
              ScanOnPush: !If [IsProd, true, false]
      #                                      ^^^^^ information ecr/unscanned-images (fix): Images of Thing are not scanned when not IsProd.
        Other:
          Type: AWS::ECR::Repository
          Properties:
            ImageScanningConfiguration:
              ScanOnPush: !Ref Given
    `,
  );
  it('writes it', () => expect(fixed(unscannedImages.docs.bad[2] as Example)).toContain('imageScanOnPush: true'));
});
