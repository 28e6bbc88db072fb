import * as cdk from 'aws-cdk-lib';
import {
  aws_autoscaling as autoscaling,
  aws_ec2 as ec2,
  aws_elasticloadbalancingv2 as elbv2,
  aws_rds as rds,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface ShopProps extends cdk.StackProps {
  readonly certificateArn: string;
}

export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: ShopProps) {
    super(scope, id, props);
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
    vpc.addFlowLog('Flows');
    const servers = new autoscaling.AutoScalingGroup(this, 'Servers', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      instanceType: new ec2.InstanceType('t3.small'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    const door = new elbv2.ApplicationLoadBalancer(this, 'Door', { vpc, internetFacing: true });
    const https = door.addListener('Https', {
      port: 443,
      sslPolicy: elbv2.SslPolicy.TLS13_RES,
      certificates: [elbv2.ListenerCertificate.fromArn(props.certificateArn)],
    });
    https.addTargets('Servers', { port: 80, targets: [servers] });
    const database = new rds.DatabaseInstance(this, 'Database', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
      multiAz: true,
      storageEncrypted: true,
      publiclyAccessible: false,
      backupRetention: cdk.Duration.days(14),
    });
    database.connections.allowDefaultPortFrom(servers);
  }
}
