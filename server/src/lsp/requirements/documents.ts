/** The documents of a project that requirements come from: Markdown and text files beside and below plumbline.yaml. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSkippedName, readText } from '../files.ts';
import { pathOfKey } from '../uris.ts';

/** The files that say in words what is wanted. */
export const DOCUMENT = /\.(md|markdown|txt|rst|adoc)$/i;
/** How many folders deep documents are looked for, and how many are listed. */
const DEPTH = 3;
const MOST = 100;

/** The paths of documents, relative to a folder, nearest first. */
export async function documentsBelow(folder: string): Promise<string[]> {
  const root = pathOfKey(folder);
  if (root === null) return [];
  const found: string[] = [];
  let level = [''];
  for (let depth = 0; depth < DEPTH && found.length < MOST; depth++) {
    const next: string[] = [];
    for (const below of level) {
      const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const name = below === '' ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory() && !isSkippedName(entry.name) && !entry.name.startsWith('.')) next.push(name);
        if (entry.isFile() && DOCUMENT.test(entry.name)) found.push(name);
      }
    }
    level = next;
  }
  return found.slice(0, MOST);
}

/** The lines of a document that say something, counted from 1. */
export async function linesOfDocument(
  folder: string,
  name: string,
): Promise<{ readonly line: number; readonly text: string }[]> {
  const file = URL.parse(encodeURI(name.toWellFormed()), `${folder}/`)?.href;
  const text = file?.startsWith(`${folder}/`) ? await readText(file) : null;
  return (text ?? '')
    .split('\n')
    .map((content, i) => ({ line: i + 1, text: content.trim().slice(0, 120) }))
    .filter(l => /\w/.test(l.text))
    .slice(0, 1000);
}
