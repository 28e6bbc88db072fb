/** Reports tests that put mocks in the place of AWS SDK v2. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { sdkImports } from './v2.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2Mock = defineRule({
  id: 'sdk/v2-mock',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Tests mock the clients that the code uses, of AWS SDK v3.',
    why: `A mock of \`aws-sdk\` stands in the place of a module that supported code no longer loads. Once the code has moved to
v3 such a test mocks nothing: it fails for want of credentials, or, where there are some, calls the account that they are
for. \`aws-sdk-client-mock\` does the same for clients of v3, command by command.

A test file that imports v2 itself is reported for that import alone.`,
    bad: [
      withFiles(stack, {
        'test/reader.test.ts': `
          import { handler } from '../lambda/reader';
          jest.mock('aws-sdk', () => ({ S3: jest.fn() }));
          test('reads', () => handler());
        `,
      }),
    ],
    good: [
      withFiles(stack, {
        'test/reader.test.ts': `
          import { S3Client } from '@aws-sdk/client-s3';
          import { mockClient } from 'aws-sdk-client-mock';
          const s3 = mockClient(S3Client);
          beforeEach(() => s3.reset());
        `,
      }),
    ],
    links: ['https://github.com/m-radzikowski/aws-sdk-client-mock'],
  },
  messages: {
    mock: '{library} mocks AWS SDK v2 here. Mock clients of v3 with aws-sdk-client-mock.',
  },
  *checkCode(unit) {
    if (sdkImports(unit).length > 0) return;
    const [first] = unit.facts.filter(f => f.kind === 'sdk-v2-mock');
    if (first) yield { message: 'mock', at: first.span, params: { library: first.library }, tags: ['deprecated'] };
  },
});
