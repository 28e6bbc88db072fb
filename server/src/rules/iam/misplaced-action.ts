/** Actions that have no place in the kind of policy they stand in. */
import type { FixProposal } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, at, rendered, scenarios, stringOf } from '../../core/value.ts';
import { actionExists, serviceExists } from '../../knowledge/index.ts';
import { compatible, itemsOf, subjectOf } from './statements.ts';

/**
 * The service whose actions the policy of a resource takes, by the type of the resource that it is written in. Each
 * service refuses the actions of others (S3: "Policy has invalid action").
 */
const SERVICE_OF: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'execute-api',
  'AWS::Backup::BackupVault': 'backup',
  'AWS::CodeArtifact::Domain': 'codeartifact',
  'AWS::CodeArtifact::Repository': 'codeartifact',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::ECR::Repository': 'ecr',
  'AWS::EFS::FileSystem': 'elasticfilesystem',
  'AWS::Events::EventBusPolicy': 'events',
  'AWS::KMS::Key': 'kms',
  'AWS::KMS::ReplicaKey': 'kms',
  'AWS::Kinesis::ResourcePolicy': 'kinesis',
  'AWS::S3::AccessPoint': 's3',
  'AWS::S3::Bucket': 's3',
  'AWS::S3::BucketPolicy': 's3',
  'AWS::SNS::Topic': 'sns',
  'AWS::SNS::TopicPolicy': 'sns',
  'AWS::SQS::Queue': 'sqs',
  'AWS::SQS::QueuePolicy': 'sqs',
  'AWS::SecretsManager::ResourcePolicy': 'secretsmanager',
  'AWS::SecretsManager::Secret': 'secretsmanager',
};

/** Whether the policy of a resource of this type can't speak of an action, which is then reported here. */
export function isMisplaced(type: string, action: string): boolean {
  const service = SERVICE_OF[type];
  return service !== undefined && !action.toLowerCase().startsWith(`${service}:`);
}

/** What a trust policy may allow. https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
const TRUST =
  /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext)$/i;

const SAML = 'sts:AssumeRoleWithSAML';
const WEB = 'sts:AssumeRoleWithWebIdentity';

interface Data {
  readonly value: Value;
  readonly names: readonly string[];
}

/** Whom a trust policy is for, as far as that decides the action: the one kind of its principals, in every scenario. */
function principalOf(statement: PolicyStatement): 'saml' | 'web' | 'federated' | 'other' | null {
  const found = new Set<string>();
  for (const { value } of scenarios(at(statement.elements, 'Principal'))) {
    if (value.kind === 'absent') continue;
    if (value.kind !== 'object' || !value.complete) return null;
    for (const { key, value: who } of value.entries) {
      if (key !== 'Federated') {
        found.add('other');
        continue;
      }
      for (const { value: provider } of itemsOf(who).items) {
        const text = rendered(provider);
        found.add(
          /:saml-provider\//.test(text)
            ? 'saml'
            : /:oidc-provider\/|^(cognito-identity\.amazonaws\.com|accounts\.google\.com|www\.amazon\.com|graph\.facebook\.com)$/.test(
                  text,
                )
              ? 'web'
              : 'federated',
        );
      }
    }
  }
  const [only, ...more] = found;
  return only !== undefined && more.length === 0 ? (only as 'other') : null;
}

