/** Ways out of a requirements file: to what breaks a requirement or is governed by it, to documents and other files; and its outline. */
import {
  type DefinitionParams,
  type DocumentLink,
  type DocumentSymbol,
  type Location,
  SymbolKind,
} from 'vscode-languageserver';
import { type SourceSpan, contains } from '../../core/document.ts';
import { type Standing, stateInWords } from '../../core/requirementState.ts';
import type { Workspace } from '../../core/workspace.ts';
import { isRequirements } from '../../frontends/requirements/index.ts';
import { type Node, get, pairOf, resolved } from '../../frontends/template/tree.ts';
import { readYamlOf } from '../../frontends/template/treeEdits.ts';
import { standingsOf } from '../../rules/requirements/states.ts';
import type { Place } from '../protocol.ts';
import type { Session } from '../session.ts';
import { toOffset, toRange } from '../toProtocol.ts';
import { canonical, parentOf } from '../uris.ts';

/** Where requirements are broken; where none of them is, what they speak of. Each place once. */
export function placesOf(session: Session, workspace: Workspace, states: readonly Standing[]): Place[] {
  const broken = states.flatMap(s => s.violations.map(f => f.span));
  const spans = broken.length > 0 ? broken : states.flatMap(s => s.governed.map(r => r.nameSpan));
  const found = new Map<string, Place>();
  for (const span of spans) {
    const document = workspace.document(span.uri);
    if (document)
      found.set(`${span.uri}:${span.start}`, { uri: session.clientUri(span.uri), range: toRange(document, span) });
  }
  return [...found.values()];
}

/** From a requirement to where it is broken, or else to what it speaks of. */
export function definition(session: Session, { textDocument, position }: DefinitionParams): Location[] | null {
  const key = session.keyOf(textDocument.uri);
  if (!isRequirements(key)) return null;
  session.sync();
  const folder = session.folderOf(key);
  const { workspace } = folder;
  const document = workspace.document(key);
  if (!document) return null;
  session.settle(folder);
  const offset = toOffset(document, position);
  const here: SourceSpan = { uri: key, start: offset, end: offset };
  const around = standingsOf(workspace, key).filter(s => contains(s.requirement.span, here));
  const least = Math.min(...around.map(({ requirement: { span } }) => span.end - span.start));
  const innermost = around.filter(({ requirement: { span } }) => span.end - span.start === least);
  const places = placesOf(session, workspace, innermost);
  return places.length === 0 ? null : places.map(({ uri, range }) => ({ uri, range }));
}

/** Links of `source` to the lines of documents, and of the other files that are named. */
export function documentLinks(session: Session, uri: string): DocumentLink[] {
  const key = session.keyOf(uri);
  if (!isRequirements(key)) return [];
  session.sync();
  const document = session.document(key);
  const { root } = document ? readYamlOf(document.uri, document.text) : { root: null };
  if (!document || !root) return [];
  const links: DocumentLink[] = [];
  const link = (node: Node | null, tooltip: string, accept: (text: string) => boolean = () => true) => {
    const target = node && resolved(node);
    if (target?.kind !== 'scalar' || target.style === 'literal' || !accept(target.text)) return;
    const [file = '', fragment] = target.text.split('#');
    const place = resolvedUri(session, key, file.trim());
    if (place === null) return;
    // Where quotes stand around it, they are no part of the link.
    const inset = target.style === 'plain' ? 0 : 1;
    links.push({
      range: toRange(document, { start: target.start + inset, end: target.end - inset }),
      target: fragment === undefined ? place : `${place}#${fragment}`,
      tooltip,
    });
  };
  const items = (node: Node | null): readonly Node[] => {
    const target = node && resolved(node);
    return target?.kind === 'seq' ? target.items : target ? [target] : [];
  };
  for (const node of items(get(root, 'extends'))) link(node, 'Open the file', text => /\.ya?ml$/i.test(text));
  const layout = get(get(root, 'requirements'), 'layout');
  const isPath = (text: string) => !/[*?]/.test(text) && !/^(true|false)$/.test(text);
  for (const name of ['entry', 'single_file', 'files'])
    for (const node of items(get(layout, name))) link(get(node, 'is') ?? node, 'Open the file', isPath);
  walk(root, node => {
    if (node.kind === 'map') link(pairOf(node, 'source')?.value ?? null, 'Open the document');
  });
  return links;
}

function resolvedUri(session: Session, key: string, path: string): string | null {
  if (path === '') return null;
  try {
    return session.clientUri(canonical(new URL(encodeURI(path), `${parentOf(key)}/`).href));
  } catch {
    return null;
  }
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  if (node.kind === 'map') for (const pair of node.pairs) walk(pair.value, visit);
  if (node.kind === 'seq') for (const item of node.items) walk(item, visit);
}

/** The outline: requirements by category, each with its state. */
export function documentSymbols(session: Session, uri: string): DocumentSymbol[] {
  const key = session.keyOf(uri);
  if (!isRequirements(key)) return [];
  session.sync();
  const folder = session.folderOf(key);
  const { workspace } = folder;
  const document = workspace.document(key);
  const { root } = document ? readYamlOf(document.uri, document.text) : { root: null };
  if (!document || root?.kind !== 'map') return [];
  session.settle(folder);
  const states = standingsOf(workspace, key).filter(s => s.requirement.span.uri === key);
  const symbol = (
    name: string,
    detail: string,
    kind: SymbolKind,
    whole: Range,
    self: Range,
    children: DocumentSymbol[],
  ) => ({
    name: name === '' ? '…' : name,
    detail,
    kind,
    range: toRange(document, whole),
    selectionRange: toRange(document, self),
    children,
  });
  return root.pairs.map(pair => {
    const whole = { start: pair.keyStart, end: Math.max(pair.value.end, pair.keyEnd) };
    const self = { start: pair.keyStart, end: pair.keyEnd };
    const categories = pair.key === 'requirements' && pair.value.kind === 'map' ? pair.value.pairs : [];
    const children = categories.map(category => {
      const inner = { start: category.keyStart, end: Math.max(category.value.end, category.keyEnd) };
      const own = states.filter(s => s.requirement.span.start >= inner.start && s.requirement.span.end <= inner.end);
      const statements = own.map(s => {
        const { name, span } = s.requirement;
        const short = name.startsWith(`${category.key}.`) ? name.slice(category.key.length + 1) : name;
        const first = { start: span.start, end: Math.min(span.end, lineEnd(document.text, span.start)) };
        return symbol(short, stateInWords(s), SymbolKind.Property, span, first, []);
      });
      const self = { start: category.keyStart, end: category.keyEnd };
      return symbol(category.key, '', SymbolKind.Namespace, inner, self, statements);
    });
    return symbol(pair.key, '', SymbolKind.Module, whole, self, children);
  });
}

type Range = Pick<SourceSpan, 'start' | 'end'>;

function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline;
}
