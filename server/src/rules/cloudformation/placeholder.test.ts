/** What was to be replaced. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { placeholder } from './placeholder.ts';

ruleTest(placeholder, ({ check }) => {
  check(
    'marks and IDs, also in part of a text',
    yaml`
      Resources:
        A: { Type: AWS::Lambda::Function, Properties: { Role: !Sub 'arn:aws:iam::${'${AWS::AccountId}'}:role/REPLACE_ME', Code: { S3Bucket: your-bucket-name } } }
        B: { Type: AWS::EC2::Instance, Properties: { SubnetId: subnet-xxxxxxxx, SecurityGroupIds: [sg-12345678], KeyName: TODO } }
        C: { Type: AWS::Route53::HostedZone, Properties: { Name: example.com. } }
    `,
    [
      'error cloudformation/placeholder "!Sub \'arn:aws:iam::${AWS::AccountId}:role/REPLACE_ME\'": Role of A is still arn:aws:iam::${AWS::AccountId}:role/REPLACE_ME, which is to be replaced.',
      'error cloudformation/placeholder "your-bucket-name": S3Bucket of A is still your-bucket-name, which is to be replaced.',
      'error cloudformation/placeholder "subnet-xxxxxxxx": SubnetId of B is still subnet-xxxxxxxx, which is to be replaced.',
      'error cloudformation/placeholder "sg-12345678": SecurityGroupIds of B is sg-12345678, an ID out of an example.',
      'error cloudformation/placeholder "TODO": KeyName of B is still TODO, which is to be replaced.',
      'error cloudformation/placeholder "example.com.": example.com. is reserved for examples, so that C can’t be made for it.',
    ],
  );
  check(
    'silent: texts, parameters, values that are set later, policies, private zones, names that only sound like it',
    yaml`
      Parameters:
        VpcId: { Type: String, Default: <your-vpc-id> }
      Conditions:
        HasDomain: !Equals [!Ref VpcId, '']
      Resources:
        A: { Type: AWS::SSM::Parameter, Properties: { Name: key, Value: REPLACE_ME, Description: <what it is> } }
        B: { Type: AWS::Lambda::Function, Properties: { Description: TODO, Environment: { Variables: { DOMAIN: example.com, KEY_ARN: TODO } } } }
        C: { Type: AWS::Route53::HostedZone, Properties: { Name: example.com, VPCs: [{ VPCId: !Ref VpcId, VPCRegion: eu-west-1 }] } }
        D: { Type: AWS::S3::Bucket, Properties: { BucketName: todo-app } }
        E: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub 'placeholders-${'${AWS::AccountId}'}' } }
        F: { Type: AWS::CertificateManager::Certificate, Properties: { DomainName: example.community } }
        G: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::your-bucket-name/*' }] } } }
        H: { Type: AWS::EC2::Subnet, Properties: { VpcId: vpc-0a1b2c3d4e5f67890 } }
        I: { Type: AWS::CertificateManager::Certificate, Properties: { DomainName: !If [HasDomain, example.com, shop.net] } }
        J: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, Arn: !GetAtt B.Arn, InputTransformer: { InputTemplate: '<detail>', InputPathsMap: { detail: $.detail } } }] } }
    `,
  );
  check(
    'silent in templates of the CDK: what it could not look up, names that it puts together',
    yaml`
      Resources:
        A: { Type: AWS::EC2::SecurityGroup, Metadata: { aws:cdk:path: Web/A/Resource }, Properties: { VpcId: vpc-12345 } }
        B:
          Type: AWS::Lambda::Function
          Metadata: { aws:cdk:path: Web/B/Resource }
          Properties: { Code: { S3Bucket: !Sub 'BUCKET_PLACEHOLDER-${'${AWS::Region}'}' }, VpcConfig: { SecurityGroupIds: [sg-12345678] } }
        C: { Type: AWS::EC2::Instance, Metadata: { aws:cdk:path: Web/C/Resource }, Properties: { SubnetId: subnet-xxxxxxxx } }
    `,
    [
      'error cloudformation/placeholder "subnet-xxxxxxxx": SubnetId of C is still subnet-xxxxxxxx, which is to be replaced.',
    ],
  );
  check(
    'silent in CDK: context, fallbacks, constants elsewhere',
    cdk`
      new acm.Certificate(this, 'A', { domainName: this.node.tryGetContext('domain') ?? 'example.com' });
      new acm.Certificate(this, 'B', { domainName: props.domain || 'example.com' });
    `,
  );
});
