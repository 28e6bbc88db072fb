/** Reports data that goes with its stack because nobody said that it should stay. */
import { perObject } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { asked } from '../requirements/asked.ts';

/** Types that hold what nobody can make anew, and which CloudFormation deletes unless it is told otherwise. */
const KEPT = [
  'AWS::Cognito::UserPool',
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EFS::FileSystem',
  'AWS::Neptune::DBCluster',
  'AWS::OpenSearchService::Domain',
  'AWS::Redshift::Cluster',
  'AWS::S3::Bucket',
];

/** What is to be said of one resource: that alone decides, in all projects that don't speak of a lifecycle. */
const goes = perObject((resource: Resource) => {
  if (resource.owner.kind !== 'yours') return [];
  const inCode = resource.language === 'typescript';
  // The scenarios in which it goes with its stack, and the old one with its replacement.
  const [deletion, replacement] = ['DeletionPolicy', 'UpdateReplacePolicy'].map(name =>
    // An L1 has no word of its own unless one is applied to it, which may be done anywhere.
    scenarios(at(resource.attributes, name)).find(({ value }) =>
      inCode
        ? value.kind === 'literal' && value.origin === 'written' && stringOf(value) === 'Delete'
        : value.kind === 'absent',
    ),
  );
  const found = deletion ?? replacement;
  if (!found) return [];
  return [
    {
      message: inCode ? ('chosen' as const) : deletion ? ('unsaid' as const) : ('replaced' as const),
      at: found.value.kind === 'absent' ? resource.nameSpan : found.value.span,
      params: { name: resource.logicalId, when: inScenario(found.when) },
      resource,
      data: inCode
        ? ['DeletionPolicy']
        : [...(deletion ? ['DeletionPolicy'] : []), ...(replacement ? ['UpdateReplacePolicy'] : [])],
    },
  ];
});

export const unprotectedData = defineRule({
  id: 'reliability/unprotected-data',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'What holds data says whether it outlives its stack.',
    why: `CloudFormation deletes a table with all its items when the stack is deleted, when the resource is taken out of the
template, and when a change replaces it. \`DeletionPolicy: Retain\` and \`UpdateReplacePolicy: Retain\` keep it (\`Snapshot\`,
where there are snapshots); the constructs of the CDK keep most data unless \`RemovalPolicy.DESTROY\` says otherwise.
A template that says \`Delete\` has decided, and is not reported; in CDK code, where nothing has to be said to keep the data,
\`DESTROY\` is. Projects with a \`lifecycle\` in plumbline.yaml are held to that instead. Databases of RDS leave a snapshot behind.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
      `,
      json`
        {
          "Resources": {
            "Invoices": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "invoices-111122223333" } }
          }
        }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          removalPolicy: cdk.RemovalPolicy.DESTROY,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            DeletionPolicy: Retain
            UpdateReplacePolicy: Retain
            Properties:
              BillingMode: PAY_PER_REQUEST
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html',
    ],
    peers: ['cfn-lint I3011'],
  },
  messages: {
    unsaid: '{name} and what is in it go with the stack{when}.',
    replaced: '{name} and what is in it go when a change replaces it{when}.',
    chosen: '{name} and what is in it go with the stack{when}: RemovalPolicy.DESTROY.',
  },
  *checkGraph({ graph }) {
    if (asked(graph, 'lifecycle').length > 0) return;
    for (const type of KEPT) for (const resource of graph.ofType(type)) yield* goes(resource);
  },
  fix({ resource, data }) {
    if (!resource) return 'the resource is no longer there';
    return [
      {
        title: `Keep ${resource.logicalId} when it leaves the stack`,
        intents: (data as readonly string[]).map(name => ({
          kind: 'setAttribute',
          resource: resource.id,
          name,
          value: 'Retain',
        })),
        safety: 'review',
      },
    ];
  },
});
