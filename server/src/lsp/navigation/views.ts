/**
 * The templates of a project as navigation sees them: text, names, and which logical ID is a nested stack of which file.
 * Of a template that can't be read as a whole the names are taken from when it last could, moved along with the edit.
 */
import { type Document, contains, span } from '../../core/document.ts';
import { at, stringOf } from '../../core/value.ts';
import type { Workspace } from '../../core/workspace.ts';
import { templateFrontend } from '../../frontends/template/index.ts';
import type { TemplateBody } from '../../frontends/template/body.ts';
import type { Place, TemplateSymbols } from '../../frontends/template/symbols.ts';
import type { Session } from '../session.ts';

export interface View {
  readonly key: string;
  readonly document: Document;
  readonly symbols: TemplateSymbols;
  /** The file of each nested stack that is a local one, by logical ID. */
  readonly nested: ReadonlyMap<string, string>;
  /** Why not all names may be known, as the reader says it; null when the template is whole. */
  readonly problem: string | null;
  /** The construct paths of resources by logical ID, as the CDK notes them; of templates in a cloud assembly alone. */
  readonly paths: ReadonlyMap<string, string>;
  /** Whether it lies among files that nobody writes by hand: `cdk.out`. */
  readonly generated: boolean;
}

interface Whole {
  readonly text: string;
  readonly symbols: TemplateSymbols;
}

const NO_PATHS: ReadonlyMap<string, string> = new Map();

/** A cloud assembly in a path. */
export const ASSEMBLY = /\/[^/]*cdk\.out[^/]*\//;

interface Kept {
  /** The last whole version of each open template. */
  readonly wholes: Map<string, Whole>;
  /** The template that was looked at last of those that no workspace reads. */
  foreign: View | null;
}

const keptOf = new WeakMap<Session, Kept>();

function kept(session: Session): Kept {
  let found = keptOf.get(session);
  if (!found) {
    found = { wholes: new Map(), foreign: null };
    keptOf.set(session, found);
  }
  return found;
}

/** The template under a URI of the client, up to date; null for what is none. */
export function viewOf(session: Session, uri: string): View | null {
  const key = session.keyOf(uri);
  const folder = session.folderOf(key);
  if (!folder.settings.enable) return null;
  session.sync();
  return viewIn(session, folder.workspace, key) ?? generatedView(session, key);
}

/** All templates of the project that a view belongs to, itself included. */
export function projectViews(session: Session, { key, generated }: View): View[] {
  const { workspace } = session.folderOf(key);
  const own = generated ? generatedView(session, key) : null;
  if (own) return [own];
  const project = workspace.projectOf(key);
  return workspace.uris().flatMap(uri => {
    if (workspace.projectOf(uri) !== project || workspace.frontendOf(uri) !== 'template') return [];
    return viewIn(session, workspace, uri) ?? [];
  });
}

function viewIn(session: Session, workspace: Workspace, key: string): View | null {
  const document = workspace.document(key);
  const facts = workspace.facts(key);
  if (!document || facts?.frontend !== 'template') return null;
  const body = facts.body as TemplateBody;
  const problem = facts.problems[0]?.message ?? null;
  let { symbols } = body;
  const { wholes } = kept(session);
  if (session.versionOf(key) === null) wholes.delete(key);
  else if (problem === null) wholes.set(key, { text: document.text, symbols });
  else {
    const last = wholes.get(key);
    if (last) symbols = merged(symbols, moved(last, document.text));
  }
  return { key, document, symbols, nested: nestedOf(body), problem, paths: NO_PATHS, generated: false };
}

function nestedOf(body: TemplateBody): ReadonlyMap<string, string> {
  return new Map(body.nested.map(n => [n.resource.slice(n.resource.lastIndexOf('#') + 1), n.uri]));
}

/** An open template of a cloud assembly, which no workspace reads. */
function generatedView(session: Session, key: string): View | null {
  const open = session.openDocument(key);
  if (!open || !ASSEMBLY.test(key)) return null;
  const text = open.text.getText();
  const mine = kept(session);
  if (mine.foreign?.key === key && mine.foreign.document.text === text) return mine.foreign;
  const document: Document = { uri: key, version: open.text.version, text };
  if (!templateFrontend.accepts(document)) return null;
  const facts = templateFrontend.read(document);
  const body = facts.body as TemplateBody;
  const problem = facts.problems[0]?.message ?? null;
  const paths = body.part.resources.flatMap(({ logicalId, attributes }): [string, string][] => {
    const path = stringOf(at(attributes, 'Metadata', 'aws:cdk:path'));
    return path === null ? [] : [[logicalId, path]];
  });
  mine.foreign = {
    key,
    document,
    symbols: body.symbols,
    nested: nestedOf(body),
    problem,
    paths: new Map(paths),
    generated: true,
  };
  return mine.foreign;
}

/** Names at their places in a later text: those that the edit touched are left out. */
export function moved({ text: before, symbols }: Whole, after: string): TemplateSymbols {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  const shift = after.length - before.length;
  const offset = (at: number, isEnd: boolean) => (at <= head ? at : Math.max(isEnd ? head : 0, at + shift));
  const place = ({ start, end }: Place): Place | null => {
    if (end <= head) return { start, end };
    return start >= before.length - tail ? { start: start + shift, end: end + shift } : null;
  };
  const stretched = ({ start, end }: Place): Place => ({ start: offset(start, false), end: offset(end, true) });
  return {
    declared: symbols.declared.flatMap(d => {
      const at = place(d.at);
      return at ? [{ ...d, at, whole: stretched(d.whole) }] : [];
    }),
    mentioned: symbols.mentioned.flatMap(m => {
      const at = place(m.at);
      const attribute = m.attribute && place(m.attribute.at);
      return at ? [{ ...m, at, attribute: attribute && m.attribute ? { ...m.attribute, at: attribute } : null }] : [];
    }),
    functions: [],
    sections: symbols.sections.flatMap(s => {
      const at = place(s.at);
      return at ? [{ ...s, at, whole: stretched(s.whole) }] : [];
    }),
  };
}

/** What is known now, and of what was known before that which nothing stands for now. */
function merged(now: TemplateSymbols, before: TemplateSymbols): TemplateSymbols {
  const names = new Set(now.declared.map(d => `${d.kind} ${d.name}`));
  const taken = new Set([...now.declared, ...now.mentioned].map(x => x.at.start));
  const sections = new Set(now.sections.map(s => s.name));
  const byPlace = (a: { at: Place }, b: { at: Place }) => a.at.start - b.at.start;
  return {
    declared: [...now.declared, ...before.declared.filter(d => !names.has(`${d.kind} ${d.name}`))].sort(byPlace),
    mentioned: [...now.mentioned, ...before.mentioned.filter(m => !taken.has(m.at.start))].sort(byPlace),
    functions: now.functions,
    sections: [...now.sections, ...before.sections.filter(s => !sections.has(s.name))].sort(byPlace),
  };
}

/** Whether an offset is in a place, its end included: the cursor behind a word is at it. */
export function isAt({ start, end }: Place, offset: number): boolean {
  return contains(span('', start, end), span('', offset, offset));
}
