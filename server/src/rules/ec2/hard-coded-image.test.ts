/** ec2/hard-coded-image */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedImage } from './hard-coded-image.ts';

ruleTest(hardCodedImage, ({ check, fixed }) => {
  check(
    'silent: placeholders of other tools, references, an image from a mapping',
    yaml`
    Mappings:
      Images: { eu-west-1: { Id: ami-0c02fb55956c7d316 } }
    Resources:
      One: { Type: AWS::EC2::Instance, Properties: { ImageId: !FindInMap [Images, eu-west-1, Id] } }
      Two: { Type: AWS::EC2::Instance, Properties: { ImageId: ami-12345 } }
  `,
  );
  it('takes the architecture of the instance', () => {
    expect(fixed(hardCodedImage.docs.bad[0] as Example)).toContain('al2023-ami-kernel-default-x86_64');
    expect(fixed(hardCodedImage.docs.bad[1] as Example)).toContain('al2023-ami-kernel-default-arm64');
  });
});
