/**
 * SAM's policy templates: what each allows, on what. As of the documentation of November 2026 (SAM translator 1.110):
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 * Left out are templates for services that hardly a function uses; what they allow is not known here.
 */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { type Entry, type ObjectValue, type TextPart, type Value, at, stringOf } from '../../core/value.ts';

/** Actions as `service:Action Action`, and ARNs: `~` for the partition, `@` for region and account, parameters in braces. */
type Row = readonly [actions: string, resources: string];

const TEMPLATES: Readonly<Record<string, readonly Row[]>> = {
  AMIDescribePolicy: [['ec2:DescribeImages', '*']],
  AWSSecretsManagerGetSecretValuePolicy: [['secretsmanager:GetSecretValue', '${SecretArn}']],
  AWSSecretsManagerRotationPolicy: [
    [
      'secretsmanager:DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage',
      '~secretsmanager:@:secret:*',
    ],
    ['secretsmanager:GetRandomPassword', '*'],
  ],
  AcmGetCertificatePolicy: [['acm:GetCertificate', '${CertificateArn}']],
  CloudFormationDescribeStacksPolicy: [['cloudformation:DescribeStacks', '~cloudformation:@:stack/*']],
  CloudWatchDescribeAlarmHistoryPolicy: [['cloudwatch:DescribeAlarmHistory', '*']],
  CloudWatchPutMetricPolicy: [['cloudwatch:PutMetricData', '*']],
  CodePipelineLambdaExecutionPolicy: [['codepipeline:PutJobSuccessResult PutJobFailureResult', '*']],
  ComprehendBasicAccessPolicy: [
    [
      'comprehend:BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment',
      '*',
    ],
  ],
  DynamoDBCrudPolicy: [
    [
      'dynamodb:GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem',
      '~dynamodb:@:table/${TableName} ~dynamodb:@:table/${TableName}/index/*',
    ],
  ],
  DynamoDBReadPolicy: [
    [
      'dynamodb:GetItem Scan Query BatchGetItem DescribeTable',
      '~dynamodb:@:table/${TableName} ~dynamodb:@:table/${TableName}/index/*',
    ],
  ],
  DynamoDBReconfigurePolicy: [['dynamodb:UpdateTable', '~dynamodb:@:table/${TableName}']],
  DynamoDBStreamReadPolicy: [
    ['dynamodb:DescribeStream GetRecords GetShardIterator', '~dynamodb:@:table/${TableName}/stream/${StreamName}'],
    ['dynamodb:ListStreams', '~dynamodb:@:table/${TableName}/stream/*'],
  ],
  DynamoDBWritePolicy: [
    [
      'dynamodb:PutItem UpdateItem BatchWriteItem',
      '~dynamodb:@:table/${TableName} ~dynamodb:@:table/${TableName}/index/*',
    ],
  ],
  EC2CopyImagePolicy: [['ec2:CopyImage', '~ec2:@:image/${ImageId}']],
  EC2DescribePolicy: [['ec2:DescribeRegions DescribeInstances', '*']],
  EFSWriteAccessPolicy: [
    ['elasticfilesystem:ClientMount ClientWrite', '~elasticfilesystem:@:file-system/${FileSystem}'],
  ],
  EKSDescribePolicy: [['eks:DescribeCluster ListClusters', '*']],
  EcsRunTaskPolicy: [['ecs:RunTask', '~ecs:@:task-definition/${TaskDefinition}']],
  ElasticsearchHttpPostPolicy: [['es:ESHttpPost ESHttpPut', '~es:@:domain/${DomainName}/*']],
  EventBridgePutEventsPolicy: [['events:PutEvents', '~events:@:event-bus/${EventBusName}']],
  FilterLogEventsPolicy: [['logs:FilterLogEvents', '~logs:@:log-group:${LogGroupName}:log-stream:*']],
  FirehoseCrudPolicy: [
    [
      'firehose:CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination',
      '~firehose:@:deliverystream/${DeliveryStreamName}',
    ],
  ],
  FirehoseWritePolicy: [['firehose:PutRecord PutRecordBatch', '~firehose:@:deliverystream/${DeliveryStreamName}']],
  KMSDecryptPolicy: [['kms:Decrypt', '~kms:@:key/${KeyId}']],
  KMSEncryptPolicy: [['kms:Encrypt', '~kms:@:key/${KeyId}']],
  KMSEncryptPolicy_v2: [
    [
      'kms:Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext',
      '~kms:@:key/${KeyId}',
    ],
  ],
  KinesisCrudPolicy: [
    [
      'kinesis:AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream',
      '~kinesis:@:stream/${StreamName}',
    ],
  ],
  KinesisStreamReadPolicy: [
    ['kinesis:ListStreams DescribeLimits', '~kinesis:@:stream/*'],
    ['kinesis:DescribeStream DescribeStreamSummary GetRecords GetShardIterator', '~kinesis:@:stream/${StreamName}'],
  ],
  LambdaInvokePolicy: [['lambda:InvokeFunction', '~lambda:@:function:${FunctionName}*']],
  PollyFullAccessPolicy: [
    ['polly:GetLexicon DeleteLexicon', '~polly:@:lexicon/${LexiconName}'],
    ['polly:DescribeVoices ListLexicons PutLexicon SynthesizeSpeech', '~polly:@:lexicon/*'],
  ],
  RekognitionDetectOnlyPolicy: [['rekognition:DetectFaces DetectLabels DetectModerationLabels DetectText', '*']],
  RekognitionFacesManagementPolicy: [
    [
      'rekognition:IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces',
      '~rekognition:@:collection/${CollectionId}',
    ],
  ],
  RekognitionFacesPolicy: [['rekognition:CompareFaces DetectFaces', '*']],
  RekognitionLabelsPolicy: [['rekognition:DetectLabels DetectModerationLabels', '*']],
  RekognitionNoDataAccessPolicy: [
    [
      'rekognition:CompareFaces DetectFaces DetectLabels DetectModerationLabels',
      '~rekognition:@:collection/${CollectionId}',
    ],
  ],
  RekognitionReadPolicy: [
    [
      'rekognition:ListCollections ListFaces SearchFaces SearchFacesByImage',
      '~rekognition:@:collection/${CollectionId}',
    ],
  ],
  RekognitionWriteOnlyAccessPolicy: [
    ['rekognition:CreateCollection IndexFaces', '~rekognition:@:collection/${CollectionId}'],
  ],
  Route53ChangeResourceRecordSetsPolicy: [
    ['route53:ChangeResourceRecordSets', '~route53:::hostedzone/${HostedZoneId}'],
  ],
  S3CrudPolicy: [
    [
      's3:GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject',
      '~s3:::${BucketName} ~s3:::${BucketName}/*',
    ],
  ],
  S3FullAccessPolicy: [
    [
      's3:GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging',
      '~s3:::${BucketName}/*',
    ],
    ['s3:ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration', '~s3:::${BucketName}'],
  ],
  S3ReadPolicy: [
    [
      's3:GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration',
      '~s3:::${BucketName} ~s3:::${BucketName}/*',
    ],
  ],
  S3WritePolicy: [['s3:PutObject PutObjectAcl PutLifecycleConfiguration', '~s3:::${BucketName} ~s3:::${BucketName}/*']],
  SESBulkTemplatedCrudPolicy: [
    [
      'ses:GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity',
      '~ses:@:identity/${IdentityName}',
    ],
  ],
  SESBulkTemplatedCrudPolicy_v2: [
    [
      'ses:SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail',
      '~ses:@:identity/${IdentityName} ~ses:@:template/${TemplateName}',
    ],
    ['ses:GetIdentityVerificationAttributes VerifyEmailIdentity', '*'],
  ],
  SESCrudPolicy: [
    [
      'ses:GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity',
      '~ses:@:identity/${IdentityName}',
    ],
  ],
  SESEmailTemplateCrudPolicy: [
    ['ses:CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate', '*'],
  ],
  SESSendBouncePolicy: [['ses:SendBounce', '~ses:@:identity/${IdentityName}']],
  SNSCrudPolicy: [
    ['sns:ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish', '~sns:@:${TopicName}*'],
  ],
  SNSPublishMessagePolicy: [['sns:Publish', '~sns:@:${TopicName}']],
  SQSPollerPolicy: [
    [
      'sqs:ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      '~sqs:@:${QueueName}',
    ],
  ],
  SQSSendMessagePolicy: [['sqs:SendMessage*', '~sqs:@:${QueueName}']],
  SSMParameterReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    ['ssm:GetParameters GetParameter GetParametersByPath', '~ssm:@:parameter/${ParameterName}'],
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    ['ssm:GetParameters GetParameter GetParametersByPath', '~ssm:@:parameter${ParameterName}'],
  ],
  StepFunctionsCallbackPolicy: [
    ['states:SendTaskFailure SendTaskHeartbeat SendTaskSuccess', '~states:@:stateMachine:${StateMachineName}'],
  ],
  StepFunctionsExecutionPolicy: [['states:StartExecution', '~states:@:stateMachine:${StateMachineName}']],
  StepFunctionsExecutionPolicy_v2: [
    ['states:StartExecution StartSyncExecution', '~states:@:stateMachine:${StateMachineName}'],
  ],
  TextractDetectAnalyzePolicy: [
    ['textract:DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument', '*'],
  ],
  TextractGetResultPolicy: [['textract:GetDocumentTextDetection GetDocumentAnalysis', '*']],
  TextractPolicy: [['textract:*', '*']],
  VPCAccessPolicy: [
    ['ec2:CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface', '*'],
  ],
};

