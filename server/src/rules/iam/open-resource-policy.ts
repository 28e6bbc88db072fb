/** Buckets, queues, topics, keys, secrets, repositories and functions that anybody may use. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { testsOf } from './conditions.ts';
import {
  anyonePrincipals,
  hasNarrowingCondition,
  isWrittenAllow,
  itemsOf,
  listed,
  nameOf,
  subjectOf,
} from './statements.ts';

/** What the policy protects, by the type of the resource that it is written in. Others (VPC endpoints) are open by design. */
const PROTECTS: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'bucket',
  'AWS::S3::Bucket': 'bucket',
  'AWS::SQS::QueuePolicy': 'queue',
  'AWS::SQS::Queue': 'queue',
  'AWS::SNS::TopicPolicy': 'topic',
  'AWS::SNS::Topic': 'topic',
  'AWS::KMS::Key': 'key',
  'AWS::SecretsManager::ResourcePolicy': 'secret',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::ECR::Repository': 'repository',
};

interface Data {
  readonly statement: string | null;
  readonly permission: string | null;
}

export const openResourcePolicy = defineRule({
  id: 'iam/open-resource-policy',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The policy of a resource names who may use it.',
    why: `With the principal \`*\` and no condition, everybody in the world may do what the statement allows: read the queue,
publish to the topic, decrypt with the key, call the function. Name the account or the service, or narrow the statement with a
condition such as \`aws:SourceArn\` or \`aws:PrincipalOrgID\`. A bucket that is a public website on purpose, with its public
access block switched off, is reported by *s3/public-bucket* alone, a function URL without authorization by *iam/open-function-url*.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: '*'
                    Action: sqs:SendMessage
                    Resource: !GetAtt Jobs.Arn
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        jobs.addToResourcePolicy(
          new iam.PolicyStatement({
            principals: [new iam.AnyPrincipal()],
            actions: ['sqs:SendMessage'],
            resources: [jobs.queueArn],
          }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: '*'
                    Action: sqs:SendMessage
                    Resource: !GetAtt Jobs.Arn
                    Condition: { ArnEquals: { aws:SourceArn: 'arn:aws:sns:eu-west-1:111122223333:orders' } }
                  - Effect: Deny
                    Principal: '*'
                    Action: sqs:*
                    Resource: !GetAtt Jobs.Arn
                    Condition: { Bool: { aws:SecureTransport: false } }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        jobs.addToResourcePolicy(
          new iam.PolicyStatement({
            principals: [new iam.ServicePrincipal('events.amazonaws.com')],
            actions: ['sqs:SendMessage'],
            resources: [jobs.queueArn],
          }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    ],
    peers: ['cfn_nag F13', 'cfn_nag F16', 'cfn_nag F18', 'cfn_nag F21', 'cfn_nag F76', 'CKV_AWS_33', 'Sonar S6270'],
  },
  messages: {
    open: 'Anybody in the world may call {actions} on {what}{when}.',
    function: 'Anybody in the world may call {function}{when}.',
  },

  *checkConnected({ graph }) {
    for (const statement of graph.statements) {
      if (statement.kind !== 'resource' || !isWrittenAllow(statement) || hasNarrowingCondition(statement)) continue;
      const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
      const kind = owner ? PROTECTS[owner.type] : undefined;
      const [anyone] = anyonePrincipals(statement);
      if (!owner || kind === undefined || !anyone || anyone.value.kind === 'absent') continue;
      if (kind === 'bucket' && isWebsite(graph, statement)) continue;
      const actions = itemsOf(at(statement.elements, 'Action')).items.map(a => stringOf(a.value) ?? '…');
      const [thing] = statement.attachedTo;
      const data: Data = { statement: statement.id, permission: null };
      yield {
        message: 'open',
        at: anyone.value.span,
        params: {
          actions: listed(actions),
          what: thing === undefined ? `the ${kind}` : nameOf(thing),
          when: inScenario(anyone.when),
        },
        resource: owner,
        subject: subjectOf(statement, actions.join()),
        data,
      };
    }
    for (const permission of graph.ofType('AWS::Lambda::Permission')) yield* openPermission(permission);
  },

  fix(signal, { graph }) {
    const { statement: id, permission } = signal.data as Data;
    const account = { $sub: '${AWS::AccountId}' };
    if (permission !== null) {
      return [
        {
          title: 'Allow calls on behalf of this account alone',
          intents: [{ kind: 'setProperty', resource: permission, path: ['SourceAccount'], value: account }],
          safety: 'review',
        },
      ];
    }
    const statement = graph.statements.find(s => s.id === id);
    if (!statement) return 'the statement is no longer there';
    if (at(statement.elements, 'Condition').kind !== 'absent')
      return 'the statement has a condition already: add to it';
    return [
      {
        title: 'Allow it to the principals of this account alone',
        intents: [
          {
            kind: 'setKey',
            object: statement.elements,
            key: 'Condition',
            value: { $object: { StringEquals: { $object: { 'aws:PrincipalAccount': account } } } },
          },
        ],
        safety: 'review',
      },
    ];
  },
});

/**
 * Reading objects of a bucket whose public access block is switched off, which *s3/public-bucket* reports at the bucket; or
 * for pages of a site alone, as S3's manual shows it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
function isWebsite(graph: ResourceGraph, statement: PolicyStatement): boolean {
  const reads = itemsOf(at(statement.elements, 'Action')).items.every(a =>
    /^s3:GetObject(Version)?$/i.test(stringOf(a.value) ?? ''),
  );
  if (!reads) return false;
  if (testsOf(statement).tests.some(({ key }) => /^aws:referer$/i.test(key))) return true;
  return statement.attachedTo.some(id => {
    const bucket = graph.resource(id);
    const block = bucket ? at(bucket.properties, 'PublicAccessBlockConfiguration') : null;
    return (
      block !== null &&
      ['BlockPublicPolicy', 'RestrictPublicBuckets'].some(flag =>
        scenarios(at(block, flag)).some(s => booleanOf(s.value) === false),
      )
    );
  });
}

function* openPermission(permission: Resource) {
  const { properties } = permission;
  for (const { value, when } of scenarios(at(properties, 'Principal'))) {
    if (stringOf(value) !== '*' || value.kind !== 'literal') continue;
    // A narrower, or one that can't be seen, is reason for silence.
    if (
      ['SourceArn', 'SourceAccount', 'PrincipalOrgID', 'EventSourceToken'].some(
        p => at(properties, p).kind !== 'absent',
      )
    )
      continue;
    // A public function URL says so itself, and is made public on purpose.
    if (at(properties, 'FunctionUrlAuthType').kind !== 'absent') continue;
    if (at(properties, 'InvokedViaFunctionUrl').kind !== 'absent') continue;
    const fn = at(properties, 'FunctionName');
    const name = fn.kind === 'reference' && fn.target.kind === 'resource' ? nameOf(fn.target.id) : stringOf(fn);
    const data: Data = { statement: null, permission: permission.id };
    yield {
      message: 'function' as const,
      at: value.span,
      params: { function: name ?? 'the function', when: inScenario(when) },
      resource: permission,
      subject: 'permission',
      data,
    };
  }
}
