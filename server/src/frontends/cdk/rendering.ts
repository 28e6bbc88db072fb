/** A part of the graph as text, for tests: one line a resource and a property, so that a snapshot can be read. */
import type { Document, SourceSpan } from '../../core/document.ts';
import type { GraphPart } from '../../core/graph.ts';
import { type Value, rendered } from '../../core/value.ts';
import { sourceFrontend } from './index.ts';

/** Reads and links files by name; the names are made uris of one project in which nothing else exists. */
export function linked(files: Readonly<Record<string, string>>): { part: GraphPart; documents: Document[] } {
  const documents = Object.entries(files).map(([name, text]) => ({ uri: `file:///app/${name}`, version: 1, text }));
  const uris = new Set(documents.map(d => d.uri));
  const facts = documents.filter(d => sourceFrontend.accepts(d)).map(d => sourceFrontend.read(d));
  return { documents, part: sourceFrontend.link(facts, { fileExists: uri => uris.has(uri) }) };
}

/** A value in one line: literals as JSON, references as `→Name.Attribute`, unknown as `?`, choices as `a (when) | b`. */
export function show(value: Value): string {
  switch (value.kind) {
    case 'absent':
      return '-';
    case 'unknown':
      return '?';
    case 'literal':
      return JSON.stringify(value.value) + (value.origin === 'default' ? ' (default)' : '');
    case 'text':
      return `\`${rendered(value)}\``;
    case 'reference':
      return `→${rendered(value).slice(2, -1)}`;
    case 'list':
      return `[${value.items.map(show).join(', ')}${value.complete ? '' : ', …'}]`;
    case 'object':
      return `{${value.entries.map(e => `${e.key}: ${show(e.value)}`).join(', ')}${value.complete ? '' : ', …'}}`;
    case 'choice':
      return value.branches.map(b => `${show(b.value)} (${b.when})`).join(' | ');
  }
}

/** Resources with their properties and attributes, statements, and edges. */
export function text(part: GraphPart): string {
  const lines: string[] = [];
  for (const r of part.resources) {
    lines.push(`${r.path} ${r.type}${r.properties.complete ? '' : ' …'}`);
    for (const e of r.properties.entries) lines.push(`  ${e.key}: ${show(e.value)}`);
    for (const e of r.attributes.entries) lines.push(`  @${e.key}: ${show(e.value)}`);
  }
  const short = (id: string) => id.replace(/^.*#/, '');
  for (const s of part.statements)
    lines.push(
      `${s.kind} ${show(s.elements)} → ${s.attachedTo.map(short).join(', ')}${s.grant ? ` by ${s.grant.method}` : ''}`,
    );
  for (const e of part.edges) {
    const more = [e.access, e.filtered ? 'filtered' : undefined, e.detail].filter(x => x !== undefined).join(' ');
    lines.push(`${short(e.from)} —${e.kind}→ ${short(e.to)}${more === '' ? '' : ` (${more})`}`);
  }
  return `\n${lines.join('\n')}\n`;
}

/** Every span of a part, with what it belongs to. */
export function spansOf(value: unknown, into: SourceSpan[] = []): SourceSpan[] {
  if (typeof value !== 'object' || value === null) return into;
  if ('uri' in value && 'start' in value && 'end' in value && typeof value.start === 'number')
    into.push(value as SourceSpan);
  for (const inner of Object.values(value)) spansOf(inner, into);
  return into;
}
