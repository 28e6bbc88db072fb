/** Resources that claim what another one has. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { duplicateResource } from './duplicate-resource.ts';

ruleTest(duplicateResource, ({ check, fixed }) => {
  check(
    'by whatever names it; a deployment that makes the stage',
    yaml`
      Resources:
        Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
        Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: v1 } }
        Another: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: v1 } }
        Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: v1 } }
        Worker: { Type: AWS::Lambda::Function, Properties: {} }
        Jobs: { Type: AWS::SQS::Queue }
        One: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Worker, EventSourceArn: !GetAtt Jobs.Arn } }
        Two: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !GetAtt Worker.Arn, EventSourceArn: !GetAtt Jobs.Arn } }
    `,
    [
      'error cloudformation/duplicate-resource "v1": Stage is the stage v1 of Api, and so is Deployment: one of them is refused.',
      'error cloudformation/duplicate-resource "!GetAtt Jobs.Arn": Two is what gives Worker the records of Jobs, and so is One: one of them is refused.',
    ],
  );
  check(
    'a value of a class is not the one that is seen most often',
    cdk`
      import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
      const api = new HttpApi(this, 'Api');
      const integration: any = props.integration;
      new HttpRoute(this, 'Root', { httpApi: api, routeKey: HttpRouteKey.with('/', HttpMethod.ANY), integration });
      new HttpRoute(this, 'Rest', { httpApi: api, routeKey: HttpRouteKey.with('/{proxy+}', HttpMethod.ANY), integration });
    `,
    [],
  );
  check(
    'a rule beside its group; lists item by item',
    yaml`
      Resources:
        Web:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Web
            SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }]
        More: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 } }
        Less: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8 } }
        Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
        Read: { Type: AWS::IAM::Policy, Properties: { PolicyName: data, PolicyDocument: {}, Roles: [!Ref Role, other] } }
        Write: { Type: AWS::IAM::Policy, Properties: { PolicyName: data, PolicyDocument: {}, Roles: [!Ref Role] } }
    `,
    [
      'warning cloudformation/duplicate-resource "10.0.0.0/8": More has the rule of Web that lets in 10.0.0.0/8 on these ports, and so has Web: it is one rule, and gone when one of the two is.',
      'error cloudformation/duplicate-resource "data": Write is the policy data of Role, and so is Read: one of them takes the place of the other.',
    ],
  );
  check(
    'silent: conditions, what differs or can’t be told, and two stacks',
    yaml`
      Parameters:
        Port: { Type: Number }
        Other: { Type: Number }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        One: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !ImportValue A, Port: !Ref Port } }
        Two: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !ImportValue A, Port: !Ref Other } }
        Three: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !ImportValue B, Port: !Ref Port } }
        Four: { Type: AWS::ElasticLoadBalancingV2::Listener, Condition: IsProd, Properties: { LoadBalancerArn: !ImportValue A, Port: !Ref Port } }
        Five: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !ImportValue A, Port: !If [IsProd, 443, 80] } }
        Six: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !ImportValue A, Port: !If [IsProd, 443, 80] } }
        Way: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: vpc-1, ServiceName: s3, RouteTableIds: [rtb-1] } }
        Interface: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: vpc-1, ServiceName: s3, VpcEndpointType: Interface, PrivateDnsEnabled: true } }
        Gateway: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: vpc-1, InternetGatewayId: igw-1 } }
        Vpn: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: vpc-1, VpnGatewayId: vgw-1 } }
        In: { Type: AWS::EC2::NetworkAclEntry, Properties: { NetworkAclId: acl-1, RuleNumber: 100 } }
        Out: { Type: AWS::EC2::NetworkAclEntry, Properties: { NetworkAclId: acl-1, RuleNumber: 100, Egress: true } }
    `,
  );
  check(
    'silent in CDK: one way or the other, and a loop',
    cdk`
      const balancer = new elbv2.CfnLoadBalancer(this, 'Balancer', {});
      const listener = { loadBalancerArn: balancer.ref, port: 80, defaultActions: [] };
      if (props.redirect) new elbv2.CfnListener(this, 'Redirect', listener);
      else new elbv2.CfnListener(this, 'Http', listener);
      for (const path of props.paths)
        new elbv2.CfnListenerRule(this, path, { listenerArn: props.listener, priority: 1, conditions: [], actions: [] });
    `,
  );
  it('gives a rule a free priority', () => {
    expect(fixed(duplicateResource.docs.bad[0] as Example)).toContain('Priority: 11');
    expect(fixed(duplicateResource.docs.bad[3] as Example)).not.toContain('Branches');
  });
});
