import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingNetworkPermission } from './missing-network-permission.ts';

const text = (missingNetworkPermission.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });
const BASIC = '- arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

ruleTest(missingNetworkPermission, ({ check, fixed }) => {
  check(
    'part of it',
    changed(
      'ManagedPolicyArns:',
      "Policies: [{ PolicyName: p, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: ec2:CreateNetworkInterface, Resource: '*' }] } }]\n      ManagedPolicyArns:",
    ),
    [
      'error lambda/missing-network-permission "[!Ref Subnet]": Reports stands in a VPC, and its role Role lacks ec2:DescribeNetworkInterfaces, ec2:DeleteNetworkInterface: it can’t be created.',
    ],
  );
  check('a policy that can’t be seen', changed(BASIC, '- !ImportValue Policy'), []);
  check('a role that can’t be seen', changed('!GetAtt Role.Arn', '!ImportValue Role'), []);
  check('no subnets', changed('[!Ref Subnet]', '[]'), []);
  check(
    'SAM gives the policy by itself',
    {
      language: 'yaml',
      text: `Transform: AWS::Serverless-2016-10-31
Resources:
  Reports:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      CodeUri: reports/
      VpcConfig: { SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [sg-0123456789abcdef0] }
`,
    },
    [],
  );
  it('gives the managed policy', () => {
    expect(fixed(changed('', ''))).toContain(
      `${BASIC}\n        - !Sub arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole`,
    );
  });
});
