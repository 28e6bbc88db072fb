/** Annotations for GitHub Actions: their format, what is escaped, and how many there are. */
import { describe, expect, it } from 'vitest';
import { baselineOf } from './baseline.ts';
import { renderGithub } from './github.ts';
import { reportOf } from './testing.ts';

describe('renderGithub', () => {
  it('writes a command for each finding, with everything escaped that ends one', () => {
    const text = renderGithub(reportOf({ 'a,b: 100%.yaml': 'x TERRIBLE(100%: no, not\r\n::stop)\nODD(hm)' }));
    expect(text.split('\n')).toEqual([
      '::error file=a%2Cb%3A 100%25.yaml,line=1,endLine=2,title=Plumbline made/terrible::100%25: no, not%0A::stop',
      '::notice file=a%2Cb%3A 100%25.yaml,line=3,endLine=3,col=1,endColumn=7,title=Plumbline up/odd::hm',
      'Not ready to deploy: 1 error, 1 hint in 1 file.',
      '',
    ]);
  });

  it('annotates as many of each level as GitHub shows, the rest in a group of plain lines', () => {
    const poor = Array.from({ length: 12 }, (_, i) => `POOR(p${i})`).join('\n');
    const lines = renderGithub(reportOf({ 'a.yaml': `${poor}\nTERRIBLE(t)` }), {
      fileOf: f => `infra/${f.file}`,
    }).split('\n');
    expect(lines.filter(l => l.startsWith('::warning file=infra/a.yaml,'))).toHaveLength(10);
    expect(lines.filter(l => l.startsWith('::error '))).toHaveLength(1);
    expect(lines.slice(11, 15)).toEqual([
      '::group::2 further findings beyond what GitHub annotates',
      'warning infra/a.yaml:11:1 p10 (made/poor)',
      'warning infra/a.yaml:12:1 p11 (made/poor)',
      '::endgroup::',
    ]);
  });

  it('leaves out what was accepted, and says how much that is', () => {
    const before = reportOf({ 'a.yaml': 'POOR(old)' }).findings;
    const report = reportOf(
      { 'a.yaml': 'POOR(old)\nODD(new)' },
      { earlier: { since: 'the baseline', baseline: baselineOf(before), hides: 'in the baseline' } },
    );
    expect(renderGithub(report)).toMatch(
      /^::notice [^\n]*::new\n[^\n]*1 hint in 1 file\.\nSince the baseline: 1 new, 0 gone, 1 as before\.\n$/,
    );
  });
});
