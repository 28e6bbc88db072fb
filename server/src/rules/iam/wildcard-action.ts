/** `dynamodb:*` and `*` in what a policy allows. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { GRANT_METHOD } from '../../access/permissions.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { type List, type Value, at, inScenario, stringOf } from '../../core/value.ts';
import { serviceExists } from '../../knowledge/index.ts';
import { byLevel } from './actions.ts';
import { isPartOfEscalation } from './escalation.ts';
import {
  adminItems,
  anyonePrincipals,
  isBoundary,
  isEverything,
  isWrittenAllow,
  itemsOf,
  nameOf,
  subjectOf,
  wording,
} from './statements.ts';

/** Services that are one protocol: the Systems Manager agent needs all of their few actions, and they name no resources. */
const PROTOCOLS: ReadonlySet<string> = new Set(['ec2messages', 'ssmmessages']);

interface Data {
  readonly pattern: string;
  readonly value: Value;
  readonly list: List | null;
}

type Grant = NonNullable<PolicyStatement['grant']>;

export const wildcardAction = defineRule({
  id: 'iam/wildcard-action',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A policy names the actions that it allows.',
    why: `\`dynamodb:*\` also allows what nobody thought of: deleting the table, switching its backups off, changing who may
read it, and every action that AWS adds to the service later. If the function or the person behind the role is taken over,
all of that can be done. The statements of key policies and statements that deny are not looked at: \`kms:*\` for the
account is how a key policy begins, and a wide denial is what one wants.`,
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
                    Action: dynamodb:*
                    Resource: !GetAtt Orders.Arn
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Action": ["sqs:*"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders" }
                  ]
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
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: [table.tableArn] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [dynamodb:GetItem, dynamodb:Query]
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
                  - Effect: Deny
                    Action: dynamodb:*
                    Resource: '*'
      `,
      cdk`
        const table = new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        table.grantReadData(role);
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    peers: ['cdk-nag AwsSolutions-IAM5', 'cfn_nag F4', 'CKV_AWS_63', 'Sonar S6302', 'trivy AWS-0057'],
  },
  messages: {
    service: '{action} allows every {service} action{to}{when}.',
    everything: '{action} allows every action of every service{to}{when}.',
    resource: '{action} allows every action{to}{when}, changing its policy among them.',
    grant: '{method} allows every {service} action{to}.',
    trust: '{role} allows {action} to whom it trusts{when}, tagging sessions and acting in another’s name among it.',
  },

  *checkStatement(statement) {
    if (statement.grant) {
      const { method, span } = statement.grant;
      // What a construct writes into its own policy by itself (a key for its account) was not granted by anybody.
      if (!GRANT_METHOD.test(method) || statement.kind !== 'identity') return;
      for (const { value } of itemsOf(at(statement.elements, 'Action')).items) {
        const service = /^([a-z0-9-]+):\*$/.exec(stringOf(value) ?? '')?.[1];
        if (service === undefined) continue;
        yield {
          message: 'grant',
          at: span,
          params: { method, service, ...wording(statement, []) },
          subject: subjectOf(statement, method),
          data: statement.grant,
        };
      }
      return;
    }
    if (!isWrittenAllow(statement) || isBoundary(statement)) return;
    // Who may do it is worse than what: a policy open to anybody has its own finding.
    if (statement.kind !== 'identity' && anyonePrincipals(statement).length > 0) return;
    const admin = adminItems(statement).length > 0;
    for (const { value, when, list } of itemsOf(at(statement.elements, 'Action')).items) {
      const action = stringOf(value);
      if (action === null || value.kind === 'absent') continue;
      if (statement.kind === 'trust') {
        if (!isEverything(action) && !/^sts:\*+$/i.test(action)) continue;
        const role = statement.owner === null ? 'the role' : nameOf(statement.owner);
        yield {
          message: 'trust',
          at: value.span,
          params: { action, role, when: inScenario(when) },
          subject: subjectOf(statement, action),
        };
        continue;
      }
      if (isEverything(action)) {
        const isResource = statement.kind === 'resource';
        // What is written into its own resource is the policy of a key, which somebody has to own, or of an endpoint.
        if (admin || (isResource && statement.attachedTo.includes(statement.owner ?? ''))) continue;
        yield {
          message: isResource ? 'resource' : 'everything',
          at: value.span,
          params: { action, ...wording(statement, when) },
          subject: subjectOf(statement, action),
        };
        continue;
      }
      const service = /^([a-z0-9-]+):\*+$/i.exec(action)?.[1]?.toLowerCase();
      if (service === undefined || !serviceExists(service) || PROTOCOLS.has(service)) continue;
      // Of `iam:*` on everything it says more that its holder can become an administrator.
      if (isPartOfEscalation(statement, value)) continue;
      // A key policy starts with `kms:*` for the account, or nobody could ever change the key.
      if (statement.kind === 'resource' && service === 'kms') continue;
      yield {
        message: 'service',
        at: value.span,
        params: { action, service, ...wording(statement, when) },
        subject: subjectOf(statement, action),
        data: { pattern: action, value, list } satisfies Data,
      };
    }
  },

  fix(signal, { graph }) {
    if (signal.message === 'grant') return narrowerGrant(graph, signal.data as Grant);
    if (!signal.data) return 'which actions are needed is for you to say';
    const { pattern, value, list } = signal.data as Data;
    const fixes = byLevel(pattern, value, list);
    return fixes.length > 0 ? fixes : `${pattern} covers too many actions to list: name those that are needed`;
  },
});

/** The grant of a table that reads and writes its items and leaves the table alone. */
function narrowerGrant(graph: ResourceGraph, { method, on, span }: Grant): readonly FixProposal[] | string {
  const construct = on === null ? null : graph.resource(on)?.construct;
  if (!construct || method !== 'grantFullAccess' || !/\.Table(V2)?$/.test(construct.fqn))
    return 'name the actions that are needed';
  return [
    {
      title: 'Grant reading and writing of items alone',
      intents: [{ kind: 'replaceText', span, text: 'grantReadWriteData' }],
      safety: 'review',
    },
  ];
}
