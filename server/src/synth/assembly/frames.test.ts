/** Frames in every form that versions of the CDK, Node and operating systems write. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFrame } from './frames.ts';

describe('parseFrame', () => {
  it.each([
    ['new Storage (/app/lib/stack.ts:13:19)', ['new Storage', '/app/lib/stack.ts', 13, 19]],
    ['    at new Storage (/app/lib/stack.ts:13:19)', ['new Storage', '/app/lib/stack.ts', 13, 19]],
    ['Object.<anonymous> (/app/bin/app.ts:4:1)', ['Object.<anonymous>', '/app/bin/app.ts', 4, 1]],
    ['Foo.bar [as baz] (/app/lib/a b (1)/x.ts:1:2)', ['Foo.bar [as baz]', '/app/lib/a b (1)/x.ts', 1, 2]],
    ['async make (file:///app/lib/a%20b.ts:3:9)', ['async make', '/app/lib/a b.ts', 3, 9]],
    ['file:///app/bin/app.ts:4:1', ['', '/app/bin/app.ts', 4, 1]],
    ['/app/bin/app.ts:4:1', ['', '/app/bin/app.ts', 4, 1]],
    ['file:///app/bin/app.ts:4 (:)', ['', '/app/bin/app.ts', 4, null]],
    ['new S (C:\\app\\lib\\s.ts:5:6)', ['new S', 'C:/app/lib/s.ts', 5, 6]],
    ['new S (file:///C:/app/lib/s.ts:5:6)', ['new S', 'C:/app/lib/s.ts', 5, 6]],
  ])('reads %s', (raw, [within, file, line, column]) => {
    expect(parseFrame(raw)).toEqual({ within, file, line, column });
  });

  it.each([
    '...new Bucket2 in aws-cdk-lib...',
    '...node internals...',
    '(no user code in 10 frames, use --stack-trace-limit to capture more)',
    'new Key (/app/node_modules/aws-cdk-lib/aws-kms/lib/key.js:1:11036)',
    'new Key (C:\\app\\node_modules\\aws-cdk-lib\\key.js:1:1)',
    'ModuleJob.run (node:internal/modules/esm/module_job:561:25)',
    'new X (/app/lib/../../../etc/passwd:1:1)',
    'eval (eval at <anonymous> (/app/x.ts:1:1), <anonymous>:1:1)',
    'new Promise (<anonymous>)',
    'relative/x.ts:1:1',
    '',
  ])('has no place for %s', raw => {
    expect(parseFrame(raw)).toBeNull();
  });

  it('never throws, and gives absolute paths without steps up', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom('file://', '/', '..', 'a.ts', ':', '(', ')', ' ', '1', '\\', 'C:', '%'))
            .map(p => p.join('')),
        ),
        raw => {
          const frame = parseFrame(raw);
          if (frame === null) return;
          expect(frame.file).toMatch(/^(\/|[A-Za-z]:\/)/);
          expect(frame.file.split('/')).not.toContain('..');
        },
      ),
    );
  });
});
