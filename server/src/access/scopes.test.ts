/** What the `Resource` of a statement covers, in templates. */
import { describe, expect, it } from 'vitest';
import { yaml } from '../core/rule.ts';
import { fixture, workspaceOf } from '../testing/fixture.ts';
import { allowedBy } from './permissions.ts';
import { type Target, covers } from './scopes.ts';

const RESOURCES = (resource: string) => yaml`
  Parameters:
    Anywhere: { Type: String }
  Resources:
    Orders: { Type: AWS::DynamoDB::Table }
    Named: { Type: AWS::DynamoDB::Table, Properties: { TableName: items } }
    Staged: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub '\${Anywhere}-items' } }
    Twin: { Type: AWS::DynamoDB::Table, Properties: { TableName: items } }
    Files: { Type: AWS::S3::Bucket, Properties: { BucketName: my-files } }
    Database: { Type: AWS::SecretsManager::Secret, Properties: { Name: prod/db } }
    Setting: { Type: AWS::SSM::Parameter, Properties: { Name: /app/mode, Type: String, Value: x } }
    Audit: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /audit } }
    Worker: { Type: AWS::Lambda::Function, Properties: { FunctionName: worker } }
    Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Worker, Name: live, FunctionVersion: '1' } }
    Other: { Type: AWS::Lambda::Alias, Properties: { FunctionName: other, Name: live, FunctionVersion: '1' } }
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: { Statement: [] }
        Policies:
          - PolicyName: p
            PolicyDocument:
              Statement: [{ Effect: Allow, Action: 'dynamodb:GetItem', Resource: ${resource} }]
`;

/** Whether a `Resource` covers a target: `Orders`, `Orders/index/byDate`, `Orders…` with an unseen end, `"name"`. */
function covered(resource: string, target: string): string {
  const { documents, main } = fixture(RESOURCES(resource));
  const graph = workspaceOf(documents, []).graph(main.uri);
  const scopes = graph.statements.flatMap(statement => allowedBy(statement, graph)).flatMap(({ scopes }) => scopes);
  const found = scopes.map(scope => covers(scope, targetOf(target), graph));
  return found.includes('yes') ? 'yes' : found.includes('maybe') ? 'maybe' : 'no';

  function targetOf(text: string): Target {
    if (text === 'none' || text === 'unknown') return { kind: text };
    if (text.startsWith('"')) return { kind: 'name', text: text.slice(1, -1) };
    const [, name = '', suffix] = /^(\w+)(.*)$/.exec(text) ?? [];
    const id = graph.resources.find(one => one.logicalId === name)?.id as string;
    return { kind: 'resource', id, suffix: suffix === '…' ? null : (suffix ?? '') };
  }
}

const ARN = (rest: string) => `!Sub 'arn:\${AWS::Partition}:${rest}'`;
const HERE = '${AWS::Region}:${AWS::AccountId}';

