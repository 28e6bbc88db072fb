/** cloudformation/beyond-limit */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { beyondLimit } from './beyond-limit.ts';

ruleTest(beyondLimit, ({ check, fixed }) => {
  check(
    'by scenario, with text for a number; an environment and a template that are too large',
    yaml`
    Conditions:
      IsProd: !Equals [!Ref AWS::Region, eu-west-1]
    Resources:
      Handler:
        Type: AWS::Lambda::Function
        Properties:
          Timeout: !If [IsProd, 60, 0]
    #                               ^ error cloudformation/beyond-limit (fix): Timeout of Handler is 0 when not IsProd, and may be 1 to 900.
          MemorySize: '64'
    #                 ^^^^ error cloudformation/beyond-limit (fix): MemorySize of Handler is 64, and may be 128 to 10240.
  `,
  );
  check(
    'an environment',
    yaml`
    Resources:
      Handler:
        Type: AWS::Lambda::Function
        Properties: { Timeout: 60, Environment: { Variables: { ALL: ${'x'.repeat(4100)} } } }
  `,
    [
      `error cloudformation/beyond-limit ${JSON.stringify(`{ ALL: ${'x'.repeat(4100)} }`)}: The environment of Handler takes more than 4,096 bytes: 4103 at least.`,
    ],
  );
  it('keeps logs longer rather than shorter', () =>
    expect(fixed(beyondLimit.docs.bad[0] as Example)).toContain('RetentionInDays: 120'));
});
