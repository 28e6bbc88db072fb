/**
 * AWS services and kinds of resources by the words that people use for them, with the CloudFormation types that make one.
 * Written by hand: the words are those of requirement documents, the types those whose presence means that the service is
 * used (helpers such as permissions, policies and routes are nobody's requirement).
 */
import { nearest } from './nearest.ts';

export interface Service {
  /** The word for it in `plumbline.yaml`: `api_gateway`. */
  readonly word: string;
  /** What messages call it: `API Gateway`. */
  readonly title: string;
  /** Any of these is one. */
  readonly types: readonly string[];
  /** Other spellings. Case, spaces, hyphens and underscores make no difference. */
  readonly synonyms: readonly string[];
  /**
   * A piece of something bigger, or what nearly every deployment brings along (roles, log groups, alarms): its presence
   * is never surprising by itself.
   */
  readonly minor: boolean;
}

/** `word | title | types | synonyms`, `AWS::` left out; `+` before a word: minor. */
const TABLE = `
lambda | Lambda | Lambda::Function Serverless::Function | function, functions, lambda function, lambda functions, aws lambda
api_gateway | API Gateway | ApiGateway::RestApi ApiGatewayV2::Api Serverless::Api Serverless::HttpApi | api, apigateway, apigw, api gw, amazon api gateway
rest_api | REST API | ApiGateway::RestApi Serverless::Api | rest
http_api | HTTP API | ApiGatewayV2::Api Serverless::HttpApi | websocket api
appsync | AppSync | AppSync::GraphQLApi AppSync::Api | graphql, graphql api
dynamodb | DynamoDB | DynamoDB::Table DynamoDB::GlobalTable Serverless::SimpleTable | table, tables, dynamo, ddb, dynamodb table, dynamodb tables
global_table | DynamoDB global table | DynamoDB::GlobalTable | dynamodb global table, global tables
s3 | S3 | S3::Bucket | bucket, buckets, s3 bucket, s3 buckets, amazon s3
sqs | SQS | SQS::Queue | queue, queues, sqs queue
dlq | dead-letter queue | SQS::Queue SNS::Topic | dead letter queue, dead letter queues, dlqs, failure destination
sns | SNS | SNS::Topic | topic, topics, sns topic
eventbridge | EventBridge | Events::Rule Events::EventBus Scheduler::Schedule Pipes::Pipe | event bridge, events, cloudwatch events, rule, event rule, event bus
schedule | schedule | Scheduler::Schedule Events::Rule | scheduler, cron
step_functions | Step Functions | StepFunctions::StateMachine Serverless::StateMachine | state machine, sfn, stepfunctions
kinesis | Kinesis | Kinesis::Stream | kinesis stream, kinesis data streams, data stream
firehose | Firehose | KinesisFirehose::DeliveryStream | kinesis firehose, delivery stream, kinesis data firehose
msk | MSK | MSK::Cluster MSK::ServerlessCluster | kafka
rds | RDS | RDS::DBInstance RDS::DBCluster | database, db, rds instance, relational database
aurora | Aurora | RDS::DBCluster | aurora cluster, db cluster, aurora serverless
rds_proxy | RDS Proxy | RDS::DBProxy | db proxy
documentdb | DocumentDB | DocDB::DBCluster | docdb
neptune | Neptune | Neptune::DBCluster |
redshift | Redshift | Redshift::Cluster RedshiftServerless::Workgroup | data warehouse
elasticache | ElastiCache | ElastiCache::CacheCluster ElastiCache::ReplicationGroup ElastiCache::ServerlessCache | redis, memcached, valkey, cache
opensearch | OpenSearch | OpenSearchService::Domain OpenSearchServerless::Collection | elasticsearch
efs | EFS | EFS::FileSystem | elastic file system
fsx | FSx | FSx::FileSystem |
backup | AWS Backup | Backup::BackupPlan Backup::BackupVault | backup plan, backup vault
vpc | VPC | EC2::VPC | vpcs, virtual private cloud
+subnet | subnet | EC2::Subnet | subnets
+nat_gateway | NAT gateway | EC2::NatGateway | nat, nat gateways
+internet_gateway | internet gateway | EC2::InternetGateway | igw
+vpc_endpoint | VPC endpoint | EC2::VPCEndpoint | vpc endpoints, endpoint, gateway endpoint, interface endpoint
+flow_log | VPC flow log | EC2::FlowLog | flow logs, vpc flow logs
+security_group | security group | EC2::SecurityGroup | security groups, sg
+network_acl | network ACL | EC2::NetworkAcl | nacl
transit_gateway | transit gateway | EC2::TransitGateway | tgw
vpn | VPN | EC2::VPNConnection EC2::ClientVpnEndpoint | site to site vpn
ec2 | EC2 | EC2::Instance AutoScaling::AutoScalingGroup EC2::LaunchTemplate | instance, instances, ec2 instance, ec2 instances, virtual machine
bastion | bastion host | EC2::Instance | bastion host, jump host
auto_scaling | Auto Scaling | AutoScaling::AutoScalingGroup | asg, autoscaling, auto scaling group, autoscaling group
+launch_template | launch template | EC2::LaunchTemplate |
alb | load balancer | ElasticLoadBalancingV2::LoadBalancer ElasticLoadBalancing::LoadBalancer | elb, nlb, load balancer, application load balancer, network load balancer, elbv2
+target_group | target group | ElasticLoadBalancingV2::TargetGroup |
+listener | listener | ElasticLoadBalancingV2::Listener |
ecs | ECS | ECS::Cluster ECS::Service | ecs cluster, ecs service, container service
fargate | Fargate | ECS::Service ECS::TaskDefinition | ecs fargate, fargate service
ecr | ECR | ECR::Repository | container registry, repository
eks | EKS | EKS::Cluster | kubernetes
batch | AWS Batch | Batch::ComputeEnvironment Batch::JobQueue | aws batch
app_runner | App Runner | AppRunner::Service | apprunner
elastic_beanstalk | Elastic Beanstalk | ElasticBeanstalk::Application ElasticBeanstalk::Environment | beanstalk
cloudfront | CloudFront | CloudFront::Distribution | cdn, distribution
global_accelerator | Global Accelerator | GlobalAccelerator::Accelerator |
route53 | Route 53 | Route53::RecordSet Route53::RecordSetGroup Route53::HostedZone Route53::HealthCheck | route 53, dns
+hosted_zone | hosted zone | Route53::HostedZone |
+record_set | record set | Route53::RecordSet Route53::RecordSetGroup | dns record
+health_check | Route 53 health check | Route53::HealthCheck | route53 health check, health checks
acm | ACM certificate | CertificateManager::Certificate | certificate, certificate manager, acm certificate
waf | WAF | WAFv2::WebACL WAF::WebACL WAFRegional::WebACL | wafv2, web acl, web application firewall
shield | Shield | Shield::Protection |
cognito | Cognito | Cognito::UserPool Cognito::IdentityPool | user pool
kms | KMS | KMS::Key | key, keys, kms key, customer managed key, cmk
secrets_manager | Secrets Manager | SecretsManager::Secret | secret, secrets, secretsmanager
ssm | Systems Manager | SSM::Parameter SSM::Document | parameter store, ssm parameter, systems manager
iam | IAM | IAM::Role IAM::Policy IAM::ManagedPolicy IAM::User IAM::Group | role, roles, iam role, policy
+user | IAM user | IAM::User | iam user
cloudwatch | CloudWatch | CloudWatch::Alarm CloudWatch::Dashboard Logs::LogGroup CloudWatch::CompositeAlarm | monitoring
+alarm | CloudWatch alarm | CloudWatch::Alarm CloudWatch::CompositeAlarm | alarms, cloudwatch alarm, cloudwatch alarms
+dashboard | CloudWatch dashboard | CloudWatch::Dashboard | cloudwatch dashboard, dashboards
+log_group | log group | Logs::LogGroup | logs, log groups, cloudwatch logs, cloudwatch log group
cloudtrail | CloudTrail | CloudTrail::Trail | trail
config | AWS Config | Config::ConfigRule Config::ConfigurationRecorder | aws config, config rule
guardduty | GuardDuty | GuardDuty::Detector | guardduty detector, guard duty
security_hub | Security Hub | SecurityHub::Hub | securityhub
inspector | Inspector | InspectorV2::Filter Inspector::AssessmentTarget |
macie | Macie | Macie::Session |
xray | X-Ray | XRay::Group XRay::SamplingRule | x ray
budgets | Budgets | Budgets::Budget | budget
glue | Glue | Glue::Job Glue::Database Glue::Crawler Glue::Table | etl
athena | Athena | Athena::WorkGroup Athena::NamedQuery |
emr | EMR | EMR::Cluster EMRServerless::Application |
sagemaker | SageMaker | SageMaker::Endpoint SageMaker::Model SageMaker::NotebookInstance |
lake_formation | Lake Formation | LakeFormation::DataLakeSettings LakeFormation::Permissions | lakeformation
codepipeline | CodePipeline | CodePipeline::Pipeline | pipeline, ci cd
codebuild | CodeBuild | CodeBuild::Project | build project
codedeploy | CodeDeploy | CodeDeploy::Application CodeDeploy::DeploymentGroup |
ses | SES | SES::EmailIdentity SES::ConfigurationSet | simple email service
mq | Amazon MQ | AmazonMQ::Broker | amazon mq, rabbitmq, activemq
dms | DMS | DMS::ReplicationInstance DMS::ReplicationTask | database migration service
transfer | Transfer Family | Transfer::Server | sftp
nested_stack | nested stack | CloudFormation::Stack Serverless::Application | nested stacks
`;

