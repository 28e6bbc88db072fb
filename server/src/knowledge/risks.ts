/** Which permissions let somebody get more of them, and which give away what is secret. */
import { lazy } from './lazy.ts';

export interface EscalationSet {
  /** `CreateAccessKey`, as cloudsplaining calls it. */
  readonly id: string;
  /** What somebody who may do all of `actions` can do: `give a new Lambda function a role, and call it` (after "could"). */
  readonly name: string;
  readonly actions: readonly string[];
  readonly link: string;
}

/**
 * Sets of actions that together lead to more permissions: `id | page | actions | what is done`. Facts from the lists of
 * cloudsplaining (BSD-3-Clause, Copyright Salesforce.com) and of pathfinding.cloud, in words of our own.
 */
const ESCALATION = `
CreateAccessKey | iam-002 | iam:CreateAccessKey | make access keys for other users
CreateLoginProfile | iam-004 | iam:CreateLoginProfile | give other users a password
UpdateLoginProfile | iam-006 | iam:UpdateLoginProfile | change the passwords of other users
AddUserToGroup | iam-013 | iam:AddUserToGroup | put users into groups with more permissions
CreateNewPolicyVersion | iam-001 | iam:CreatePolicyVersion | rewrite a managed policy that they carry
SetExistingDefaultPolicyVersion | - | iam:SetDefaultPolicyVersion | bring back an older version of a policy
AttachUserPolicy | iam-008 | iam:AttachUserPolicy | attach any policy to a user
AttachGroupPolicy | iam-010 | iam:AttachGroupPolicy | attach any policy to a group of users
AttachRolePolicy | iam-009 | iam:AttachRolePolicy | attach any policy to a role that they can assume
PutUserPolicy | iam-007 | iam:PutUserPolicy | write any policy into a user
PutGroupPolicy | iam-011 | iam:PutGroupPolicy | write any policy into a group of users
PutRolePolicy | iam-005 | iam:PutRolePolicy | write any policy into a role that they can assume
UpdateRolePolicyToAssumeIt | iam-012 | iam:UpdateAssumeRolePolicy | change who may assume a role, and assume it
CreateEC2WithExistingIP | ec2-001 | iam:PassRole ec2:RunInstances | start an EC2 instance with any instance profile
PassExistingRoleToNewLambdaThenInvoke | lambda-001 | iam:PassRole lambda:CreateFunction lambda:InvokeFunction | give a new Lambda function a role, and call it
PassExistingRoleToNewLambdaThenTriggerWithNewDynamo | lambda-002 | iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping dynamodb:CreateTable dynamodb:PutItem | give a new Lambda function a role, and start it from a new DynamoDB table
PassExistingRoleToNewLambdaThenTriggerWithExistingDynamo | lambda-002 | iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping | give a new Lambda function a role, and start it from a stream
PassExistingRoleToNewGlueDevEndpoint | glue-001 | iam:PassRole glue:CreateDevEndpoint | give a new Glue endpoint a role, and log in to it
PassExistingRoleToCloudFormation | cloudformation-001 | iam:PassRole cloudformation:CreateStack | give CloudFormation a role, and have it create what they want
PassExistingRoleToNewDataPipeline | datapipeline-001 | iam:PassRole datapipeline:CreatePipeline | give a new data pipeline a role, and run commands in it
UpdateExistingGlueDevEndpoint | glue-002 | glue:UpdateDevEndpoint | put their own SSH key on a Glue endpoint
EditExistingLambdaFunctionWithRole | lambda-003 | lambda:UpdateFunctionCode | replace the code of a function that has a role
AccessExistingBedrockCodeInterpreterSession | bedrock-002 | bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter | run code with the role of a Bedrock code interpreter
ExecuteCloudFormationChangeSet | cloudformation-005 | cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet | change a stack with the role that it is deployed with
ModifyEC2InstanceUserDataThenRestart | ec2-002 | ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances | change what an EC2 instance runs when it starts, and restart it
ModifyExistingEC2LaunchTemplate | ec2-004 | ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate | change what the next instances of a launch template run
EC2InstanceConnectSendSSHPublicKey | ec2instanceconnect-003 | ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances | log in to an EC2 instance, and use its role
ECSExecuteCommandOnRunningTask | ecs-006 | ecs:ExecuteCommand ecs:DescribeTasks | run commands in a task, and use its role
UpdateAndInvokeLambdaFunction | lambda-004 | lambda:UpdateFunctionCode lambda:InvokeFunction | replace the code of a function that has a role, and call it
UpdateLambdaFunctionAndAddPermission | lambda-005 | lambda:UpdateFunctionCode lambda:AddPermission | replace the code of a function that has a role, and let others call it
CreatePresignedSageMakerNotebookUrl | sagemaker-004 | sagemaker:CreatePresignedNotebookInstanceUrl | log in to a SageMaker notebook, and use its role
UpdateSageMakerNotebookLifecycleConfig | sagemaker-005 | sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance | change what a SageMaker notebook runs when it starts, and restart it
PassExistingRoleToNewAppRunnerService | apprunner-001 | iam:PassRole apprunner:CreateService | give a new App Runner service a role
PassExistingRoleToNewBedrockCodeInterpreter | bedrock-001 | iam:PassRole bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter | give a new Bedrock code interpreter a role, and run code in it
PassExistingRoleToNewCloudFormationStackSet | cloudformation-003 | iam:PassRole cloudformation:CreateStackSet cloudformation:CreateStackInstances | give a new stack set a role, and have it create what they want
PassRoleToUpdateCloudFormationStackSet | cloudformation-004 | iam:PassRole cloudformation:UpdateStackSet | give a stack set another role and template
PassExistingRoleToNewCodeBuildProjectThenBuild | codebuild-001 | iam:PassRole codebuild:CreateProject codebuild:StartBuild | give a new CodeBuild project a role, and run commands in it
PassExistingRoleToNewCodeBuildProjectThenBuildBatch | codebuild-004 | iam:PassRole codebuild:CreateProject codebuild:StartBuildBatch | give a new CodeBuild project a role, and run a batch of builds in it
PassExistingRoleToNewEC2SpotInstance | ec2-003 | iam:PassRole ec2:RequestSpotInstances | start a spot instance with any instance profile
PassExistingRoleToNewECSClusterServiceTask | ecs-001 | iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService | give a new task a role, and run it as a service on a new cluster
PassExistingRoleToNewECSClusterRunTask | ecs-002 | iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask | give a new task a role, and run it on a new cluster
PassExistingRoleToNewECSService | ecs-003 | iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService | give a new task a role, and run it as a service
PassExistingRoleToNewECSTaskViaRunTask | ecs-004 | iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask | give a new task a role, and run it
PassExistingRoleToNewECSTaskViaStartTask | ecs-005 | iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask | give a new task a role, and start it on an instance of theirs
PassExistingRoleToNewGlueJobThenRun | glue-003 | iam:PassRole glue:CreateJob glue:StartJobRun | give a new Glue job a role, and run it
PassExistingRoleToNewGlueJobViaTrigger | glue-004 | iam:PassRole glue:CreateJob glue:CreateTrigger | give a new Glue job a role, and have a trigger run it
PassExistingRoleToUpdatedGlueJobThenRun | glue-005 | iam:PassRole glue:UpdateJob glue:StartJobRun | give a Glue job another role and script, and run it
PassExistingRoleToUpdatedGlueJobViaTrigger | glue-006 | iam:PassRole glue:UpdateJob glue:CreateTrigger | give a Glue job another role and script, and have a trigger run it
PassExistingRoleToNewLambdaThenAddPermission | lambda-006 | iam:PassRole lambda:CreateFunction lambda:AddPermission | give a new Lambda function a role, and let others call it
PassExistingRoleToNewSageMakerNotebookInstance | sagemaker-001 | iam:PassRole sagemaker:CreateNotebookInstance | give a new SageMaker notebook a role
PassExistingRoleToNewSageMakerTrainingJob | sagemaker-002 | iam:PassRole sagemaker:CreateTrainingJob | give a SageMaker training job a role, and run code in it
PassExistingRoleToNewSageMakerProcessingJob | sagemaker-003 | iam:PassRole sagemaker:CreateProcessingJob | give a SageMaker processing job a role, and run code in it
CreateAndRotateAccessKey | iam-003 | iam:CreateAccessKey iam:DeleteAccessKey | replace the access keys of a user who has two
AttachUserPolicyThenCreateAccessKey | iam-015 | iam:AttachUserPolicy iam:CreateAccessKey | attach any policy to a user, and make access keys for it
CreatePolicyVersionThenAssumeRole | iam-016 | iam:CreatePolicyVersion sts:AssumeRole | rewrite the policy of a role, and assume it
PutUserPolicyThenCreateAccessKey | iam-018 | iam:PutUserPolicy iam:CreateAccessKey | write any policy into a user, and make access keys for it
AttachRolePolicyThenUpdateAssumeRolePolicy | iam-019 | iam:AttachRolePolicy iam:UpdateAssumeRolePolicy | attach any policy to a role, and let themselves assume it
CreatePolicyVersionThenUpdateAssumeRolePolicy | iam-020 | iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy | rewrite the policy of a role, and let themselves assume it
PutRolePolicyThenUpdateAssumeRolePolicy | iam-021 | iam:PutRolePolicy iam:UpdateAssumeRolePolicy | write any policy into a role, and let themselves assume it
`;

