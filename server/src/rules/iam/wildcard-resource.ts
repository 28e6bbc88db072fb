/** `Resource: '*'` for actions that can name what they act on. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { escalatesAlone } from './escalation.ts';
import { type StarData, changesThings, narrowed, starData, starsOf } from './everywhere.ts';
import { listed, subjectOf, wording } from './statements.ts';

export const wildcardResource = defineRule({
  id: 'iam/wildcard-resource',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A statement names the resources that its actions are for, wherever the actions can name any.',
    why: `With \`Resource: '*'\` the permission holds for every table, bucket or key of the account, also those of other
teams and of production. Some actions know no resource (\`cloudwatch:PutMetricData\`, \`xray:PutTraceSegments\`, most
\`ec2:Describe*\`): a statement that holds only such actions is fine with \`*\` and is not reported. Neither are statements
with a condition that narrows them down, key policies (where \`*\` means the key), and what a grant method of the CDK made.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [dynamodb:GetItem, dynamodb:PutItem]
                    Resource: '*'
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue" },
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }]
                }
              }
            }
          }
        }
      `,
      cdk`
        const table = new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: ['*'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [dynamodb:GetItem, dynamodb:PutItem]
                    Resource: !GetAtt Orders.Arn
                  - Effect: Allow
                    Action: [cloudwatch:PutMetricData, xray:PutTraceSegments]
                    Resource: '*'
      `,
      cdk`
        const table = new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] }));
        role.addToPolicy(new iam.PolicyStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] }));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    peers: ['cdk-nag AwsSolutions-IAM5', 'cfn_nag W11', 'cfn_nag W12', 'CKV_AWS_111', 'CKV_AWS_356', 'Sonar S6304'],
  },
  messages: {
    all: '* allows {actions} on every resource of the account{to}{when}.',
    some: '* is needed for {needStar} alone, but also allows {actions} on every resource of the account{to}{when}.',
  },

  *checkStatement(statement) {
    // That it makes its holder an administrator is said in its place.
    if (escalatesAlone(statement)) return;
    for (const star of starsOf(statement)) {
      const { item, able, needStar, unclear, sensitive } = star;
      // Secrets and data have a finding of their own, as have all ARNs of one type.
      if (able.length === 0 || sensitive.length > 0 || stringOf(item.value) !== '*') continue;
      const mixed = needStar.length > 0;
      yield {
        message: mixed ? 'some' : 'all',
        at: item.value.span,
        params: { actions: listed(able), needStar: listed(needStar), ...wording(statement, item.when) },
        severity: !mixed && unclear.length === 0 && able.some(changesThings) ? 'warning' : 'information',
        subject: subjectOf(statement, 'resource'),
        data: starData(statement, star),
      };
    }
  },

  fix: (signal, { graph }) => narrowed(graph, signal.data as StarData),
});
