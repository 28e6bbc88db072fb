/**
 * What moving code to SDK v3 costs: the facts of a handler that has nothing to do with the SDK, one small fix with its proof,
 * and the worker that migrates, from nothing to the first text.
 */
import ts from 'typescript';
import { createWorkspace } from '../../server/src/all.ts';
import { span } from '../../server/src/core/document.ts';
import { proposeFixes } from '../../server/src/fixes/index.ts';
import { codeFacts } from '../../server/src/frontends/handlers/code.ts';
import { Converter } from '../../server/src/migration/converter.ts';
import { migrateScript } from '../../server/src/testing/bundled.ts';
import { type Row, cpu, median } from './measure.ts';

/** A handler of about 200 lines that calls no AWS service: orders are checked and added up. */
function handler(): string {
  const kinds = Array.from({ length: 11 }, (_, i) => i);
  const body = kinds.map(
    i => `interface Order${i} {
  readonly id: string;
  readonly amount: number;
}

/** The total of orders of kind ${i}. */
function total${i}(orders: readonly Order${i}[]): number {
  let sum = 0;
  for (const order of orders) {
    if (order.amount < 0) throw new Error(\`Order \${order.id} is negative\`);
    sum += order.amount * ${i};
  }
  return Math.round(sum * 100) / 100;
}

`,
  );
  return `import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { format } from './format';

const STAGE = process.env.STAGE ?? 'dev';

${body.join('')}export const handler = async (event: APIGatewayProxyEvent) => {
  const { orders = [] } = JSON.parse(event.body ?? '{}');
  const sums = [${kinds.map(i => `total${i}(orders)`).join(', ')}];
  const hash = createHash('sha256').update(STAGE).digest('hex');
  return { statusCode: 200, body: JSON.stringify({ hash, text: sums.map(s => format(s)).join() }) };
};
`;
}

const OLD = `import { S3 } from 'aws-sdk';

const s3 = new S3();

export const handler = async (event: { key: string }) => {
  const { Body } = await s3.getObject({ Bucket: process.env.BUCKET ?? '', Key: event.key }).promise();
  return Body?.toString();
};
`;

/** The rows of the table. */
export async function sdkRows(runs: number): Promise<Row[]> {
  const text = handler();
  const uri = 'file:///bench/handler.ts';
  const parse = () => ts.createSourceFile(uri, text, ts.ScriptTarget.ESNext, false);
  const source = parse();
  const facts = () =>
    codeFacts(
      source,
      (start, end) => span(uri, start, end),
      specifier => [specifier],
    );
  // One reading is too short for the clock.
  const times = (count: number, work: () => unknown) => {
    for (let i = 0; i < count; i++) work();
  };
  times(500, facts);
  const readings = Array.from({ length: runs }, () => cpu(() => times(20, facts)) / 20);
  const parses = Array.from({ length: runs }, () => cpu(() => times(20, parse)) / 20);

  const space = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => '2026-11-21',
  });
  const fixes: number[] = [];
  let offered = '';
  for (let i = 0; i < runs + 10; i++) {
    space.update({ uri, version: i + 1, text: OLD + ' '.repeat(i % 7) });
    const finding = space.findings(uri).find(f => f.rule === 'sdk/v2-import');
    if (!finding) throw new Error('the import of v2 was not found');
    const spent = cpu(() => {
      const fix = proposeFixes(space, finding).find(f => 'edits' in f);
      if (!fix) throw new Error('the fix was not offered');
      offered = fix.title;
    });
    if (i >= 10) fixes.push(spent);
  }

  const script = await migrateScript();
  const starts: number[] = [];
  const walls: number[] = [];
  for (let i = 0; i < 5; i++) {
    const converter = new Converter({ script });
    const began = performance.now();
    const before = process.cpuUsage();
    await converter.convert('handler.ts', OLD);
    // The worker is a thread of this process, which waits meanwhile.
    const { user, system } = process.cpuUsage(before);
    starts.push((user + system) / 1000);
    walls.push(performance.now() - began);
    converter.stop();
  }
  return [
    {
      what: 'Handler facts, 200-line file without SDK use',
      measured: `${median(readings).toFixed(2)} ms`,
      limit: '≤ 1 ms',
      note: `CPU of what is read for the code of functions, on top of the parse (${median(parses).toFixed(2)} ms); ${text.split('\n').length} lines`,
    },
    {
      what: 'Small fix to SDK v3, with its proof',
      measured: `${median(fixes).toFixed(1)} ms`,
      limit: '≤ 20 ms',
      note: `CPU of “${offered}” for one file`,
    },
    {
      what: 'Migration worker, start to first text',
      measured: `${Math.round(median(starts))} ms`,
      limit: '≤ 1,500 ms',
      note: `CPU, median of 5: ${starts.map(s => Math.round(s)).join(', ')}; wall ${Math.round(median(walls))} ms`,
    },
  ];
}
