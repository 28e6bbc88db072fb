/** Which endpoint of a VPC stands for which client of the SDK, and what cannot be reached without one. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { accessIn } from '../../access/compare.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import type { Resource, SdkCall } from '../../core/resource.ts';
import { at } from '../../core/value.ts';
import { mentioned } from '../wiring/deliveries.ts';
import { type Routing, type Way, hasEndpoint, routingOf, subnetsIn } from './topology.ts';

/**
 * From clients of SDK v3 to the last part of the endpoint's service name, from the list of services that integrate with AWS
 * PrivateLink (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html), with the name for
 * people. Clients that are not here are not judged.
 */
const SERVICES: Readonly<Record<string, readonly [endpoint: string, name: string]>> = {
  athena: ['athena', 'Athena'],
  'bedrock-runtime': ['bedrock-runtime', 'Bedrock'],
  cloudwatch: ['monitoring', 'CloudWatch'],
  'cloudwatch-logs': ['logs', 'CloudWatch Logs'],
  codebuild: ['codebuild', 'CodeBuild'],
  comprehend: ['comprehend', 'Comprehend'],
  dynamodb: ['dynamodb', 'DynamoDB'],
  ecs: ['ecs', 'ECS'],
  eventbridge: ['events', 'EventBridge'],
  firehose: ['kinesis-firehose', 'Firehose'],
  glue: ['glue', 'Glue'],
  kinesis: ['kinesis-streams', 'Kinesis'],
  kms: ['kms', 'KMS'],
  lambda: ['lambda', 'Lambda'],
  'rds-data': ['rds-data', 'the RDS Data API'],
  rekognition: ['rekognition', 'Rekognition'],
  s3: ['s3', 'S3'],
  scheduler: ['scheduler', 'EventBridge Scheduler'],
  'secrets-manager': ['secretsmanager', 'Secrets Manager'],
  sfn: ['states', 'Step Functions'],
  sns: ['sns', 'SNS'],
  sqs: ['sqs', 'SQS'],
  ssm: ['ssm', 'Systems Manager'],
  sts: ['sts', 'STS'],
  textract: ['textract', 'Textract'],
  translate: ['translate', 'Translate'],
};

export interface Unreachable {
  readonly function: Resource;
  readonly vpc: Resource;
  readonly subnets: readonly Resource[];
  readonly tables: readonly Resource[];
  /** Whether the subnets lead to an internet gateway, of which a function has nothing. */
  readonly isPublic: boolean;
  /** Each service once, with the first call of it. */
  readonly services: readonly { readonly endpoint: string; readonly name: string; readonly call: SdkCall }[];
}

/** Where a function stands: its subnets with their routing, or null where that can't all be seen. */
export function placeOf(
  graph: ResourceGraph,
  resource: Resource,
): {
  readonly subnets: readonly Resource[];
  readonly routings: readonly Routing[];
  readonly ways: ReadonlySet<Way>;
} | null {
  const subnets = subnetsIn(graph, at(resource.properties, 'VpcConfig', 'SubnetIds'));
  if (!subnets || subnets.length === 0) return null;
  const routings = subnets.map(subnet => routingOf(graph, subnet));
  return { subnets, routings, ways: new Set(routings.map(r => r.way)) };
}

/** Functions whose code calls services that no packet of theirs reaches. */
export const unreachableIn = perGraph((graph: ResourceGraph): readonly Unreachable[] =>
  graph.ofType('AWS::EC2::Subnet').length === 0 ? [] : search(graph),
);

function search(graph: ResourceGraph): Unreachable[] {
  return accessIn(graph).flatMap(({ function: resource, needs }): Unreachable[] => {
    if (needs.length === 0 || resource.owner.kind === 'internal') return [];
    const place = placeOf(graph, resource);
    if (!place || place.ways.has('nat') || place.ways.has('unknown')) return [];
    const [vpc] = mentioned(at((place.subnets[0] as Resource).properties, 'VpcId')).map(id => graph.resource(id));
    if (vpc?.type !== 'AWS::EC2::VPC') return [];
    const services = new Map<string, Unreachable['services'][number]>();
    for (const { call, certain, because } of needs) {
      const [endpoint, name] = entryOf(SERVICES, call.client) ?? [];
      if (!certain || because !== null || endpoint === undefined || name === undefined || services.has(endpoint))
        continue;
      // A function runs in any of its subnets: one without the endpoint is enough to fail now and then.
      if (place.routings.some(({ table }) => !hasEndpoint(graph, vpc.id, table, endpoint)))
        services.set(endpoint, { endpoint, name, call });
    }
    if (services.size === 0) return [];
    const tables = [...new Set(place.routings.flatMap(({ table }) => (table ? [table] : [])))];
    return [
      {
        function: resource,
        vpc,
        subnets: place.subnets,
        tables,
        isPublic: place.ways.has('internet'),
        services: [...services.values()],
      },
    ];
  });
}
