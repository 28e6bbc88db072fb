/** Outlines: of a template by its sections, of CDK code by stacks and constructs; and symbols of the whole workspace. */
import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Document } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import type { NameKind, Place } from '../../frontends/template/symbols.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProtocol.ts';
import { type View, viewOf } from './views.ts';

const ICONS: Readonly<Record<NameKind, SymbolKind>> = {
  parameter: SymbolKind.Variable,
  mapping: SymbolKind.Enum,
  condition: SymbolKind.Boolean,
  resource: SymbolKind.Class,
  output: SymbolKind.Field,
  export: SymbolKind.Constant,
};

/** More than a picker shows. */
const MAX_FOUND = 500;

/** The outline of a template or of CDK code; null for other files. */
export function outline(session: Session, uri: string): DocumentSymbol[] | null {
  const view = viewOf(session, uri);
  if (view) return sections(view);
  const key = session.keyOf(uri);
  const { workspace } = session.folderOf(key);
  const document = workspace.document(key);
  if (!document || workspace.facts(key)?.frontend !== 'source') return null;
  return constructs(session, document);
}

function sections({ document, symbols }: View): DocumentSymbol[] {
  return symbols.sections.map(section => {
    const inside = symbols.declared.filter(d => d.kind !== 'export' && isWithin(d.whole, section.whole));
    const children = inside.map(d => symbol(document, d.name, d.type ?? '', ICONS[d.kind], d.whole, d.at, []));
    return symbol(document, section.name, '', SymbolKind.Module, section.whole, section.at, children);
  });
}

function constructs(session: Session, document: Document): DocumentSymbol[] {
  const { workspace } = session.folderOf(document.uri);
  const graph = workspace.graph(document.uri);
  const own = graph.resources.filter(r => r.span.uri === document.uri && r.owner.kind !== 'internal');
  return [...Map.groupBy(own, r => r.stack)].flatMap(([stack, resources]) => {
    const made = [...Map.groupBy(resources, r => r.span.start).values()]
      .map(same => construct(document, same))
      .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
    const whole = {
      start: Math.min(...resources.map(r => r.span.start)),
      end: Math.max(...resources.map(r => r.span.end)),
    };
    const known = graph.stack(stack);
    if (!known) return made;
    const first = { start: whole.start, end: whole.start };
    return [symbol(document, known.name, known.declared?.name ?? '', SymbolKind.Namespace, whole, first, made)];
  });
}

/** What one expression makes: called by the construct nearest to the stack, with how many resources it makes beside. */
function construct(document: Document, same: readonly Resource[]): DocumentSymbol {
  const [main, ...others] = same.toSorted((a, b) => (a.path?.length ?? 0) - (b.path?.length ?? 0));
  const { called, logicalId, type, span, nameSpan } = main as Resource;
  const detail = others.length === 0 ? type : `${type} +${others.length}`;
  const self = nameSpan.start >= span.start && nameSpan.end <= span.end ? nameSpan : span;
  return symbol(document, called ?? logicalId, detail, SymbolKind.Class, span, self, []);
}

function symbol(
  document: Document,
  name: string,
  detail: string,
  kind: SymbolKind,
  whole: Place,
  self: Place,
  children: DocumentSymbol[],
): DocumentSymbol {
  // Editors refuse the whole outline for one name that is empty, or that is not in what it names.
  const range = { start: Math.min(whole.start, self.start), end: Math.max(whole.end, self.end) };
  const shown = name === '' ? '…' : name;
  return {
    name: shown,
    detail,
    kind,
    range: toRange(document, range),
    selectionRange: toRange(document, self),
    children,
  };
}

function isWithin(inner: Place, outer: Place): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * Resources, constructs and requirements of the whole workspace whose name or type has the letters of a query in their order.
 * @param templates Whether those of templates are wanted.
 */
export function workspaceSymbols(session: Session, query: string, templates: boolean): WorkspaceSymbol[] {
  session.sync();
  const fits = matcher(query);
  const found = new Map<string, WorkspaceSymbol>();
  for (const folder of session.folders()) {
    session.settle(folder);
    const { workspace } = folder;
    for (const { name, type, isCode, span } of workspace.knownBriefs().flatMap(b => b.names)) {
      if (type !== null && !isCode && !templates) continue;
      if (!fits(name) && !(type !== null && fits(type))) continue;
      const id = `${span.uri} ${span.start} ${name}`;
      const document = workspace.document(span.uri);
      if (found.size >= MAX_FOUND || found.has(id) || !document) continue;
      found.set(id, {
        name,
        containerName: type ?? 'plumbline.yaml',
        kind: type === null ? SymbolKind.Property : SymbolKind.Class,
        location: { uri: session.clientUri(span.uri), range: toRange(document, span) },
      });
    }
  }
  return [...found.values()];
}

function matcher(query: string): (text: string) => boolean {
  const letters = [...query.toLowerCase()].filter(c => c !== ' ');
  return text => {
    let from = 0;
    const lower = text.toLowerCase();
    for (const letter of letters) {
      const found = lower.indexOf(letter, from);
      if (found < 0) return false;
      from = found + 1;
    }
    return true;
  };
}
