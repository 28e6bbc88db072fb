/** Functions whose logs are kept for ever, although the project asks how long they are to be kept. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { at, scenarios, textParts } from '../../core/value.ts';
import { asked, by } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      monitoring: { log_retention_days: 30 }
  `,
};

const FUNCTION = yaml`
  Resources:
    Worker:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: nodejs24.x
`;

/** The types of functions. */
export const FUNCTIONS: readonly string[] = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

export const noLogGroup = defineRule({
  id: 'logs/no-log-group',
  since: '0.1.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Functions have a log group of their own where plumbline.yaml says for how long logs are kept.',
    why: `A function without a log group in its stack logs all the same: Lambda makes the group at the first call, keeps its
events for ever, and leaves it behind when the stack is deleted. A retention that is asked for holds for its logs, too.
A group counts that \`LoggingConfig\` names, or whose name is that of the function behind \`/aws/lambda/\`. Functions of the
CDK's constructs are judged when the app is run: what they make of \`logRetention\` can't be seen before.`,
    bad: [
      withFiles(FUNCTION, ASKS),
      withFiles(
        cdk`
          new lambda.CfnFunction(this, 'Worker', { code: { zipFile: '' }, role: 'arn:aws:iam::111122223333:role/worker' });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Worker:
              Type: AWS::Lambda::Function
              Properties:
                Runtime: nodejs24.x
            WorkerLogs:
              Type: AWS::Logs::LogGroup
              Properties:
                LogGroupName: !Sub /aws/lambda/${'${Worker}'}
                RetentionInDays: 30
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH });
          new lambda.Function(this, 'Worker', {
            runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'), logGroup,
          });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html'],
  },
  messages: { none: '{resource} has no log group, so that its logs are kept for ever; {days} ({by}).' },
  *checkGraph({ graph }) {
    const requirement = asked(graph, 'property').find(
      ({ demand }) => demand.property === 'retention_days' && demand.of.types.includes('AWS::Logs::LogGroup'),
    );
    // A retention that is asked of one group by its name is not asked of all logs.
    if (!requirement || requirement.demand.of.name !== null || requirement.category !== 'monitoring') return;
    const { oneOf, max } = requirement.demand.test;
    const days = oneOf
      ? `it should be ${oneOf.join(' or ')} days`
      : max
        ? `it should be ${max} days at most`
        : 'they should not be';
    for (const type of FUNCTIONS)
      for (const resource of graph.ofType(type))
        if (resource.owner.kind !== 'internal' && hasLogGroup(graph, resource) === false)
          yield {
            message: 'none' as const,
            at: resource.nameSpan,
            params: { resource: resource.logicalId, days, by: by(requirement) },
            resource,
            requirement,
          };
  },
  fix({ resource, requirement }) {
    const demand = requirement?.demand;
    const test = demand?.kind === 'property' ? demand.test : null;
    const days = test?.oneOf?.[0] ?? test?.max ?? test?.min ?? null;
    if (!resource || days === null) return 'for how long is for you to say';
    if (resource.language === 'typescript') return 'give the function a `logGroup` with a retention';
    const logicalId = `${resource.logicalId}LogGroup`;
    return [
      {
        title: `Add a log group that keeps the events of ${resource.logicalId} for ${days} days`,
        intents: [
          {
            kind: 'addResource',
            near: resource.id,
            logicalId,
            type: 'AWS::Logs::LogGroup',
            properties: { LogGroupName: { $sub: `/aws/lambda/\${${resource.logicalId}}` }, RetentionInDays: days },
          },
        ],
        safety: 'review',
      },
    ];
  },
});

/** Whether the logs of a function go to a group that the project makes or names; null where that can't be told. */
export function hasLogGroup(graph: ResourceGraph, fn: Resource): boolean | null {
  const named = at(fn.properties, 'LoggingConfig', 'LogGroup');
  if (named.kind !== 'absent') return named.kind === 'unknown' ? null : true;
  // `Globals` of a SAM template may say it for all functions.
  const sections = graph.stack(fn.stack)?.sections;
  if (
    fn.type === 'AWS::Serverless::Function' &&
    sections &&
    at(sections, 'Globals', 'Function', 'LoggingConfig').kind !== 'absent'
  )
    return true;
  if (fn.evidence === 'source' && fn.construct && fn.construct.level > 1) return null;
  const groups = [...graph.ofType('AWS::Logs::LogGroup'), ...graph.ofType('Custom::LogRetention')];
  let open = !fn.properties.complete;
  for (const group of groups) {
    if (graph.edgesFrom(group.id).some(e => e.to === fn.id)) return true;
    for (const { value } of scenarios(at(group.properties, 'LogGroupName'))) {
      const parts = value.kind === 'absent' ? [] : textParts(value);
      // A name that can't be read may be that of any function.
      const hidden = parts?.some(p => p.kind === 'hole') ?? true;
      if (parts === null || (hidden && /^(\/aws\/lambda\/|$)/.test(startOf(parts)))) open = true;
      else if (isNameOf(startOf(parts), fn)) return true;
    }
  }
  return open ? null : false;
}

function startOf(parts: NonNullable<ReturnType<typeof textParts>>): string {
  const [first] = parts;
  return first?.kind === 'known' ? first.text : '';
}

function isNameOf(group: string, fn: Resource): boolean {
  const name = at(fn.properties, 'FunctionName');
  if (name.kind === 'absent') return false;
  // A name that can't be read may be the one in the group's.
  return name.kind === 'literal' ? group === `/aws/lambda/${String(name.value)}` : group.startsWith('/aws/lambda/');
}
