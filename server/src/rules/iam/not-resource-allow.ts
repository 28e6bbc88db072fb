/** `NotResource` in a statement that allows. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, entryAt, rendered } from '../../core/value.ts';
import { isWrittenAllow, itemsOf, listed, subjectOf, wording } from './statements.ts';

export const notResourceAllow = defineRule({
  id: 'iam/not-resource-allow',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A statement that allows names the resources it is for, with `Resource`.',
    why: `\`NotResource\` with \`Allow\` allows the actions on everything but what it lists: on all other resources of the
account, those of tomorrow included. What one means to protect belongs in a statement that denies, and what one means to
allow in \`Resource\`.`,
    bad: [
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
                    NotResource: arn:aws:s3:::payroll/*
      `,
      cdk`
        const role = new iam.Role(this, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], notResources: ['arn:aws:s3:::payroll/*'] }));
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
                  - Effect: Deny
                    Action: s3:*
                    NotResource: [arn:aws:s3:::reports, arn:aws:s3:::reports/*]
      `,
      cdk`
        const role = new iam.Role(this, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }));
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html'],
    peers: ['cfn_nag W21', 'cfn_nag W22', 'cfn_nag W23', 'parliament NOTRESOURCE_WITH_ALLOW'],
  },
  messages: {
    inverted: 'NotResource with Allow allows {actions} on every resource of the account but {resources}{to}.',
  },

  *checkStatement(statement) {
    if (statement.kind !== 'identity' || !isWrittenAllow(statement)) return;
    const entry = entryAt(statement.elements, 'NotResource');
    if (!entry) return;
    const but = itemsOf(entry.value).items.flatMap(i => (i.value.kind === 'unknown' ? [] : [rendered(i.value)]));
    if (but.length === 0) return;
    const actions = itemsOf(at(statement.elements, 'Action')).items.map(i => rendered(i.value));
    yield {
      message: 'inverted',
      at: entry.keySpan,
      params: {
        actions: actions.length === 0 ? 'what it says' : listed(actions),
        resources: listed(but),
        ...wording(statement, []),
      },
      subject: subjectOf(statement, 'NotResource'),
    };
  },
});
