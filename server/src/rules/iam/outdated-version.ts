/** Policy variables in a policy whose version does not know them. */
import type { PolicyDocument, PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, stringOf, textParts, walk } from '../../core/value.ts';
import { subjectOf } from './statements.ts';

const VARIABLE = /\$\{[a-z][\w.-]*:[\w./:-]+(?:\s*,\s*'[^']*')?\}/i;

/** The first policy variable of a statement, `${aws:username}`, and the string that it stands in. */
function variableIn(statement: PolicyStatement): { readonly name: string; readonly value: Value } | null {
  let found: { readonly name: string; readonly value: Value } | null = null;
  for (const element of ['Resource', 'NotResource', 'Condition'])
    walk(at(statement.elements, element), value => {
      if (found || (value.kind !== 'literal' && value.kind !== 'text')) return;
      for (const part of textParts(value) ?? []) {
        const name = part.kind === 'known' ? VARIABLE.exec(part.text)?.[0] : undefined;
        // `${AWS::Region}` in a string without Fn::Sub is another mistake.
        if (name && !/^\$\{AWS::/i.test(name)) found ??= { name, value };
      }
    });
  return found;
}

export const outdatedVersion = defineRule({
  id: 'iam/outdated-version',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A policy with policy variables says that it is of version 2012-10-17.',
    why: `Without a \`Version\` a policy is of version 2008-10-17, which knows no variables: \`\${aws:username}\` is then
compared as it is written, dollar sign and all. A statement that allows matches nothing, and one that denies protects nothing.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2008-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::home/${'${aws:username}'}/*
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Statement": [
                    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${'${aws:username}'}/*" }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new iam.CfnManagedPolicy(this, 'Access', {
          policyDocument: {
            Version: '2008-10-17',
            Statement: [
              { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/${'${aws:username}'}/*' },
            ],
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
                    Resource: arn:aws:s3:::home/${'${aws:username}'}/*
      `,
      cdk`
        const group = new iam.Group(this, 'Users');
        group.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: ['arn:aws:s3:::home/${'${aws:username}'}/*'],
          }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
    ],
    peers: ['cfn-lint W2511', 'parliament NO_VERSION', 'parliament OLD_VERSION', 'MISSING_VERSION', 'INVALID_VERSION'],
  },
  messages: {
    missing: 'The policy has no Version, so {variable} is no variable here: it is compared as it is written.',
    old: 'Version 2008-10-17 knows no variables: {variable} is compared as it is written.',
  },

  *checkStatement(statement) {
    const { document } = statement;
    if (!document || statement.grant !== null) return;
    const version = at(document.elements, 'Version');
    const old = stringOf(version) === '2008-10-17';
    if (!old && version.kind !== 'absent') return;
    const variable = variableIn(statement);
    if (!variable || variable.value.kind === 'absent') return;
    yield {
      message: old ? 'old' : 'missing',
      at: old && version.kind !== 'absent' ? version.span : variable.value.span,
      params: { variable: variable.name },
      subject: subjectOf(statement, 'Version'),
      data: document,
    };
  },

  fix(signal) {
    const document = signal.data as PolicyDocument;
    return [
      {
        title: 'Set Version to 2012-10-17',
        intents: [{ kind: 'setKey', object: document.elements, key: 'Version', value: '2012-10-17' }],
        safety: 'review',
      },
    ];
  },
});
