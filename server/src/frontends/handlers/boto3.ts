/** Names of boto3: what the methods of clients and of its resources call, and which parameters their arguments are. Pure tables. */
import { sdkClientOf } from '../../knowledge/index.ts';

/** What objects of boto3's resources do (boto3 1.40, `resources-1.json` of each service); the second word of a value is a second operation. */
export const METHODS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'dynamodb.Table': {
    get_item: 'GetItem',
    put_item: 'PutItem',
    update_item: 'UpdateItem',
    delete_item: 'DeleteItem',
    query: 'Query',
    scan: 'Scan',
    batch_writer: 'BatchWriteItem',
    load: 'DescribeTable',
    reload: 'DescribeTable',
    wait_until_exists: 'DescribeTable',
    wait_until_not_exists: 'DescribeTable',
    delete: 'DeleteTable',
    update: 'UpdateTable',
  },
  's3.Bucket': {
    upload_file: 'PutObject AbortMultipartUpload',
    upload_fileobj: 'PutObject AbortMultipartUpload',
    put_object: 'PutObject',
    download_file: 'GetObject',
    download_fileobj: 'GetObject',
    delete_objects: 'DeleteObjects',
    copy: 'CopyObject',
    load: 'ListBuckets',
    create: 'CreateBucket',
    delete: 'DeleteBucket',
  },
  // The collection `objects` of a bucket, and those made of it.
  's3.Objects': {
    all: 'ListObjects',
    filter: 'ListObjects',
    limit: 'ListObjects',
    page_size: 'ListObjects',
    delete: 'ListObjects DeleteObjects',
  },
  's3.Object': {
    get: 'GetObject',
    put: 'PutObject',
    delete: 'DeleteObject',
    load: 'HeadObject',
    reload: 'HeadObject',
    wait_until_exists: 'HeadObject',
    upload_file: 'PutObject AbortMultipartUpload',
    upload_fileobj: 'PutObject AbortMultipartUpload',
    download_file: 'GetObject',
    download_fileobj: 'GetObject',
    copy_from: 'CopyObject',
    copy: 'CopyObject',
  },
  'sqs.Queue': {
    send_message: 'SendMessage',
    send_messages: 'SendMessageBatch',
    receive_messages: 'ReceiveMessage',
    delete_messages: 'DeleteMessageBatch',
    purge: 'PurgeQueue',
    load: 'GetQueueAttributes',
  },
  'sns.Topic': { publish: 'Publish', subscribe: 'Subscribe', load: 'GetTopicAttributes' },
};

/** What makes an object of a resource, and which parameters of calls its arguments are. */
export const OBJECTS: Readonly<Record<string, readonly string[]>> = {
  'dynamodb.Table': ['TableName'],
  's3.Bucket': ['Bucket'],
  's3.Object': ['Bucket', 'Key'],
  'sqs.Queue': ['QueueUrl'],
  'sns.Topic': ['TopicArn'],
};

/** Transfers of S3's client, with the parameters that their positions are. */
export const TRANSFERS: Readonly<
  Record<string, { readonly operations: string; readonly positions: readonly string[] }>
> = {
  upload_file: { operations: 'PutObject AbortMultipartUpload', positions: ['Filename', 'Bucket', 'Key'] },
  upload_fileobj: { operations: 'PutObject AbortMultipartUpload', positions: ['Fileobj', 'Bucket', 'Key'] },
  download_file: { operations: 'GetObject HeadObject', positions: ['Bucket', 'Key'] },
  download_fileobj: { operations: 'GetObject HeadObject', positions: ['Bucket', 'Key'] },
  copy: { operations: 'CopyObject', positions: ['CopySource', 'Bucket', 'Key'] },
  generate_presigned_post: { operations: 'PutObject', positions: ['Bucket', 'Key'] },
};

/** Functions of Powertools that call AWS: the client, the operation, and the parameter that their first argument is. */
export const POWERTOOLS: Readonly<Record<string, readonly [string, string, string]>> = {
  get_parameter: ['ssm', 'GetParameter', 'Name'],
  get_parameters: ['ssm', 'GetParametersByPath', 'Path'],
  get_secret: ['secrets-manager', 'GetSecretValue', 'SecretId'],
};

/** Members of clients that are no operations (botocore's `BaseClient`). */
export const NO_OPERATIONS = new Set(['can_paginate', 'close', 'exceptions', 'meta', 'get_available_subresources']);

/** The client that boto3 calls by a name, as packages of v3 are called. */
export function clientOf(name: string): string {
  return sdkClientOf({ sdk: 'boto3', name }) ?? name;
}

/** `list_objects_v2` → `ListObjectsV2`. */
export function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