const sets = lazy((): readonly EscalationSet[] =>
  ESCALATION.trim()
    .split('\n')
    .map(row => {
      const [id = '', page = '', actions = '', name = ''] = row.split('|').map(cell => cell.trim());
      const link =
        page === '-'
          ? 'https://cloudsplaining.readthedocs.io/en/latest/glossary/privilege-escalation/'
          : `https://pathfinding.cloud/paths/${page}`;
      return { id, name, actions: actions.split(' '), link };
    }),
);

/** Sets of actions that give whoever has all of one more permissions than they were given. */
export function escalationSets(): readonly EscalationSet[] {
  return sets();
}

/**
 * Actions that hand out secrets, credentials or the data that a service keeps: allowed on every resource they give away
 * more than a program is likely to need. `action | what is read`.
 */
const SENSITIVE = `
dynamodb:BatchGetItem | items of tables
dynamodb:GetItem | items of tables
dynamodb:Query | items of tables
dynamodb:Scan | items of tables
ec2:GetPasswordData | the passwords of Windows instances
kms:Decrypt | everything that is encrypted with keys of the account
rds-db:connect | databases
redshift:GetClusterCredentials | database passwords
redshift:GetClusterCredentialsWithIAM | database passwords
redshift-serverless:GetCredentials | database passwords
s3:GetObject | objects of buckets
s3:GetObjectVersion | objects of buckets
secretsmanager:BatchGetSecretValue | secrets
secretsmanager:GetSecretValue | secrets
ssm:GetParameter | parameters
ssm:GetParameterHistory | parameters
ssm:GetParameters | parameters
ssm:GetParametersByPath | parameters
sts:AssumeRole | the permissions of other roles
`;

const sensitive = lazy((): readonly SensitiveRead[] =>
  SENSITIVE.trim()
    .split('\n')
    .map(row => {
      const [action = '', what = ''] = row.split('|').map(cell => cell.trim());
      return { action, what };
    }),
);

export interface SensitiveRead {
  readonly action: string;
  /** What can be read with it, as a message would say it: `secrets`. */
  readonly what: string;
}

/** Actions whose answer is secret, or the data itself. Compare without regard to case; patterns cover them as others. */
export function sensitiveReads(): readonly SensitiveRead[] {
  return sensitive();
}
