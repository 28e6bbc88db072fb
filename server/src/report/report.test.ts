/** The report value and its renderers, on made-up findings. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { RequirementState } from '../core/requirementState.ts';
import { BaselineError, baselineOf, writeBaseline } from './baseline.ts';
import { readEarlier } from './earlier.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import type { ReportOptions } from './report.ts';
import { renderSarif } from './sarif.ts';
import { reportOf } from './testing.ts';
import { renderText } from './text.ts';

const FILES = {
  'b/two.yaml': 'x: 1\n  y: POOR(late one)  TERRIBLE(blocks)\n',
  'a one.yaml': 'POOR(first)\n😀 ODD(after an emoji)\nPOOR(silent) HUSH(we know)\nSKIP(too deep) BROKEN\n',
};

/** Requirements: one that is met, one that can't be told, one with nothing to check. */
const REQUIREMENTS: readonly RequirementState[] = (['met', 'unchecked', 'idle'] as const).map((state, i) => ({
  requirement: {
    id: `file:///app/plumbline.yaml#tags.${state}`,
    name: `tags.${state}`,
    category: 'tags',
    span: { uri: 'file:///app/plumbline.yaml', start: 0, end: 4 },
    line: 3 + i,
    text: `- ${state}`,
    why: i === 0 ? null : 'Finance <b>wants</b> it.',
    source: i === 0 ? null : { uri: 'file:///app/PROMPT.md', line: 16, quote: 'All | must be tagged.' },
    severity: null,
    demand: { kind: 'tag', key: state, value: null, except: [] },
  },
  state,
  reason: state === 'met' ? null : 'nothing here can have tags',
  violations: [],
  accepted: 0,
  governed: [],
}));

describe('requirements in the report', () => {
  const report = reportOf(FILES, { requirements: REQUIREMENTS });

  it('are counted and listed, what is not met first', () => {
    expect(report.summary.requirements).toEqual({ met: 1, violated: 0, unchecked: 1, idle: 1 });
    expect(report.requirements.map(r => [r.name, r.source.file, r.source.line, r.source.quote])).toEqual([
      ['tags.unchecked', 'PROMPT.md', 16, 'All | must be tagged.'],
      ['tags.met', 'plumbline.yaml', 3, '- met'],
      ['tags.idle', 'PROMPT.md', 16, 'All | must be tagged.'],
    ]);
  });

  it('have a section in each format, and none where nothing is asked for', () => {
    const heading = 'Requirements: met 1 of 2, 1 not checkable, 1 with nothing to check';
    const markdown = renderMarkdown(report);
    expect(markdown).toContain(`## ${heading}`);
    expect(markdown).toContain(
      '| `tags.unchecked`<br>Finance &lt;b&gt;wants&lt;/b&gt; it. | not checkable: nothing here can have tags | `PROMPT.md:16`: “All \\| must be tagged.” |',
    );
    const html = renderHtml(report, { mode: 'file' });
    expect(html).toContain(`${heading}</h2>`);
    expect(html).toContain('<th scope="row">tags</th>');
    expect(html).toContain('<span>1 of 2 met</span>');
    expect(html).toContain('Finance &lt;b&gt;wants&lt;/b&gt; it.');
    expect(html).toContain('href="vscode://file/app/plumbline.yaml:1:1"><code>tags.met</code>');
    expect(renderHtml(report, { mode: 'webview' })).toContain(
      'data-place="{&quot;uri&quot;:&quot;file:///app/plumbline.yaml&quot;',
    );
    expect(renderText(report)).toContain(`${heading}.\n`);
    expect(JSON.parse(renderJson(report)).requirements.map((r: { state: string }) => r.state)).toEqual([
      'unchecked',
      'met',
      'idle',
    ]);
    expect(JSON.parse(renderSarif(report)).runs[0].properties.requirements).toHaveLength(3);
    const none = reportOf(FILES);
    expect(renderMarkdown(none)).not.toContain('## Requirements');
    expect(renderHtml(none, { mode: 'file' })).not.toContain('id="requirements"');
    expect(renderText(none)).not.toContain('Requirements:');
    expect(JSON.parse(renderSarif(none)).runs[0].properties).toBeUndefined();
  });
});

