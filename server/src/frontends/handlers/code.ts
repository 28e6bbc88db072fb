/**
 * What code that runs in a function says: its imports, what it calls of AWS, and of imports of SDK version 2 in every form
 * the clients seen through them, with the small exact rewrite to version 3 where every use in the file is one that it can
 * take. One parsed tree in, plain facts out.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact } from '../../core/resource.ts';
import { callFacts, type FileFacts, openModules } from './calls.ts';
import { authorizerFacts } from './authorizer.ts';
import { declarations } from './declarations.ts';
import { entryFacts } from './entries.ts';
import { leftovers } from './leftovers.ts';
import { builtNames, sdkMocks } from './names.ts';
import { rewrites } from './rewrite.ts';
import { unawaited } from './promises.ts';
import { isLocal } from './things.ts';

/** One import of SDK v2, with its tree. Only inside of this folder. */
export interface SdkImport {
  readonly module: string;
  readonly form: 'import' | 'require' | 'import-equals' | 'dynamic';
  readonly typeOnly: boolean;
  readonly specifier: ts.Node;
  /** The statement, or the call where it is part of something larger. */
  readonly statement: ts.Node;
  readonly bindings: readonly SdkBinding[];
}

/** A name that an import gives: for the whole SDK (`client` null) or for one client. */
export interface SdkBinding {
  readonly name: ts.Identifier;
  readonly client: string | null;
}

/** Maps a piece of the parsed text to where it stands in the file. */
export type Place = (start: number, end: number) => SourceSpan;

/** The files that an import may mean, the likeliest first; none for what is no code. */
export type Candidates = (specifier: string) => readonly string[];

/**
 * The facts of one tree. `place` maps offsets of the tree's text to spans in the file; `candidates` is null for code that
 * has no files beside it.
 */
export function codeFacts(source: ts.SourceFile, place: Place, candidates: Candidates | null): FileFacts {
  const parents = new Map<ts.Node, ts.Node>();
  const nodes: ts.Node[] = [];
  // An explicit stack: generated code nests deeper than the call stack.
  const pending: ts.Node[] = [source];
  let parent: ts.Node = source;
  // One function for all nodes, and nothing made for each: this walk is most of what a file without AWS in it costs.
  const push = (child: ts.Node): void => {
    pending.push(child);
    parents.set(child, parent);
  };
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node);
    if (node.kind <= ts.SyntaxKind.LastToken) continue;
    parent = node;
    const first = pending.length;
    ts.forEachChild(node, push);
    for (let i = first, j = pending.length - 1; i < j; i++, j--) {
      const swapped = pending[i] as ts.Node;
      pending[i] = pending[j] as ts.Node;
      pending[j] = swapped;
    }
  }
  const imports: SdkImport[] = [];
  const others: { module: string; node: ts.Node }[] = [];
  for (const node of nodes) {
    const found = importOf(node, parents);
    if (!found) continue;
    if (isSdkV2(found.module)) imports.push(found);
    else if (!found.typeOnly && (found.form !== 'dynamic' || node.kind === ts.SyntaxKind.CallExpression))
      others.push({ module: found.module, node: found.specifier });
  }
  const at = (node: ts.Node) => place(node.getStart(source), node.getEnd());
  const facts: CodeFact[] = others.map(o => {
    const uris = candidates && isLocal(o.module) ? candidates(o.module) : [];
    return uris.length > 0
      ? { kind: 'local-import', uris, span: at(o.node) }
      : { kind: 'import', module: o.module, span: at(o.node) };
  });
  facts.push(...openModules(facts));
  const calls = callFacts(source.text, nodes, parents, at);
  facts.push(...calls.facts, ...declarations(source, place), ...authorizerFacts(source, nodes, parents, place));
  const moved = imports.length > 0 ? rewrites(imports, nodes, parents, source, calls.things) : null;
  const obstacle = moved && 'reason' in moved ? { reason: moved.reason, span: at(moved.node) } : null;
  for (const found of imports) {
    facts.push({
      kind: 'sdk-v2-import',
      module: found.module,
      form: found.form,
      typeOnly: found.typeOnly,
      span: at(found.specifier),
      statement: at(found.statement),
      clients: clientsOf(found, nodes, parents),
      edits: moved && !('reason' in moved) ? moved.map(e => ({ span: place(e.start, e.end), text: e.text })) : null,
      obstacle,
    });
  }
  // A look at the text spares files without any of it the walk over their tree.
  const { text } = source;
  facts.push(...entryFacts(source, nodes, parents, place, calls.things));
  if (text.includes('async')) facts.push(...unawaited(source, nodes, parents, place, calls.things));
  if (text.includes('@aws-sdk/')) facts.push(...leftovers(source, nodes, parents, place, calls.things));
  if (/\barn:|\/\/(?:sqs|queue)\./.test(text)) facts.push(...builtNames(source, nodes, parents, at, calls.values));
  if (text.includes('aws-sdk')) facts.push(...sdkMocks(source, nodes, at));
  return { facts: facts.sort((a, b) => a.span.start - b.span.start), crossing: calls.crossing };
}

