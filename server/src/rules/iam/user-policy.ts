/** Policies on a user of their own. */
import type { SourceSpan } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { entryAt, rendered, scenarios } from '../../core/value.ts';

/** What AWS lets users do with themselves, which is of use to users alone. */
const OWN_PASSWORD = /:policy\/IAMUserChangePassword$/;

/** Where a user gets permissions of its own: the property that gives them. Empty lists and what is left out are none. */
function placeIn(resource: Resource, property: string): SourceSpan | null {
  const entry = entryAt(resource.properties, property);
  if (!entry) return null;
  const given = scenarios(entry.value).some(
    ({ value }) =>
      value.kind === 'list' && value.items.some(item => item.kind !== 'absent' && !OWN_PASSWORD.test(rendered(item))),
  );
  return given ? entry.keySpan : null;
}

export const userPolicy = defineRule({
  id: 'iam/user-policy',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Users get their permissions from groups or roles.',
    why: `Permissions that are attached to one user stay with that user when the job changes, and nobody who asks what the
operators may do finds them. With a group, or a role that people take on, they are in one place and can be taken away in one.`,
    bad: [
      yaml`
        Resources:
          Ada:
            Type: AWS::IAM::User
            Properties:
              ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
      `,
      cdk`
        const ada = new iam.User(this, 'Ada');
        ada.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Readers:
            Type: AWS::IAM::Group
            Properties:
              ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
          Ada:
            Type: AWS::IAM::User
            Properties:
              Groups: [!Ref Readers]
      `,
      cdk`
        const readers = new iam.Group(this, 'Readers');
        readers.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }));
        readers.addUser(new iam.User(this, 'Ada'));
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp'],
    peers: [
      'cfn_nag F10',
      'cfn_nag F11',
      'cfn_nag F12',
      'CKV_AWS_40',
      'cdk-nag NIST.800.53.R5-IAMUserNoPolicies',
      'Security Hub IAM.2',
    ],
  },
  messages: {
    user: 'The user {name} has permissions of its own: attach them to a group or a role.',
    users: '{name} is attached to users: attach it to a group or a role.',
  },

  *checkGraph({ graph }) {
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy'])
      for (const resource of graph.ofType(type)) {
        const place = type === 'AWS::IAM::UserPolicy' ? resource.nameSpan : placeIn(resource, 'Users');
        if (place) yield { message: 'users', at: place, params: { name: resource.logicalId }, resource };
      }
    for (const resource of graph.ofType('AWS::IAM::User')) {
      const place = placeIn(resource, 'Policies') ?? placeIn(resource, 'ManagedPolicyArns');
      // What is added to it in code, statement by statement, is written nowhere else; a policy of its own is reported above.
      const added = graph
        .statementsOf(resource.id)
        .find(s => s.grant === null && s.kind === 'identity' && s.owner === resource.id && s.language === 'typescript');
      const at = place ?? added?.span;
      if (at) yield { message: 'user', at, params: { name: resource.logicalId }, resource };
    }
  },
});
