/** Reports alarms whose dimension holds something else of a resource than the metric's: its URL or ARN for its name. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Reference, type Value, asList, at, scenarios, stringOf } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';
import { DIMENSION_VALUES } from './metrics.ts';

interface Data {
  readonly value: Reference;
  readonly attribute: string | null;
}

export const wrongDimension = defineRule({
  id: 'alarms/wrong-dimension',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The dimension of an alarm holds what the metric has there: the name of a queue, not its URL.',
    why: `A metric is found by the exact values of its dimensions. \`!Ref\` gives the URL of a queue, the ARN of a topic, of a load
balancer and of a target group; none of these is what their metrics carry, and an alarm on them never leaves *insufficient data*.
The attributes are \`QueueName\`, \`TopicName\`, \`LoadBalancerFullName\` and \`TargetGroupFullName\`.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Late:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/SQS
              MetricName: ApproximateAgeOfOldestMessage
              Dimensions:
                - Name: QueueName
                  Value: !Ref Jobs
              Statistic: Maximum
              Period: 60
              EvaluationPeriods: 1
              Threshold: 600
              ComparisonOperator: GreaterThanThreshold
      `,
      json`
        {
          "Resources": {
            "Balancer": {
              "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "Properties": { "Subnets": ["subnet-1", "subnet-2"] }
            },
            "Failing": {
              "Type": "AWS::CloudWatch::Alarm",
              "Properties": {
                "Namespace": "AWS/ApplicationELB",
                "MetricName": "HTTPCode_ELB_5XX_Count",
                "Dimensions": [{ "Name": "LoadBalancer", "Value": { "Ref": "Balancer" } }],
                "Statistic": "Sum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 1,
                "ComparisonOperator": "GreaterThanThreshold"
              }
            }
          }
        }
      `,
      cdk`
        const orders = new sns.Topic(this, 'Orders');
        new cloudwatch.CfnAlarm(this, 'Failed', {
          namespace: 'AWS/SNS',
          metricName: 'NumberOfNotificationsFailed',
          dimensions: [{ name: 'TopicName', value: orders.topicArn }],
          statistic: 'Sum',
          period: 60,
          evaluationPeriods: 1,
          threshold: 1,
          comparisonOperator: 'GreaterThanThreshold',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Late:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/SQS
              MetricName: ApproximateAgeOfOldestMessage
              Dimensions:
                - Name: QueueName
                  Value: !GetAtt Jobs.QueueName
              Statistic: Maximum
              Period: 60
              EvaluationPeriods: 1
              Threshold: 600
              ComparisonOperator: GreaterThanThreshold
      `,
      cdk`
        const orders = new sns.Topic(this, 'Orders');
        new cloudwatch.CfnAlarm(this, 'Failed', {
          namespace: 'AWS/SNS',
          metricName: 'NumberOfNotificationsFailed',
          dimensions: [{ name: 'TopicName', value: orders.topicName }],
          statistic: 'Sum',
          period: 60,
          evaluationPeriods: 1,
          threshold: 1,
          comparisonOperator: 'GreaterThanThreshold',
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
    ],
  },
  messages: {
    wrong:
      'The dimension {dimension} gets the {is} of {resource}, with which no metric is found. {attribute} is what it takes.',
  },
  *checkGraph({ graph }) {
    for (const alarm of graph.ofType('AWS::CloudWatch::Alarm')) {
      if (!isExact(alarm)) continue;
      for (const { name, value } of dimensionsOf(alarm.properties)) {
        for (const kind of entryOf(DIMENSION_VALUES, name) ?? [])
          for (const { value: one } of scenarios(value)) {
            if (one.kind !== 'reference' || one.target.kind !== 'resource') continue;
            const of = graph.resource(one.target.id);
            const wrong =
              of && kind.type.test(of.type) ? kind.wrong.find(([attribute]) => attribute === one.attribute) : undefined;
            if (!of || !wrong) continue;
            yield {
              message: 'wrong',
              at: one.span,
              params: {
                dimension: name,
                is: wrong[1],
                resource: of.logicalId,
                attribute: kind.attribute ?? 'What Ref gives',
              },
              resource: alarm,
              subject: name,
              data: { value: one, attribute: kind.attribute } satisfies Data,
            };
          }
      }
    }
  },
  fix({ data }) {
    const { value, attribute } = data as Data;
    if (value.target.kind !== 'resource') return 'the resource can’t be found';
    const name = value.target.id.replace(/^.*[#/]/, '');
    return [
      {
        title: attribute === null ? `Refer to ${name}` : `Take ${attribute} of ${name}`,
        intents: [{ kind: 'replaceValue', value, with: { $ref: value.target.id, attribute } }],
        safety: 'review',
      },
    ];
  },
});

/** Dimensions of metrics of AWS, of the alarm itself and of its expressions. */
function dimensionsOf(properties: Value): { readonly name: string; readonly value: Value }[] {
  const metrics = asList(at(properties, 'Metrics'))?.items ?? [];
  return [properties, ...metrics.map(item => at(item, 'MetricStat', 'Metric'))].flatMap(stat => {
    const namespace = stringOf(at(stat, 'Namespace')) ?? '';
    if (!namespace.startsWith('AWS/')) return [];
    return (asList(at(stat, 'Dimensions'))?.items ?? []).flatMap(item => {
      const name = stringOf(at(item, 'Name'));
      return name === null ? [] : [{ name, value: at(item, 'Value') }];
    });
  });
}
