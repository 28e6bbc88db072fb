import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noRouteToService } from './no-route-to-service.ts';

/** A dollar sign, for substitutions in templates. */
const $ = '$';

const CODE = {
  'handler/index.py': `
    import boto3
    s3 = boto3.client('s3')
    sqs = boto3.client('sqs')
    def handler(event, context):
        s3.get_object(Bucket='b', Key='k')
        sqs.send_message(QueueUrl='q', MessageBody='m')
  `,
};

/** A function in a subnet whose default route is of choice. */
const routed = (route: string, more = '') =>
  withFiles(
    yaml`
      Resources:
        Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
        Gateway: { Type: AWS::EC2::InternetGateway }
        Routes: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
        Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
        Association:
          Type: AWS::EC2::SubnetRouteTableAssociation
          Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Routes }
        Handler:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: python3.14
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/handler
            Code: handler/
            VpcConfig: { SubnetIds: [!Ref Subnet] }
        Out:
          Type: AWS::EC2::Route
          Properties: { RouteTableId: !Ref Routes, ${route} }${more}
    `,
    CODE,
  );

const endpoint = (name: string, how: string) => `
        ${name}Endpoint:
          Type: AWS::EC2::VPCEndpoint
          Properties: { VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.${$}{AWS::Region}.${name}', ${how} }`;

ruleTest(noRouteToService, ({ check, fixed }) => {
  check('a NAT gateway', routed('DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1'), []);
  check('a public subnet', routed('DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway'), [
    'error network/no-route-to-service "[!Ref Subnet]": Handler calls S3 and SQS from a public subnet, where a function has no public address, and there is no VPC endpoint.',
  ]);
  check('a route that can’t be seen', routed('DestinationCidrBlock: !ImportValue Range, GatewayId: !Ref Gateway'), []);
  check(
    'endpoints of both types',
    routed(
      'DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: pcx-1',
      endpoint('s3', 'RouteTableIds: [!Ref Routes]') + endpoint('sqs', 'VpcEndpointType: Interface'),
    ),
    [],
  );
  check(
    'one of two',
    routed(
      'DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: pcx-1',
      endpoint('s3', 'RouteTableIds: [!Ref Routes]'),
    ),
    [
      'error network/no-route-to-service "[!Ref Subnet]": Handler calls SQS, and its subnets have neither a route out nor the VPC endpoint.',
    ],
  );
  it('adds the endpoints', () => {
    const text = fixed(routed('DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: pcx-1'));
    expect(text).toContain('S3Endpoint:');
    expect(text).toContain('ServiceName: !Sub com.amazonaws.${AWS::Region}.sqs');
    expect(text).toContain('CidrIp: !GetAtt Vpc.CidrBlock');
  });
});
