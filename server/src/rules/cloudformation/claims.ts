/**
 * What can be there only once: the port of a load balancer, a destination in a route table, the policy of a bucket. By type, the
 * properties that say which one a resource is; from the API references, which name the error of a second one
 * (`RouteAlreadyExists`, `DuplicateListener`, `PriorityInUse`, `ResourceConflictException`).
 */

export interface Once {
  readonly type: string;
  /**
   * Paths of properties that make it one and the same together, where all of them are known. `A|B` is whichever is there,
   * `A.*` each item of a list, `A=x` what is taken where it is not written.
   */
  readonly keys: readonly string[];
  /** What it is, with the values of keys in braces. */
  readonly is: string;
  /** Only where a property has a value, or, for `*`, any. */
  readonly given?: Readonly<Record<string, string>>;
  /** The type that claims the same thing; its own where left out. Two of this type are fine then. */
  readonly as?: string;
  /** A second one is not refused, and takes the place of the first. */
  readonly overwrites?: true;
  /** A second one is taken for the first: there is one, and it goes when one of the two does. */
  readonly merges?: true;
}

const once = (type: string, keys: string, is: string, more: Omit<Once, 'type' | 'keys' | 'is'> = {}): Once => ({
  type: `AWS::${type}`,
  keys: keys.split(' '),
  is,
  ...more,
});

/** The source or the destination of a security group's rule. */
const PEER = 'CidrIp|CidrIpv6|SourceSecurityGroupId|SourcePrefixListId';
const TARGET = 'CidrIp|CidrIpv6|DestinationSecurityGroupId|DestinationPrefixListId';
const DESTINATION = 'DestinationCidrBlock|DestinationIpv6CidrBlock|DestinationPrefixListId';

/** What a rule that stands in the security group itself claims; the group's own identity comes in front. */
export const INLINE = { SecurityGroupIngress: PEER, SecurityGroupEgress: TARGET } as const;
export const PORTS = ['IpProtocol', 'FromPort=', 'ToPort='];

