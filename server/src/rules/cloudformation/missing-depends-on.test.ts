/** cloudformation/missing-depends-on */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingDependsOn } from './missing-depends-on.ts';

ruleTest(missingDependsOn, ({ check, fixed, offered }) => {
  check(
    'a bucket and the permission of the function that it notifies, both ways round',
    yaml`
      Resources:
        Uploads:
      # ^^^^^^^ error cloudformation/missing-depends-on (fix): Uploads may be made before MayStart, and fails: S3 sends a test message before it takes the configuration.
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration:
              LambdaConfigurations:
                - { Event: 's3:ObjectCreated:*', Function: !GetAtt Handler.Arn }
        MayStart:
          Type: AWS::Lambda::Permission
          Properties:
            Action: lambda:InvokeFunction
            FunctionName: !Ref Handler
            Principal: s3.amazonaws.com
            SourceAccount: !Ref AWS::AccountId
        Others:
      # ^^^^^^ error cloudformation/missing-depends-on: Others is made before OthersMayStart, which mentions it, and fails: S3 sends a test message before it takes the configuration.
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration:
              LambdaConfigurations:
                - { Event: 's3:ObjectCreated:*', Function: !GetAtt Second.Arn }
        OthersMayStart:
          Type: AWS::Lambda::Permission
          Properties:
            Action: lambda:InvokeFunction
            FunctionName: !Ref Second
            Principal: s3.amazonaws.com
            SourceArn: !GetAtt Others.Arn
        Handler:
          Type: AWS::Lambda::Function
          Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: !ImportValue Role, Code: { S3Bucket: code, S3Key: a.zip } }
        Second:
          Type: AWS::Lambda::Function
          Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: !ImportValue Role, Code: { S3Bucket: code, S3Key: a.zip } }
    `,
  );
  check(
    'a NAT gateway that waits through its address, and one that does not; a service and its listener',
    yaml`
      Resources:
        Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
        Internet: { Type: AWS::EC2::InternetGateway }
        Attached: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet } }
        Public: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
        Address: { Type: AWS::EC2::EIP, DependsOn: [Attached], Properties: { Domain: vpc } }
        Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Public, AllocationId: !GetAtt Address.AllocationId } }
        Free: { Type: AWS::EC2::EIP, Properties: { Domain: vpc } }
        Early: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Public, AllocationId: !GetAtt Free.AllocationId } }
      # ^^^^^ error cloudformation/missing-depends-on (fix): Early may be made before Attached, and fails: a NAT gateway needs an internet gateway in its VPC.
        Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, VpcId: !Ref Vpc } }
        Listener:
          Type: AWS::ElasticLoadBalancingV2::Listener
          Properties: { LoadBalancerArn: !ImportValue Web, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
        Web:
      # ^^^ error cloudformation/missing-depends-on (fix): Web may be made before Listener, and fails: ECS refuses a target group that no load balancer uses yet.
          Type: AWS::ECS::Service
          DependsOn: Attached
          Properties: { TaskDefinition: web, LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Group }] }
    `,
  );
  check(
    'silent: a policy inside of the role, a rule without a recorder here, another condition',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Rule: { Type: AWS::Config::ConfigRule, Properties: { Source: { Owner: AWS, SourceIdentifier: ENCRYPTED_VOLUMES } } }
        Recorder:
          Type: AWS::Config::ConfigurationRecorder
          Condition: IsProd
          Properties: { RoleARN: !ImportValue Role }
        Trail: { Type: AWS::CloudTrail::Trail, Properties: { IsLogging: true, S3BucketName: trails } }
        Uploads: { Type: AWS::S3::Bucket }
    `,
  );
  check(
    'silent in templates that the CDK has written',
    yaml`
      Resources:
        Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
        Internet: { Type: AWS::EC2::InternetGateway }
        InternetToVpc: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet } }
        Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
        Nat:
          Type: AWS::EC2::NatGateway
          Metadata: { aws:cdk:path: Web/Vpc/PublicSubnet1/NATGateway }
          Properties: { AllocationId: eipalloc-1, SubnetId: !Ref Subnet }
    `,
  );
  it('writes it in JSON', () =>
    expect(fixed(missingDependsOn.docs.bad[1] as Example)).toContain('"DependsOn": "TrailsPolicy"'));
  it('writes it in YAML', () =>
    expect(fixed(missingDependsOn.docs.bad[0] as Example)).toContain('DependsOn: InternetToVpc'));
  it('is safe, and left to people in code', () => {
    expect(offered(missingDependsOn.docs.bad[0] as Example)[0]).toBe('safe: Let ToInternet wait for InternetToVpc');
    expect(offered(missingDependsOn.docs.bad[2] as Example)[0]).toMatch(/^refused/);
  });
});