describe('covers', () => {
  it.each([
    // References and their suffixes.
    ['!GetAtt Orders.Arn', 'Orders', 'yes'],
    ['!GetAtt Orders.Arn', 'Named', 'no'],
    ['!GetAtt Orders.Arn', 'Orders/index/byDate', 'no'],
    ['!GetAtt Orders.Arn', 'Orders…', 'maybe'],
    ["!Sub '${Orders.Arn}/index/*'", 'Orders/index/byDate', 'yes'],
    ["!Sub '${Orders.Arn}/index/*'", 'Orders', 'no'],
    ["!Sub '${Orders.Arn}*'", 'Orders', 'yes'],
    ["!Sub '${Orders.Arn}*'", 'Orders…', 'yes'],
    ["!Sub '${Orders.Arn}/index/${Anywhere}'", 'Orders/index/byDate', 'maybe'],
    ["!Join ['', [!GetAtt Files.Arn, '/in/*']]", 'Files/in/a', 'yes'],
    ["!Join ['', [!GetAtt Files.Arn, '/in/*']]", 'Files/*', 'maybe'],
    ["!Join ['', [!GetAtt Files.Arn, '/in/*']]", 'Files/out/a', 'no'],
    ['[!GetAtt Named.Arn, !GetAtt Orders.Arn]', 'Orders', 'yes'],
    // ARNs put together of names.
    [ARN(`dynamodb:${HERE}:table/\${Orders}`), 'Orders', 'yes'],
    [ARN(`dynamodb:${HERE}:table/\${Orders}`), 'Named', 'no'],
    [ARN('s3:::${Files}/*'), 'Files/a', 'yes'],
    [ARN('s3:::${Files}'), 'Files/a', 'no'],
    // ARNs with physical names, where pseudo parameters say no more than where the stack is.
    [ARN(`dynamodb:${HERE}:table/items`), 'Named', 'yes'],
    [ARN(`dynamodb:${HERE}:table/items`), 'Named/index/byDate', 'no'],
    [ARN(`dynamodb:${HERE}:table/items/index/*`), 'Named/index/byDate', 'yes'],
    [ARN(`dynamodb:${HERE}:table/\${Anywhere}-items`), 'Staged', 'maybe'],
    [ARN(`dynamodb:${HERE}:table/orders`), 'Staged', 'no'],
    [ARN(`dynamodb:${HERE}:table/old-items`), 'Named', 'no'],
    [ARN(`dynamodb:${HERE}:table/orders`), 'Orders', 'maybe'],
    [ARN(`dynamodb:${HERE}:table/*`), 'Orders', 'yes'],
    [ARN(`sqs:${HERE}:*`), 'Orders', 'no'],
    ['arn:aws:s3:::my-files/*', 'Files/a', 'yes'],
    ['arn:aws:s3:::my-files', 'Files/a', 'no'],
    ['arn:aws:s3:::my-*', 'Files/a', 'yes'],
    ['arn:aws:s3:::your-files/*', 'Files/a', 'no'],
    // Names that the service adds to, or that begin with a slash.
    [ARN(`secretsmanager:${HERE}:secret:prod/db-??????`), 'Database', 'yes'],
    [ARN(`secretsmanager:${HERE}:secret:prod/api-*`), 'Database', 'no'],
    [ARN(`ssm:${HERE}:parameter/app/mode`), 'Setting', 'yes'],
    [ARN(`logs:${HERE}:log-group:/audit:*`), 'Audit', 'yes'],
    [ARN(`logs:${HERE}:log-group:/audit`), 'Audit', 'yes'],
    // An alias is a part of its function.
    ["!Sub '${Worker.Arn}:*'", 'Live', 'maybe'],
    ["!Sub '${Worker.Arn}:*'", 'Other', 'no'],
    ['!Ref Live', 'Live', 'yes'],
    // Two resources with one name.
    ['!GetAtt Twin.Arn', 'Named', 'maybe'],
    ['!GetAtt Twin.Arn', 'Orders', 'no'],
    // What can't be seen.
    ['!Ref Anywhere', 'Orders', 'maybe'],
    ["!ImportValue 'table'", 'Orders', 'maybe'],
    ["'*'", 'Orders', 'yes'],
    ["'*'", 'unknown', 'yes'],
    ["'*'", 'none', 'yes'],
    ['!GetAtt Orders.Arn', 'unknown', 'maybe'],
    ['!GetAtt Orders.Arn', 'none', 'no'],
    ['!Ref Anywhere', 'none', 'maybe'],
  ])('%s: %s is covered: %s', (resource, target, expected) => {
    expect(covered(resource, target)).toBe(expected);
  });
});

describe('names in code', () => {
  it.each([
    [ARN(`dynamodb:${HERE}:table/items`), '"items"', 'maybe'],
    [ARN(`dynamodb:${HERE}:table/items`), '"orders"', 'no'],
    [ARN(`dynamodb:${HERE}:table/items/index/*`), '"items"', 'maybe'],
    ['!GetAtt Named.Arn', '"items"', 'maybe'],
    ['!GetAtt Named.Arn', '"orders"', 'no'],
    ['!GetAtt Orders.Arn', '"orders"', 'maybe'],
    ['arn:aws:s3:::there/*', '"there"', 'maybe'],
    ['arn:aws:s3:::there/*', '"/there/a.txt"', 'maybe'],
    [ARN(`secretsmanager:${HERE}:secret:prod/db-??????`), '"prod/db"', 'maybe'],
    [ARN(`secretsmanager:${HERE}:secret:prod/db-??????`), '"prod/api"', 'no'],
    [ARN(`ssm:${HERE}:parameter/app/mode`), '"/app/mode"', 'maybe'],
    [ARN(`ssm:${HERE}:parameter/app/*`), '"/app/mode"', 'maybe'],
    [ARN(`ssm:${HERE}:parameter/app/mode`), '"/app/other"', 'no'],
    ['arn:aws:sqs:eu-west-1:111122223333:jobs', '"https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"', 'maybe'],
    ['arn:aws:sqs:eu-west-1:111122223333:jobs', '"https://sqs.eu-west-1.amazonaws.com/111122223333/other"', 'no'],
    ['arn:aws:sqs:eu-west-1:111122223333:jobs', '"arn:aws:sqs:eu-west-1:111122223333:jobs"', 'yes'],
    [ARN(`sqs:${HERE}:jobs`), '"arn:aws:sqs:eu-west-1:111122223333:jobs"', 'yes'],
    ['arn:aws:sqs:eu-west-1:111122223333:jobs', '"arn:aws:sqs:eu-west-1:111122223333:other"', 'no'],
    ["'arn:aws:bedrock:*::foundation-model/amazon.nova-*'", '"eu.amazon.nova-lite-v1:0"', 'maybe'],
    ["'arn:aws:bedrock:*::foundation-model/amazon.nova-*'", '"eu.anthropic.claude-3-haiku-20240307-v1:0"', 'no'],
  ])('%s: %s is covered: %s', (resource, target, expected) => {
    expect(covered(resource, target)).toBe(expected);
  });
});
