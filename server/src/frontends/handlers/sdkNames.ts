/** Names of the AWS SDKs: which package is which client, and how methods, commands and waiters name operations. Pure tables. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { sdkClientOf } from '../../knowledge/index.ts';

/** `@aws-sdk/client-s3` → `s3`; the document library stands for its client; null for what is no client. */
export function clientOfPackage(module: string): string | null {
  if (module === '@aws-sdk/lib-dynamodb') return 'dynamodb';
  return /^@aws-sdk\/client-([a-z0-9-]+)$/.exec(module)?.[1] ?? null;
}

/** A v2 client's name as v3 names its package; a name that v3 dropped stays, in lower case. */
export function clientOfV2(name: string): string {
  return sdkClientOf({ sdk: 'v2', name }) ?? name.toLowerCase();
}

/** Methods of v2's and v3's document clients, which are commands of `@aws-sdk/lib-dynamodb`, too. */
const DOCUMENT: Readonly<Record<string, string>> = {
  get: 'GetItem',
  put: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
  batchget: 'BatchGetItem',
  batchwrite: 'BatchWriteItem',
  transactget: 'TransactGetItems',
  transactwrite: 'TransactWriteItems',
};

/** The operation of a document client's method or command: `get` → `GetItem`, `query` → `Query`. */
export function documentOperation(name: string): string {
  return entryOf(DOCUMENT, name.toLowerCase()) ?? capital(name);
}

export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Members of clients that are no operations (smithy-client's `Client`, aws-sdk 2.1692.0's `Service`). */
export const NO_OPERATIONS: ReadonlySet<string> = new Set(
  (
    'send destroy config middlewareStack initConfig on once off addListener addNamedListener addNamedListeners ' +
    'removeListener removeAllListeners setupRequestListeners defineService createSet makeUnauthenticatedRequest ' +
    'loadServiceClass validateService customizeRequests setEndpoint promise bind call apply toString then catch ' +
    'finally upload waitFor getSignedUrl getSignedUrlPromise createPresignedPost makeRequest getSignerByVersion ' +
    'numRetries retryDelays paginationConfig apiVersions endpoint isGlobalEndpoint'
  ).split(' '),
);

/** Packages that call AWS by themselves, with the function's permissions, or sign requests by hand. */
export const CALLS_BY_ITSELF =
  /^(dynamoose|@langchain\/aws|@langchain\/community\/.*(bedrock|dynamodb|s3|sqs).*|@(?:aws-sdk|smithy)\/signature-v4|aws4|aws4-axios|aws4fetch|sqs-consumer|sqs-producer|aws-amplify(\/.*)?|dynamo-easy|@shelf\/.*dynamodb.*|serverless-dynamodb-client|aws-elasticsearch-connector|http-aws-es|s3-streamlogger|@opensearch-project\/opensearch\/aws.*|aws-appsync|@aws-crypto\/client.*)$/;

/** Packages that take a client and give it back, or only look at it. */
export const HARMLESS =
  /^(aws-xray-sdk(-core)?|@aws-lambda-powertools\/.*|aws-sdk-client-mock(-.*)?|@aws-sdk\/.*|@smithy\/.*|aws-sdk(\/.*)?|datadog-lambda-js|dd-trace|@opentelemetry\/.*|@thundra\/.*|@lumigo\/.*|aws-embedded-metrics|node:.*|util|assert|events|jest|vitest|@jest\/.*|sinon|chai)$/;
