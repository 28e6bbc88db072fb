/** `NotPrincipal` in a statement that allows. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, entryAt, rendered } from '../../core/value.ts';
import { isWrittenAllow, itemsOf, listed, subjectOf, wording } from './statements.ts';

export const notPrincipalAllow = defineRule({
  id: 'iam/not-principal-allow',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'A statement that allows names whom it allows, with `Principal`.',
    why: `\`NotPrincipal\` with \`Allow\` allows everybody in the world but those it lists, also callers without an AWS account.
To keep somebody out, deny with a condition such as \`ArnNotEquals\` on \`aws:PrincipalArn\`; to let somebody in, write
\`Principal\`.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    NotPrincipal: { AWS: arn:aws:iam::111122223333:user/intern }
                    Action: sqs:SendMessage
                    Resource: !GetAtt Jobs.Arn
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        jobs.addToResourcePolicy(
          new iam.PolicyStatement({
            notPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:user/intern')],
            actions: ['sqs:SendMessage'],
            resources: [jobs.queueArn],
          }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Deny
                    NotPrincipal: { AWS: arn:aws:iam::111122223333:root }
                    Action: sqs:DeleteQueue
                    Resource: !GetAtt Jobs.Arn
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        jobs.addToResourcePolicy(
          new iam.PolicyStatement({
            principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/worker')],
            actions: ['sqs:SendMessage'],
            resources: [jobs.queueArn],
          }),
        );
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html'],
    peers: [
      'cfn_nag F6',
      'cfn_nag F7',
      'cfn_nag F8',
      'cfn_nag F9',
      'parliament NOTPRINCIPAL_WITH_ALLOW',
      'ALLOW_WITH_NOTPRINCIPAL',
    ],
  },
  messages: {
    inverted: 'NotPrincipal with Allow lets everybody in the world do {actions}{to} but {principals}.',
  },

  *checkStatement(statement) {
    if (!isWrittenAllow(statement)) return;
    const entry = entryAt(statement.elements, 'NotPrincipal');
    if (!entry || entry.value.kind === 'absent') return;
    const who =
      entry.value.kind === 'object'
        ? entry.value.entries.flatMap(e => itemsOf(e.value).items)
        : itemsOf(entry.value).items;
    const actions = itemsOf(at(statement.elements, 'Action')).items.map(i => rendered(i.value));
    yield {
      message: 'inverted',
      at: entry.keySpan,
      params: {
        actions: actions.length === 0 ? 'what it says' : listed(actions),
        principals: who.length === 0 ? 'those it lists' : listed(who.map(i => rendered(i.value))),
        ...wording(statement, []),
      },
      subject: subjectOf(statement, 'NotPrincipal'),
    };
  },
});
