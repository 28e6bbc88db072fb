/** Reports functions whose environment names a table, bucket, queue or topic that the project creates nowhere. */
import type { ResourceGraph } from '../../core/graph.ts';
import { perObject } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, at, scenarios, stringOf } from '../../core/value.ts';
import { FUNCTIONS } from '../../access/permissions.ts';

/** What a variable of the environment is for, by the last words of its name, and the types that it may name. */
const KINDS: readonly (readonly [pattern: RegExp, kind: string, types: RegExp, names: RegExp])[] = [
  [/(?:^|_)TABLE(?:_NAME)?$/i, 'table', /^AWS::(DynamoDB::|Serverless::SimpleTable)/, /^[a-zA-Z0-9_.-]{3,255}$/],
  [/(?:^|_)BUCKET(?:_NAME)?$/i, 'bucket', /^AWS::S3::Bucket$/, /^[a-z0-9][a-z0-9.-]{2,62}$/],
  [/(?:^|_)QUEUE(?:_NAME)?$/i, 'queue', /^AWS::SQS::Queue$/, /^[a-zA-Z0-9_-]{1,75}(?:\.fifo)?$/],
  [/(?:^|_)TOPIC(?:_NAME)?$/i, 'topic', /^AWS::SNS::Topic$/, /^[a-zA-Z0-9_-]{1,256}(?:\.fifo)?$/],
];

/** The properties that name a resource. */
const NAMES = ['TableName', 'BucketName', 'QueueName', 'TopicName'];

export const externalResource = defineRule({
  id: 'wiring/external-resource',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'What a function is told to use by name is created or imported by the project.',
    why: `A name in an environment variable is no reference: nothing makes the table before the function, nothing gives the function
access to it, and in another account or for another environment it is not there. Where the project makes one, mention it;
where it is made elsewhere, take its name in as a parameter or import it, so that one sees that. Values that are not plain
text, and names that a resource of the project has, are not reported.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Handler:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/handler
              Code: { S3Bucket: code, S3Key: handler.zip }
              Environment:
                Variables:
                  ORDERS_TABLE: orders-prod
      `,
      cdk`
        new lambda.Function(this, 'Handler', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: { UPLOADS_BUCKET: 'uploads-of-shop' },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: orders-prod
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Handler:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/handler
              Code: { S3Bucket: code, S3Key: handler.zip }
              Environment:
                Variables:
                  ORDERS_TABLE: orders-prod
      `,
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        new lambda.Function(this, 'Handler', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: { UPLOADS_BUCKET: uploads.bucketName },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: {
    external: 'The {kind} {name} is created nowhere in the project.',
    instead: 'The {kind} {name} is created nowhere in the project. Is {resource} meant?',
  },
  *checkGraph({ graph }) {
    // Most functions name nothing, and then nobody need know all names of the project.
    let names: ReturnType<typeof namesIn> | undefined;
    for (const resource of FUNCTIONS.flatMap(type => graph.ofType(type)))
      for (const { key, value, name, kind, types } of namedBy(resource)) {
        names ??= namesIn(graph);
        const { known, open } = names;
        // One of a name that can't be seen may be this one.
        if (known.has(name) || open.some(type => types.test(type))) continue;
        const [own, ...more] = graph
          .inStack(resource.stack)
          .filter(r => types.test(r.type) && r.owner.kind === 'yours');
        const only = own && more.length === 0 ? own : null;
        yield {
          message: only ? 'instead' : 'external',
          at: value.span,
          params: { kind, name, resource: only?.logicalId ?? '' },
          resource,
          subject: key,
          data: only ? { value, id: only.id, name: only.logicalId } : null,
        };
      }
  },
  fix({ data }) {
    const only = data as {
      readonly value: Exclude<Value, { kind: 'absent' }>;
      readonly id: string;
      readonly name: string;
    } | null;
    if (!only) return 'where it comes from is for you to say';
    return [
      {
        title: `Mention ${only.name}`,
        intents: [{ kind: 'replaceValue', value: only.value, with: { $ref: only.id, attribute: null } }],
        safety: 'review',
      },
    ];
  },
});

/** The variables of a function that name a table, bucket, queue or topic in plain text. */
const namedBy = perObject((resource: Resource) => {
  if (resource.owner.kind === 'internal') return [];
  return scenarios(at(resource.properties, 'Environment', 'Variables')).flatMap(({ value: variables }) =>
    (variables.kind === 'object' ? variables.entries : []).flatMap(({ key, value }) => {
      const [, kind, types, names] = KINDS.find(([pattern]) => pattern.test(key)) ?? [];
      const name = stringOf(value);
      return kind && types && name !== null && value.kind !== 'absent' && names?.test(name)
        ? [{ key, value, name, kind, types }]
        : [];
    }),
  );
});

/** The physical names in the project, and the types of which some name can't be seen. */
function namesIn(graph: ResourceGraph): { readonly known: ReadonlySet<string>; readonly open: readonly string[] } {
  const known = new Set<string>();
  const open: string[] = [];
  for (const resource of graph.resources)
    for (const name of namesOf(resource))
      if (name !== null) known.add(name);
      else open.push(resource.type);
  return { known, open };
}

/** The physical names that a resource may have, null for one that can't be seen. */
const namesOf = perObject((resource: Resource): readonly (string | null)[] => {
  const own = NAMES.map(name => at(resource.properties, name)).find(value => value.kind !== 'absent');
  return own ? scenarios(own).map(({ value }) => stringOf(value)) : [];
});
