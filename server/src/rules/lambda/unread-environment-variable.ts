/** Reports environment variables that a function is given and its code does not read. */
import type { SourceSpan } from '../../core/document.ts';
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { mayBeReadElsewhere } from './environment.ts';
import { type Running, environmentsOf, factsOf, functionsRunning, named, ofRunning } from './running.ts';

/** Modules that read no variables but their own. */
const HARMLESS =
  /^(?:node:.*|@aws-sdk\/.*|@smithy\/.*|aws-lambda|@types\/.*|@middy\/.*|@aws-lambda-powertools\/.*|assert|buffer|child_process|crypto|dns|events|fs(?:\/promises)?|https?|net|os|path|process|querystring|stream(?:\/promises)?|string_decoder|timers|tls|url|util|v8|vm|worker_threads|zlib|uuid|ulid|nanoid|zod|date-fns|lodash(?:\..*)?|axios|node-fetch)$/;

export const unreadEnvironmentVariable = defineRule({
  id: 'lambda/unread-environment-variable',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Functions are given no environment variables that their code does not read.',
    why: `A variable that nobody reads keeps a name alive: a table or queue looks used that is not, a change of it updates a function
for nothing, and a value that should have been a secret stays where everyone who may describe the function sees it. It is said only
of functions of which all code is seen, for names that no library is known to read.`,
    bad: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/orders.ts',
            environment: {
              STAGE: 'prod',
              OLD_TABLE: 'orders-v1',
            },
          });
        `,
        { 'lambda/orders.ts': `export const handler = async () => process.env.STAGE;\n` },
      ),
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Environment:
                Variables:
                  STAGE: prod
                  OLD_TABLE: orders-v1
              Code:
                ZipFile: |
                  exports.handler = async () => process.env.STAGE;
      `,
    ],
    good: [
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/orders.ts',
            environment: { STAGE: 'prod', NODE_OPTIONS: '--enable-source-maps' },
          });
        `,
        { 'lambda/orders.ts': `export const handler = async () => process.env.STAGE;\n` },
      ),
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Environment:
                Variables:
                  STAGE: prod
              Code:
                ZipFile: |
                  exports.handler = async () => process.env.STAGE;
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: { unread: 'Nothing in the code of {function} reads {name}.' },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    // Functions may share an object of variables: each of them is to be one that does not read it.
    const all = new Map<string, { readonly key: string; readonly at: SourceSpan; readonly functions: Running[] }>();
    const read = new Set<string>();
    for (const running of functionsRunning(graph)) {
      const names = namesRead(running);
      for (const { key, keySpan, value } of (environmentsOf(running.resource) ?? []).flatMap(e => e.entries)) {
        const place = `${keySpan.uri}:${keySpan.start}`;
        const isWritten = !('origin' in value) || value.origin === 'written';
        if (names === null || names.has(key) || !isWritten || mayBeReadElsewhere(key)) read.add(place);
        const known = all.get(place);
        if (known) known.functions.push(running);
        else all.set(place, { key, at: keySpan, functions: [running] });
      }
    }
    for (const [place, { key, at, functions }] of all) {
      const [first] = functions;
      if (read.has(place) || !first) continue;
      yield {
        message: 'unread',
        at,
        params: { function: named(functions), name: key },
        resource: first.resource,
        tags: ['unnecessary'],
        subject: key,
        data: key,
      };
    }
  },
  fix({ data, resource }) {
    if (!resource) return 'the function is not known';
    const name = data as string;
    const path = ['Environment', 'Variables', name];
    return [
      { title: `Remove ${name}`, intents: [{ kind: 'removeProperty', resource: resource.id, path }], safety: 'review' },
    ];
  },
});

/** The variables that the code of a function reads; null where it may read others. */
function namesRead({ resource, code }: Running): ReadonlySet<string> | null {
  if (!code || code.open !== null || code.units.some(u => u.language === 'python')) return null;
  if (at(resource.properties, 'Layers').kind !== 'absent' || resource.owner.kind !== 'yours') return null;
  if (factsOf(code, 'environment-whole').length > 0) return null;
  if (!factsOf(code, 'import').every(({ fact }) => HARMLESS.test(fact.module))) return null;
  return new Set(factsOf(code, 'environment-read').map(({ fact }) => fact.name));
}
