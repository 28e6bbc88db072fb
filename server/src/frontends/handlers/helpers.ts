/** Calls that helper libraries make for the code: AWS Lambda Powertools, middy's middlewares, signers, credential providers. */
import ts from 'typescript';
import { propertyOf, type Things } from './things.ts';
import { oneOf, type OpenValue, UNKNOWN, type Values } from './values.ts';

export interface HelperCall {
  readonly client: string;
  readonly operation: string;
  readonly values: Record<string, OpenValue>;
  readonly complete: boolean;
}

type Found = HelperCall | { readonly reason: string };

/** Operations of DynamoDB that Powertools' idempotency makes (aws-powertools docs, "Required resources"). */
const IDEMPOTENCY = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];

/**
 * What a function or class of a helper library calls when it is used. `name` is the exported name; `Class#method` for
 * methods, then `made` is where the object is made. Empty for what calls nothing.
 */
export function helperCalls(
  module: string,
  name: string,
  args: readonly ts.Expression[],
  made: ts.NewExpression | null,
  things: Things,
  values: Values,
): Found[] {
  const [first, second] = args;
  const value = (node: ts.Expression | undefined) => (node ? values.of(node) : UNKNOWN);
  const option = (key: string, of: ts.Expression | undefined = first): ts.Expression | null => {
    const thing = of && things.of(of);
    const found = thing?.t === 'object' ? propertyOf(thing.node, key) : null;
    return found && ts.isExpression(found) ? found : null;
  };
  const one = (client: string, operation: string, parameters: Record<string, OpenValue>): Found[] => [
    { client, operation, values: parameters, complete: true },
  ];
  const decrypt = (): Record<string, OpenValue> => {
    const given = option('decrypt', second);
    return given && given.kind !== ts.SyntaxKind.FalseKeyword ? { WithDecryption: UNKNOWN } : {};
  };
  if (module.startsWith('@aws-lambda-powertools/parameters')) {
    switch (name) {
      case 'getParameter':
      case 'SSMProvider#get':
        return one('ssm', 'GetParameter', { Name: value(first), ...decrypt() });
      case 'getParameters':
      case 'SSMProvider#getMultiple':
        return one('ssm', 'GetParametersByPath', { Path: value(first), ...decrypt() });
      case 'getParametersByName':
      case 'SSMProvider#getParametersByName':
        return one('ssm', 'GetParameters', { Names: keys(first, things), ...decrypt() });
      case 'setParameter':
      case 'SSMProvider#set':
        return one('ssm', 'PutParameter', { Name: value(first) });
      case 'getSecret':
      case 'SecretsProvider#get':
        return one('secrets-manager', 'GetSecretValue', { SecretId: value(first) });
      case 'getAppConfig':
      case 'AppConfigProvider#get':
        return [
          ...one('appconfigdata', 'StartConfigurationSession', { ConfigurationProfileIdentifier: value(first) }),
          ...one('appconfigdata', 'GetLatestConfiguration', {}),
        ];
      case 'DynamoDBProvider#get':
      case 'DynamoDBProvider#getMultiple': {
        const table = option('tableName', made?.arguments?.[0]);
        const operation = name.endsWith('get') ? 'GetItem' : 'Query';
        return one('dynamodb', operation, { TableName: table ? values.of(table) : UNKNOWN });
      }
      default:
        return [];
    }
  }
  if (module.startsWith('@aws-lambda-powertools/idempotency') && name === 'DynamoDBPersistenceLayer') {
    const table = option('tableName');
    return IDEMPOTENCY.flatMap(o => one('dynamodb', o, { TableName: table ? values.of(table) : UNKNOWN }));
  }
  if (module === '@aws-sdk/rds-signer' && name === 'Signer#getAuthToken') {
    const user = option('username', made?.arguments?.[0]);
    return one('rds-signer', 'GetAuthToken', { username: user ? values.of(user) : UNKNOWN });
  }
  if (module === '@aws-sdk/credential-providers' && name === 'fromTemporaryCredentials') {
    const params = option('params');
    const role = params && option('RoleArn', params);
    return one('sts', 'AssumeRole', { RoleArn: role ? values.of(role) : UNKNOWN });
  }
  const middleware =
    /^@middy\/(ssm|secrets-manager|sts|dynamodb|s3|appconfig|rds-signer|service-discovery|s3-object-response)$/.exec(
      module,
    )?.[1];
  if (middleware === undefined || name.includes('.') || name.includes('#')) return [];
  const wanted = option('fetchData');
  const thing = wanted && things.of(wanted);
  if (thing?.t !== 'object' || (middleware !== 'ssm' && middleware !== 'secrets-manager'))
    return [{ reason: `what @middy/${middleware} fetches can't be told` }];
  const names = thing.node.properties.map(p => (ts.isPropertyAssignment(p) ? values.of(p.initializer) : UNKNOWN));
  if (middleware === 'secrets-manager') return one('secrets-manager', 'GetSecretValue', { SecretId: oneOf(names) });
  const isPath = (v: OpenValue) => v.kind === 'text' && v.text.endsWith('/');
  const single = names.filter(v => !isPath(v));
  const paths = names.filter(isPath);
  return [
    ...(single.length > 0 ? one('ssm', 'GetParameters', { Names: oneOf(single), WithDecryption: UNKNOWN }) : []),
    ...(paths.length > 0 ? one('ssm', 'GetParametersByPath', { Path: oneOf(paths), WithDecryption: UNKNOWN }) : []),
  ];
}

function keys(node: ts.Expression | undefined, things: Things): OpenValue {
  const thing = node && things.of(node);
  if (thing?.t !== 'object') return UNKNOWN;
  const names = thing.node.properties.flatMap((p): OpenValue[] =>
    p.name && (ts.isIdentifier(p.name) || ts.isStringLiteralLike(p.name)) ? [{ kind: 'text', text: p.name.text }] : [],
  );
  return names.length === thing.node.properties.length && names.length > 0 ? oneOf(names) : UNKNOWN;
}
