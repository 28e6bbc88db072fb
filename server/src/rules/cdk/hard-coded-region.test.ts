import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedRegion } from './hard-coded-region.ts';

const variable = (value: string) => yaml`
  Resources:
    Worker:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        Role: !Ref AWS::NoValue
        Code: { S3Bucket: code, S3Key: worker.zip }
        Environment: { Variables: { PLACE: ${value} } }
`;

ruleTest(hardCodedRegion, ({ check, fixed }) => {
  check('a host name', variable('https://sqs.eu-central-1.amazonaws.com/'), [
    'information cdk/hard-coded-region "https://sqs.eu-central-1.amazonaws.com/": PLACE is tied to region eu-central-1.',
  ]);
  check(
    'silent: the bucket of a nested template',
    yaml`
      Parameters:
        Bucket: { Type: String }
      Resources:
        Network:
          Type: AWS::CloudFormation::Stack
          Properties:
            TemplateURL: !Sub https://s3-eu-west-1.amazonaws.com/${'${Bucket}'}/network.yaml
    `,
    [],
  );
  check('an old host name of S3', variable('https://files.s3-eu-west-1.amazonaws.com/a'), [
    'information cdk/hard-coded-region "https://files.s3-eu-west-1.amazonaws.com/a": PLACE is tied to region eu-west-1.',
  ]);
  check('a region alone is silent', variable('eu-central-1'), []);
  check('a zone outside of a zone’s property is silent', variable('eu-central-1a'), []);
  check('services with few endpoints are silent', variable('https://pricing.us-east-1.amazonaws.com/'), []);
  check('other domains are silent', variable('https://eu-central-1.example.com/'), []);
  check('text for people is silent', variable('"served from sqs.eu-central-1.amazonaws.com"'), []);
  check('ARNs are for cdk/hard-coded-arn', variable('arn:aws:sns:eu-central-1:111122223333:alarms'), []);
  check(
    'zones of a group',
    yaml`
      Resources:
        Group:
          Type: AWS::AutoScaling::AutoScalingGroup
          Properties:
            MinSize: '1'
            MaxSize: '2'
            AvailabilityZones: [eu-central-1a, !Select [1, !GetAZs '']]
      #                         ^^^^^^^^^^^^^ information cdk/hard-coded-region (fix): AvailabilityZones is tied to the zone eu-central-1a of region eu-central-1.
    `,
  );
  check(
    'stacks in a region on purpose are silent',
    cdk`
      new cdk.Stack(this, 'Certificates', { env: { region: 'us-east-1' } });
      const regions = ['eu-central-1', 'eu-west-1'];
      if (this.region === 'us-east-1') new sqs.Queue(this, 'Only');
    `,
  );

  it('writes the region of the stack', () => {
    expect(fixed(variable('https://sqs.eu-central-1.amazonaws.com/'))).toMatch(
      /PLACE: !Sub ['"]?https:\/\/sqs\.\$\{AWS::Region\}\.amazonaws\.com\//,
    );
    expect(
      fixed(cdk`
        new ec2.CfnVPCEndpoint(this, 'Endpoint', {
          vpcId: 'vpc-0a1b2c3d',
          serviceName: 'com.amazonaws.eu-central-1.s3',
        });
      `),
    ).toMatch(/serviceName: `com\.amazonaws\.\$\{.*REGION\}\.s3`/);
  });
});