export const ONCE: readonly Once[] = [
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  once('EC2::Route', `RouteTableId ${DESTINATION}`, `the route to {${DESTINATION}} of {RouteTableId}`),
  once('EC2::SubnetRouteTableAssociation', 'SubnetId', 'what gives {SubnetId} its route table'),
  once(
    'EC2::NetworkAclEntry',
    'NetworkAclId RuleNumber Egress=false',
    'the entry {RuleNumber} of {NetworkAclId} in one direction',
  ),
  once(
    'EC2::SecurityGroupIngress',
    `GroupId ${PORTS.join(' ')} ${PEER}`,
    `the rule of {GroupId} that lets in {${PEER}} on these ports`,
    { merges: true },
  ),
  once(
    'EC2::SecurityGroupEgress',
    `GroupId ${PORTS.join(' ')} ${TARGET}`,
    `the rule of {GroupId} that lets out to {${TARGET}} on these ports`,
    { merges: true },
  ),
  once('EC2::VPCGatewayAttachment', 'VpcId', 'what gives {VpcId} its internet gateway', {
    given: { InternetGatewayId: '*' },
  }),
  once(
    'EC2::VPCEndpoint',
    'RouteTableIds.* ServiceName VpcEndpointType=Gateway',
    'the way from {RouteTableIds.*} to {ServiceName}',
  ),
  once('EC2::VPCEndpoint', 'VpcId ServiceName', 'the endpoint of {VpcId} that answers to the name of {ServiceName}', {
    given: { VpcEndpointType: 'Interface', PrivateDnsEnabled: 'true' },
  }),
  once('EC2::VolumeAttachment', 'InstanceId Device', 'the device {Device} of {InstanceId}'),
  once('EFS::MountTarget', 'FileSystemId SubnetId', 'the mount target of {FileSystemId} in {SubnetId}'),
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html
  once('ElasticLoadBalancingV2::Listener', 'LoadBalancerArn Port', 'the listener on port {Port} of {LoadBalancerArn}'),
  once(
    'ElasticLoadBalancingV2::ListenerRule',
    'ListenerArn Priority',
    'the rule with priority {Priority} of {ListenerArn}',
  ),
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: 409, ConflictException
  once('ApiGateway::Resource', 'RestApiId ParentId PathPart', 'the path /{PathPart} below {ParentId}'),
  once('ApiGateway::Method', 'RestApiId ResourceId HttpMethod', 'the method {HttpMethod} of {ResourceId}'),
  once('ApiGateway::Deployment', 'RestApiId StageName', 'what makes the stage {StageName} of {RestApiId}', {
    as: 'AWS::ApiGateway::Stage',
  }),
  once('ApiGateway::Stage', 'RestApiId StageName', 'the stage {StageName} of {RestApiId}'),
  once('ApiGateway::Model', 'RestApiId Name', 'the model {Name} of {RestApiId}'),
  once('ApiGateway::Authorizer', 'RestApiId Name', 'the authorizer {Name} of {RestApiId}'),
  once('ApiGateway::BasePathMapping', 'DomainName BasePath=', 'the API below /{BasePath=} of {DomainName}'),
  once('ApiGateway::UsagePlanKey', 'UsagePlanId KeyId', 'the key {KeyId} of {UsagePlanId}'),
  once('ApiGatewayV2::Route', 'ApiId RouteKey', 'the route {RouteKey} of {ApiId}'),
  once('ApiGatewayV2::Stage', 'ApiId StageName', 'the stage {StageName} of {ApiId}'),
  once('ApiGatewayV2::ApiMapping', 'DomainName ApiMappingKey=', 'the API below /{ApiMappingKey=} of {DomainName}'),
  once('AppSync::DataSource', 'ApiId Name', 'the data source {Name} of {ApiId}'),
  once('AppSync::Resolver', 'ApiId TypeName FieldName', 'the resolver of {TypeName}.{FieldName} of {ApiId}'),
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: ResourceConflictException
  once(
    'Lambda::EventSourceMapping',
    'FunctionName EventSourceArn',
    'what gives {FunctionName} the records of {EventSourceArn}',
    { given: { Topics: '-', Queues: '-', DocumentDBEventSourceConfig: '-' } },
  ),
  once('Lambda::Alias', 'FunctionName Name', 'the alias {Name} of {FunctionName}'),
  once('Lambda::EventInvokeConfig', 'FunctionName Qualifier', 'the asynchronous setting of {FunctionName}'),
  once('Lambda::Url', 'TargetFunctionArn Qualifier=', 'the URL of {TargetFunctionArn}'),
  once('S3::BucketPolicy', 'Bucket', 'the policy of {Bucket}'),
  once('SQS::QueuePolicy', 'Queues.*', 'the policy of {Queues.*}', { overwrites: true }),
  once('SNS::TopicPolicy', 'Topics.*', 'the policy of {Topics.*}', { overwrites: true }),
  once('SecretsManager::ResourcePolicy', 'SecretId', 'the policy of {SecretId}', { overwrites: true }),
  once('SecretsManager::RotationSchedule', 'SecretId', 'the rotation of {SecretId}', { overwrites: true }),
  once('IAM::Policy', 'Roles.* PolicyName', 'the policy {PolicyName} of {Roles.*}', { overwrites: true }),
  once('WAFv2::WebACLAssociation', 'ResourceArn', 'the web ACL of {ResourceArn}', { overwrites: true }),
  // https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html: InvalidChangeBatch
  once(
    'Route53::RecordSet',
    'HostedZoneId|HostedZoneName Name Type SetIdentifier=',
    'the record {Name} of type {Type}',
  ),
  once('Cognito::UserPoolGroup', 'UserPoolId GroupName', 'the group {GroupName} of {UserPoolId}'),
  once('Cognito::UserPoolResourceServer', 'UserPoolId Identifier', 'the server {Identifier} of {UserPoolId}'),
  once('Cognito::UserPoolIdentityProvider', 'UserPoolId ProviderName', 'the provider {ProviderName} of {UserPoolId}'),
  once('ECS::Service', 'Cluster=default ServiceName', 'the service {ServiceName} of its cluster'),
  once('EKS::Addon', 'ClusterName AddonName', 'the add-on {AddonName} of {ClusterName}'),
  once('EKS::Nodegroup', 'ClusterName NodegroupName', 'the node group {NodegroupName} of {ClusterName}'),
  once('EKS::AccessEntry', 'ClusterName PrincipalArn', 'the access of {PrincipalArn} to {ClusterName}'),
  once('Glue::Table', 'DatabaseName TableInput.Name', 'the table {TableInput.Name} of {DatabaseName}'),
  once(
    'CodeDeploy::DeploymentGroup',
    'ApplicationName DeploymentGroupName',
    'the deployment group {DeploymentGroupName} of {ApplicationName}',
  ),
];