describe('the report', () => {
  it('sorts blockers first, then by file and place', () => {
    expect(reportOf(FILES).findings.map(f => `${f.severity} ${f.file} ${f.message}`)).toEqual([
      'error a one.yaml This cannot be read.',
      'error b/two.yaml blocks',
      'warning a one.yaml first',
      'warning b/two.yaml late one',
      'hint a one.yaml after an emoji',
    ]);
  });

  it('counts lines from zero and columns in UTF-16', () => {
    const hint = reportOf(FILES).findings.find(f => f.severity === 'hint');
    expect(hint?.range).toEqual({ start: { line: 1, character: 3 }, end: { line: 1, character: 22 } });
    expect(hint?.excerpt).toBe('😀 ODD(after an emoji)');
  });

  it('summarizes, and says what is ignored and not analysed', () => {
    const report = reportOf(FILES, { unread: [{ uri: 'file:///app/big.json', reason: 'binary' }] });
    expect(report.summary).toMatchObject({
      verdict:
        'Not ready to deploy: 1 finding makes the deployment fail; in total 2 errors, 2 warnings, 1 hint in 2 files.',
      files: 2,
      total: 5,
      bySeverity: { error: 2, warning: 2, information: 0, hint: 1 },
      byFamily: { made: 3, syntax: 1, up: 1 },
      suppressed: 1,
    });
    expect(report.suppressed.map(s => [s.finding.message, s.reason])).toEqual([['silent', 'we know']]);
    expect(report.notAnalysed.map(n => [n.file, n.range?.start.line ?? null, n.reason])).toEqual([
      ['a one.yaml', 3, 'too deep'],
      ['big.json', null, 'binary'],
    ]);
  });

  it('has a verdict for every state', () => {
    expect(reportOf({ a: 'POOR(x)' }).summary.verdict).toMatch(/^Nothing blocks a deployment, but look at this first/);
    expect(reportOf({ a: 'ODD(x)' }).summary.verdict).toMatch(/^Nothing blocks a deployment; advice/);
    expect(reportOf({ a: '' }).summary.verdict).toBe('No problems found in 1 file with 0 resources.');
    expect(reportOf({}).summary.verdict).toMatch(/^Nothing was checked/);
  });

  it('is plain data but for the rules', () => {
    const { rules: _, ...rest } = reportOf(FILES);
    expect(structuredClone(rest)).toEqual(rest);
  });
});

describe('findings of the synthesized template', () => {
  it('are counted for people, where there are some', () => {
    const read = reportOf(FILES);
    const [first, ...rest] = read.findings;
    if (!first) throw new Error('no finding');
    const resource = { type: 'AWS::KMS::Key', logicalId: 'Key', path: 'S/Key' };
    const report = { ...read, findings: [{ ...first, resource, evidence: 'synth' as const }, ...rest] };

    const words = '1 of 5 findings is confirmed by synthesizing the app';
    for (const render of [renderText, renderMarkdown, (r: typeof read) => renderHtml(r, { mode: 'file' })]) {
      expect(render(report)).toContain(words);
      expect(render(read)).not.toContain('confirmed by synthesizing');
    }
    expect(renderHtml(report, { mode: 'file' })).toContain('"synth":true');
  });
});

describe('what blocks a deployment', () => {
  const files = { 'a.yaml': 'TERRIBLE(open)\nFATAL(refused)\nPOOR(x)' };

  it('comes first, by the word of the rule and not by severity', () => {
    const report = reportOf(files);
    expect(report.findings.map(f => [f.message, f.blocks])).toEqual([
      ['refused', true],
      ['open', false],
      ['x', false],
    ]);
    expect(report.summary).toMatchObject({
      blockers: 1,
      verdict: 'Not ready to deploy: 1 finding makes the deployment fail; in total 1 error, 2 warnings in 1 file.',
    });
    expect(reportOf({ a: 'TERRIBLE(x)' }).summary.verdict).toBe('Not ready to deploy: 1 error in 1 file.');
    expect(renderMarkdown(report)).toMatch(
      /## What blocks a deployment\n[^#]*refused[^#]*\n\n### |## What blocks a deployment\n[^#]*refused/,
    );
    expect(renderHtml(report, { mode: 'file' })).toContain('Deployment blockers <span class="count">1</span>');
  });
});

