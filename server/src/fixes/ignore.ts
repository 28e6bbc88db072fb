/** "Ignore here, with a reason": a comment above the line, or an entry in the resource's metadata where JSON has no comments. */
import ts from 'typescript';
import type { SourceSpan } from '../core/document.ts';
import type { Finding, Fix, TextEdit } from '../core/finding.ts';
import type { NewValue } from '../core/intent.ts';
import type { Resource } from '../core/resource.ts';
import { at } from '../core/value.ts';
import type { Workspace } from '../core/workspace.ts';
import { around, sourceOf } from './source.ts';
import { Refusal, eolOf, indentAt, lineStart } from './text.ts';
import type { Document } from './types.ts';
import { TemplateWriter, isJson } from './writeTemplate.ts';

/** What an ignore says beside the rule. */
export interface Note {
  readonly reason: string;
  /** Who answers for it: one word, such as `@web-team`. */
  readonly owner?: string | undefined;
  /** The last day on which it counts, an ISO date. */
  readonly expires?: string | undefined;
}

/** For editors that can't ask: the user writes over it. */
const BLANK: Note = { reason: 'why this is right here' };

/** The fix that silences one finding; its `edits` are empty where nothing can be written. */
export function ignoreFix(workspace: Workspace, finding: Finding, note: Note = BLANK): Fix {
  const document = workspace.document(finding.span.uri);
  return {
    title: `Ignore ${finding.rule} here, with a reason`,
    safety: 'review',
    edits: document ? editsFor(workspace, document, finding, oneLine(note)) : [],
    creates: [],
    replaces: [],
    proof: 'read',
  };
}

/** What people type or paste goes into a comment of one line, which nothing in it may end. */
function oneLine({ reason, owner, expires }: Note): Note {
  return {
    reason: reason.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim(),
    owner: owner?.replace(/[\s:]+/g, '-').replace(/^-|-$/g, '') || undefined,
    expires: expires || undefined,
  };
}

function editsFor(workspace: Workspace, document: Document, finding: Finding, note: Note): TextEdit[] {
  const { uri, text } = document;
  const line = (start: number, comment: string): TextEdit[] => {
    const above = lineStart(text, start) + (text.charCodeAt(lineStart(text, start)) === 0xfeff ? 1 : 0);
    return [
      {
        span: { uri, start: above, end: above },
        text: `${indentAt(text, start)}${comment} plumbline-ignore ${finding.rule}${
          note.expires ? ` until ${note.expires}` : ''
        }${note.owner ? ` by ${note.owner}` : ''}: ${note.reason}${eolOf(text)}`,
      },
    ];
  };
  if (/\.[cm]?[jt]sx?$/i.test(uri)) return line(outsideStrings(document, finding.span.start), '//');
  if (isJson(document)) return metadata(workspace, document, finding, note);
  const key = aboveBlock(document, finding.span.start);
  if (key === finding.span.start) return line(key, '#');
  // A comment covers the next line only, and the finding is further down: the resource's metadata covers all of it.
  const resource = owner(workspace, finding);
  return resource ? metadata(workspace, document, finding, note) : line(key, '#');
}

/** Where a finding starts, unless that is on a later line of a template string: then where the string starts. */
function outsideStrings(document: Document, start: number): number {
  const source = sourceOf(document);
  const node = around(source, start, start);
  const outer = ts.findAncestor(node, n => ts.isTemplateExpression(n) || ts.isNoSubstitutionTemplateLiteral(n));
  return outer ? outer.getStart(source) : start;
}

/** Where a finding starts, unless it is inside of a scalar of several lines: then where that scalar starts. */
function aboveBlock(document: Document, start: number): number {
  const { text } = document;
  const lines = text.slice(0, start).split('\n');
  const own = /^[ \t]*/.exec(lines.at(-1) ?? '')?.[0].length ?? 0;
  let column = own;
  let end = lineStart(text, start);
  for (let i = lines.length - 2; i >= 0; i--) {
    const line = lines[i] as string;
    const from = end - line.length - 1;
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '' && indent < column) {
      if (/(?::|-)[ \t]+(?:[!&]\S*[ \t]+)*[|>][-+\d]*[ \t]*(?:#.*)?\r?$/.test(line)) return from + indent;
      column = indent;
    }
    end = from;
  }
  return inQuotes(text, start) ?? start;
}

/** The start of a quoted scalar of several lines that an offset is inside of. */
function inQuotes(text: string, start: number): number | null {
  const before = text.slice(0, start);
  const open = /(?:[:\-[,{]|![\w:]+)[ \t]+(["'])(?:(?!\1)[^\n])*\n(?:(?!\1)[\s\S])*$/.exec(before.slice(-4000));
  return open && lineStart(text, start) > start - (open[0].length - open[0].indexOf('\n'))
    ? start - open[0].length
    : null;
}

function owner(workspace: Workspace, finding: Finding): Resource | undefined {
  const graph = workspace.graph(finding.span.uri);
  const named = finding.resource ? graph.resource(finding.resource.id) : undefined;
  const around = (place: SourceSpan) =>
    place.uri === finding.span.uri && place.start <= finding.span.start && finding.span.end <= place.end;
  return named && around(named.span) ? named : graph.resources.find(r => around(r.span));
}

/** `Metadata: { Plumbline: { ignore: [{ rule, reason, owner, expires }] } }` on the resource that the finding is in. */
function metadata(workspace: Workspace, document: Document, finding: Finding, note: Note): TextEdit[] {
  const resource = owner(workspace, finding);
  // Where a text can't be read throughout, a resource may end elsewhere than it seems.
  if (!resource || (workspace.facts(document.uri)?.problems.length ?? 0) > 0) return [];
  const { reason, owner: by, expires } = note;
  const entry: NewValue = {
    $object: { rule: finding.rule, reason, ...(by ? { owner: by } : {}), ...(expires ? { expires } : {}) },
  };
  const writer = new TemplateWriter(() => document);
  try {
    const list = at(resource.attributes, 'Metadata', 'Plumbline', 'ignore');
    if (list.kind === 'list') writer.insertItem(list, entry);
    else writer.setProperty(resource.attributes, ['Metadata', 'Plumbline', 'ignore'], [entry]);
    return writer.edits();
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
