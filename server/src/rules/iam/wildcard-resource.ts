/** `Resource: '*'` for actions that can name what they act on. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { FixProposal, Intent } from '../../core/intent.ts';
import { type List, type Value, at, stringOf } from '../../core/value.ts';
import { accessLevel, expandAction, supportsResourceArn } from '../../knowledge/index.ts';
import { arnsFor, candidatesFor } from './candidates.ts';
import {
  adminItems,
  compatible,
  hasNarrowingCondition,
  isWrittenAllow,
  itemsOf,
  listed,
  subjectOf,
  wording,
} from './statements.ts';

/** What `fix` needs: the `*`, the list that it stands in, and the actions that are to keep working. */
interface Data {
  readonly star: Value;
  readonly list: List | null;
  readonly statement: string;
  readonly actions: readonly string[];
  /** Actions that need `*` or may need it. */
  readonly needStar: readonly string[];
}

/**
 * What AWS itself grants on `*` in AWSLambdaVPCAccessExecutionRole: the network interfaces do not exist yet when the
 * policy is written, so nobody can name them.
 */
const NETWORK_INTERFACES: ReadonlySet<string> = new Set([
  'ec2:createnetworkinterface',
  'ec2:createnetworkinterfacepermission',
  'ec2:deletenetworkinterface',
  'ec2:describenetworkinterfaces',
  'ec2:assignprivateipaddresses',
  'ec2:unassignprivateipaddresses',
]);

/**
 * Actions that may name a resource and mostly have none to name: a lexicon, a terminology, a dataset of metrics. Their
 * pages in the Service Authorization Reference list it without the asterisk of a required one.
 */
const RESOURCE_IS_OPTIONAL =
  /^(cloudwatch:(getmetricdata|getmetricstatistics|listmetrics)|polly:(synthesizespeech|startspeechsynthesis\w+)|translate:(translatetext|translatedocument|starttexttranslationjob)|comprehend:(batch)?(detect|contains|classify)\w+|rekognition:detectmoderationlabels|ce:get\w+)$/;

/**
 * What AWS itself grants on `*`, in AWSLambdaBasicExecutionRole and AmazonS3ObjectLambdaExecutionRolePolicy: wide, and
 * yet no cause for alarm.
 */
const AS_AWS_GRANTS: ReadonlySet<string> = new Set([
  'logs:createloggroup',
  'logs:createlogstream',
  'logs:putlogevents',
  'logs:describelogstreams',
  'logs:describeloggroups',
  's3-object-lambda:writegetobjectresponse',
]);

/** Reading these gives secrets or data away, whatever their access level is called. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'dynamodb:scan',
  'kms:decrypt',
  's3:getobject',
  'secretsmanager:getsecretvalue',
  'ssm:getparameter',
  'ssm:getparameters',
  'ssm:getparametersbypath',
  'sts:assumerole',
]);

/** A whole service: nearly every one has some actions that name resources and some that can't. */
const WHOLE_SERVICE = /^[\w-]+:\*$/;

/** Of a whole service, whether nearly all of it can be narrowed; what can't is seldom what the author wants. */
function mostlyNamesResources(action: string): boolean {
  const covered = expandAction(action);
  return covered.length > 0 && covered.filter(a => supportsResourceArn(a) === true).length / covered.length >= 0.8;
}

/** Whether an action or pattern can do with ARNs (true), needs `*` (false), or can't be judged (null). */
function canNameResources(action: string): boolean | null {
  if (NETWORK_INTERFACES.has(action.toLowerCase()) || RESOURCE_IS_OPTIONAL.test(action.toLowerCase())) return false;
  if (!/[*?]/.test(action)) return supportsResourceArn(action);
  const covered = expandAction(action);
  if (covered.length === 0) return null;
  const able = covered.filter(a => supportsResourceArn(a) === true).length;
  // Of `s3:List*`, a part that needs `*` is reason enough for it.
  return able === covered.length;
}

/** Whether the action changes something or gives secrets away. */
function isGrave(action: string): boolean {
  if (AS_AWS_GRANTS.has(action.toLowerCase())) return false;
  return expandAction(action).some(a => {
    const level = accessLevel(a);
    return level === 'Write' || level === 'Permissions management' || SENSITIVE.has(a.toLowerCase());
  });
}

