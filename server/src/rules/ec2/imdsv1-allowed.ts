/** Instances that give their credentials to whoever can make them fetch a URL. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const imdsv1Allowed = defineRule({
  id: 'ec2/imdsv1-allowed',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Instances answer requests for metadata only with a session token.',
    why: `The first version of the metadata service answers any request from the instance, so that a web application that can be made to
fetch a URL gives away the credentials of its role; that is how large leaks came about. With \`HttpTokens: required\` a token is
needed first, which such requests can’t get. New images of Amazon Linux ask for it by themselves, which a template can’t show.`,
    bad: [
      yaml`
        Resources:
          Worker:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData:
                MetadataOptions: { HttpTokens: optional }
      `,
      json`
        { "Resources": { "Worker": { "Type": "AWS::EC2::LaunchTemplate", "Properties": { "LaunchTemplateData": { "InstanceType": "t3.micro" } } } } }
      `,
      cdk`
        new ec2.LaunchTemplate(this, 'Worker', { httpTokens: ec2.LaunchTemplateHttpTokens.OPTIONAL });
      `,
    ],
    good: [
      yaml`
        Resources:
          Worker:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData:
                MetadataOptions: { HttpTokens: required }
      `,
      cdk`
        new ec2.LaunchTemplate(this, 'Worker', { requireImdsv2: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html'],
    peers: ['CKV_AWS_79', 'trivy AWS-0028', 'trivy AWS-0130'],
  },
  ...setting({
    places: {
      'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.MetadataOptions.HttpTokens',
      'AWS::AutoScaling::LaunchConfiguration': 'MetadataOptions.HttpTokens',
    },
    // Where the endpoint is off, there is nothing to ask.
    concerns: resource =>
      stringOf(at(resource.properties, 'LaunchTemplateData', 'MetadataOptions', 'HttpEndpoint')) !== 'disabled' &&
      stringOf(at(resource.properties, 'MetadataOptions', 'HttpEndpoint')) !== 'disabled',
    wrong: value => value.kind === 'absent' || stringOf(value) === 'optional',
    message: '{name} answers requests for metadata without a token{when}.',
    mend: { title: 'Require tokens for the metadata of {name}', to: 'required' },
  }),
});
