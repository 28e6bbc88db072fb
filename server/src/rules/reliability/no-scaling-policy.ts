/** Scalable targets that nothing scales. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { NewValue } from '../../core/intent.ts';
import { at, stringOf } from '../../core/value.ts';
import { freeId } from '../requirements/scaffold.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

/** The metric of each dimension that says how much of it is in use. */
const METRICS: Readonly<Record<string, string>> = {
  'ecs:service:DesiredCount': 'ECSServiceAverageCPUUtilization',
  'dynamodb:table:ReadCapacityUnits': 'DynamoDBReadCapacityUtilization',
  'dynamodb:table:WriteCapacityUnits': 'DynamoDBWriteCapacityUtilization',
  'dynamodb:index:ReadCapacityUnits': 'DynamoDBReadCapacityUtilization',
  'dynamodb:index:WriteCapacityUnits': 'DynamoDBWriteCapacityUtilization',
  'lambda:function:ProvisionedConcurrency': 'LambdaProvisionedConcurrencyUtilization',
};

export const noScalingPolicy = defineRule({
  id: 'reliability/no-scaling-policy',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'What is registered to scale has a policy by which it does.',
    why: `A scalable target says between which numbers a service, a table or a function may scale, and does nothing by itself: without a
policy or a schedule the number stays where it is, however great the load.`,
    bad: [
      yaml`
        Resources:
          Scaling:
            Type: AWS::ApplicationAutoScaling::ScalableTarget
            Properties:
              ServiceNamespace: ecs
              ScalableDimension: ecs:service:DesiredCount
              ResourceId: service/web/web
              MinCapacity: 2
              MaxCapacity: 10
      `,
      json`
        {
          "Resources": {
            "Reads": {
              "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
              "Properties": {
                "ServiceNamespace": "dynamodb",
                "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
                "ResourceId": "table/orders",
                "MinCapacity": 5,
                "MaxCapacity": 100
              }
            }
          }
        }
      `,
      cdk`
        new cdk.aws_applicationautoscaling.CfnScalableTarget(this, 'Scaling', {
          serviceNamespace: 'ecs',
          scalableDimension: 'ecs:service:DesiredCount',
          resourceId: 'service/web/web',
          minCapacity: 2,
          maxCapacity: 10,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Scaling:
            Type: AWS::ApplicationAutoScaling::ScalableTarget
            Properties:
              ServiceNamespace: ecs
              ScalableDimension: ecs:service:DesiredCount
              ResourceId: service/web/web
              MinCapacity: 2
              MaxCapacity: 10
          ByCpu:
            Type: AWS::ApplicationAutoScaling::ScalingPolicy
            Properties:
              PolicyName: cpu
              PolicyType: TargetTrackingScaling
              ScalingTargetId: !Ref Scaling
              TargetTrackingScalingPolicyConfiguration:
                PredefinedMetricSpecification: { PredefinedMetricType: ECSServiceAverageCPUUtilization }
                TargetValue: 60
      `,
      json`
        {
          "Resources": {
            "Reads": {
              "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
              "Properties": {
                "ServiceNamespace": "dynamodb",
                "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
                "ResourceId": "table/orders",
                "MinCapacity": 5,
                "MaxCapacity": 100,
                "ScheduledActions": [{ "ScheduledActionName": "morning", "Schedule": "cron(0 7 * * ? *)" }]
              }
            }
          }
        }
      `,
      cdk`
        const table = new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
        table.autoScaleReadCapacity({ minCapacity: 5, maxCapacity: 100 }).scaleOnUtilization({ targetUtilizationPercent: 70 });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html',
    ],
  },
  messages: { never: '{name} may scale, and no policy makes it.' },
  *checkGraph({ graph }) {
    const targets = graph.ofType('AWS::ApplicationAutoScaling::ScalableTarget');
    const policies = graph.ofType('AWS::ApplicationAutoScaling::ScalingPolicy');
    // A policy that names its target by parts may be for any of them.
    const scaled = policies.map(p => mentioned(at(p.properties, 'ScalingTargetId')));
    if (scaled.some(ids => ids.length === 0)) return;
    for (const target of targets) {
      if (target.owner.kind !== 'yours' || !isExact(target) || !target.properties.complete) continue;
      if (at(target.properties, 'ScheduledActions').kind !== 'absent' || target.properties.entries.length === 0)
        continue;
      if (scaled.some(ids => ids.includes(target.id))) continue;
      yield { message: 'never', at: target.nameSpan, params: { name: target.logicalId }, resource: target };
    }
  },
  fix({ resource }, { graph }) {
    if (!resource) return 'the target is no longer there';
    const dimension = stringOf(at(resource.properties, 'ScalableDimension')) ?? '';
    const metric = entryOf(METRICS, dimension);
    if (metric === undefined) return 'by which metric it scales is for you to say';
    if (resource.language === 'typescript') return 'call scaleToTrackMetric, or add a CfnScalingPolicy';
    const logicalId = freeId(graph, resource, `${resource.logicalId}Policy`);
    const tracking: NewValue = {
      $object: {
        PredefinedMetricSpecification: { $object: { PredefinedMetricType: metric } },
        TargetValue: metric.startsWith('Lambda') ? 0.7 : 70,
      },
    };
    const properties: Record<string, NewValue> = {
      PolicyName: logicalId,
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { $ref: resource.id, attribute: null },
      TargetTrackingScalingPolicyConfiguration: tracking,
    };
    const type = 'AWS::ApplicationAutoScaling::ScalingPolicy';
    return [
      {
        title: `Scale ${resource.logicalId} by its use`,
        intents: [{ kind: 'addResource', near: resource.id, logicalId, type, properties }],
        safety: 'review',
      },
    ];
  },
});
