/** Reports functions on Lambda runtimes that AWS has stopped, or is about to stop, supporting. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Signal } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { type Literal, at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { runtimeFacts } from '../../knowledge/index.ts';
import { nodeVersion, runtimeMember, supportedSuccessor, supportedSuccessors } from './runtimes.ts';

/** How long before the date the finding starts: time enough for any release. AWS itself writes to account owners 180 days ahead. */
const NOTICE_DAYS = 90;

/** The first version of Node.js in which Lambda calls no handler with a callback: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
const NO_CALLBACKS = 24;

type Message = 'blocked' | 'deprecated' | 'soon' | 'layer';

interface Data {
  readonly value: Literal;
  readonly successor: string | null;
}

function daysUntil(date: string, today: string): number {
  return (Date.parse(date) - Date.parse(today)) / 86_400_000;
}

export const deprecatedRuntime = defineRule({
  id: 'lambda/deprecated-runtime',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  blocksDeployment: ['blocked'],
  docs: {
    summary: 'Functions run on a runtime that AWS supports.',
    why: `After its deprecation date a runtime gets no more security updates and AWS gives no support for functions that
use it. Later AWS blocks the creation and then the update of such functions, and with it every deployment of their stack.
The finding is information for the last ${NOTICE_DAYS} days before the date, a warning after it, and an error once updates
are blocked. The dates come from a table that is dated itself, since AWS has moved some of them.

Two things to look at when you go from an old Node.js runtime to a new one: nodejs18.x and later ship AWS SDK for
JavaScript v3 alone, and nodejs24.x no longer takes handlers with a callback. The fix goes to the newest runtime that the
code can run on and that the installed aws-cdk-lib has, and says what kept it from a newer one.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs16.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code: { S3Bucket: code, S3Key: orders.zip }
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "python3.8",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/orders",
                "Code": { "S3Bucket": "code", "S3Key": "orders.zip" }
              }
            }
          }
        }
      `,
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_18_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code: { S3Bucket: code, S3Key: orders.zip }
      `,
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
    peers: ['CKV_AWS_363', 'cfn-lint E2531', 'cfn-lint E2533', 'cfn-lint W2531', 'cdk-nag AwsSolutions-L1'],
  },
  messages: {
    blocked: 'AWS stopped supporting {runtime} on {date}, and {function} can’t be updated since {block}{when}. {next}',
    deprecated: 'AWS stopped supporting {runtime}, on which {function} runs{when}, on {date}. {next}',
    soon: 'AWS stops supporting {runtime}, on which {function} runs{when}, on {date}. {next}',
    layer:
      'AWS supports none of the runtimes that {function} is for: it stopped supporting {runtime} on {date}. {next}',
  },
  types: [
    'AWS::Lambda::Function',
    'AWS::Serverless::Function',
    'AWS::Lambda::LayerVersion',
    'AWS::Serverless::LayerVersion',
  ],
  options: {
    days_ahead: { docs: 'How many days before a runtime is deprecated it is reported.', default: NOTICE_DAYS, min: 0 },
  },

  *checkResource(resource, { today, option }) {
    if (resource.owner.kind === 'internal') return;
    if (resource.type.endsWith('LayerVersion')) {
      yield* checkLayer(resource, today);
      return;
    }
    for (const { value, when } of scenarios(at(resource.properties, 'Runtime'))) {
      const runtime = stringOf(value);
      if (runtime === null || value.kind !== 'literal') continue;
      // What a construct chooses on its own depends on feature flags and the version of the CDK, which only a run of the
      // app tells. SAM's globals are written.
      if (value.origin !== 'written' && resource.language === 'typescript' && resource.evidence !== 'synth') continue;
      const facts = runtimeFacts(runtime);
      if (!facts?.deprecated) continue;
      const successor = supportedSuccessor(runtime, today);
      const params = {
        runtime,
        function: resource.logicalId,
        date: facts.deprecated,
        block: facts.blockUpdate ?? '',
        when: inScenario(when),
        next: next(successor),
      };
      const common = { at: value.span, params, subject: runtime, data: { value, successor } satisfies Data };
      if (facts.deprecated <= today) {
        if (facts.blockUpdate !== null && facts.blockUpdate <= today)
          yield { ...common, message: 'blocked', severity: 'error' };
        else yield { ...common, message: 'deprecated' };
      } else if (
        successor !== null &&
        value.written !== null &&
        daysUntil(facts.deprecated, today) <= option('days_ahead')
      )
        // One that no token names (`NODEJS_LATEST`) is the library's choice: told of when it is over, not before.
        yield { ...common, message: 'soon', severity: 'information' };
    }
  },
  fix({ data, resource }, { graph, today, libraryHas }) {
    const { value, successor } = data as Data;
    const old = stringOf(value);
    if (successor === null || old === null) return 'AWS has no runtime that succeeds this one';
    if (resource && usesSdkOf(graph, resource, old))
      return `the code loads aws-sdk (v2), which ${successor} does not ship; move it to AWS SDK v3 first`;
    const callback = resource ? callbackOf(graph, resource) : null;
    const known = supportedSuccessors(old, today).filter(
      id =>
        resource?.language !== 'typescript' || libraryHas?.(value.span.uri, 'aws_lambda', runtimeMember(id)) !== false,
    );
    const chosen = known.find(id => callback === null || (nodeVersion(id) ?? 0) < NO_CALLBACKS);
    if (chosen === undefined)
      return known.length === 0
        ? 'the installed aws-cdk-lib has no newer runtime; update it first'
        : `${callback} takes a callback, which ${known[0]} does not call; make it async first`;
    const [best] = known;
    const notes = [
      ...(chosen === successor || best !== chosen ? [] : ['the newest that the installed aws-cdk-lib has']),
      ...(best === chosen ? [] : [`${callback} takes a callback, which ${best} does not call`]),
      // https://docs.aws.amazon.com/lambda/latest/dg/golang-package.html: the handler's name says nothing there.
      ...(old === 'go1.x' ? ['which runs an executable called bootstrap'] : []),
    ];
    return [
      {
        title: `Change ${old} to ${chosen}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
        intents: [
          // What a construct chooses is set on the construct; SAM's globals are written, and changed, for all functions.
          resource?.language === 'typescript' && value.origin !== 'written'
            ? { kind: 'setProperty', resource: resource.id, path: ['Runtime'], value: chosen }
            : { kind: 'replaceValue', value: { ...value, origin: 'written' }, with: chosen },
        ],
        safety: 'review',
      },
    ];
  },
});

/** A layer is out of date when none of its runtimes is supported; the old ones beside a new one do no harm. */
function* checkLayer(resource: Resource, today: string): Generator<Signal<Message>> {
  const list = at(resource.properties, 'CompatibleRuntimes');
  if (list.kind !== 'list' || !list.complete || list.items.length === 0) return;
  const rows = list.items.map(value => ({ value, facts: runtimeFacts(stringOf(value) ?? '') }));
  if (!rows.every(({ facts }) => facts?.deprecated && facts.deprecated <= today)) return;
  const newest = rows.reduce((a, b) => ((b.facts?.deprecated ?? '') > (a.facts?.deprecated ?? '') ? b : a));
  if (!newest.facts || newest.value.kind !== 'literal') return;
  const successor = supportedSuccessor(newest.facts.id, today);
  yield {
    message: 'layer',
    at: newest.value.span,
    severity: 'information',
    params: {
      runtime: newest.facts.id,
      function: resource.logicalId,
      date: newest.facts.deprecated ?? '',
      next: next(successor),
    },
    subject: newest.facts.id,
    data: { value: newest.value, successor } satisfies Data,
  };
}

function next(successor: string | null): string {
  return successor === null ? 'It has no successor.' : `${successor} succeeds it.`;
}

/** Whether inline code of the function loads the SDK that only runtimes up to nodejs16.x ship. */
function usesSdkOf(graph: ResourceGraph, resource: Resource, runtime: string | null): boolean {
  const version = nodeVersion(runtime);
  if (version === null || version >= 18) return false;
  return graph.code.some(
    unit =>
      unit.facts.some(fact => fact.kind === 'sdk-v2-import' && !fact.typeOnly) &&
      graph.functionsOf(unit).some(f => f.resource.id === resource.id && f.packing === 'inline'),
  );
}

/** The exported name of a handler of the function that takes a callback, or null where none is known to. */
function callbackOf(graph: ResourceGraph, resource: Resource): string | null {
  for (const run of graph.runs) {
    if (run.function !== resource.id) continue;
    for (const unit of graph.code) {
      if (!graph.functionsOf(unit).some(f => f.resource.id === resource.id)) continue;
      for (const fact of unit.facts)
        if (fact.kind === 'handler-export' && fact.style === 'callback' && (run.handler ?? fact.name) === fact.name)
          return fact.name;
    }
  }
  return null;
}