/**
 * What the policy templates in one item of a function's `Policies` give. `id` is unique to the item; `resolve` finds the
 * resources that a value names.
 */
export function templateStatements(
  resource: Resource,
  item: Value,
  id: string,
  resolve: (value: Value) => readonly string[],
): PolicyStatement[] {
  const make = (key: string, entries: readonly Entry[], span: SourceSpan, method: string, on: string | null) => ({
    id: `${id}/${key}`,
    kind: 'identity' as const,
    language: resource.language,
    span,
    elements: { kind: 'object', entries, complete: false, span, slot: null, origin: 'added' } satisfies ObjectValue,
    owner: resource.id,
    attachedTo: [resource.id],
    grant: { method, on, span },
    evidence: 'source' as const,
  });
  if (item.kind !== 'object') return [];
  return item.entries.flatMap((template): PolicyStatement[] => {
    const parameters = template.value;
    if (!/Policy(_v\d)?$/.test(template.key) || parameters.kind !== 'object') return [];
    const named = parameters.entries.flatMap(p => resolve(p.value));
    const on = named.length === 1 ? (named[0] as string) : null;
    const known = entryOf(TEMPLATES, template.key);
    if (!known) return [make(template.key, [effect(template.keySpan)], template.keySpan, template.key, on)];
    return known.map((row, i) => {
      const entries = [effect(template.keySpan), ...elementsOf(row, parameters, resolve, template.keySpan)];
      return make(`${template.key}/${i}`, entries, template.keySpan, template.key, on);
    });
  });
}

