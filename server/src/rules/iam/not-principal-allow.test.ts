/** NotPrincipal with Allow. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notPrincipalAllow } from './not-principal-allow.ts';

ruleTest(notPrincipalAllow, ({ check }) => {
  check(
    'points at the key and names who is left out',
    yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  NotPrincipal: { AWS: ['111122223333', '444455556666'] }
      #           ^^^^^^^^^^^^ error iam/not-principal-allow: NotPrincipal with Allow lets everybody in the world do sqs:* on Jobs but 111122223333 and 444455556666.
                  Action: sqs:*
                  Resource: !GetAtt Jobs.Arn
    `,
  );
});
