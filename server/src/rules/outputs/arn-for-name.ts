/** Reports outputs that promise a name, an ARN or a URL and give one of the others. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Reference, at, scenarios } from '../../core/value.ts';

type Form = 'name' | 'ARN' | 'URL';

/** What attributes of a type are; null is `Ref`. From the return values in the CloudFormation reference. */
const FORMS: Readonly<Record<string, Readonly<Partial<Record<Form, string | null>>>>> = {
  'AWS::DynamoDB::Table': { name: null, ARN: 'Arn' },
  'AWS::ECR::Repository': { name: null, ARN: 'Arn', URL: 'RepositoryUri' },
  'AWS::Events::EventBus': { name: 'Name', ARN: 'Arn' },
  'AWS::IAM::Role': { name: null, ARN: 'Arn' },
  'AWS::Kinesis::Stream': { name: null, ARN: 'Arn' },
  'AWS::Lambda::Function': { name: null, ARN: 'Arn' },
  'AWS::Logs::LogGroup': { name: null, ARN: 'Arn' },
  'AWS::S3::Bucket': { name: null, ARN: 'Arn' },
  'AWS::SNS::Topic': { name: 'TopicName', ARN: null },
  'AWS::SQS::Queue': { name: 'QueueName', ARN: 'Arn', URL: null },
  'AWS::Serverless::Function': { name: null, ARN: 'Arn' },
  'AWS::StepFunctions::StateMachine': { name: 'Name', ARN: null },
};

interface Data {
  readonly value: Reference;
  readonly attribute: string | null;
  readonly wanted: Form;
}

export const arnForName = defineRule({
  id: 'outputs/arn-for-name',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'An output that is called a name, an ARN or a URL is one.',
    why: `Scripts, tests and other stacks take an output by its name: what gets \`TableName\` hands it to the API as the name of a
table, and an ARN, or the URL of a queue, fails there, far away from its cause. \`Ref\` gives the name of most resources, the ARN of
topics and state machines, and the URL of queues.`,
    bad: [
      yaml`
        Resources:
          Orders: { Type: AWS::SNS::Topic }
        Outputs:
          TopicName:
            Value: !Ref Orders
      `,
      json`
        {
          "Resources": { "Jobs": { "Type": "AWS::SQS::Queue" } },
          "Outputs": { "JobsQueueArn": { "Value": { "Ref": "Jobs" } } }
        }
      `,
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        new cdk.CfnOutput(this, 'BucketName', { value: uploads.bucketArn });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders: { Type: AWS::SNS::Topic }
        Outputs:
          TopicName:
            Value: !GetAtt Orders.TopicName
          TopicArn:
            Value: !Ref Orders
      `,
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        new cdk.CfnOutput(this, 'BucketName', { value: uploads.bucketName });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html'],
  },
  messages: {
    other: 'The output {output} is called {article} {wanted} and gives the {given} of {resource}.',
  },
  *checkGraph({ graph }) {
    for (const { sections } of graph.stacks) {
      const outputs = sections ? at(sections, 'Outputs') : null;
      for (const entry of outputs?.kind === 'object' ? outputs.entries : []) {
        const wanted = formIn(entry.key);
        if (!wanted) continue;
        for (const { value } of scenarios(at(entry.value, 'Value'))) {
          if (value.kind !== 'reference' || value.target.kind !== 'resource') continue;
          const resource = graph.resource(value.target.id);
          const forms = FORMS[resource?.type ?? ''];
          const given = (Object.entries(forms ?? {}) as [Form, string | null][]).find(
            ([, a]) => a === value.attribute,
          )?.[0];
          const attribute = forms?.[wanted];
          if (!resource || given === undefined || given === wanted || attribute === undefined) continue;
          yield {
            message: 'other',
            at: value.span,
            params: {
              output: entry.key,
              article: wanted === 'ARN' ? 'an' : 'a',
              wanted,
              given,
              resource: resource.logicalId,
            },
            subject: entry.key,
            data: { value, attribute, wanted } satisfies Data,
          };
        }
      }
    }
  },
  fix({ params, data }) {
    const { value, attribute, wanted } = data as Data;
    if (value.target.kind !== 'resource') return 'the resource can’t be found';
    return [
      {
        title: `Give the ${wanted} of ${params?.resource}`,
        intents: [{ kind: 'replaceValue', value, with: { $ref: value.target.id, attribute } }],
        safety: 'review',
      },
    ];
  },
});

/** What an output says that it is, by the last word of its name. */
function formIn(name: string): Form | null {
  if (/(?:Arn|ARN)$/.test(name)) return 'ARN';
  if (/(?:Url|URL)$/.test(name)) return 'URL';
  return /Name$/.test(name) && !/(?:Domain|Host|User|Dns|DNS)Name$/.test(name) ? 'name' : null;
}