function isSdkV2(module: string): boolean {
  return module === 'aws-sdk' || module.startsWith('aws-sdk/');
}

/** File names under `aws-sdk/clients` are the client's name in lower case (aws-sdk 2.1692.0, `clients/all.js`). */
const CLIENTS: readonly string[] = (
  'ACM APIGateway ApiGatewayManagementApi AppConfig AppSync Athena AutoScaling Batch Bedrock BedrockRuntime ' +
  'CloudFormation CloudFront CloudSearch CloudTrail CloudWatch CloudWatchEvents CloudWatchLogs CodeBuild CodeCommit ' +
  'CodeDeploy CodePipeline CognitoIdentity CognitoIdentityServiceProvider Comprehend ConfigService Connect CostExplorer ' +
  'DMS DocDB DynamoDB DynamoDBStreams EC2 ECR ECS EFS EKS ELB ELBv2 EMR ES ElastiCache ElasticBeanstalk EventBridge ' +
  'Firehose Glacier Glue GuardDuty IAM Inspector Iot IotData KMS Kafka Kinesis LakeFormation Lambda LexRuntime Location ' +
  'MQ MediaConvert Neptune OpenSearch Organizations Personalize Pinpoint Polly Pricing QuickSight RDS RDSDataService ' +
  'Redshift RedshiftData Rekognition ResourceGroups ResourceGroupsTaggingAPI Route53 S3 S3Control SES SESV2 SNS SQS SSM ' +
  'STS SageMaker SageMakerRuntime Scheduler SecretsManager SecurityHub ServiceCatalog ServiceDiscovery StepFunctions ' +
  'StorageGateway Support Textract TimestreamQuery TimestreamWrite TranscribeService Transfer Translate WAF WAFV2 ' +
  'WorkSpaces XRay'
).split(' ');

/** `aws-sdk/clients/s3` → `S3`; null for other deep modules and for clients that are not in the list. */
export function deepClient(module: string): string | null {
  const file = /^aws-sdk\/clients\/([a-z0-9]+)(?:\.js)?$/.exec(module)?.[1];
  return (file && CLIENTS.find(name => name.toLowerCase() === file)) || null;
}

function importOf(node: ts.Node, parents: ReadonlyMap<ts.Node, ts.Node>): SdkImport | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const module = node.moduleSpecifier.text;
    const clause = node.importClause;
    const deep = deepClient(module);
    const bindings: SdkBinding[] = [];
    if (clause?.name) bindings.push({ name: clause.name, client: deep });
    const named = clause?.namedBindings;
    if (named && ts.isNamespaceImport(named)) bindings.push({ name: named.name, client: deep });
    if (named && ts.isNamedImports(named))
      for (const e of named.elements) bindings.push({ name: e.name, client: (e.propertyName ?? e.name).text });
    const typeOnly =
      clause !== undefined &&
      (clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
        (!clause.name &&
          named !== undefined &&
          ts.isNamedImports(named) &&
          named.elements.length > 0 &&
          named.elements.every(e => e.isTypeOnly)));
    return { module, form: 'import', typeOnly, specifier: node.moduleSpecifier, statement: node, bindings };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return {
      module: node.moduleSpecifier.text,
      form: 'import',
      typeOnly: node.isTypeOnly,
      specifier: node.moduleSpecifier,
      statement: node,
      bindings: [],
    };
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    const specifier = node.moduleReference.expression;
    if (!ts.isStringLiteral(specifier)) return null;
    return {
      module: specifier.text,
      form: 'import-equals',
      typeOnly: node.isTypeOnly,
      specifier,
      statement: node,
      bindings: [{ name: node.name, client: deepClient(specifier.text) }],
    };
  }
  if (ts.isCallExpression(node)) {
    const specifier = node.arguments[0];
    if (!specifier || !ts.isStringLiteralLike(specifier)) return null;
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return {
        module: specifier.text,
        form: 'dynamic',
        typeOnly: false,
        specifier,
        statement: node,
        bindings: requireBindings(node, parents).bindings,
      };
    if (!isRequire) return null;
    return { module: specifier.text, form: 'require', typeOnly: false, specifier, ...requireBindings(node, parents) };
  }
  return null;
}

