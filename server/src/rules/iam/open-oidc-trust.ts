/** Roles that any repository or tenant of a public identity provider may assume. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Intent } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { type ObjectValue, type Value, at, rendered, scenarios, stringOf } from '../../core/value.ts';
import { isWrittenAllow, itemsOf, nameOf, subjectOf } from './statements.ts';

/** A provider that everybody can get tokens of: what says whose a token is, and how that must begin to mean one owner. */
interface Provider {
  readonly name: string;
  readonly who: string;
  readonly owned: RegExp;
  /** What to write; the words in capitals are for the user to fill in. */
  readonly sample: string;
}

/**
 * The `sub` claims of tokens, from the pages of the providers on OpenID Connect in AWS.
 * https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
 * https://docs.gitlab.com/ci/cloud_services/aws/ and https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
 */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  'token.actions.githubusercontent.com': {
    name: 'GitHub',
    who: 'repository',
    owned: /^repo:[^*?/:]+\//,
    sample: 'repo:OWNER/REPOSITORY:ref:refs/heads/main',
  },
  'gitlab.com': {
    name: 'GitLab',
    who: 'project',
    owned: /^project_path:[^*?/:]+\//,
    sample: 'project_path:GROUP/PROJECT:ref_type:branch:ref:main',
  },
  'app.terraform.io': {
    name: 'HCP Terraform',
    who: 'organization',
    owned: /^organization:[^*?:]+:/,
    sample: 'organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:*',
  },
};

interface Data {
  readonly statement: string;
  readonly host: string;
  /** The value that is too wide; null where there is none at all. */
  readonly value: Value | null;
}

export const openOidcTrust = defineRule({
  id: 'iam/open-oidc-trust',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'A role for GitHub, GitLab or HCP Terraform says which repository or project may assume it.',
    why: `GitHub gives tokens to the workflows of everybody. A trust policy that asks for the provider and the audience alone
lets any repository in the world assume the role; so does a subject such as \`repo:*\`, or \`repo:my-org*\`, which also fits
\`my-org-of-somebody-else\`. Each value of a list counts: one wide value opens the role, wherever it stands in the list
(IAM itself looks at the first one when a role is created). Name the owner and the repository, and the branch or the
environment where only one may deploy. A condition on another claim of the token (\`repository_id\`) is as good.`,
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
                    Principal: { Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com }
                    Action: sts:AssumeRoleWithWebIdentity
                    Condition:
                      StringEquals: { token.actions.githubusercontent.com:aud: sts.amazonaws.com }
      `,
      yaml`
        Resources:
          Deploy:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com }
                    Action: sts:AssumeRoleWithWebIdentity
                    Condition:
                      StringLike:
                        token.actions.githubusercontent.com:sub: ['repo:acme/shop:*', 'repo:*']
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
                    Principal: { Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com }
                    Action: sts:AssumeRoleWithWebIdentity
                    Condition:
                      StringEquals: { token.actions.githubusercontent.com:aud: sts.amazonaws.com }
                      StringLike: { token.actions.githubusercontent.com:sub: 'repo:acme/shop:*' }
      `,
      cdk`
        new iam.Role(this, 'Deploy', {
          assumedBy: new iam.WebIdentityPrincipal(
            'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
            {
              StringEquals: {
                'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
                'token.actions.githubusercontent.com:sub': 'repo:acme/shop:ref:refs/heads/main',
              },
            },
          ),
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
      'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
    ],
    peers: ['CKV_AWS_358', 'MISSING_GITHUB_REPO_CONDITION_KEY', 'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED'],
  },
  messages: {
    none: '{role} can be assumed by any {who} of {provider}: no condition looks at the subject of the token.',
    wide: '{role} can be assumed from anybody’s {who} of {provider}: {value} names no owner.',
  },

  *checkConnected({ graph }) {
    for (const statement of graph.statements) {
      if (statement.kind !== 'trust' || !isWrittenAllow(statement)) continue;
      for (const { value: principal } of scenarios(at(statement.elements, 'Principal'))) {
        if (principal.kind !== 'object') continue;
        const federated = at(principal, 'Federated');
        const values = federated.kind === 'unknown' ? [federated] : itemsOf(federated).items.map(i => i.value);
        for (const value of values) {
          const host = hostOf(graph, value) ?? hostByCondition(statement);
          const provider = host === null ? undefined : entryOf(PROVIDERS, host);
          if (host === null || provider === undefined || value.kind === 'absent') continue;
          const subjects = subjectsOf(statement, host);
          if (!subjects) continue;
          const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
          const common = {
            ...(owner ? { resource: owner } : {}),
            params: {
              role: statement.owner === null ? 'The role' : nameOf(statement.owner),
              who: provider.who,
              provider: provider.name,
            },
          };
          const data = (wide: Value | null): Data => ({ statement: statement.id, host, value: wide });
          if (subjects.length === 0) {
            yield {
              ...common,
              message: 'none' as const,
              at: value.span,
              subject: subjectOf(statement, host),
              data: data(null),
            };
          }
          for (const subject of subjects) {
            const text = stringOf(subject);
            if (text === null || subject.kind === 'absent' || !isWide(text, provider)) continue;
            yield {
              ...common,
              params: { ...common.params, value: text },
              message: 'wide' as const,
              at: subject.span,
              subject: subjectOf(statement, text),
              data: data(subject),
            };
          }
        }
      }
    }
  },

  fix(signal, { graph }) {
    const { statement: id, host, value } = signal.data as Data;
    const { sample, who } = PROVIDERS[host] as Provider;
    const title = `Allow one ${who} alone; its name is for you to fill in`;
    if (value) return [{ title, intents: [{ kind: 'replaceValue', value, with: sample }], safety: 'review' }];
    const statement = graph.statements.find(s => s.id === id);
    const condition = statement ? at(statement.elements, 'Condition') : null;
    if (!statement || !condition) return 'the statement is no longer there';
    const key = `${host}:sub`;
    const like = { $object: { [key]: sample } };
    const intent = ((): Intent | null => {
      if (condition.kind === 'absent')
        return {
          kind: 'setKey',
          object: statement.elements,
          key: 'Condition',
          value: { $object: { StringLike: like } },
        };
      if (condition.kind !== 'object') return null;
      const there = at(condition, 'StringLike');
      return there.kind === 'object'
        ? { kind: 'setKey', object: there, key, value: sample }
        : { kind: 'setKey', object: condition, key: 'StringLike', value: like };
    })();
    return intent ? [{ title, intents: [intent], safety: 'review' }] : 'its condition is not written out here';
  },
});

