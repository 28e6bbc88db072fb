import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { swallowedError } from './swallowed-error.ts';

const app = (code: string, wiring = 'fn.addEventSource(new sources.SqsEventSource(new sqs.Queue(this, "Orders")));') =>
  withFiles(
    cdk`
      const fn = new nodejs.NodejsFunction(this, 'Shipper', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/shipper.ts' });
      ${wiring}
    `,
    { 'lambda/shipper.ts': `import { ship, log } from './ship';\n${code}` },
  );
const handler = (body: string) => `export const handler = async (event: { Records: string[] }) => {\n${body}\n};\n`;
const CAUGHT = handler('  try {\n    await ship(event);\n  } catch (e) {\n    console.error(e);\n  }');

ruleTest(swallowedError, ({ check, fixed, offered }) => {
  const said = [
    'information lambda/swallowed-error "catch": handler of Shipper only logs what fails, which to Orders is success: the queue deletes the message, and no dead-letter queue gets it.',
  ];
  check('around everything', app(CAUGHT), said);
  check(
    'for each message',
    app(handler('  for (const r of event.Records) {\n    try { await ship(r); } catch (e) { console.log(e); }\n  }')),
    said,
  );
  check(
    'with an answer that nobody gets',
    app(handler('  try { await ship(event); return {}; } catch (e) { console.log(e); return { statusCode: 500 }; }')),
    said,
  );
  check(
    'an S3 notification',
    app(
      CAUGHT,
      'new s3.Bucket(this, "Inbox").addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(fn));',
    ),
    [
      'information lambda/swallowed-error "catch": handler of Shipper only logs what fails, which to Inbox is success: Lambda does not try again, and the event goes to no dead-letter queue or destination.',
    ],
  );
  check(
    'a schedule',
    app(
      CAUGHT,
      'new events.Rule(this, "Daily", { schedule: events.Schedule.rate(cdk.Duration.days(1)), targets: [new targets.LambdaFunction(fn)] });',
    ),
    [],
  );
  check('nobody that is known', app(CAUGHT, ''), []);
  check(
    'an API beside the queue',
    app(
      CAUGHT,
      'fn.addEventSource(new sources.SqsEventSource(new sqs.Queue(this, "Orders")));\nnew apigateway.LambdaRestApi(this, "Api", { handler: fn });',
    ),
    [],
  );
  for (const [name, body] of [
    ['thrown again', 'try { await ship(event); } catch (e) { console.error(e); throw e; }'],
    ['some errors alone', 'try { await ship(event); } catch (e) { if (e.name !== "X") throw e; }'],
    ['told to somebody', 'try { await ship(event); } catch (e) { await log(e); }'],
    [
      'failed messages in the answer',
      'try { await ship(event); } catch (e) { console.log(e); return { batchItemFailures: [] }; }',
    ],
    ['a step beside others', 'try { await log(event); } catch (e) { console.log(e); }\n  await ship(event);'],
    ['nothing waited for', 'try { JSON.parse("{}"); } catch (e) { console.log(e); }'],
  ] as const)
    check(name, app(handler(`  ${body}`)), []);

  it('throws the error again', () => {
    expect(fixed(app(CAUGHT))).toContain('    console.error(e);\n    throw e;\n  }');
    expect(
      fixed(
        app(
          handler('  try { await ship(event); return {}; } catch (e) { console.log(e); return { statusCode: 500 }; }'),
        ),
      ),
    ).toContain('catch (e) { console.log(e); throw e; }');
    expect(offered(app(handler('  try { await ship(event); } catch { console.log("failed"); }')))).toEqual([
      'refused: Fix lambda/swallowed-error (the error has no name that could be thrown)',
    ]);
  });
});
