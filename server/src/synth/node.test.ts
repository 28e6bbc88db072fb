/** Which Node is chosen, and that nothing of the workspace is ever run to find out. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './fakeChild.fixture.ts';
import { type NodeChoice, type NodeProblem, chooseNode } from './node.ts';

const folder = temporaryFolder();
const workspace = path.join(folder, 'workspace');
const ran = path.join(folder, 'ran');
const host = { command: process.execPath, electron: false };
mkdirSync(workspace);

/** An executable that leaves a trace when it is run, and says that it is this Node. */
function pretender(file: string, answer: object): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho $0 >> ${ran}\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(file, 0o755);
  return file;
}

const modern = { version: '99.1.0', command: '/pretended/node', permission: true, deniesNetwork: true, hooks: true };

async function choose(search: Partial<Parameters<typeof chooseNode>[0]>): Promise<NodeChoice> {
  const found = await chooseNode({ workspace: [workspace], path: '', home: folder, host, ...search });
  expect(found).toHaveProperty('command');
  return found as NodeChoice;
}

describe.skipIf(process.platform === 'win32')('the Node of the sandbox', () => {
  it("is the host's where there is no other", async () => {
    const node = await choose({});
    expect(node).toMatchObject({ command: process.execPath, from: 'host', permission: true, env: {}, notes: [] });
    expect(node.version).toBe(process.versions.node);
    expect((await choose({ host: { ...host, electron: true } })).env).toEqual({ ELECTRON_RUN_AS_NODE: '1' });
  });

  it('is the one of the setting, of the search path, or of nvm, in this order; a shim is followed', async () => {
    const setting = pretender(path.join(folder, 'setting/my-node'), { ...modern, command: '/real/setting' });
    const onPath = pretender(path.join(folder, 'bin/node'), { ...modern, command: '/real/path' });
    mkdirSync(path.join(folder, '.nvm/alias/lts'), { recursive: true });
    writeFileSync(path.join(folder, '.nvm/alias/default'), 'lts/*\n');
    writeFileSync(path.join(folder, '.nvm/alias/lts/*'), 'lts/krypton\n');
    writeFileSync(path.join(folder, '.nvm/alias/lts/krypton'), 'v24.2\n');
    for (const version of ['v9.0.0', 'v24.2.9', 'v24.2.10', 'v24.11.0'])
      pretender(path.join(folder, `.nvm/versions/node/${version}/bin/node`), {
        ...modern,
        command: `/real/${version}`,
      });
    const search = path.dirname(onPath);
    expect(await choose({ setting, path: search })).toMatchObject({ command: '/real/setting', from: 'setting' });
    expect(await choose({ path: search })).toMatchObject({ command: '/real/path', from: 'path', version: '99.1.0' });
    expect(await choose({})).toMatchObject({ command: '/real/v24.2.10', from: 'nvm' });
    expect(await choose({ setting: path.join(folder, 'gone'), path: search })).toMatchObject({
      command: '/real/path',
      notes: [expect.stringContaining('is not the full path of a program')],
    });
  });

  it('is never one of the workspace, of a relative path, or one that a link or a shim finds there', async () => {
    const inside = pretender(path.join(workspace, 'node_modules/.bin/node'), modern);
    const linked = path.join(folder, 'linked');
    mkdirSync(linked);
    symlinkSync(inside, path.join(linked, 'node'));
    const linkedFolder = path.join(folder, 'linked-folder');
    symlinkSync(path.dirname(inside), linkedFolder);
    const relative = path.relative(process.cwd(), path.dirname(inside));
    for (const search of [path.dirname(inside), linked, linkedFolder, relative, '', '.']) {
      const node = await choose({ path: search, home: workspace });
      expect(node.from, search).toBe('host');
    }
    for (const [setting, note] of [
      [inside, 'lies inside of the workspace'],
      [path.join(linked, 'node'), 'lies inside of the workspace'],
      [path.join(relative, 'node'), 'is not the full path'],
      ['./node', 'is not the full path'],
    ] as const)
      expect(await choose({ setting, home: workspace })).toMatchObject({
        from: 'host',
        notes: [expect.stringContaining(note)],
      });
    expect(readFileSync(ran, 'utf8')).not.toContain(inside);
    expect(readFileSync(ran, 'utf8')).not.toContain(linked);
    const shim = pretender(path.join(folder, 'shim/node'), { ...modern, command: inside });
    expect(await choose({ path: path.dirname(shim), home: workspace })).toMatchObject({ from: 'host' });
    // The trace does tell of those that are run.
    expect(readFileSync(ran, 'utf8')).toContain(shim);
  });
});

describe.skipIf(process.platform === 'win32')('a Node that will not do', () => {
  const problem = (found: NodeChoice | NodeProblem) => ('problem' in found ? found.problem : null);

  it('is passed over, and the notes say why', async () => {
    const old = pretender(path.join(folder, 'old/node'), { ...modern, version: '20.20.2', command: '/real/old' });
    const broken = path.join(folder, 'broken/node');
    mkdirSync(path.dirname(broken));
    writeFileSync(broken, '#!/bin/sh\nexit 1\n');
    chmodSync(broken, 0o755);
    const search = [path.dirname(old), path.dirname(broken)].join(path.delimiter);
    const node = await choose({ path: search, home: workspace });
    expect(node.from).toBe('host');
    expect(node.notes).toEqual(['/real/old is Node 20.20.2, which is too old.', `${broken} could not be started.`]);
    const none = await chooseNode({
      workspace: [],
      path: path.dirname(old),
      home: workspace,
      host: { command: old, electron: false },
    });
    expect(problem(none)).toContain('Live synth needs Node 22.15.0 or newer');
    expect(problem(none)?.split('is Node 20.20.2, which is too old')).toHaveLength(2);
  });

  it('but lacks the permission model is taken, and said to', async () => {
    const weak = pretender(path.join(folder, 'weak/node'), { ...modern, permission: false, command: '/real/weak' });
    const node = await choose({ path: path.dirname(weak), home: workspace });
    expect(node).toMatchObject({ command: '/real/weak', permission: false });
    expect(node.notes.join(' ')).toContain('does not take --permission');
  });
});
