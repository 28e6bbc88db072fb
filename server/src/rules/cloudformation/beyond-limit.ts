/** Numbers and sizes that a service, or CloudFormation, does not take. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, numberOf, scenarios, stringOf } from '../../core/value.ts';

/** What services take, from the template reference: path, least, most. */
const RANGES: Readonly<Record<string, readonly (readonly [path: string, min: number, max: number])[]>> = {
  'AWS::Lambda::Function': [
    ['Timeout', 1, 900],
    ['MemorySize', 128, 10_240],
    ['EphemeralStorage.Size', 512, 10_240],
  ],
  'AWS::Serverless::Function': [
    ['Timeout', 1, 900],
    ['MemorySize', 128, 10_240],
    ['EphemeralStorage.Size', 512, 10_240],
  ],
  'AWS::Lambda::EventSourceMapping': [
    ['BatchSize', 1, 10_000],
    ['MaximumBatchingWindowInSeconds', 0, 300],
    ['ParallelizationFactor', 1, 10],
  ],
  'AWS::SQS::Queue': [
    ['VisibilityTimeout', 0, 43_200],
    ['MessageRetentionPeriod', 60, 1_209_600],
    ['DelaySeconds', 0, 900],
    ['ReceiveMessageWaitTimeSeconds', 0, 20],
  ],
  'AWS::KMS::Key': [['PendingWindowInDays', 7, 30]],
  'AWS::RDS::DBInstance': [['BackupRetentionPeriod', 0, 35]],
  'AWS::RDS::DBCluster': [['BackupRetentionPeriod', 1, 35]],
  'AWS::Kinesis::Stream': [['RetentionPeriodHours', 24, 8_760]],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    ['HealthCheckIntervalSeconds', 5, 300],
    ['HealthCheckTimeoutSeconds', 2, 120],
    ['HealthyThresholdCount', 2, 10],
    ['UnhealthyThresholdCount', 2, 10],
  ],
  'AWS::ElasticLoadBalancingV2::ListenerRule': [['Priority', 1, 50_000]],
  'AWS::ApiGatewayV2::Integration': [['TimeoutInMillis', 50, 30_000]],
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const beyondLimit = defineRule({
  id: 'cloudformation/beyond-limit',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Numbers lie within what the service takes, and templates within what CloudFormation takes.',
    why: `A timeout of twenty minutes for a function, a retention of a hundred days for a log group, a message that waits for half an hour:
no type says that it can't be, and the deployment fails when the resource is made. The same holds for templates with more than
500 resources and functions with more than 4 KB of environment. Limits that AWS raises on request are not checked.`,
    bad: [
      yaml`
        Resources:
          Log:
            Type: AWS::Logs::LogGroup
            Properties:
              RetentionInDays: 100
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "VisibilityTimeout": 300, "DelaySeconds": 1800 } }
          }
        }
      `,
      cdk`
        new lambda.CfnFunction(this, 'Report', {
          runtime: 'nodejs24.x',
          handler: 'index.handler',
          role: 'arn:aws:iam::111122223333:role/report',
          code: { s3Bucket: 'code', s3Key: 'report.zip' },
          timeout: 1200,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Log:
            Type: AWS::Logs::LogGroup
            Properties:
              RetentionInDays: 90
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "VisibilityTimeout": 300, "DelaySeconds": 900 } }
          }
        }
      `,
      cdk`
        new lambda.Function(this, 'Report', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('report'),
          timeout: cdk.Duration.minutes(15),
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    ],
    peers: ['cfn-lint E3034', 'cfn-lint E3030'],
  },
  messages: {
    range: '{property} of {name} is {value}{when}, and may be {min} to {max}.',
    value: '{property} of {name} is {value}{when}, which is none of the values that there are; {near} is the nearest.',
    environment: 'The environment of {name} takes more than 4,096 bytes: {value} at least.',
    rules: '{name} has {value} rules, and may have 60.',
    template: '{name} has {value} {property}, and may have {max}.',
  },
  types: [...Object.keys(RANGES), 'AWS::Logs::LogGroup', 'AWS::EC2::SecurityGroup'],
  *checkResource(resource) {
    const name = resource.logicalId;
    // Functions on instances of their own may be larger.
    const isManaged = at(resource.properties, 'CapacityProviderConfig').kind !== 'absent';
    for (const [path, min, max] of isManaged ? [] : (RANGES[resource.type] ?? []))
      for (const { value, when } of scenarios(at(resource.properties, ...path.split('.')))) {
        const number = value.kind === 'literal' && value.origin === 'written' ? numberOf(value) : null;
        if (number === null || value.kind === 'absent' || (number >= min && number <= max)) continue;
        const params = { name, property: path, value: number, min, max, when: inScenario(when) };
        yield { message: 'range', at: value.span, params, subject: path, data: { path, to: number < min ? min : max } };
      }
    if (resource.type === 'AWS::Logs::LogGroup')
      for (const { value, when } of scenarios(at(resource.properties, 'RetentionInDays'))) {
        const days = value.kind === 'literal' && value.origin === 'written' ? numberOf(value) : null;
        if (days === null || value.kind === 'absent' || RETENTIONS.includes(days)) continue;
        // Longer rather than shorter: somebody may have to keep them.
        const near = RETENTIONS.find(r => r > days) ?? (RETENTIONS.at(-1) as number);
        const params = { name, property: 'RetentionInDays', value: days, near, when: inScenario(when) };
        yield { message: 'value', at: value.span, params, data: { path: 'RetentionInDays', to: near } };
      }
    const variables = at(resource.properties, 'Environment', 'Variables');
    if (variables.kind === 'object' && /::Function$/.test(resource.type)) {
      const size = variables.entries.reduce((sum, e) => sum + e.key.length + (stringOf(e.value)?.length ?? 0), 0);
      if (size > 4096)
        yield { message: 'environment', at: variables.span, params: { name, value: size }, subject: 'Environment' };
    }
    const rules = at(resource.properties, 'SecurityGroupIngress');
    if (rules.kind === 'list' && resource.type === 'AWS::EC2::SecurityGroup' && rules.items.length > 60)
      yield { message: 'rules', at: rules.span, params: { name, value: rules.items.length }, severity: 'warning' };
  },
  looksAt: () => null,
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      const count = (section: string): number => {
        const value = stack.sections ? at(stack.sections, section) : null;
        return value?.kind === 'object' ? value.entries.length : 0;
      };
      const counts: readonly (readonly [string, number, number])[] = [
        ['resources', graph.inStack(stack.id).length, 500],
        ['parameters', count('Parameters'), 200],
        ['outputs', count('Outputs'), 200],
      ];
      for (const [property, value, max] of counts)
        if (value > max)
          yield {
            message: 'template',
            at: { ...stack.span, end: stack.span.start },
            params: { name: stack.name, property, value, max },
            subject: `${stack.name}:${property}`,
          };
    }
  },
  fix({ resource, data }) {
    if (!resource || !data) return 'what may go is for you to say';
    const { path, to } = data as { readonly path: string; readonly to: number };
    return [
      {
        title: `Set ${path} of ${resource.logicalId} to ${to}`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: path.split('.'), value: to }],
        safety: 'review',
      },
    ];
  },
});
