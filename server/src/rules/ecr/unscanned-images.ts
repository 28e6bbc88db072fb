/** Repositories whose images are not scanned. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';

export const unscannedImages = defineRule({
  id: 'ecr/unscanned-images',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Images are scanned for known vulnerabilities when they are pushed.',
    why: `Basic scanning is free and says which packages of an image have known vulnerabilities before it runs anywhere. A registry can
be set to scan all of its repositories, which a template can’t show: teams that do so leave this off.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::ECR::Repository
            Properties:
              ImageScanningConfiguration: { ScanOnPush: false }
      `,
      json`
        { "Resources": { "Web": { "Type": "AWS::ECR::Repository" } } }
      `,
      cdk`
        new ecr.Repository(this, 'Web');
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::ECR::Repository
            Properties:
              ImageScanningConfiguration: { ScanOnPush: true }
      `,
      cdk`
        new ecr.Repository(this, 'Web', { imageScanOnPush: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html'],
    peers: ['CKV_AWS_163', 'cfn_nag W79', 'trivy AWS-0030', 'Guard ECR_REPO_SCAN_ON_PUSH'],
  },
  ...setting({
    places: { 'AWS::ECR::Repository': 'ImageScanningConfiguration.ScanOnPush' },
    wrong: isOff,
    message: 'Images of {name} are not scanned{when}.',
    mend: { title: 'Scan the images of {name}', to: true, safety: 'safe' },
  }),
});