function read(): ReadonlyMap<string, Service> {
  const found = new Map<string, Service>();
  const services = TABLE.trim()
    .split('\n')
    .map(line => {
      const [word, title, types, synonyms] = line.split('|').map(cell => cell.trim()) as [
        string,
        string,
        string,
        string,
      ];
      return {
        word: word.replace('+', ''),
        title,
        types: types.split(' ').map(type => `AWS::${type}`),
        synonyms: synonyms === '' ? [] : synonyms.split(',').map(s => s.trim()),
        minor: word.startsWith('+'),
      };
    });
  for (const service of services) found.set(key(service.word), service);
  for (const service of services)
    for (const name of [service.title, ...service.synonyms]) if (!found.has(key(name))) found.set(key(name), service);
  return found;
}

/** Words are compared without case, spaces, hyphens and underscores. */
function key(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const byName: ReadonlyMap<string, Service> = read();

/** The service that a word means; null for a word that nobody knows. */
export function serviceOf(word: string): Service | null {
  return byName.get(key(word)) ?? null;
}

/** All services, once each. */
export const services: readonly Service[] = [...new Set(byName.values())];

/** The word that may have been meant by one that nobody knows; null when none is near. */
export function nearestService(word: string): string | null {
  const found = nearest(key(word), [...byName.keys()], 1)[0];
  return found === undefined ? null : (byName.get(found)?.word ?? null);
}

const byType: ReadonlyMap<string, Service> = new Map(
  // Of two words for one type the first that is no special case of another stands for it.
  [...services].reverse().flatMap(service => service.types.map(type => [type, service] as const)),
);

/** The service that a resource of a type stands for; null for helpers and for types that no word is for. */
export function serviceOfType(type: string): Service | null {
  return byType.get(type) ?? null;
}