export const wildcardResource = defineRule({
  id: 'iam/wildcard-resource',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A statement names the resources that its actions are for, wherever the actions can name any.',
    why: `With \`Resource: '*'\` the permission holds for every table, bucket or key of the account, also those of other
teams and of production. Some actions know no resource (\`cloudwatch:PutMetricData\`, \`xray:PutTraceSegments\`, most
\`ec2:Describe*\`): a statement that holds only such actions is fine with \`*\` and is not reported. Neither are statements
with a condition that narrows them down, key policies (where \`*\` means the key), and what a grant method of the CDK made.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [dynamodb:GetItem, dynamodb:PutItem]
                    Resource: '*'
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue" },
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }]
                }
              }
            }
          }
        }
      `,
      cdk`
        const table = new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: ['*'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [dynamodb:GetItem, dynamodb:PutItem]
                    Resource: !GetAtt Orders.Arn
                  - Effect: Allow
                    Action: [cloudwatch:PutMetricData, xray:PutTraceSegments]
                    Resource: '*'
      `,
      cdk`
        const table = new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] }));
        role.addToPolicy(new iam.PolicyStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] }));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    peers: ['cdk-nag AwsSolutions-IAM5', 'cfn_nag W11', 'cfn_nag W12', 'CKV_AWS_111', 'CKV_AWS_356', 'Sonar S6304'],
  },
  messages: {
    all: '* allows {actions} on every resource of the account{to}{when}.',
    some: '* is needed for {needStar} alone, but also allows {actions} on every resource of the account{to}{when}.',
  },

  *checkStatement(statement) {
    if (statement.kind !== 'identity' || !isWrittenAllow(statement)) return;
    if (hasNarrowingCondition(statement) || adminItems(statement).length > 0) return;
    const actions = itemsOf(at(statement.elements, 'Action'));
    if (!actions.complete) return;
    for (const star of itemsOf(at(statement.elements, 'Resource')).items) {
      if (stringOf(star.value) !== '*' || star.value.kind !== 'literal') continue;
      const names = actions.items
        .filter(a => compatible(a.when, star.when))
        .map(a => stringOf(a.value))
        // Passing roles has a finding of its own.
        .filter(name => name?.toLowerCase() !== 'iam:passrole');
      const able: string[] = [];
      const needStar: string[] = [];
      const unclear: string[] = [];
      let judged = true;
      for (const name of new Set(names)) {
        // What a whole service needs can't be told; that it is allowed has its own finding.
        if (name !== null && WHOLE_SERVICE.test(name)) {
          (mostlyNamesResources(name) ? able : unclear).push(name);
          continue;
        }
        const can = name === null ? null : canNameResources(name);
        if (can === null || name === null) judged = false;
        else (can ? able : needStar).push(name);
      }
      if (!judged || able.length === 0) continue;
      const mixed = needStar.length > 0;
      const data: Data = {
        star: star.value,
        list: star.list,
        statement: statement.id,
        actions: able,
        needStar: [...needStar, ...unclear],
      };
      yield {
        message: mixed ? 'some' : 'all',
        at: star.value.span,
        params: { actions: listed(able), needStar: listed(needStar), ...wording(statement, star.when) },
        severity: !mixed && unclear.length === 0 && able.some(isGrave) ? 'warning' : 'information',
        subject: subjectOf(statement, able.join()),
        data,
      };
    }
  },

  fix(signal, { graph }) {
    const { star, list, statement: id, actions, needStar } = signal.data as Data;
    const statement = graph.statements.find(s => s.id === id);
    if (!statement) return 'the statement is no longer there';
    if (needStar.length > 0) return `${listed(needStar)} may need *: move it to a statement of its own first`;
    const services = [...new Set(actions.map(a => a.slice(0, a.indexOf(':')).toLowerCase()))];
    const [service, ...others] = services;
    if (service === undefined || others.length > 0)
      return `the actions are of ${listed(services)}: split the statement first`;
    const candidates = candidatesFor(graph, statement, service);
    if (candidates.length === 0) return `no resource of ${service} in this stack that it could mean`;
    return candidates.slice(0, 3).map((candidate): FixProposal => {
      const [first, ...more] = arnsFor(candidate, actions);
      const intents: Intent[] = [];
      if (first !== undefined) {
        if (list) {
          intents.push({ kind: 'replaceValue', value: star, with: first });
          for (const value of more) intents.push({ kind: 'insertItem', list, value });
        } else {
          intents.push({ kind: 'replaceValue', value: star, with: more.length > 0 ? [first, ...more] : first });
        }
      }
      return { title: `Allow it on ${candidate.logicalId} alone`, intents, safety: 'review' };
    });
  },
});
