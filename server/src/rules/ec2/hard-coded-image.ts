/** Machine images that are named by their id. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type Literal, at, stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const hardCodedImage = defineRule({
  id: 'ec2/hard-coded-image',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Machine images are looked up, not named by their id.',
    why: `The id of an image holds in one region only, and for one version of it: the template fails elsewhere, and keeps starting an
old image, with its known vulnerabilities, until AWS takes it away. AWS publishes the newest image of each system as a
parameter of Systems Manager. Ids in mappings and in defaults of parameters are not reported.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::Instance
            Properties:
              ImageId: ami-0c02fb55956c7d316
              InstanceType: t3.micro
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::EC2::LaunchTemplate",
              "Properties": { "LaunchTemplateData": { "ImageId": "ami-0abcdef1234567890", "InstanceType": "t4g.small" } }
            }
          }
        }
      `,
      cdk`
        new ec2.CfnInstance(this, 'Web', { imageId: 'ami-0c02fb55956c7d316', instanceType: 't3.micro' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::Instance
            Properties:
              ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}'
              InstanceType: t3.micro
      `,
      json`
        {
          "Parameters": { "Image": { "Type": "AWS::EC2::Image::Id" } },
          "Resources": {
            "Web": {
              "Type": "AWS::EC2::LaunchTemplate",
              "Properties": { "LaunchTemplateData": { "ImageId": { "Ref": "Image" }, "InstanceType": "t4g.small" } }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new ec2.Instance(this, 'Web', {
          vpc,
          instanceType: new ec2.InstanceType('t3.micro'),
          machineImage: ec2.MachineImage.latestAmazonLinux2023(),
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami-parameter-store.html'],
  },
  ...setting({
    places: {
      'AWS::EC2::Instance': 'ImageId',
      'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.ImageId',
      'AWS::AutoScaling::LaunchConfiguration': 'ImageId',
    },
    // What a mapping gives by region is as good as it can be without a lookup.
    wrong: value =>
      value.kind === 'literal' && isItself(value) && /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(String(value.value)),
    message: '{name} starts the image {value}{when}, which there is in one region only.',
    mend: {
      title: 'Look up the newest Amazon Linux 2023 for {name}',
      to: resource =>
        `{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${isArm(resource) ? 'arm64' : 'x86_64'}}}`,
    },
  }),
});

/** Whether a literal stands where it is used. */
function isItself({ span, written }: Literal): boolean {
  return written !== null && written.uri === span.uri && written.start === span.start;
}

/** Whether the type of the instance is one of AWS's own processors, whose families have a `g` behind the generation. */
function isArm(resource: Resource): boolean {
  const type = at(
    resource.properties,
    ...(resource.type.endsWith('Template') ? ['LaunchTemplateData'] : []),
    'InstanceType',
  );
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(stringOf(type) ?? '');
}
