/** Reports environment variables that a function is given and its code does not read. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { mayBeReadElsewhere } from './environment.ts';
import { environmentsOf, factsOf, functionsRunning } from './running.ts';

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
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: { unread: 'Nothing in the code of {function} reads {name}.' },
  *checkGraph({ graph }) {
    for (const { resource, code } of functionsRunning(graph)) {
      if (!code || code.open !== null || code.units.some(u => u.language === 'python')) continue;
      if (at(resource.properties, 'Layers').kind !== 'absent' || resource.owner.kind !== 'yours') continue;
      if (factsOf(code, 'environment-whole').length > 0) continue;
      if (!factsOf(code, 'import').every(({ fact }) => HARMLESS.test(fact.module))) continue;
      const read = new Set(factsOf(code, 'environment-read').map(({ fact }) => fact.name));
      const seen = new Set<string>();
      for (const { key, keySpan, value } of (environmentsOf(resource) ?? []).flatMap(e => e.entries)) {
        const isWritten = !('origin' in value) || value.origin === 'written';
        if (read.has(key) || seen.has(key) || !isWritten || mayBeReadElsewhere(key)) continue;
        seen.add(key);
        yield {
          message: 'unread',
          at: keySpan,
          params: { function: resource.logicalId, name: key },
          resource,
          tags: ['unnecessary'],
          subject: key,
          data: key,
        };
      }
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
