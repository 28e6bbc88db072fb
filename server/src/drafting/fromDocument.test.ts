/** Drafting from documents, form by form: what one sentence asks for, and what it leaves alone. */
import { describe, expect, it } from 'vitest';
import { countsOf, draftFromDocument } from './index.ts';

/** What a document asks for, in order; what is doubtful has a question mark. */
function asks(text: string): string[] {
  return draftFromDocument('a.md', text).statements.flatMap(s =>
    s.requirements.map(r => (r.doubt === null ? r.text : `${r.text}?`)),
  );
}

describe('one sentence', () => {
  it.each<[string, string[]]>([
    // Names: four spellings of placeholders, and none.
    ['All names follow `{a}-<b>-[c]-${d}`.', ['naming.pattern: {a}-<b>-[c]-${d}']],
    [
      'Follow the naming convention resource-type-environment-suffix.',
      ['naming.pattern: {resource-type}-{environment-suffix}'],
    ],
    ['Resource names must be prefixed with `prod-`.', ['naming.prefix: prod-']],
    ["Use a 'Corp' prefix for all names.", ['naming.prefix: Corp']],
    ['Bucket names follow `logs-{env}`.', ['naming.types.s3: logs-{env}']],
    ['The stack must be named `Tap{suffix}`.', ['naming.stacks: Tap{suffix}']],
    ['Name the output file `{x}.json`.', []],
    // Places.
    ['Hard-target **us-east-1**.', ['region: us-east-1']],
    [
      'Primary region is us-east-1, secondary region is eu-west-1.',
      ['regions.primary: us-east-1', 'regions.secondary: [eu-west-1]'],
    ],
    ['Never hard-code the region.', ['rules.cdk/hard-coded-region: error']],
    ['The old app ran in us-east-1.', []],
    // Services.
    ['Use SQS and SNS for messages.', ['services.require: sqs', 'services.require: sns']],
    ['Do not use EC2 or RDS.', ['services.forbid: ec2', 'services.forbid: rds']],
    ['Create three SQS queues.', ['services.require: sqs min 3']],
    ['Cognito may be added later.', []],
    ['Optionally use Cognito.', ['services.optional: cognito']],
    ['The bucket is fine.', []],
    // Connections.
    ['S3 → Lambda → DynamoDB', ['connections: s3 -> lambda -> dynamodb']],
    ['The queue is consumed by a worker.', []],
    ['Lambda is triggered by SQS.', ['connections: sqs -> lambda']],
    ['API Gateway invokes Lambda, which publishes to SNS.', ['connections: api_gateway -> lambda -> sns']],
    // Properties, with bounds and units.
    [
      'Lambda functions time out never; their timeout must be at most 2 minutes.',
      ['properties.lambda.timeout: max 120'],
    ],
    ['Lambda memory must be at least 1 GB.', ['properties.lambda.memory: min 1024']],
    [
      'RDS must use PostgreSQL 15.4.',
      ['properties.rds.engine: postgres', 'properties.rds.engine_version: matches 15.4*'],
    ],
    [
      'At least 2 ECS tasks with 256 CPU and 512 MB memory',
      ['properties.fargate.memory: 512', 'properties.ecs.desired: 2', 'properties.fargate.cpu: 256'],
    ],
    ['Run 512 MB images on Fargate.', []],
    ['Buckets must not be versioned.', ['properties.s3.versioning: false']],
    ['Deletion protection of RDS must be on in production.', ['properties.rds.deletion_protection: true?']],
    // Tags, outputs, parameters.
    ['Tag everything with `Team` and Stage=dev.', ['tags.Stage: dev', 'tags.Team: *']],
    ['Tag every resource with Project=items and Environment.', ['tags.Project: items', 'tags.Environment: *']],
    ['The `Project` tag must be set to `orders`.', ['tags.Project: orders']],
    ['No AWS managed policies with full access.', ['iam.managed_policies: [*FullAccess]']],
    ['No AWS managed policies.', ['iam.managed_policies: forbid']],
    ['Outputs: VpcId and DatabaseEndpoint.', ['outputs: VpcId', 'outputs: DatabaseEndpoint']],
    ['Messages must be kept for 14 days in the SQS queue.', ['properties.sqs.retention_seconds: 1209600']],
    ['Messages must be kept for 14 days in the dead-letter queue.', ['resilience.dead_letters: [sqs]']],
    ['Do not use the `latest` image tag.', []],
    ['Output the bucket name and the queue ARN.', ['outputs: s3 name', 'outputs: sqs arn']],
    // Operations.
    ['Logs are kept for 2 weeks.', ['monitoring.log_retention_days: 14']],
    [
      'Alarm on Lambda errors and SQS message age.',
      ['monitoring.alarms: lambda Errors', 'monitoring.alarms: sqs ApproximateAgeOfOldestMessage'],
    ],
    ['Everything must be destroyable.', ['lifecycle.default: destroyable']],
    ['Encrypt S3 with a customer managed key.', ['encryption.customer_key: [s3]']],
    ['IAM policies must not use wildcard actions.', ['rules.iam/wildcard-action: error']],
  ])('%s', (text, wanted) => {
    expect(asks(text)).toEqual(wanted);
  });
});

