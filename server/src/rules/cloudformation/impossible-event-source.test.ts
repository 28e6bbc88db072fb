/** cloudformation/impossible-event-source */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { impossibleEventSource } from './impossible-event-source.ts';

ruleTest(impossibleEventSource, ({ check, fixed }) => {
  check(
    'a place to start in a queue; silent: what can’t be seen',
    yaml`
    Parameters:
      Size: { Type: Number }
    Resources:
      Jobs: { Type: AWS::SQS::Queue }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !GetAtt Jobs.Arn
          FunctionName: handler
          BatchSize: !Ref Size
          StartingPosition: LATEST
    #                       ^^^^^^ error cloudformation/impossible-event-source (fix): Mapping says where to start in Jobs, a queue, which has no such place.
      Elsewhere:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !ImportValue Stream, FunctionName: handler }
  `,
  );
  it('sets the place and the window', () => {
    expect(fixed(impossibleEventSource.docs.bad[1] as Example)).toContain('"StartingPosition": "LATEST"');
    expect(fixed(impossibleEventSource.docs.bad[2] as Example)).toContain('maximumBatchingWindowInSeconds: 1');
  });
});
