/** Secrets, parameters, objects and keys that may be read wherever they are. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { rendered } from '../../core/value.ts';
import { type StarData, narrowed, sensitiveOf, starData, starsOf } from './everywhere.ts';
import { listed, subjectOf, wording } from './statements.ts';

/** What one gets with an action that reads, by service. */
const WHAT: Readonly<Record<string, string>> = {
  kms: 'decrypting with every key',
  s3: 'reading every object',
  secretsmanager: 'reading every secret',
  ssm: 'reading every parameter',
  sts: 'assuming every role',
};

export const sensitiveReadAnywhere = defineRule({
  id: 'iam/sensitive-read-anywhere',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Secrets, parameters, objects and keys are named where they may be read.',
    why: `Most actions that read do little harm; these give away what everything else rests on. With
\`secretsmanager:GetSecretValue\` or \`ssm:GetParameter\` on \`*\` a function reads the database passwords of all other
programs of the account, with \`s3:GetObject\` their data, with \`kms:Decrypt\` whatever is encrypted, and with
\`sts:AssumeRole\` it becomes any role that trusts the account. Where this rule speaks, *iam/wildcard-resource* is silent.`,
    bad: [
      yaml`
        Resources:
          Database:
            Type: AWS::SecretsManager::Secret
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: secretsmanager:GetSecretValue
                    Resource: '*'
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*" }]
                }
              }
            }
          }
        }
      `,
      cdk`
        const secret = new secretsmanager.Secret(this, 'Database');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Database:
            Type: AWS::SecretsManager::Secret
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: secretsmanager:GetSecretValue
                    Resource: !Ref Database
      `,
      cdk`
        const secret = new secretsmanager.Secret(this, 'Database');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        secret.grantRead(role);
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
    peers: ['CKV_AWS_107', 'CKV_AWS_108', 'CKV_AWS_287', 'CKV_AWS_288', 'cloudsplaining DataExfiltration'],
  },
  messages: {
    open: '{actions} on {resource} allows {what} of the account{to}{when}.',
  },

  *checkStatement(statement) {
    for (const star of starsOf(statement)) {
      const { item, sensitive } = star;
      // `*` and `s3:*` are a matter of the pattern, which has a finding of its own.
      const named = sensitive.filter(action => !action.startsWith('*') && !action.endsWith(':*'));
      if (named.length === 0) continue;
      const services = [...new Set(named.flatMap(sensitiveOf).map(a => a.slice(0, a.indexOf(':'))))];
      yield {
        message: 'open',
        at: item.value.span,
        params: {
          actions: listed(named),
          resource: rendered(item.value),
          what: listed(
            services.map(s => WHAT[s] ?? s),
            5,
          ),
          ...wording(statement, item.when),
        },
        subject: subjectOf(statement, services.join()),
        data: starData(statement, star),
      };
    }
  },

  fix: (signal, { graph }) => narrowed(graph, signal.data as StarData),
});
