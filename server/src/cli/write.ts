/** Writing files of the user: as a whole or not at all, since on a full disk a file would else be left empty. */
import { W_OK } from 'node:constants';
import { accessSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './common.ts';

/**
 * Writes a text to a file, by its absolute path, and makes the folders above it. What was there stays when that fails. A
 * file that is a link stays one, and keeps its mode.
 * @param shown What the user calls the file.
 * @throws UsageError In words.
 */
export function writeWhole(file: string, text: string, shown: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const there = statSync(file, { throwIfNoEntry: false });
    // A terminal or a pipe.
    if (there && !there.isFile()) {
      writeFileSync(file, text);
      return;
    }
    // What the user has locked is not exchanged for another.
    if (there) accessSync(file, W_OK);
    const target = there ? realpathSync(file) : file;
    const beside = `${target}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, text, { flag: 'wx', ...(there && { mode: there.mode }) });
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { force: true });
      // In a folder that takes no new files, those that are there may still be written.
      if (!there || !/^(EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
      writeFileSync(target, text);
    }
  } catch (error) {
    throw new UsageError(`can't write ${shown}: ${reasonNotWritten(error)}`);
  }
}

/** Why a file was not written, in words. */
function reasonNotWritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to write there';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full. What was there is as it was';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a part of its path is a file, not a folder';
  return message;
}