function effect(span: SourceSpan): Entry {
  return { key: 'Effect', keySpan: span, span, value: literal('Allow', span) };
}

function literal(value: string, span: SourceSpan): Value {
  return { kind: 'literal', value, span, written: null, origin: 'added' };
}

function elementsOf(
  [actions, resources]: Row,
  parameters: ObjectValue,
  resolve: (value: Value) => readonly string[],
  span: SourceSpan,
): Entry[] {
  const [service, names] = actions.split(':') as [string, string];
  const list = (items: readonly Value[]): Value => ({
    kind: 'list',
    items,
    complete: true,
    span,
    slot: null,
    origin: 'added',
  });
  return [
    {
      key: 'Action',
      keySpan: span,
      span,
      value: list(names.split(' ').map(name => literal(`${service}:${name}`, span))),
    },
    {
      key: 'Resource',
      keySpan: span,
      span,
      value: list(resources.split(' ').map(r => arn(r, parameters, resolve, span))),
    },
  ];
}

/** An ARN of the table with the parameters filled in; of a resource of the template's, its own ARN and what follows. */
function arn(
  pattern: string,
  parameters: ObjectValue,
  resolve: (value: Value) => readonly string[],
  name: SourceSpan,
): Value {
  if (pattern === '*') return literal('*', name);
  const own = /\$\{(\w+)\}([^$]*)$/.exec(pattern);
  const given = own ? at(parameters, own[1] as string) : null;
  const [id, ...more] = given ? resolve(given) : [];
  const span = given && given.kind !== 'absent' ? given.span : name;
  if (own && id !== undefined && more.length === 0 && (pattern.match(/\$/g) ?? []).length === 1) {
    const value: Value = {
      kind: 'reference',
      target: { kind: 'resource', id },
      attribute: 'Arn',
      span,
      origin: 'added',
    };
    const rest = own[2] as string;
    if (rest === '') return value;
    const parts: TextPart[] = [
      { kind: 'hole', value },
      { kind: 'known', text: rest, written: null },
    ];
    return { kind: 'text', parts, span, origin: 'added' };
  }
  const text = pattern.replace('~', 'arn:${AWS::Partition}:').replace('@', '${AWS::Region}:${AWS::AccountId}');
  const parts: TextPart[] = [];
  let known = '';
  const settle = () => {
    if (known !== '') parts.push({ kind: 'known', text: known, written: null });
    known = '';
  };
  for (const piece of text.split(/(\$\{[^}]+\})/)) {
    const parameter = /^\$\{(.+)\}$/.exec(piece)?.[1];
    const value: Value | null =
      parameter === undefined
        ? null
        : parameter.startsWith('AWS::')
          ? {
              kind: 'reference',
              target: { kind: 'pseudo', name: parameter },
              attribute: null,
              span,
              origin: 'added',
            }
          : at(parameters, parameter);
    if (value === null) known += piece;
    else if (stringOf(value) !== null) known += stringOf(value);
    else {
      settle();
      parts.push({ kind: 'hole', value });
    }
  }
  if (parts.length === 0) return literal(known, span);
  settle();
  return { kind: 'text', parts, span, origin: 'added' };
}