describe('effort', () => {
  const effort = (files: Readonly<Record<string, string>>, options: Partial<ReportOptions> = {}) =>
    reportOf(files, options).findings.map(f => `${f.effort.level}: ${f.effort.reason}`);

  it('is told from the fix', () => {
    expect(effort({ a: 'POOR(x)' })).toEqual(['quick: its fix was applied to a copy and checked']);
    expect(effort({ a: 'TERRIBLE(x)' })).toEqual(['edit: by hand: no fix was proven here']);
    const fixes = () => ({ title: 'Rename it', safety: 'replacement' as const });
    expect(effort({ a: 'POOR(x)' }, { fixes })[0]).toMatch(/^redesign: mending it replaces the resource/);
    expect(reportOf({ a: 'POOR(x) TERRIBLE(y)' }).summary.byEffort).toEqual({ quick: 1, edit: 1, redesign: 0 });
  });
});

describe('the change since an earlier report', () => {
  const before = reportOf(FILES);
  const after = reportOf(
    { ...FILES, 'b/two.yaml': 'x: 1\n\n  y: TERRIBLE(blocks) TERRIBLE(another)\n' },
    { earlier: { since: 'Friday', baseline: baselineOf(before.findings) } },
  );

  it('names what is new and what is gone, and nothing that only moved', () => {
    expect(after.findings.filter(f => f.isNew).map(f => f.message)).toEqual(['another']);
    expect(after.change).toMatchObject({ since: 'Friday', new: 1, unchanged: 4 });
    expect(after.change?.gone.map(e => e.message)).toEqual(['late one']);
    expect(before.change).toBeNull();
    expect(before.findings[0]?.isNew).toBeNull();
  });

  it('is in each format for people', () => {
    const words = 'Since Friday: 1 new, 1 gone, 4 as before.';
    for (const render of [renderText, renderMarkdown, (r: typeof after) => renderHtml(r, { mode: 'file' })]) {
      expect(render(after)).toContain(words);
      expect(render(before)).not.toContain('Since ');
    }
    expect(renderMarkdown(after)).toContain('late one');
    expect(JSON.parse(renderJson(after)).change.gone[0]).toMatchObject({ file: 'b/two.yaml', rule: 'made/poor' });
  });

  it('can be told from a report in JSON, as well as from a baseline', () => {
    const texts = [renderJson(before), writeBaseline(before.findings)];
    for (const text of texts) expect(readEarlier(text)).toEqual(baselineOf(before.findings));
    expect(() => readEarlier('[]')).toThrow(BaselineError);
    expect(() => readEarlier('{"version": "0.1.0", "findings": [{"rule": 1}]}')).toThrow(BaselineError);
  });
});

describe('text', () => {
  it('groups by file, one line a finding', () => {
    expect(renderText(reportOf(FILES))).toMatchInlineSnapshot(`
      "a one.yaml
         1:1  warning      first  made/poor  (fix)
         2:4  hint         after an emoji  up/odd
        4:16  error        This cannot be read.  syntax/unreadable

      b/two.yaml
         2:6  warning      late one  made/poor  (fix)
        2:22  error        blocks  made/terrible

      not analysed: a one.yaml:4:1: too deep

      Not ready to deploy: 1 finding makes the deployment fail; in total 2 errors, 2 warnings, 1 hint in 2 files.
      2 findings can be fixed in the editor, 2 of them safely with --fix.
      1 finding ignored by comments.
      "
    `);
  });

  it('puts carets under what is covered', () => {
    expect(renderText(reportOf({ 't.yaml': '\tk: POOR(x)\n' }), { verbose: true })).toContain(
      'k: POOR(x)\n          ^^^^^^^',
    );
  });

  it('lets no control character reach the terminal', () => {
    const text = renderText(reportOf({ 'a\u001b[2J.yaml': 'POOR(\u001b]0;owned\u0007)' }), { verbose: true });
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });

  it('has colours only when asked', () => {
    expect(renderText(reportOf(FILES))).not.toContain('\u001b');
    expect(renderText(reportOf(FILES), { color: true })).toContain('\u001b[31merror');
  });
});

describe('JSON', () => {
  it('has exactly the promised keys', () => {
    const json = JSON.parse(renderJson(reportOf(FILES)));
    expect(Object.keys(json)).toEqual([
      'version',
      'findings',
      'requirements',
      'summary',
      'change',
      'notAnalysed',
      'timings',
    ]);
    for (const finding of json.findings)
      expect(Object.keys(finding)).toEqual([
        'rule',
        'severity',
        'message',
        'file',
        'range',
        'resource',
        'evidence',
        'requirement',
        'stack',
        'blocks',
        'effort',
        'new',
        'fix',
        'key',
      ]);
    expect(json.findings[2].fix).toEqual({ title: 'Mend it', safety: 'safe' });
    expect(json.findings[0].fix).toBeNull();
  });
});

