/**
 * What the report page costs with 5,000 findings in 250 files: how long until a browser shows it, and until a filter has done
 * its work. By itself: `node tools/bench/report.ts`, which keeps the page if it is given a name for it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { createWorkspace, version } from '../../server/src/all.ts';
import { renderHtml } from '../../server/src/report/html.ts';
import { type Report, makeReport } from '../../server/src/report/report.ts';
import { type Row, cpu, median } from './measure.ts';

const FINDINGS = 5000;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Both run in the page. From the start of the navigation to the frame that shows the list, in milliseconds. */
const OPENED = `(async () => {
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  if (!document.querySelector('#list .finding')) throw new Error('there is no list');
  return performance.now();
})()`;
/** From each of some inputs to the frame that shows what it leaves. */
const FILTERED = `(async () => {
  const filter = document.getElementById('filter');
  const spent = [];
  for (const words of ['r', 'ro', 'rotates', 'rotates team-3', 'nothing at all', 'AWS::S3::Bucket', '']) {
    const began = performance.now();
    filter.value = words;
    filter.dispatchEvent(new Event('input'));
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    spent.push(performance.now() - began);
  }
  return spent;
})()`;

/** The report of as many templates as it takes, cut to exactly so many findings. */
export function largeReport(): Report {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: uri => uri,
    today: () => '2026-11-21',
  });
  const today = '2026-11-21';
  for (let i = 0; i < 250; i++) {
    const names = Array.from({ length: 6 }, (_, n) => `Part${i}x${n}`);
    const resources = names.map(
      name => `  ${name}Key:
    Type: AWS::KMS::Key
  ${name}Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: Not_Valid-${name}
  ${name}Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: All
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
`,
    );
    const text = `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n${resources.join('')}`;
    workspace.update({ uri: `file:///bench/services/team-${i % 9}/service-${i}/template.yaml`, version: 1, text });
  }
  const made = makeReport(workspace, {
    root: 'file:///bench',
    version,
    today,
    fixes: () => ({ title: 'Turn on key rotation', safety: 'safe' }),
  });
  if (made.findings.length < FINDINGS) throw new Error(`only ${made.findings.length} findings`);
  // The page takes what it counts from the findings and the summary alike; only how many there are matters here.
  return { ...made, findings: made.findings.slice(0, FINDINGS) };
}

/** The rows of the table. */
export async function reportRows(): Promise<Row[]> {
  const report = largeReport();
  let html = '';
  const rendered: number[] = [];
  for (let i = 0; i < 5; i++) rendered.push(cpu(() => (html = renderHtml(report, { mode: 'file' }))));
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const file = path.join(folder, 'report.html');
  writeFileSync(file, html);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const opened: number[] = [];
    const filtered: number[] = [];
    for (let i = 0; i < 5; i++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(pathToFileURL(file).href);
      opened.push(await page.evaluate<number>(OPENED));
      filtered.push(...(await page.evaluate<number[]>(FILTERED)));
      await page.close();
    }
    return [
      {
        what: `Report page of ${FINDINGS.toLocaleString('en')} findings, opened`,
        measured: `${Math.round(median(opened))} ms wall`,
        limit: '≤ 1,000 ms',
        note: `in Chromium, to the frame with the list; ${(html.length / 1e6).toFixed(1)} MB, written in ${Math.round(median(rendered))} ms CPU`,
      },
      {
        what: `Report page of ${FINDINGS.toLocaleString('en')} findings, filtered`,
        measured: `${Math.round(median(filtered))} ms wall`,
        limit: '≤ 100 ms',
        note: `from a key to the frame that shows it; ${filtered.length} filters, the slowest ${Math.round(Math.max(...filtered))} ms`,
      },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , keep] = process.argv;
  if (keep !== undefined) writeFileSync(keep, renderHtml(largeReport(), { mode: 'file' }));
  for (const row of await reportRows()) console.log(`${row.what}: ${row.measured} (${row.limit}); ${row.note}`);
}
