/** Documents that are read when somebody asks, and projects that rest: nobody can tell the difference, and little is held. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace, frontends } from '../all.ts';
import type { Document } from './document.ts';
import type { Workspace } from './workspace.ts';

const examples = path.join(import.meta.dirname, '../../../examples');
const documents: Document[] = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.(ya?ml|json|ts)$/.test(name) && !/node_modules|cdk\.out/.test(name))
  .map(name => ({
    uri: `file:///e/${name.split(path.sep).join('/')}`,
    version: 1,
    text: readFileSync(path.join(examples, name), 'utf8'),
  }));
const rootOf = (uri: string) => uri.split('/').slice(0, 5).join('/');

let reads = 0;
const counting = frontends.map(f => ({
  ...f,
  read: (document: Document) => {
    reads++;
    return f.read(document);
  },
}));

function spaceOf(take: (space: Workspace, document: Document) => unknown): Workspace {
  const space = createWorkspace({
    frontends: counting,
    host: { fileExists: () => null },
    projectOf: rootOf,
    today: () => '2026-11-21',
  });
  for (const document of documents) take(space, document);
  return space;
}

const said = (space: Workspace) =>
  space
    .allFindings()
    .map(f => `${f.key} ${f.span.uri}:${f.span.start} ${f.message}`)
    .sort();
const updated = () => spaceOf((space, document) => space.update(document));
const noted = () => spaceOf((space, document) => space.note(document));
const sample = documents.find(d => d.uri.endsWith('orders.yaml')) as Document;

describe('documents that are noted', () => {
  it('say the same as documents that are read at once', () => {
    expect(said(noted())).toEqual(said(updated()));
    expect(noted().uris().sort()).toEqual(updated().uris().sort());
    expect(said(updated()).length).toBeGreaterThan(10);
  });

  it('are read when their project is asked for, and only those', () => {
    reads = 0;
    const space = noted();
    const requirements = documents.filter(d => d.uri.endsWith('/plumbline.yaml')).length;
    expect(reads).toBe(requirements);
    space.findings(sample.uri);
    const own = space.uris().filter(uri => space.projectOf(uri) === rootOf(sample.uri));
    expect(reads).toBe(requirements + own.filter(uri => !uri.endsWith('/plumbline.yaml')).length);
    expect(space.unread(rootOf(sample.uri))).toEqual([]);
  });

  it('can be changed, removed and taken back before they are read', () => {
    const space = noted();
    const text = 'Resources:\n  A: { Type: AWS::KMS::Key }\n';
    expect(space.note({ ...sample, version: 2 })).toBe(false);
    expect(space.note({ ...sample, version: 3, text })).toBe(true);
    const plain = updated();
    plain.update({ ...sample, version: 3, text });
    expect(said(space)).toEqual(said(plain));
    space.remove(sample.uri);
    plain.remove(sample.uri);
    expect(said(space)).toEqual(said(plain));
  });
});

describe('a project that rests', () => {
  it('says the same when it is asked again', () => {
    const space = updated();
    const before = said(space);
    space.settle(() => true);
    const briefs = space.knownBriefs();
    for (const root of space.projects().keys()) space.rest(root);
    reads = 0;
    expect(space.knownBriefs()).toEqual(briefs);
    expect(reads).toBe(0);
    expect(said(space)).toEqual(before);
    expect(reads).toBeGreaterThan(5);
  });

  it('is known in brief until something changes', () => {
    const space = updated();
    const root = rootOf(sample.uri);
    const brief = space.brief(root);
    expect(brief.findings.length).toBeGreaterThan(0);
    expect(brief.names.map(n => n.name)).toContain(space.graph(sample.uri).resources[0]?.logicalId);
    expect(structuredClone(brief)).toEqual(brief);
    space.rest(root);
    expect(space.standing(root)).toBe('known');
    space.update({ ...sample, version: 2, text: `${sample.text}\n` });
    expect(space.standing(root)).toBe('unlinked');
    space.rest(root);
    space.configure({ profiles: ['strict'], severities: {} });
    expect(space.standing(root)).toBe('unlinked');
  });

  it('is compared with what it was all the same', () => {
    const old = 'Resources:\n  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }\n';
    const uri = 'file:///e/queues/q.yaml';
    const findingsOf = (rests: boolean) => {
      const space = updated();
      space.update({ uri, version: 1, text: old.replace('orders', 'bills') });
      if (rests) space.rest(rootOf(uri));
      space.compare(uri, space.past(uri, 'HEAD', new Map([[uri, old]])));
      const first = said(space);
      if (rests) space.rest(rootOf(uri));
      space.update({ uri, version: 2, text: old });
      const second = said(space);
      space.update({ uri, version: 3, text: old.replace('orders', 'jobs') });
      return [first, second, said(space)];
    };
    const [first, second, third] = findingsOf(false) as [string[], string[], string[]];
    expect(first.filter(f => f.startsWith('structure/replaced-resource'))).toHaveLength(1);
    expect(second.filter(f => f.startsWith('structure/replaced-resource'))).toHaveLength(0);
    expect(third).not.toEqual(second);
    expect(findingsOf(true)).toEqual([first, second, third]);
  });
});
