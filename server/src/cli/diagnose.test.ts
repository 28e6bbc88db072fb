/** `plumbline diagnose`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { plumbline } from './testing.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
  mkdirSync(path.join(root, 'home/shop/app'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(root, 'home/shop', name), text);
  write('t.yaml', 'Resources:\n  SecretPlan:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: false }\n');
  write('plumbline.yaml', 'version: 1\nrequirements:\n  services: [kms]\n');
  write('app/cdk.json', '{ "app": "npx tsx main.ts" }');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const diagnose = (...args: string[]) => {
  const home = path.join(root, 'home');
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  return plumbline(path.join(home, 'shop'), 'diagnose', ...args);
};

it('says what there is, and nothing of what is in the files or where the home folder is', async () => {
  const { code, out, err } = await diagnose();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`- Plumbline: ${manifest.version}\n`);
  expect(out).toContain('### shop\n\n- Files read: ');
  expect(out).toMatch(/- Projects: \d; resources: 1; findings: [1-9]/);
  expect(out).toContain('- Requirements: on (1 file)\n');
  expect(out).toContain('- Baseline: off (there is no .plumbline-baseline.json)\n');
  expect(out).toContain('### shop/app\n\n- Live synth: off (');
  expect(out).toMatch(/- Rules: \d+\.\d ms\n {2}- [a-z]+\/[a-z-]+: /);
  expect(out).toContain('## Last errors\n\nNone.');
  expect(out).not.toContain(root);
  expect(out).not.toContain('SecretPlan');
});

it('takes one folder', async () => {
  expect((await diagnose('app')).out).toContain('### app\n\n- Files read: 1 configuration');
  expect(await diagnose('nowhere')).toMatchObject({ code: 2, out: '', err: 'plumbline: nowhere is no folder\n' });
  expect((await diagnose('a', 'b')).code).toBe(2);
  expect((await diagnose('--help')).out).toMatch(/^Usage: plumbline diagnose/);
});
