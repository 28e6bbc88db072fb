/** The customer's keys that resources are encrypted with. */
import type { ResourceGraph } from '../core/graph.ts';
import type { Resource } from '../core/resource.ts';
import { at, scenarios } from '../core/value.ts';

/** Where resources keep the key that they are encrypted with. DynamoDB, S3, SQS, SNS, Secrets Manager and Kinesis use the caller's permissions on it. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::Kinesis::Stream': ['StreamEncryption', 'KeyId'],
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    '0',
    'ServerSideEncryptionByDefault',
    'KMSMasterKeyID',
  ],
  'AWS::SecretsManager::Secret': ['KmsKeyId'],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
};

/** The ids of the keys of the graph that a resource may be encrypted with; none for keys of AWS and for what can't be seen. */
export function keysOf(graph: ResourceGraph, resource: Resource): readonly string[] {
  const path = KEYS[resource.type];
  if (!path) return [];
  // Constructs take the key as a prop, wherever the template has it then.
  const given = graph.edgesFrom(resource.id, 'reference').filter(edge => edge.detail === 'encryptionKey');
  if (given.length > 0) return given.map(edge => edge.to).filter(id => graph.resource(id)?.type === 'AWS::KMS::Key');
  return scenarios(at(resource.properties, ...path)).flatMap(({ value }) =>
    value.kind === 'reference' &&
    value.target.kind === 'resource' &&
    graph.resource(value.target.id)?.type === 'AWS::KMS::Key'
      ? [value.target.id]
      : [],
  );
}
