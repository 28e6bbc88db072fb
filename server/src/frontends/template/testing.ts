/** For the tests of this folder: reads a text and renders what was found as text, every span by what it covers. */
import type { Document, SourceSpan } from '../../core/document.ts';
import type { DocumentFacts } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { Edge, Resource } from '../../core/resource.ts';
import type { Target, Value } from '../../core/value.ts';
import type { TemplateBody } from './body.ts';
import { templateFrontend } from './index.ts';

export interface Read {
  readonly document: Document;
  readonly facts: DocumentFacts;
  readonly part: GraphPart;
  resource(logicalId: string): Resource;
}

/** Reads and links one text. */
export function read(text: string, uri = 'file:///app/template.yaml'): Read {
  const document: Document = { uri, version: 1, text };
  const facts = templateFrontend.read(document);
  const { part } = facts.body as TemplateBody;
  return {
    document,
    facts,
    part,
    resource(logicalId) {
      const found = part.resources.find(r => r.logicalId === logicalId);
      if (!found) throw new Error(`No resource ${logicalId}.`);
      return found;
    },
  };
}

/** Links several texts by file name. */
export function project(files: Readonly<Record<string, string>>): GraphPart {
  const facts = Object.entries(files).map(([name, text]) => read(text, `file:///app/${name}`).facts);
  return templateFrontend.link(facts, { fileExists: () => null });
}

/** What a span covers, line breaks shown. */
export function slice(text: string, place: SourceSpan | null): string {
  return place === null ? '∅' : text.slice(place.start, place.end).replace(/\r/g, '␍').replace(/\n/g, '⏎');
}

/** A value as lines: its kind, what it is, and in guillemets what its span (and, where it differs, `written`) covers. */
export function shown(text: string, value: Value, indent = ''): string {
  if (value.kind === 'absent') return 'absent';
  const covers = `«${slice(text, value.span)}»`;
  const origin = 'origin' in value && value.origin !== 'written' ? ` (${value.origin})` : '';
  const inner = `${indent}  `;
  switch (value.kind) {
    case 'unknown':
      return `unknown: ${value.reason} ${covers}`;
    case 'literal': {
      const token =
        value.written && value.written.start === value.span.start && value.written.end === value.span.end
          ? ''
          : ` written «${slice(text, value.written)}»`;
      return `${JSON.stringify(value.value)} ${covers}${token}${origin}`;
    }
    case 'reference':
      return `${named(value.target)}${value.attribute === null ? '' : `.${value.attribute}`} ${covers}${origin}`;
    case 'text':
      return [
        `text ${covers}${origin}`,
        ...value.parts.map(p =>
          p.kind === 'known'
            ? `${inner}${JSON.stringify(p.text)} written «${slice(text, p.written)}»`
            : `${inner}\${} ${shown(text, p.value, inner)}`,
        ),
      ].join('\n');
    case 'list':
      return [
        `list${value.complete ? '' : ' …'}${origin}`,
        ...value.items.map(item => `${inner}- ${shown(text, item, inner)}`),
      ].join('\n');
    case 'object':
      return [
        `object${value.complete ? '' : ' …'}${origin}`,
        ...value.entries.map(e => `${inner}${slice(text, e.keySpan)}: ${shown(text, e.value, inner)}`),
      ].join('\n');
    case 'choice':
      return [
        `choice ${covers}${origin}`,
        ...value.branches.map(b => `${inner}when ${b.when}: ${shown(text, b.value, inner)}`),
      ].join('\n');
  }
}

function named(target: Target): string {
  switch (target.kind) {
    case 'resource':
      return `→ ${target.id.replace(/^.*#/, '')}`;
    case 'import':
      return '→ import';
    default:
      return `→ ${target.kind} ${target.name}`;
  }
}

/** Edges as lines, sorted: `kind From → To «where» …`. */
export function edges(text: string, all: readonly Edge[], ...kinds: readonly Edge['kind'][]): string {
  return all
    .filter(e => kinds.length === 0 || kinds.includes(e.kind))
    .map(e => {
      const more = [e.access, e.filtered === undefined ? undefined : e.filtered ? 'filtered' : 'all', e.detail].filter(
        m => m !== undefined,
      );
      return `${e.kind} ${e.from.replace(/^.*#/, '')} → ${e.to.replace(/^.*#/, '')} «${slice(text, e.span)}» ${more.join(' ')}`.trimEnd();
    })
    .sort()
    .join('\n');
}

/** Problems as lines: `line:column «covered» message`. */
export function problems({ facts, document: { text } }: Read): string {
  return facts.problems
    .map(p => {
      const before = text.slice(0, p.span.start).split('\n');
      return `${before.length}:${(before.at(-1) as string).length + 1} «${slice(text, p.span)}» ${p.message}`;
    })
    .join('\n');
}
