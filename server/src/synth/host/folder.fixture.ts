/** A temporary folder with files, for tests that need a disk. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes the files into a new folder, gives its path, and removes it after the test. A text `-> x` makes a link to x. */
export function folderOf(files: Readonly<Record<string, string | object>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-host-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

/** Writes more files into a folder. Objects become JSON. */
export function write(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const link = typeof content === 'string' && /^-> (.+)$/.exec(content)?.[1];
    if (link) symlinkSync(path.join(folder, link), file, 'junction');
    else writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}
