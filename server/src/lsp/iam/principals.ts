/**
 * Services that take on roles or act on resources, as principals of policies. From the user guides of the services, which
 * name them one by one; AWS publishes no list. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const NAMES =
  'access-analyzer acm airflow airflow-env amplify apidestinations.events apigateway appconfig appflow ' +
  'application-autoscaling appsync autoscaling backup batch bedrock bedrock-agentcore budgets chatbot cloud9 ' +
  'cloudformation cloudfront cloudtrail cloudwatch codebuild codecommit codedeploy codeguru-reviewer ' +
  'codepipeline codestar-notifications cognito-idp comprehend config connect costalerts datapipeline datasync ' +
  'delivery.logs dlm dms ds dynamodb ec2 ec2fleet ecr ecs ecs-tasks edgelambda eks eks-fargate-pods elasticache ' +
  'elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce emr-serverless es events firehose ' +
  'fis fsx gamelift globalaccelerator glue grafana greengrass guardduty health imagebuilder inspector2 iot ' +
  'iotevents iotsitewise kafka kafkaconnect kinesis kinesisanalytics kms lakeformation lambda lex lexv2 ' +
  'lightsail logs macie mediaconvert medialive mediapackage mediatailor monitoring monitoring.rds ' +
  'opensearchservice organizations osis-pipelines pipes pods.eks quicksight rds redshift redshift-serverless ' +
  'rekognition replication.dynamodb replicator.lambda robomaker rolesanywhere route53 s3 sagemaker scheduler ' +
  'secretsmanager securityhub servicecatalog ses sms sns spotfleet sqs ssm ssm-incidents states storagegateway ' +
  'streams.metrics.cloudwatch synthetics textract transcribe transfer vmie vpc-flow-logs vpc-lattice waf wafv2 ' +
  'workspaces xray';

/** The names of services as principals, `lambda.amazonaws.com`, in alphabetical order. */
export const servicePrincipals: readonly string[] = NAMES.split(' ').map(name => `${name}.amazonaws.com`);