describe('Markdown', () => {
  it('escapes what would be markup', () => {
    const text = renderMarkdown(reportOf({ 'x|y`z.yaml': 'TERRIBLE(<script>alert|*1* [a]</script>)' }));
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;alert\\|\\*1\\* \\[a\\]&lt;/script&gt;');
    for (const row of text.split('\n').filter(line => line.startsWith('| error | &lt;')))
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  });

  it('has all sections', () => {
    const text = renderMarkdown(reportOf(FILES));
    for (const heading of ['What blocks', 'Everything else', 'How to mend', 'Ignored', 'Not analysed'])
      expect(text).toContain(`## ${heading}`);
  });
});

describe('HTML', () => {
  const hostile = '</script><script>alert("x")</script><img src=x onerror=alert(1)>';

  it('lets nothing of the user become markup or script', () => {
    const html = renderHtml(
      reportOf({
        [`${hostile}.yaml`]: `TERRIBLE(${hostile.replaceAll(/[()]/g, '')})\nPOOR(x) HUSH(${hostile.replace(/\(.*/, '')})\nSKIP(<i>)`,
      }),
      { mode: 'webview', nonce: 'abc' },
    );
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<i>');
    // What is data needs no leave to run.
    expect(html.match(/<(script|style)[^>]*nonce="abc"/g)).toHaveLength(2);
    expect(html).toContain("style-src 'nonce-abc'; script-src 'nonce-abc';");
  });

  it('loads nothing and links files only outside of the editor', () => {
    const file = renderHtml(reportOf(FILES), { mode: 'file' });
    expect(file).toContain("default-src 'none'");
    expect(file).toContain("'vscode://file/'");
    for (const tag of ['script', 'style']) {
      const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(file)?.[1] ?? '';
      expect(file).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(file).not.toMatch(/<(link|img|iframe)\b|\ssrc=|@import|url\(/);
  });

  it('stays quick with 5,000 findings', () => {
    const report = reportOf({ 'a.yaml': Array.from({ length: 5000 }, (_, i) => `POOR(number ${i})`).join('\n') });
    expect(report.findings).toHaveLength(5000);
    const began = performance.now();
    const html = renderHtml(report, { mode: 'file' });
    expect(performance.now() - began).toBeLessThan(2000);
    expect(html.length).toBeLessThan(5_000_000);
  });
});

describe('SARIF', () => {
  // The published schema is draft 4; but for the name of `id`, what it uses means the same in the draft that ajv reads.
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../test/sarif/sarif-2.1.0.schema.json'), 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  (addFormats as unknown as (a: Ajv) => void)(ajv);
  const valid = ajv.compile(schema);

  it('fits the published schema', () => {
    for (const files of [FILES, {}]) {
      const log = JSON.parse(renderSarif(reportOf(files, { unread: [{ uri: 'file:///app/x', reason: 'binary' }] })));
      expect(valid(log), JSON.stringify(valid.errors, null, 1)).toBe(true);
    }
    expect(valid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  it('has one-based regions, fingerprints, fixes and suppressions', () => {
    const [run] = JSON.parse(renderSarif(reportOf(FILES))).runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    const hint = run.results.find((r: { ruleId: string }) => r.ruleId === 'up/odd');
    expect(hint.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'a%20one.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 4, endLine: 2, endColumn: 23 },
    });
    expect(run.tool.driver.rules[hint.ruleIndex].id).toBe('up/odd');
    expect(hint.partialFingerprints['plumbline/v1']).toMatch(/^up\/odd:/);
    const poor = run.results.find((r: { ruleId: string }) => r.ruleId === 'made/poor');
    expect(poor.fixes[0].artifactChanges[0].replacements[0].insertedContent).toEqual({ text: 'fine' });
    const silent = run.results.filter((r: { suppressions?: unknown }) => r.suppressions);
    expect(silent).toHaveLength(1);
    expect(silent[0].suppressions[0]).toMatchObject({ kind: 'inSource', justification: 'we know' });
  });
});
