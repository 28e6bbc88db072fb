/** Generated inputs of the benchmark: realistic templates and CDK files of a given length, the same on every run. */

/** Values of which it does not matter what they are, with what stands before them. */
const VALUES = /(?:seconds\(|VisibilityTimeout"?: |Region\}\/f|#L|eu-central-|'Queue|'orders-)\w+/g;

/**
 * A text in which somebody types: in its middle a value is longer by up to three digits, so that what stands behind moves, too.
 * @param turn The number of the keystroke.
 */
export function typed(text: string, turn: number): string {
  VALUES.lastIndex = text.length >> 1;
  const found = VALUES.exec(text);
  if (!found) throw new Error('there is nothing to type in the middle of the text');
  const at = found.index + found[0].length;
  return text.slice(0, at) + '123'.slice(0, turn % 4) + text.slice(at);
}

const BLOCKS: readonly ((i: number) => string)[] = [
  i => `  Table${i}:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
      KeySchema:
        - { AttributeName: id, KeyType: HASH }
      PointInTimeRecoverySpecification:
        PointInTimeRecoveryEnabled: true
`,
  i => `  Role${i}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: table
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:Query]
                Resource: ${i % 3 === 0 ? "'*'" : `!GetAtt Table${i - 1}.Arn`}
`,
  i => `  Function${i}:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: ${i % 2 === 0 ? 'nodejs22.x' : 'nodejs18.x'}
      Handler: index.handler
      Role: !GetAtt Role${i - 1}.Arn
      Environment:
        Variables:
          TABLE_NAME: !Ref Table${i - 2}
          STAGE: !If [IsProd, prod, !Sub '\${Stage}-x']
      Code:
        S3Bucket: !Ref CodeBucket
        S3Key: !Sub functions/\${AWS::Region}/f${i}.zip
`,
  i => `  Key${i}:
    Type: AWS::KMS::Key
    Properties:
      # Rotated once a year.
      EnableKeyRotation: ${i % 8 !== 3}
`,
];

/** A YAML template of about so many lines. */
export function template(lines: number): string {
  let text = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  CodeBucket: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
`;
  let count = text.split('\n').length;
  for (let i = 0; count < lines; i++) {
    const block = (BLOCKS[i % BLOCKS.length] as (i: number) => string)(i);
    text += block;
    count += block.split('\n').length - 1;
  }
  return text;
}

/** A YAML template of exactly so many resources, and the names that begin with `prefix`. */
export function templateOf(resources: number, prefix = ''): string {
  const blocks = Array.from({ length: resources }, (_, i) =>
    (BLOCKS[i % BLOCKS.length] as (i: number) => string)(i).replace(/^ {2}/, `  ${prefix}`),
  );
  const text = template(1) + blocks.join('');
  return prefix === '' ? text : text.replace(/(!(?:GetAtt|Ref) )(?=(?:Table|Role)\d)/g, `$1${prefix}`);
}

const CDK_HEAD = `import * as cdk from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class BigStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps & { stage: string }) {
    super(scope, id, props);
`;

/** A key, a table and a function that reads it, of which CloudFormation makes five resources: with the role and its policy. */
function cdkBlock(i: number): string {
  return `
    const key${i} = new kms.Key(this, 'Key${i}', { enableKeyRotation: ${i % 8 !== 3} });
    const table${i} = new dynamodb.Table(this, 'Table${i}', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryptionKey: key${i},
    });
    const function${i} = new lambda.Function(this, 'Function${i}', {
      runtime: lambda.Runtime.${i % 2 === 0 ? 'NODEJS_22_X' : 'NODEJS_18_X'},
      handler: 'index.handler',
      code: lambda.Code.fromAsset('lambda'),
      timeout: cdk.Duration.seconds(${10 + i}),
      environment: {
        TABLE_NAME: table${i}.tableName,
        STAGE: \`\${props.stage}-${i}\`,
      },
    });
    table${i}.grantReadData(function${i});
    function${i}.addToRolePolicy(new iam.PolicyStatement({
      actions: ['dynamodb:GetItem'],
      resources: [${i % 3 === 0 ? "'*'" : `table${i}.tableArn`}],
    }));
`;
}

/** A CDK stack of so many blocks, with three constructs that are resources in each. */
export function cdkStack(blocks: number): string {
  return `${CDK_HEAD}${Array.from({ length: blocks }, (_, i) => cdkBlock(i)).join('')}  }\n}\n`;
}

/** A CDK stack of about so many lines. */
export function cdkFile(lines: number): string {
  const lineCount = (text: string) => text.split('\n').length - 1;
  return cdkStack(Math.ceil((lines - 4 - lineCount(CDK_HEAD)) / lineCount(cdkBlock(0))));
}

/** A JSON template of about so many lines. */
export function jsonTemplate(lines: number): string {
  const resources: Record<string, unknown> = {};
  for (let i = 0; i * 12 < lines; i++) {
    resources[`Queue${i}`] = {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 180,
        KmsMasterKeyId: 'alias/aws/sqs',
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': [`Queue${Math.max(0, i - 1)}`, 'Arn'] },
          maxReceiveCount: 3,
        },
      },
    };
  }
  return `${JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources }, null, 2)}\n`;
}

/** A template of so many resources, tagged as `requirements` asks. */
export function taggedTemplate(resources: number): string {
  return template(resources * 14)
    .split(/\n(?= {2}\w+:\n {4}Type: AWS)/)
    .slice(0, resources + 1)
    .join('\n')
    .replaceAll(
      '    Properties:\n',
      `    Properties:
      Tags:
        - { Key: Project, Value: bench }
        - { Key: Environment, Value: dev }
        - { Key: Owner, Value: team }
`,
    );
}

/** A requirements file of about so many lines: what a project might ask for, and properties of single resources. */
export function requirements(lines: number): string {
  let text = `version: 1
project: bench
requirements:
  environments: { names: [dev, staging, prod], default: dev }
  naming:
    pattern: "{project}-{resource}-{env}"
    case: kebab
    source: PROMPT.md#L12
    quote: All resources are called bench-<resource>-<environment>.
  region: us-east-1
  services:
    require: [lambda, dynamodb, kms, { of: sqs, min: 1 }]
    optional: [iam, cloudwatch]
    forbid: [ec2, rds, { of: nat_gateway, why: Costs too much. }]
    only: true
  connections:
    - function -> table
    - function -> dlq
  encryption: { customer_key: [sqs], key_rotation: true }
  tags:
    required: { Project: bench, Environment: [dev, staging, prod], Owner: "*" }
  outputs: [TableName, { of: lambda, attribute: arn }]
  iam: { names: forbid, managed_policies: ["*FullAccess"], inline_policies: forbid }
  monitoring: { alarms: [sqs], tracing: true, log_retention_days: 30 }
  resilience: { dead_letters: [sqs], point_in_time_recovery: true }
  lifecycle: destroyable
  properties:
    lambda:
      runtime: [nodejs22.x, nodejs24.x]
      timeout: { max: 30, why: Nobody waits longer. }
    dynamodb: { billing_mode: PAY_PER_REQUEST }
`;
  for (let i = 0; text.split('\n').length < lines; i++)
    text += `    Table${i * 4}:
      billing_mode: PAY_PER_REQUEST
      point_in_time_recovery: { is: true, source: "PROMPT.md#L${i + 20}" }
`;
  return text;
}
