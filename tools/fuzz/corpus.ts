/** What is fuzzed: the examples, the examples in the rules' documentation, and inputs that go in circles from the start. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../../server/src/all.ts';
import type { Document } from '../../server/src/core/document.ts';
import { ROOT, fixture } from '../../server/src/testing/fixture.ts';
import { circles } from './circles.ts';

export const KINDS = ['template', 'json', 'cdk', 'handlers', 'python', 'requirements'] as const;
/** The reader that an edited document is for. */
export type Kind = (typeof KINDS)[number];

/** A project of a few documents, of which one is edited. */
export interface Base {
  readonly name: string;
  readonly kind: Kind;
  readonly documents: readonly Document[];
  /** The index of the document that is edited. */
  readonly edited: number;
}

/** What long documents have at least, in UTF-16 code units. */
const LONG = 10_000;

const examples = path.join(import.meta.dirname, '../../examples');

/** The reader that a document is for; null for the files that only stand beside others. */
function kindOf({ uri, text }: Document): Kind | null {
  if (/plumbline\.ya?ml$/.test(uri)) return 'requirements';
  if (uri.endsWith('.py')) return 'python';
  if (/\.(ya?ml|template)$/.test(uri)) return 'template';
  if (uri.endsWith('.json')) return 'json';
  if (/\.[cm]?[jt]sx?$/.test(uri)) return /aws-cdk-lib/.test(text) ? 'cdk' : 'handlers';
  return null;
}

/** One base for each document of a project that can be edited. */
function bases(name: string, documents: readonly Document[]): Base[] {
  return documents.flatMap((document, edited) => {
    const kind = kindOf(document);
    return kind ? [{ name: `${name}:${document.uri.slice(ROOT.length)}`, kind, documents, edited }] : [];
  });
}

/** All bases, in the same order each time. Those of rules' examples that are the same text are there once. */
export function corpus(): Base[] {
  const all: Base[] = [];
  for (const project of ['orders-cdk', 'requirements', 'templates']) {
    const folder = path.join(examples, project);
    const documents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|yaml|json)$/.test(name) && !name.includes('node_modules'))
      .sort()
      .map(name => ({
        uri: ROOT + name.replaceAll('\\', '/'),
        version: 1,
        text: readFileSync(path.join(folder, name), 'utf8'),
      }));
    all.push(...bases(project, documents));
  }
  for (const rule of rules)
    for (const [which, list] of [
      ['bad', rule.docs.bad],
      ['good', rule.docs.good],
    ] as const)
      list.forEach((example, i) => {
        all.push(...bases(`${rule.id} ${which} ${i + 1}`, fixture(example).documents));
      });
  for (const [name, files] of Object.entries(circles))
    all.push(
      ...bases(
        name,
        Object.entries(files).map(([file, text]) => ({ uri: ROOT + file, version: 1, text })),
      ),
    );
  const seen = new Set<string>();
  return all.filter(({ documents, edited }) => {
    const { uri, text } = documents[edited] as Document;
    const id = `${uri}\n${text}`;
    return !seen.has(id) && seen.add(id);
  });
}

/**
 * Documents that are made of many short ones, since long ones are read again by what an edit changed: code one after another,
 * templates with the resources of all, as far as none is called like another.
 */
export function long(bases: readonly Base[]): Base[] {
  const textOf = ({ documents, edited }: Base) => (documents[edited] as Document).text;
  const all: Base[] = [];
  const add = (kind: Kind, name: string, text: string) =>
    all.push({
      name: `long ${kind} ${all.length}`,
      kind,
      documents: [{ uri: ROOT + name, version: 1, text }],
      edited: 0,
    });
  for (const kind of ['cdk', 'handlers'] as const) {
    let text = '';
    for (const base of bases.filter(b => b.kind === kind)) {
      text += `${textOf(base)}\n`;
      if (text.length < LONG) continue;
      add(kind, `long${all.length}.ts`, text);
      text = '';
    }
  }
  let names = new Set<string>();
  let text = '';
  for (const base of bases.filter(b => b.kind === 'template')) {
    const resources = /^Resources:\n((?: {2}.*\n|\n)+)/m.exec(textOf(base))?.[1] ?? '';
    const own = [...resources.matchAll(/^ {2}(\w+):/gm)].map(m => m[1] as string);
    if (own.some(name => names.has(name))) continue;
    names = new Set([...names, ...own]);
    text += resources;
    if (text.length < LONG) continue;
    add('template', `long${all.length}.yaml`, `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n${text}`);
    [names, text] = [new Set(), ''];
  }
  let resources: Record<string, unknown> = {};
  for (const base of bases.filter(b => b.kind === 'json')) {
    const own = /"Resources"/.test(textOf(base))
      ? (JSON.parse(textOf(base)) as { Resources?: object }).Resources
      : null;
    if (!own || Object.keys(own).some(name => name in resources)) continue;
    resources = { ...resources, ...own };
    const text = JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources }, null, 2);
    if (text.length < LONG) continue;
    add('json', `long${all.length}.json`, text);
    resources = {};
  }
  return all;
}
