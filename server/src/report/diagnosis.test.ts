/** The diagnosis as Markdown: nothing of the user's home in it, whatever is in the texts. */
import { expect, it } from 'vitest';
import { type Diagnosis, redacted, renderDiagnosis } from './diagnosis.ts';

it('hides the home folder in each of its spellings', () => {
  expect(redacted('at /srv/jo/app/x.ts and file:///srv/jo/app', '/srv/jo')).toBe('at ~/app/x.ts and file://~/app');
  expect(redacted('/srv/john and /srv/jo-old stay', '/srv/jo')).toBe('/srv/john and /srv/jo-old stay');
  expect(redacted('/srv/jo and /srv/jo.', '/srv/jo/')).toBe('~ and ~.');
  expect(redacted('c:\\users\\Jo\\a file:///c%3A/Users/Jo/b C:/Users/Jo', 'C:\\Users\\Jo')).toBe('~\\a file:///~/b ~');
  expect(redacted('file:///srv/j%20o/a (j+o)', '/srv/j o')).toBe('file://~/a (j+o)');
  expect(redacted('/a/b', '/')).toBe('/a/b');
});

const nothing: Diagnosis = {
  versions: [['Plumbline', '1.2.3']],
  folders: [],
  apps: [],
  measured: { read: 0, link: 0, rules: 0, byRule: new Map(), isPartial: false },
  settings: {},
  errors: [],
};

it('says so where there is nothing', () => {
  const text = renderDiagnosis(nothing, '/srv/jo');
  for (const words of ['No folder is open.', 'None was found.', 'defaults\n\nNone.', 'errors\n\nNone.'])
    expect(text).toContain(words);
});

it('names what is on and why not, the slowest rules first, and errors that can not end their block', () => {
  const text = renderDiagnosis(
    {
      ...nothing,
      folders: [
        {
          name: 'shop',
          enabled: false,
          files: { template: 2, cdk: 1 },
          projects: 1,
          resources: 3,
          findings: 4,
          parts: [{ name: 'Baseline', on: false, detail: 'there is none' }],
        },
      ],
      apps: [
        {
          name: 'shop/app',
          state: 'failing',
          reason: 'in /srv/jo/app',
          library: null,
          node: 'Node 24 (/srv/jo/bin/node)',
          guards: ['no network'],
          runs: 2,
          median: 81.6,
        },
      ],
      measured: {
        read: 1,
        link: 2,
        rules: 3,
        byRule: new Map([
          ['a/b', 1],
          ['c/d', 2],
          ['e/f', 0.01],
        ]),
        isPartial: true,
      },
      settings: { 'plumbline.liveSynth.node': '/srv/jo/bin/node' },
      errors: [{ at: '2026-11-21T10:00:00Z', text: 'x\n```\n/srv/jo/y' }],
    },
    '/srv/jo',
  );
  expect(text).not.toContain('/srv/jo');
  expect(text).toContain('- Switched off in the settings\n- Files read: 2 template, 1 cdk\n');
  expect(text).toContain('- Baseline: off (there is none)\n');
  expect(text).toContain('- Live synth: failing (in ~/app)\n- aws-cdk-lib: not found\n- Runs on: Node 24 (~/bin/node)');
  expect(text).toContain('- Runs: 2, 82 ms each (median)\n');
  expect(text).toContain('stopped before the end');
  expect(text).toContain('- Rules: 3.0 ms\n  - c/d: 2.0 ms\n  - a/b: 1.0 ms\n\n');
  expect(text).toContain('````text\n2026-11-21T10:00:00Z x\n```\n~/y\n````\n');
});