describe('a document', () => {
  it.each([
    // The name of the project.
    ['The project is called `orders`.', ['project: orders']],
    ['Project name: tickets', ['project: tickets']],
    ['The project is called off.', []],
    // Names: what tells deployments apart, and examples of one name.
    ['Include `environmentSuffix` in every resource name.', ['naming.suffix: {suffix}']],
    ['All names must end with `-${EnvironmentSuffix}`.', ['naming.suffix: -{suffix}']],
    [
      'All resources must include the environmentSuffix in their names: `orders-queue-${environmentSuffix}`',
      ['naming.suffix: {suffix}'],
    ],
    ['Names follow `<service>-<ENVIRONMENT_SUFFIX>`.', ['naming.pattern: <service>-{suffix}']],
    // How long things are kept.
    ['Files get deleted after 45 days.', ['properties.s3.expiration_days: 45']],
    ['Old versions in the bucket expire after 30 days.', []],
    ['Log groups: 60 days', ['monitoring.log_retention_days: 60']],
    [
      'Messages in the DLQ must be retained for 14 days, messages in the main queue for 4 days',
      ['resilience.dead_letters: [sqs]'],
    ],
    // Networks.
    ['One NAT Gateway in each availability zone', ['network.nat_gateways: per_az']],
    ['NAT Gateways: 1', ['network.nat_gateways: 1']],
    ['- We need endpoints for S3 and ECR', ['network.endpoints: s3', 'network.endpoints: ecr']],
    [
      'Only ports 80 and 443 may be reachable from the internet.',
      ['network.ingress: 80 from any?', 'network.ingress: 443 from any?'],
    ],
    ['Functions must not be put into a VPC.', ['properties.lambda.vpc: unset']],
    // APIs.
    ['All endpoints require authorization except GET /health', ['api.auth: required', 'api.public: /health']],
    ['All endpoints require authorization except the public ones', ['api.auth: required?']],
    ['CORS must be limited to https://tickets.example.com', ['api.cors: [https://tickets.example.com]']],
    ['Auto-scale between 3 and 12 tasks at 65 % CPU.', ['scaling.min: 3', 'scaling.max: 12', 'scaling.target: 65']],
    // What is said of everything but one.
    [
      'Removal policy: DESTROY for everything except the KMS key, which should be retained.',
      ['lifecycle.default: destroyable', 'lifecycle.kms: retained'],
    ],
    ['Nobody may attach AdministratorAccess to any role.', ['iam.managed_policies: [AdministratorAccess]']],
    ['Tags: Project, Owner; Team (nice to have)', ['tags.Project: *', 'tags.Owner: *']],
    ['Alarm on DLQ depth.', ['monitoring.alarms: sqs ApproximateNumberOfMessagesVisible?']],
  ])('%s', (text, wanted) => {
    expect(asks(text)).toEqual(wanted);
  });

  it('says in comments what was understood in part', () => {
    const { yaml } = draftFromDocument(
      'a.md',
      'Use SQS, where messages stay for 14 days.\n\nOutput the cluster ARN and the bucket name.',
    );
    expect(yaml).toContain('# not understood: 14 days in “Use SQS, where messages stay for 14 days.” (a.md#L1)');
    expect(yaml).toContain(
      '# not understood: the cluster ARN in “Output the cluster ARN and the bucket name.” (a.md#L3)',
    );
  });

  it('cites for each member of a list the sentence that names it', () => {
    const { yaml } = draftFromDocument(
      'a.md',
      'Messages of the queue go to a DLQ.\n\nFunctions must have a dead-letter queue.',
    );
    expect(yaml).toMatch(/- is: sqs\n +source: a\.md#L1\n(?:.*\n)*? *- is: lambda\n +source: a\.md#L3/);
  });

  it('counts what the reader of requirements takes', () => {
    const { statements, yaml } = draftFromDocument(
      'a.md',
      'Names are kebab-case.\n\nAll names follow `Orders_{resource}`.',
    );
    expect(yaml).toContain('# Drafted from a.md: 1 of 2 sentences');
    expect(statements.map(s => s.state)).toEqual(['used', 'doubtful']);
  });

  it('knows what a list, a heading and a label are about', () => {
    expect(asks('## Lambda\n\n- Runtime: Python 3.12\n- Triggered by the bucket\n')).toEqual([
      'properties.lambda.runtime: python3.12',
      'connections: s3 -> lambda',
    ]);
    expect(asks('Out of scope:\n\n- Cognito\n')).toEqual(['services.forbid: cognito']);
    expect(asks('Nice to have:\n\n- CloudFront\n')).toEqual(['services.optional: cloudfront']);
    expect(asks('| Tag | Value |\n|---|---|\n| Team | a, b |\n')).toEqual(['tags.Team: [a, b]']);
  });

  it('leaves code, comments and examples alone', () => {
    expect(asks('```\nUse Lambda.\n```\n<!-- Use SQS. -->\nKeep it simple (e.g. use SNS).')).toEqual([]);
  });

  it('comments out the later of two that can’t both be', () => {
    const { yaml } = draftFromDocument(
      'a.md',
      'Deploy to us-east-1.\n\nDeploy to eu-west-1.\n\nUse SQS.\n\nDo not use SQS.',
    );
    expect(yaml).toContain('# Doubtful (a.md#L3): L1 says us-east-1.');
    expect(yaml).toContain('# Doubtful (a.md#L7): L5 says services.require.');
  });

  it('says what “should” is with a severity, unless something else says “must”', () => {
    expect(draftFromDocument('a.md', 'Buckets should be versioned.').yaml).toContain('severity: information');
    const both = draftFromDocument('a.md', 'Buckets should be versioned.\n\nS3 buckets must be versioned.').yaml;
    expect(both).not.toContain('severity');
    expect(both).toContain('source: a.md#L1 # also L3');
  });

  it('counts, and lists what it could not use', () => {
    const { yaml, statements } = draftFromDocument('a.md', 'Use SQS. Users must be happy. It rains.');
    expect(countsOf(statements)).toEqual({ used: 1, doubtful: 0, unused: 1 });
    expect(statements.map(s => s.state)).toEqual(['used', 'unused', 'not a requirement']);
    expect(yaml).toContain('# Drafted from a.md: 1 of 2 sentences');
    expect(yaml).toContain('# not understood: Users must be happy. (a.md#L1)');
  });

  it('takes the value of a tag from a later sentence, and writes lists of policies as the reader takes them', () => {
    const { yaml } = draftFromDocument(
      'a.md',
      'Every resource must carry the tag `Project`.\n\nThe `Project` tag must be set to `parcels`.\n\nRoles must not use AdministratorAccess.',
    );
    expect(yaml).toMatch(/Project:\n +is: parcels/);
    expect(yaml).toMatch(/managed_policies:\n +is: \[AdministratorAccess\]/);
    expect(yaml).not.toContain('says');
  });

  it('quotes what YAML would read otherwise', () => {
    const { yaml } = draftFromDocument(
      'a.md',
      'Tag all resources with Owner=on, Code=\'12\', X: yes and "a:b" – # really.',
    );
    expect(yaml).toContain('is: "on"');
    expect(yaml).toContain('is: "12"');
    expect(yaml).toContain('is: "yes"');
  });
});
