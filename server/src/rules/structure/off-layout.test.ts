import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { offLayout } from './off-layout.ts';

const asks = (layout: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  layout: ${layout}\n` });
const said = (place: string, file: string) => [
  `information structure/off-layout "${place}": Files with stacks should be called lib/*-stack.ts, and this is ${file} (plumbline.yaml:3).`,
];

ruleTest(offLayout, ({ check }) => {
  check(
    'a stack elsewhere',
    withFiles(cdk`new sqs.Queue(this, 'Jobs');`, asks('{ stack_files: lib/*-stack.ts }')),
    said('sqs.Queue', 'stack.ts'),
  );
  check(
    'silent: as it is called',
    withFiles(cdk`new sqs.Queue(this, 'Jobs');`, asks('{ stack_files: "*stack.ts" }')),
    [],
  );
  check(
    'silent: one kind a file',
    withFiles(
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
      `,
      { ...asks('{ separate: [sqs, dynamodb] }'), 'b.yaml': 'Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n' },
    ),
    [],
  );
});
