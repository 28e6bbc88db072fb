/** Ways through templates: to declarations, and back to all that mentions them. */
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import { contains, span } from '../../core/document.ts';
import type { TemplateBody } from '../../frontends/template/body.ts';
import type { Session } from '../session.ts';
import { toOffset, toRange } from '../toProtocol.ts';
import { attributeAt, declaredAt, occurrences, targetsAt, targetsOf } from './names.ts';
import { codeOf } from './assembly.ts';
import { type View, projectViews, viewOf } from './views.ts';

/** A view with the offset that a request is about. */
export interface Spot {
  readonly view: View;
  readonly views: readonly View[];
  readonly offset: number;
}

/** The place in a template that a request is about; null where the document is none. */
export function spotOf(session: Session, { textDocument, position }: TextDocumentPositionParams): Spot | null {
  const asked = viewOf(session, textDocument.uri);
  if (!asked) return null;
  const views = projectViews(session, asked);
  const view = views.find(v => v.key === asked.key) ?? asked;
  return { view, views, offset: toOffset(view.document, position) };
}

/**
 * Where the name at the cursor is declared: of an attribute, the resource that has it. In a template of a cloud assembly a
 * resource leads on to the code that makes it.
 */
export function definition(session: Session, params: TextDocumentPositionParams): Location[] | null {
  const spot = spotOf(session, params);
  if (!spot) return null;
  const { view, views, offset } = spot;
  const attribute = attributeAt(view, offset);
  const named = targetsAt(view, views, offset);
  const targets = named.length > 0 || !attribute ? named : targetsOf(view, views, attribute);
  const code = targets.flatMap(t => (t.view.generated && declaredAt(view, offset) ? codeOf(session, t) : []));
  if (code.length > 0) return code;
  if (targets.length > 0) return targets.map(t => locationOf(session, t.view, t.declared.at));
  const nested = nestedAt(session, view, offset);
  return nested ? [nested] : null;
}

/** Everything that mentions what the name at the cursor means. */
export function references(
  session: Session,
  params: TextDocumentPositionParams,
  declaration: boolean,
): Location[] | null {
  const spot = spotOf(session, params);
  if (!spot) return null;
  return everywhere(spot)
    .filter(o => declaration || !o.declares)
    .map(o => locationOf(session, o.view, o.at));
}

/** The same within the document. */
export function highlights(session: Session, params: TextDocumentPositionParams): DocumentHighlight[] | null {
  const spot = spotOf(session, params);
  if (!spot) return null;
  const { document } = spot.view;
  return everywhere(spot)
    .filter(o => o.view === spot.view)
    .map(o => ({
      range: toRange(document, o.at),
      kind: o.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

function everywhere({ view, views, offset }: Spot) {
  const found = targetsAt(view, views, offset).flatMap(target => occurrences(target, views));
  return [...new Map(found.map(o => [`${o.view.key} ${o.at.start}`, o])).values()];
}

export function locationOf(
  session: Session,
  { key, document }: Pick<View, 'key' | 'document'>,
  place: { start: number; end: number },
): Location {
  return { uri: session.clientUri(key), range: toRange(document, place) };
}

/** The template that a nested stack's `TemplateURL` at the cursor names. */
function nestedAt(session: Session, view: View, offset: number): Location | null {
  const { workspace } = session.folderOf(view.key);
  const body = workspace.facts(view.key)?.body as TemplateBody | undefined;
  const here = span(view.key, offset, offset);
  const found = body?.nested.find(n => contains(n.span, here));
  const document = found && workspace.document(found.uri);
  return found && document ? locationOf(session, { key: found.uri, document }, { start: 0, end: 0 }) : null;
}
