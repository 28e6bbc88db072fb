/** Reports environment variables that handler code reads and nobody sets. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { CodeUnit } from '../../core/resource.ts';
import type { SourceSpan } from '../../core/document.ts';
import { at, stringOf } from '../../core/value.ts';
import { itemsOf } from '../iam/statements.ts';
import { mentioned } from '../wiring/deliveries.ts';
import { isOwn, valueFor } from './environment.ts';
import { type Running, environmentsOf, factsOf, functionsRunning, named, ofRunning } from './running.ts';

/** Packages that set variables from files, and the SDK of code that runs on a device of its own, whose settings are elsewhere. */
const LOADERS = /^(?:greengrasssdk|dotenv(?:-.*)?|@dotenvx\/.*|env-cmd|dotenv\/config)$/;

interface Missing {
  readonly name: string;
  readonly unit: CodeUnit;
  readonly span: SourceSpan;
  readonly functions: Running[];
}

export const undefinedEnvironmentVariable = defineRule({
  id: 'lambda/undefined-environment-variable',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Functions are given the environment variables that their code needs.',
    why: `A variable that nobody sets is \`undefined\`, and travels as such until something far from the cause fails: *Value null at
'tableName'*, a queue called \`undefined\`, an ARN without an account. Lambda sets the region, but no account: there is no
\`AWS_ACCOUNT_ID\`.

Only variables that the code can't do without are reported (no default, no test, no other variable in their place), in code that the handler reaches, for functions
all of whose variables are seen.`,
    bad: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/orders.ts',
            environment: { STAGE: 'prod' },
          });
          new dynamodb.TableV2(this, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
        `,
        {
          'lambda/orders.ts': `
            import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
            const db = new DynamoDBClient({});
            export const handler = async (event: { id: string }) =>
              db.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: { id: { S: event.id } } }));
          `,
        },
      ),
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: python3.13
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code:
                ZipFile: |
                  import os
                  def handler(event, context):
                      return 'arn:aws:sqs:eu-central-1:' + os.environ['AWS_ACCOUNT_ID'] + ':orders'
      `,
    ],
    good: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/orders.ts',
            environment: { TABLE_NAME: 'orders' },
          });
        `,
        {
          'lambda/orders.ts': `
            export const handler = async () => [process.env.TABLE_NAME, process.env.AWS_REGION, process.env.STAGE ?? 'dev'];
          `,
        },
      ),
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: python3.13
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Environment:
                Variables:
                  ACCOUNT: !Ref AWS::AccountId
              Code:
                ZipFile: |
                  import os
                  def handler(event, context):
                      return os.environ['AWS_REGION'] + ':' + os.environ['ACCOUNT']
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: {
    missing: '{function} {need} {name} here, and nothing sets it.',
    account: '{function} {need} {name} here. Lambda sets no such variable, and neither does the stack.',
  },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    const all = new Map<string, Missing>();
    let others: Others | null = null;
    for (const running of functionsRunning(graph)) {
      const missing = missingIn(running);
      if (missing.length === 0) continue;
      others ??= othersIn(graph);
      const { id, span } = running.resource;
      if (others.files.has(span.uri) || others.functions.has(id)) continue;
      for (const read of missing) {
        if (others.names.has(read.name)) continue;
        const key = `${read.unit.id} ${read.name}`;
        const known = all.get(key);
        if (known) known.functions.push(running);
        else all.set(key, { ...read, functions: [running] });
      }
    }
    for (const { name, span, functions } of all.values()) {
      const [first] = functions;
      yield {
        message: /^AWS_ACCOUNT/.test(name) ? 'account' : 'missing',
        at: span,
        params: { name, function: named(functions), need: functions.length === 1 ? 'needs' : 'need' },
        ...(functions.length === 1 && first ? { resource: first.resource } : {}),
        related: functions.map(({ resource }) => ({
          span: resource.nameSpan,
          message: `${resource.logicalId} runs this code`,
        })),
        subject: name,
        data: { name, functions: functions.map(f => f.resource.id) },
      };
    }
  },
  fix({ data }, { graph }) {
    const { name, functions } = data as { name: string; functions: readonly string[] };
    const resources = functions.flatMap(id => graph.resource(id) ?? []);
    const intents = resources.flatMap(resource => {
      const value = valueFor(name, resource, graph);
      if (value === null) return [];
      return [{ kind: 'setProperty' as const, resource: resource.id, path: ['Environment', 'Variables', name], value }];
    });
    if (intents.length === 0 || intents.length < resources.length) return `what ${name} is to be can’t be told`;
    return [{ title: `Set ${name}`, intents, safety: 'review' }];
  },
});

/** What else may set variables of functions than their own properties. */
interface Others {
  /** The files of patterns of AWS Solutions Constructs. */
  readonly files: ReadonlySet<string>;
  /** The functions that somebody may change when it runs. */
  readonly functions: ReadonlySet<string>;
  /** The variables that code adds to functions that reading can't tell, as an aspect does: no function is seen to have them. */
  readonly names: ReadonlySet<string>;
}

function othersIn(graph: ResourceGraph): Others {
  const files = new Set<string>();
  const names = new Set<string>();
  for (const fact of graph.source)
    if (fact.kind === 'construct' && fact.fqn.startsWith('@aws-solutions-constructs/')) files.add(fact.uri);
    else if (fact.kind === 'string' && /\.addEnvironment:0$/.test(fact.context)) names.add(fact.value);
  if (names.size > 0)
    for (const { resource } of functionsRunning(graph))
      for (const { entries } of environmentsOf(resource) ?? []) for (const { key } of entries) names.delete(key);
  const changing = graph.statements.filter(({ elements }) =>
    itemsOf(at(elements, 'Action')).items.some(a => stringOf(a.value) === 'lambda:UpdateFunctionConfiguration'),
  );
  return { files, functions: new Set(changing.flatMap(({ elements }) => mentioned(at(elements, 'Resource')))), names };
}

/** The first read of each variable that a function needs and is not given. */
function missingIn({ resource, run, code }: Running): Omit<Missing, 'functions'>[] {
  if (!code || run.defines) return [];
  const environments = environmentsOf(resource);
  if (!environments) return [];
  const isSet = (name: string) =>
    environments.length > 0 && environments.every(e => e.entries.some(({ key }) => key === name));
  // A wrapper, and what reads a file of settings, may set anything.
  if (environments.some(e => e.entries.some(({ key }) => key === 'AWS_LAMBDA_EXEC_WRAPPER'))) return [];
  if (factsOf(code, 'import').some(({ fact }) => LOADERS.test(fact.module))) return [];
  const written = new Set(factsOf(code, 'environment-write').map(({ fact }) => fact.name));
  if (written.has(null)) return [];
  const found = new Map<string, Omit<Missing, 'functions'>>();
  const reads = factsOf(code, 'environment-read');
  // Who does without it in one place knows that it may not be there.
  const optional = new Set(reads.filter(({ fact }) => fact.optional).map(({ fact }) => fact.name));
  for (const { unit, fact } of reads) {
    const { name, span } = fact;
    if (optional.has(name) || found.has(name) || written.has(name) || !isOwn(name) || isSet(name)) continue;
    if (fact.after?.some(before => isSet(before) || written.has(before) || !isOwn(before))) continue;
    if (code.certain(unit, span)) found.set(name, { name, unit, span });
  }
  return [...found.values()];
}
