/** Policies with more characters than IAM takes. */
import { perObject } from '../../core/memo.ts';
import type { PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, rendered, scenarios } from '../../core/value.ts';
import { itemsOf } from './statements.ts';

/** How many characters a string takes in JSON, without white space. */
function quotedLength(text: string): number {
  return /[\s"\\\p{Cc}\p{Cs}]/u.test(text) ? JSON.stringify(text).replace(/\s/g, '').length : text.length + 2;
}

/**
 * The fewest characters that a value can have as JSON without white space, which IAM does not count. What can't be seen
 * counts as nothing, of several possibilities the shortest counts.
 */
function leastLength(value: Value): number {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'boolean' || value.value === null
        ? String(value.value).length
        : quotedLength(String(value.value));
    case 'text':
      return value.parts.reduce(
        (sum, part) => sum + (part.kind === 'known' ? part.text.replace(/\s/g, '').length : 0),
        2,
      );
    case 'list': {
      const items = value.items.map(leastLength).filter(length => length > 0);
      return 2 + items.reduce((sum, length) => sum + length, 0) + Math.max(0, items.length - 1);
    }
    case 'object': {
      const entries = value.entries.map(e => ({ key: e.key, length: leastLength(e.value) })).filter(e => e.length > 0);
      const text = entries.reduce((sum, e) => sum + quotedLength(e.key) + 1 + e.length, 0);
      return 2 + text + Math.max(0, entries.length - 1);
    }
    case 'choice':
      return Math.min(...scenarios(value).map(s => leastLength(s.value)));
    default:
      return 0;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const INLINE: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 10_240,
  'AWS::IAM::Group': 5_120,
  'AWS::IAM::User': 2_048,
};
const MANAGED = 6_144;
/** Of a role's trust policy, as long as nobody has asked AWS for more. */
const TRUST = 2_048;

const lengthOf = perObject((document: PolicyDocument) => leastLength(document.elements));

/** The documents of a resource, each once. */
function documentsOf(statements: readonly PolicyStatement[]): ReadonlyMap<string, PolicyDocument> {
  return new Map(statements.flatMap(s => (s.document ? [[s.document.id, s.document] as const] : [])));
}

/** Whether what the resource says is what is deployed: the CDK itself splits and merges the statements of its constructs. */
function isLiteral({ language, construct }: Resource): boolean {
  return language !== 'typescript' || construct?.level === 1;
}

/** What a policy has around its actions and resources, if all of its statements are one; without brackets and last commas. */
const AROUND =
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [], Resource: [] }],
  }).length - 6;

/**
 * The fewest characters of a policy whose statements the CDK may merge: each action and each resource stands there once. It
 * splits policies of roles that get too long, and does not split managed ones.
 */
function leastMerged(statements: readonly PolicyStatement[]): number {
  const items = new Map<string, number>();
  for (const { elements } of statements)
    for (const { key, value } of elements.entries)
      if (/^(Not)?(Action|Resource)$/.test(key))
        for (const item of itemsOf(value).items)
          if (item.when.length === 0) items.set(rendered(item.value), leastLength(item.value));
  return AROUND + [...items.values()].reduce((sum, length) => sum + length + (length > 0 ? 1 : 0), 0);
}

export const oversizedPolicy = defineRule({
  id: 'iam/oversized-policy',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['managed', 'inline'],
  docs: {
    summary: 'A policy has no more characters than IAM takes.',
    why: `A managed policy may have 6,144 characters without white space, the inline policies of a role 10,240 together, those
of a group 5,120 and of a user 2,048; a trust policy 2,048, or more where AWS has raised the quota. One character more and the
deployment fails with \`LimitExceeded\`. Only what is written out is counted, so that what is reported is certain.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::User
            Properties:
              Policies:
                - PolicyName: read
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: s3:GetObject
                        Resource: arn:aws:s3:::reports/${'x'.repeat(2000)}
      `,
      cdk`
        new iam.CfnManagedPolicy(this, 'Access', {
          policyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/${'x'.repeat(6100)}' }],
          },
        });
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
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::reports/*
      `,
      cdk`
        new iam.CfnManagedPolicy(this, 'Access', {
          policyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
          },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'],
    peers: [
      'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
      'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
      'iam-policy-validator policy_size',
    ],
  },
  messages: {
    managed: '{name} has at least {size} characters, and a managed policy may have 6,144.',
    inline: 'The inline policies of {name} have at least {size} characters together, and may have {most}.',
    trust:
      'The trust policy of {name} has at least {size} characters, and may have 2,048 unless AWS has raised the quota.',
  },

  *checkConnected({ graph }) {
    const number = (n: number) => n.toLocaleString('en-US');
    for (const type of ['AWS::IAM::ManagedPolicy', ...Object.keys(INLINE)])
      for (const resource of graph.ofType(type)) {
        const own = graph.statementsIn(resource.id).filter(s => s.grant === null);
        const merged = resource.construct?.fqn === 'aws-cdk-lib.aws_iam.ManagedPolicy';
        if (!isLiteral(resource) && !merged) continue;
        const size = (kind: PolicyStatement['kind']) =>
          [...documentsOf(own.filter(s => s.kind === kind)).values()].reduce(
            (sum, document) => sum + lengthOf(document),
            0,
          );
        const [identity, trust] = merged ? [leastMerged(own), 0] : [size('identity'), size('trust')];
        const most = INLINE[type] ?? MANAGED;
        const spot = { at: resource.nameSpan, resource };
        const name = resource.logicalId;
        if (identity > most)
          yield {
            message: most === MANAGED ? 'managed' : 'inline',
            ...spot,
            params: { name, size: number(identity), most: number(most) },
            subject: 'identity',
          };
        if (trust > TRUST)
          yield {
            message: 'trust',
            ...spot,
            params: { name, size: number(trust) },
            severity: 'warning',
            subject: 'trust',
          };
      }
  },
});
