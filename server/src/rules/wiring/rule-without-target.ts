/** Reports rules of EventBridge that have no target: they match, or fall due, and nothing comes of it. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from './deliveries.ts';

export const ruleWithoutTarget = defineRule({
  id: 'wiring/rule-without-target',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Rules of EventBridge have a target.',
    why: `A rule without targets is accepted, matches events or falls due, and does nothing: the function that it was meant for never
runs, and no error says so. The permission that lets EventBridge call the function doesn't make it a target. Rules that are
disabled are left alone, and so are those that other resources, outputs, or code that can't be seen may add targets to.`,
    bad: [
      yaml`
        Resources:
          Nightly:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: cron(0 3 * * ? *)
          MayRun:
            Type: AWS::Lambda::Permission
            Properties:
              FunctionName: !Ref CleanUp
              Action: lambda:InvokeFunction
              Principal: events.amazonaws.com
              SourceArn: !GetAtt Nightly.Arn
          CleanUp:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/clean-up
              Code: { S3Bucket: code, S3Key: clean-up.zip }
      `,
      json`
        {
          "Resources": {
            "Stopped": {
              "Type": "AWS::Events::Rule",
              "Properties": { "EventPattern": { "source": ["aws.ecs"] }, "Targets": [] }
            }
          }
        }
      `,
      cdk`
        new events.Rule(this, 'Nightly', { schedule: events.Schedule.cron({ hour: '3', minute: '0' }) });
      `,
    ],
    good: [
      yaml`
        Resources:
          Nightly:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: cron(0 3 * * ? *)
              Targets:
                - Id: CleanUp
                  Arn: arn:aws:lambda:eu-west-1:111122223333:function:clean-up
      `,
      json`
        {
          "Resources": {
            "Stopped": {
              "Type": "AWS::Events::Rule",
              "Properties": {
                "EventPattern": { "source": ["aws.ecs"] },
                "Targets": [{ "Id": "Alerts", "Arn": { "Ref": "Alerts" } }]
              }
            },
            "Alerts": { "Type": "AWS::SNS::Topic" }
          }
        }
      `,
      cdk`
        const cleanUp = new lambda.Function(this, 'CleanUp', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('clean-up'),
        });
        const nightly = new events.Rule(this, 'Nightly', { schedule: events.Schedule.cron({ hour: '3', minute: '0' }) });
        nightly.addTarget(new targets.LambdaFunction(cleanUp));
      `,
    ],
    links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html'],
  },
  messages: {
    schedule: '{name} falls due and has no target{when}.',
    pattern: '{name} matches events and has no target{when}.',
  },
  *checkGraph({ graph }) {
    for (const rule of graph.ofType('AWS::Events::Rule')) {
      if (rule.owner.kind !== 'yours' || !isAllThereIs(rule) || isUsed(graph, rule)) continue;
      if (stringOf(at(rule.properties, 'State')) === 'DISABLED') continue;
      const fault = scenarios(at(rule.properties, 'Targets')).find(
        ({ value }) => value.kind === 'absent' || (value.kind === 'list' && value.complete && value.items.length === 0),
      );
      if (!fault) continue;
      const { value, when } = fault;
      yield {
        message: at(rule.properties, 'EventPattern').kind === 'absent' ? 'schedule' : 'pattern',
        at: value.kind === 'list' && value.origin === 'written' ? value.span : rule.nameSpan,
        params: { name: rule.logicalId, when: inScenario(when) },
        resource: rule,
      };
    }
  },
  fix({ resource }, { graph }) {
    if (!resource) return 'the rule is no longer there';
    const functions = new Set(
      graph
        .ofType('AWS::Lambda::Permission')
        .filter(p => mentioned(at(p.properties, 'SourceArn')).includes(resource.id))
        .flatMap(p => mentioned(at(p.properties, 'FunctionName'))),
    );
    const [target] = [...functions].map(id => graph.resource(id));
    if (functions.size !== 1 || target?.type !== 'AWS::Lambda::Function' || resource.construct?.level === 2)
      return 'what it is to start is for you to say';
    const value = [{ $object: { Id: target.logicalId, Arn: { $ref: target.id, attribute: 'Arn' } } }];
    return [
      {
        title: `Let ${resource.logicalId} start ${target.logicalId}`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: ['Targets'], value }],
        safety: 'review',
      },
    ];
  },
});

/** Whether no target of a rule can be out of sight: an L2 construct that stands in a field may get some elsewhere. */
function isAllThereIs(rule: Resource): boolean {
  if (!rule.properties.complete || rule.properties.entries.length === 0) return false;
  return isExact(rule) || (rule.construct?.level === 2 && !rule.construct.variable?.startsWith('this.'));
}

/** Whether something may add targets to a rule: a resource that mentions it, unless to be called by it, or an output. */
function isUsed(graph: ResourceGraph, { id, stack }: Resource): boolean {
  const users = graph.edgesTo(id, 'reference').map(e => graph.resource(e.from));
  if (
    users.some(
      user => !/^AWS::(Lambda::Permission|IAM::|SQS::QueuePolicy|SNS::TopicPolicy|KMS::Key)/.test(user?.type ?? ''),
    )
  )
    return true;
  const sections = graph.stack(stack)?.sections;
  return sections ? mentioned(at(sections, 'Outputs')).includes(id) : false;
}
