/**
 * What calls of an SDK may need beside their own action, depending on what is in the account: services that act with the
 * caller's permissions, roles that are handed on, answers that differ with more permissions.
 */
import { lazy } from './lazy.ts';

/**
 * `client | operations | actions and patterns`; operations are regular expressions, and every row that fits counts. From
 * the permissions that the services' developer guides ask for.
 */
export const RELATED = `
athena | .*Quer.* | s3:Get* s3:List* s3:PutObject s3:AbortMultipartUpload s3:CreateBucket glue:Get* glue:BatchGetPartition glue:Create* glue:Update* glue:Delete* glue:BatchCreatePartition lakeformation:GetDataAccess athena:* lambda:InvokeFunction
bedrock-agent-runtime | RetrieveAndGenerate.* | bedrock:InvokeModel* bedrock:Retrieve bedrock:GetInferenceProfile
bedrock-runtime | .* | bedrock:InvokeModel* bedrock:GetInferenceProfile bedrock:ApplyGuardrail aws-marketplace:*
cloudcontrol | .* | *
cloudformation | (Create|Update|Delete|Execute|Rollback|Continue).* | *
codebuild | (Create|Update)Project | iam:PassRole
comprehend | Start.* | iam:PassRole
dynamodb | (Export|Import)Table.* | s3:* logs:*
ec2 | RunInstances|RequestSpot.*|CreateFleet | iam:PassRole ec2:CreateTags ec2:Describe*
ecs | RunTask|StartTask|RegisterTaskDefinition|(Create|Update)Service | iam:PassRole ecs:TagResource
eventbridge | PutTargets | iam:PassRole
firehose | CreateDeliveryStream | iam:PassRole
glue | (Create|Update)(Job|Crawler|DevEndpoint) | iam:PassRole
lambda | CreateFunction|UpdateFunctionConfiguration | iam:PassRole ec2:Describe* lambda:GetLayerVersion
lambda | (Create|Update)FunctionCode|CreateFunction | s3:GetObject s3:GetObjectVersion ecr:*
polly | Start.* | s3:PutObject sns:Publish
redshift-data | .* | redshift:GetClusterCredentials redshift:GetClusterCredentialsWithIAM redshift-serverless:GetCredentials secretsmanager:GetSecretValue
rekognition | .* | s3:GetObject iam:PassRole
s3 | (Get|Head)Object | s3:ListBucket s3:GetObjectVersion s3:GetObjectTagging
s3 | CopyObject|UploadPartCopy | s3:ListBucket s3:GetObjectTagging s3:PutObjectTagging s3:GetObjectVersion s3:PutObjectAcl
s3 | CreateMultipartUpload|UploadPart|CompleteMultipartUpload | s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:ListBucketMultipartUploads
s3vectors | QueryVectors|ListVectors | s3vectors:GetVectors
sagemaker | Create.* | iam:PassRole
sagemaker-runtime | InvokeEndpoint.* | sagemaker:InvokeEndpoint*
scheduler | (Create|Update)Schedule | iam:PassRole
ses | Send.* | ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail
sesv2 | Send.* | ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail ses:SendBulkTemplatedEmail
sfn | (Create|Update)StateMachine | iam:PassRole
sfn | StartSyncExecution|StartExecution | states:StartExecution states:StartSyncExecution
ssm | StartAutomationExecution | *
textract | .* | s3:GetObject s3:PutObject iam:PassRole
transcribe | Start.* | s3:GetObject s3:PutObject s3:ListBucket iam:PassRole
translate | Translate.*|Start.* | comprehend:DetectDominantLanguage translate:GetTerminology translate:GetParallelData s3:GetObject s3:PutObject s3:ListBucket iam:PassRole
`;

const rows = lazy(() =>
  RELATED.trim()
    .split('\n')
    .map(row => {
      const [client = '', operations = '', actions = ''] = row.split(' | ');
      return { client, operations: new RegExp(`^(?:${operations})$`), actions: actions.split(' ') };
    }),
);

/**
 * Actions and patterns that calls of an operation may need beside `sdkActions`. Whether they do can't be seen from the
 * call: a permission for one of them is never too much because of it, and never missing. Empty where there are none.
 */
export function sdkRelatedActions(client: string, operation: string): readonly string[] {
  const found = rows().filter(row => row.client === client && row.operations.test(operation));
  return [...new Set(found.flatMap(row => row.actions))];
}