/** The host of an OpenID Connect provider, by its ARN or as a resource of the project; null if it can't be seen. */
function hostOf(graph: ResourceGraph, value: Value): string | null {
  if (value.kind === 'reference' && value.target.kind === 'resource') {
    const provider = graph.resource(value.target.id);
    const url = provider ? at(provider.properties, 'Url') : null;
    return url
      ? (stringOf(url)
          ?.replace(/^https?:\/\//, '')
          .replace(/\/$/, '') ?? null)
      : null;
  }
  if (value.kind !== 'literal' && value.kind !== 'text') return null;
  return /:oidc-provider\/([\w.-]+)$/.exec(rendered(value))?.[1] ?? null;
}

/** The provider that the condition's keys are about, for a principal that can't be seen. */
function hostByCondition(statement: PolicyStatement): string | null {
  for (const { value: condition } of scenarios(at(statement.elements, 'Condition')))
    if (condition.kind === 'object')
      for (const { value } of condition.entries)
        for (const { key } of value.kind === 'object' ? value.entries : []) {
          const host = /^([\w.-]+):(aud|sub)$/i.exec(key)?.[1]?.toLowerCase();
          if (host !== undefined && Object.hasOwn(PROVIDERS, host)) return host;
        }
  return null;
}

/**
 * The values that the subject of a token is compared with; null where a condition can't be read or looks at another claim
 * that narrows it down.
 */
function subjectsOf(statement: PolicyStatement, host: string): readonly Value[] | null {
  const found: Value[] = [];
  for (const { value: condition } of scenarios(at(statement.elements, 'Condition'))) {
    if (condition.kind === 'absent') continue;
    if (!isSeen(condition)) return null;
    for (const operator of condition.entries) {
      if (!isSeen(operator.value)) return null;
      // That something is not so says nothing of who it is.
      if (/Not(Equals|Like)|^Null$/i.test(operator.key)) continue;
      for (const { key, value } of operator.value.entries) {
        const claim = key.toLowerCase();
        if (claim === `${host}:aud` || claim.startsWith('aws:')) continue;
        if (claim !== `${host}:sub`) return null;
        const items = itemsOf(value);
        if (!items.complete) return null;
        found.push(...items.items.map(i => i.value));
      }
    }
  }
  return found;
}

function isSeen(value: Value): value is ObjectValue {
  return value.kind === 'object' && value.complete;
}

/** Whether a pattern fits subjects of more than one owner. Subjects without wildcards, and of other forms, do not. */
function isWide(pattern: string, provider: Provider): boolean {
  const wildcard = pattern.search(/[*?]/);
  if (wildcard < 0) return false;
  const known =
    /^(repo|project_path|organization):/.test(pattern) ||
    wildcard === 0 ||
    'repo:'.startsWith(pattern.slice(0, wildcard));
  return known && !provider.owned.test(pattern);
}
