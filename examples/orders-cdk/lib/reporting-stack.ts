import * as cdk from 'aws-cdk-lib';
import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ReportBucket } from './report-bucket';

export interface ReportingStackProps extends cdk.StackProps {
  readonly stage: string;
  readonly table: dynamodb.ITable;
}

/** A nightly report over the orders. */
export class ReportingStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: ReportingStackProps) {
    super(scope, id, props);

    new ReportBucket(this, 'Reports', { stage: props.stage });

    const logGroup = new cdk.aws_logs.CfnLogGroup(this, 'ReportLogs', {
      logGroupName: `/reports/${props.stage}`,
    });

    new cdk.aws_iam.Policy(this, 'Read', {
      statements: [
        new cdk.aws_iam.PolicyStatement({
          actions: ['logs:GetLogEvents'],
          resources: [`arn:aws:logs:eu-central-1:111122223333:log-group:${logGroup.logGroupName}:*`],
        }),
      ],
      roles: [new cdk.aws_iam.Role(this, 'Reader', { assumedBy: new cdk.aws_iam.ServicePrincipal('lambda.amazonaws.com') })],
    });
  }
}
