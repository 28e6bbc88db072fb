/** Reports functions in a VPC whose role may not make the network interface that they need there. */
import { accessIn, ofAccess } from '../../access/compare.ts';
import { allowsAction } from '../../access/permissions.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { asList, at } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';

/** What the service tries with the role before it takes the configuration: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const NEEDED = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'];
const POLICY = 'service-role/AWSLambdaVPCAccessExecutionRole';

const TEMPLATE = (policy: string) => yaml`
      Parameters:
        Subnet: { Type: AWS::EC2::Subnet::Id }
        Group: { Type: AWS::EC2::SecurityGroup::Id }
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/service-role/${policy}
        Reports:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Role: !GetAtt Role.Arn
            Code: { S3Bucket: code, S3Key: reports.zip }
            VpcConfig:
              SubnetIds: [!Ref Subnet]
              SecurityGroupIds: [!Ref Group]
`;

export const missingNetworkPermission = defineRule({
  id: 'lambda/missing-network-permission',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The role of a function in a VPC may make network interfaces.',
    why: `Lambda gives a function in a VPC a network interface, and uses the function's own role for that. Without
\`ec2:CreateNetworkInterface\`, \`ec2:DescribeNetworkInterfaces\` and \`ec2:DeleteNetworkInterface\` the function can't be created:
*the provided execution role does not have permissions to call CreateNetworkInterface on EC2*. The managed policy
\`AWSLambdaVPCAccessExecutionRole\` has them, and what the basic one has. The constructs of the CDK and SAM add it by themselves;
roles that are written out need it.`,
    bad: [
      TEMPLATE('AWSLambdaBasicExecutionRole'),
      json`
        {
          "Resources": {
            "Role": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }
                  ]
                }
              }
            },
            "Reports": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": { "Fn::GetAtt": ["Role", "Arn"] },
                "Code": { "S3Bucket": "code", "S3Key": "reports.zip" },
                "VpcConfig": { "SubnetIds": ["subnet-0123456789abcdef0"], "SecurityGroupIds": ["sg-0123456789abcdef0"] }
              }
            }
          }
        }
      `,
      cdk`
        const role = new iam.CfnRole(this, 'Role', {
          assumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
          managedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        });
        new lambda.CfnFunction(this, 'Reports', {
          runtime: 'nodejs24.x',
          handler: 'index.handler',
          role: role.attrArn,
          code: { s3Bucket: 'code', s3Key: 'reports.zip' },
          vpcConfig: { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] },
        });
      `,
    ],
    good: [
      TEMPLATE('AWSLambdaVPCAccessExecutionRole'),
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new lambda.Function(this, 'Reports', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          vpc,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions'],
  },
  messages: {
    refused: '{function} stands in a VPC, and its role {role} lacks {actions}: it can’t be created.',
  },
  blocksDeployment: true,

  looksAt: ofAccess,
  *checkConnected({ graph }) {
    for (const access of accessIn(graph)) {
      const { function: resource } = access;
      const subnets = at(resource.properties, 'VpcConfig', 'SubnetIds');
      const list = asList(subnets);
      // An empty list takes a function out of its VPC.
      if (subnets.kind === 'absent' || subnets.kind === 'unknown' || (list?.complete && list.items.length === 0))
        continue;
      const { allowed, roles, unseen } = access.permissions;
      const [role, ...more] = roles;
      if (unseen !== null || !role || more.length > 0 || !isExact(role) || !isExact(resource)) continue;
      if (resource.owner.kind === 'internal') continue;
      const missing = NEEDED.filter(action => allowed.every(one => allowsAction(one, action) === 'no'));
      if (missing.length === 0) continue;
      yield {
        message: 'refused',
        at: subnets.span,
        params: {
          function: resource.called ?? resource.logicalId,
          role: role.called ?? role.logicalId,
          actions: missing.join(', '),
        },
        resource,
        related: [{ span: role.nameSpan, message: 'the role' }],
        data: role,
      };
    }
  },

  fix({ data }) {
    const role = data as Resource;
    const value = { $sub: `arn:\${AWS::Partition}:iam::aws:policy/${POLICY}` };
    const list = at(role.properties, 'ManagedPolicyArns');
    if (list.kind !== 'absent' && list.kind !== 'list') return 'the policies of the role are not written as a list';
    return [
      {
        title: `Give ${role.logicalId} the policy AWSLambdaVPCAccessExecutionRole`,
        intents: [
          list.kind === 'list'
            ? { kind: 'insertItem', list, value }
            : { kind: 'setProperty', resource: role.id, path: ['ManagedPolicyArns'], value: [value] },
        ],
        safety: 'review',
      },
    ];
  },
});