/** What `const … = require(…)` or `= await import(…)` binds, and its statement; `require('aws-sdk').S3` binds the client. */
function requireBindings(
  call: ts.CallExpression,
  parents: ReadonlyMap<ts.Node, ts.Node>,
): { statement: ts.Node; bindings: SdkBinding[] } {
  let client = deepClient((call.arguments[0] as ts.StringLiteralLike).text);
  let value: ts.Node = call;
  let parent = parents.get(value);
  if (parent && ts.isAwaitExpression(parent)) {
    value = parent;
    parent = parents.get(value);
  }
  if (parent && ts.isPropertyAccessExpression(parent) && parent.expression === value && client === null) {
    client = parent.name.text;
    value = parent;
    parent = parents.get(value);
  }
  const list = parent && ts.isVariableDeclaration(parent) && parent.initializer === value ? parents.get(parent) : null;
  const statement = list && parents.get(list);
  if (!parent || !ts.isVariableDeclaration(parent) || !statement || !ts.isVariableStatement(statement))
    return { statement: call, bindings: [] };
  const bindings: SdkBinding[] = [];
  if (ts.isIdentifier(parent.name)) bindings.push({ name: parent.name, client });
  else if (ts.isObjectBindingPattern(parent.name) && (client === null || !ts.isPropertyAccessExpression(value)))
    for (const e of parent.name.elements)
      if (ts.isIdentifier(e.name) && (!e.propertyName || ts.isIdentifier(e.propertyName)))
        bindings.push({ name: e.name, client: (e.propertyName ?? e.name).text });
  return { statement: statement.declarationList.declarations.length === 1 ? statement : parent, bindings };
}

/** The clients that are reached through an import: `AWS.S3`, `AWS.DynamoDB.DocumentClient`, a named import that is one. */
function clientsOf(found: SdkImport, nodes: readonly ts.Node[], parents: ReadonlyMap<ts.Node, ts.Node>): string[] {
  const clients = new Set<string>();
  const deep = deepClient(found.module);
  if (deep) clients.add(deep);
  const byName = new Map(found.bindings.map(b => [b.name.text, b]));
  for (const { client } of found.bindings)
    if (client === 'DocumentClient') clients.add('DynamoDB.DocumentClient');
    else if (client && isClientName(client)) clients.add(client);
  for (const node of nodes) {
    if (!ts.isIdentifier(node)) continue;
    const binding = byName.get(node.text);
    if (!binding) continue;
    let client = binding.client;
    let at: ts.Node = node;
    const step = (): string | null => {
      const parent = parents.get(at);
      if (parent && ts.isPropertyAccessExpression(parent) && parent.expression === at) {
        at = parent;
        return parent.name.text;
      }
      if (parent && ts.isQualifiedName(parent) && parent.left === at) {
        at = parent;
        return parent.right.text;
      }
      return null;
    };
    if (client === null) client = step();
    if (client === null || client === 'DocumentClient' || !isClientName(client)) continue;
    clients.add(client === 'DynamoDB' && step() === 'DocumentClient' ? 'DynamoDB.DocumentClient' : client);
  }
  if (clients.has('DynamoDB.DocumentClient')) clients.delete('DynamoDB');
  return [...clients].sort();
}

/** Members of the SDK that are no clients (aws-sdk 2.1692.0, `lib/core.d.ts`) start with a capital, too. */
const NOT_CLIENTS =
  /^(Config|Credentials|Endpoint|HttpRequest|HttpResponse|Request|Response|Service|Signers|Util|XML|JSON|Token|AWSError|.*Credentials|.*CredentialProviderChain|.*CredentialsOptions|CredentialProviderChain|EventListeners|HttpClient|MetadataService|ParamValidator|SequentialExecutor|Model|Protocol|TokenProviderChain|Metrics)$/;

function isClientName(name: string): boolean {
  return /^[A-Z]/.test(name) && !NOT_CLIENTS.test(name);
}