export const misplacedAction = defineRule({
  id: 'iam/misplaced-action',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['service', 'trust'],
  docs: {
    summary: 'The actions of a policy are ones that this kind of policy can decide about.',
    why: `The policy of a bucket can speak of S3's actions alone, that of a queue of SQS's: the service refuses the policy,
and the deployment fails. A trust policy knows the few actions of STS by which a role is taken on. Which of them depends on who
does it: an identity provider (\`Federated\`) signs in with \`sts:AssumeRoleWithWebIdentity\` or \`sts:AssumeRoleWithSAML\`, and
\`sts:AssumeRole\` lets nobody in there; services, accounts and roles use \`sts:AssumeRole\`.`,
    bad: [
      yaml`
        Resources:
          Deploy:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal:
                      Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com
                    Action: sts:AssumeRole
                    Condition:
                      StringEquals:
                        token.actions.githubusercontent.com:aud: sts.amazonaws.com
                        token.actions.githubusercontent.com:sub: repo:example/orders:ref:refs/heads/main
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        reports.addToResourcePolicy(
          new iam.PolicyStatement({
            principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')],
            actions: ['sns:Publish'],
            resources: [reports.arnForObjects('*')],
          }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Deploy:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal:
                      Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com
                    Action: sts:AssumeRoleWithWebIdentity
                    Condition:
                      StringEquals:
                        token.actions.githubusercontent.com:aud: sts.amazonaws.com
                        token.actions.githubusercontent.com:sub: repo:example/orders:ref:refs/heads/main
                  - Effect: Allow
                    Principal: { Service: codebuild.amazonaws.com }
                    Action: [sts:AssumeRole, sts:TagSession]
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        reports.addToResourcePolicy(
          new iam.PolicyStatement({
            principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')],
            actions: ['s3:PutObject'],
            resources: [reports.arnForObjects('*')],
          }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
    ],
    peers: ['UNSUPPORTED_ACTION_IN_POLICY', 'MISMATCHED_ACTION_FOR_PRINCIPAL', 'cfn-lint W3037'],
  },
  messages: {
    service: 'The policy of {resource} can’t speak of {action}: it takes actions of {service} alone.',
    trust: 'A trust policy can’t speak of {action}: it takes sts:AssumeRole and its kin alone.',
    federated: '{action} does not let an identity provider in; it signs in with {names}.',
    unfederated: '{action} is for identity providers; the principals here use sts:AssumeRole.',
  },

  *checkConnected({ graph }) {
    for (const statement of graph.statements) {
      if (statement.grant !== null || statement.kind === 'identity') continue;
      const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
      const service = statement.kind === 'resource' && owner ? SERVICE_OF[owner.type] : undefined;
      const principal = statement.kind === 'trust' ? principalOf(statement) : null;
      const principals = itemsOf(at(statement.elements, 'Principal')).items;
      for (const { value, when } of itemsOf(at(statement.elements, 'Action')).items) {
        const action = stringOf(value);
        const prefix = action === null ? undefined : /^([\w-]+):/.exec(action)?.[1]?.toLowerCase();
        // What does not exist is reported as that.
        if (action === null || prefix === undefined || value.kind === 'absent' || !serviceExists(prefix)) continue;
        if (!/[*?]/.test(action) && !actionExists(action)) continue;
        const signal = (message: 'service' | 'trust' | 'federated' | 'unfederated', names: readonly string[]) => {
          const data: Data = { value, names };
          return {
            message,
            at: value.span,
            params: { action, service: service ?? '', resource: owner?.logicalId ?? '', names: names.join(' or ') },
            ...(owner ? { resource: owner } : {}),
            subject: subjectOf(statement, action),
            data,
          };
        };
        if (service !== undefined && prefix !== service) yield signal('service', []);
        if (statement.kind !== 'trust') continue;
        if (prefix !== 'sts' || (!/[*?]/.test(action) && !TRUST.test(action))) yield signal('trust', []);
        else if (!principals.some(p => compatible(p.when, when))) continue;
        else if (/^sts:AssumeRole$/i.test(action) && principal !== null && principal !== 'other')
          yield signal('federated', principal === 'saml' ? [SAML] : principal === 'web' ? [WEB] : [WEB, SAML]);
        else if (/^sts:AssumeRoleWith(SAML|WebIdentity)$/i.test(action) && principal === 'other')
          yield signal('unfederated', ['sts:AssumeRole']);
      }
    }
  },

  fix(signal) {
    const { value, names } = signal.data as Data;
    if (names.length === 0) return 'it belongs in a policy of whoever is to do it';
    return names.map(
      (name): FixProposal => ({
        title: `Change it to ${name}`,
        intents: [{ kind: 'replaceValue', value, with: name }],
        safety: 'review',
      }),
    );
  },
});
