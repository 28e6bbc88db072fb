/** From intents to edits: sends each to the writer of the language that its place is in. */
import type { SourceSpan } from '../core/document.ts';
import type { TextEdit } from '../core/finding.ts';
import type { Intent, NewValue } from '../core/intent.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { PolicyStatement, Resource } from '../core/resource.ts';
import { type List, type Value, walk } from '../core/value.ts';
import type { Workspace } from '../core/workspace.ts';
import { escapeFor } from './embedded.ts';
import { moveToConstruct } from './moveToConstruct.ts';
import type { Change } from './prove.ts';
import { Refusal, refuse } from './text.ts';
import { type Documents, isList, isObject, isOf, isRef } from './types.ts';
import { TemplateWriter } from './writeTemplate.ts';
import { TypescriptWriter } from './writeTypescript.ts';

/**
 * The edits of some intents, or the reason why they can't be written. `local` writes a value where it is used, although
 * a constant or an anchor elsewhere makes it.
 */
export function write(workspace: Workspace, uri: string, intents: readonly Intent[], local = false): Change | string {
  try {
    return written(workspace, uri, intents, local);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

const SCRIPT = /\.[cm]?[jt]sx?$/i;

function written(workspace: Workspace, uri: string, intents: readonly Intent[], local: boolean): Change {
  const graph = workspace.graph(uri);
  const documents: Documents = file => workspace.document(file) ?? refuse('its file is not open here');
  const template = new TemplateWriter(documents);
  const typescript = new TypescriptWriter(documents, graph, (module, word) => workspace.libraryHas(uri, module, word));
  const texts: TextEdit[] = [];
  const creates: { uri: string; text: string }[] = [];
  const resource = (id: string): Resource => {
    const found = graph.resource(id) ?? refuse('the resource can’t be found');
    if (found.owner.kind === 'overridable') refuse(`set the prop ${found.owner.prop} of the construct that makes it`);
    if (found.owner.kind === 'internal') refuse(`${found.owner.of} makes it, and its code is not yours`);
    return found;
  };
  const code = (place: SourceSpan) => SCRIPT.test(place.uri);
  const spanOf = (value: Value): SourceSpan => (value.kind === 'absent' ? refuse('there is no value') : value.span);
  const removeProperty = (id: string, path: readonly string[]) => {
    const of = resource(id);
    if (of.language === 'typescript') typescript.removeProperty(of, path);
    else template.removeProperty(of, path);
  };
  // What is referred to must be declared before it is used.
  for (const intent of intents) {
    if (intent.kind !== 'addResource') continue;
    const near = resource(intent.near);
    if (near.language === 'typescript') typescript.addResource(near, intent, refersTo(intents, intent.logicalId));
    else template.addResource(near, intent.logicalId, intent.type, intent.properties);
  }
  for (const intent of intents) {
    switch (intent.kind) {
      case 'setProperty': {
        const of = resource(intent.resource);
        if (of.language === 'typescript') typescript.setProperty(of, intent.path, intent.value);
        else template.setProperty(of.properties, intent.path, intent.value);
        break;
      }
      case 'setAttribute': {
        const of = resource(intent.resource);
        if (of.language === 'typescript') typescript.setProperty(of, [`@${intent.name}`], intent.value);
        else template.setProperty(of.attributes, [intent.name], intent.value);
        break;
      }
      case 'removeProperty':
        removeProperty(intent.resource, intent.path);
        break;
      case 'removeEntry':
        typescript.removeEntry(intent.span);
        break;
      case 'setKey':
        if (code(intent.object.span)) typescript.setKey(intent.object, intent.key, intent.value);
        else template.setProperty(intent.object, [intent.key], intent.value);
        break;
      case 'removeKey':
        if (code(intent.object.span)) refuse('it is for you to take away');
        template.removeKey(intent.object, intent.path);
        break;
      case 'insertItem':
        (code(intent.list.span) ? typescript : template).insertItem(intent.list, intent.value);
        break;
      case 'addStatement': {
        const { beside, elements } = intent;
        if (code(beside.elements.span)) typescript.addStatement(beside.elements, elements);
        else template.insertItem(statementsAround(graph, beside), { $object: elements });
        break;
      }
      case 'grant':
        typescript.grant(resource(intent.function), resource(intent.on), intent);
        break;
      case 'addRoute':
        typescript.addRoute(resource(intent.api), resource(intent.function), intent.path);
        break;
      case 'removeItem': {
        const { list, index } = intent;
        const emptied = emptiedProperty(graph, intents, list);
        if (!emptied) (code(list.span) ? typescript : template).removeItem(list, index);
        else if (isLastRemoval(intents, intent)) removeProperty(emptied.id, emptied.path);
        break;
      }
      case 'replaceValue':
        (code(spanOf(intent.value)) ? typescript : template).replaceValue(intent.value, intent.with, local);
        break;
      case 'replaceText':
        texts.push(
          replaceText(
            workspace,
            intent.span,
            intent.names ? typescript.named(intent.span.uri, intent.text) : intent.text,
          ),
        );
        break;
      case 'moveToConstruct': {
        const of = resource(intent.resource);
        const document = documents(of.span.uri);
        texts.push(...moveToConstruct(document, of));
        break;
      }
      case 'createFile':
        creates.push({ uri: intent.uri, text: intent.text });
        break;
      case 'removeResource': {
        const of = resource(intent.resource);
        const beside = graph.resources.filter(r => r.stack === of.stack && r.span.uri === of.span.uri);
        if (of.language === 'typescript') typescript.removeResource(of);
        else template.removeResource(of, beside);
        break;
      }
      case 'addTags':
        typescript.addTags(graph.stack(intent.stack) ?? refuse('the stack can’t be found'), intent.tags);
        break;
      case 'addOutput': {
        const near = resource(intent.near);
        const { logicalId, value, exportName } = intent;
        if (near.language === 'typescript') typescript.addOutput(near, logicalId, value, exportName);
        else {
          const sections = graph.stack(near.stack)?.sections ?? refuse('its template can’t be found');
          const exported = exportName === null ? {} : { Export: { $object: { Name: exportName } } };
          template.setProperty(sections, ['Outputs', logicalId], { $object: { Value: value, ...exported } });
        }
        break;
      }
      case 'addResource':
        break;
    }
  }
  return { edits: [...template.edits(), ...typescript.edits(), ...texts], creates };
}

/** The list of statements that a statement of a template stands in. */
function statementsAround(graph: ResourceGraph, { owner, elements }: PolicyStatement): List {
  let found: List | null = null;
  const properties = owner === null ? undefined : graph.resource(owner)?.properties;
  if (properties)
    walk(properties, value => {
      if (value.kind === 'list' && value.items.includes(elements)) found = value;
    });
  return found ?? refuse('the policy has one statement that stands in no list');
}

type RemoveItem = Extract<Intent, { readonly kind: 'removeItem' }>;

function isLastRemoval(intents: readonly Intent[], intent: RemoveItem): boolean {
  return intents.findLast(i => i.kind === 'removeItem' && i.list === intent.list) === intent;
}

/** The property that is a list of which all items are removed: it goes itself. Null for lists further down, which may have to be there. */
function emptiedProperty(
  graph: ResourceGraph,
  intents: readonly Intent[],
  list: List,
): { readonly id: string; readonly path: readonly string[] } | null {
  const gone = new Set(intents.flatMap(i => (i.kind === 'removeItem' && i.list === list ? [i.index] : [])));
  if (!list.complete || gone.size < list.items.length) return null;
  for (const { id, properties } of graph.resources) {
    const entry = properties.entries.findLast(e => e.value === list);
    if (entry) return { id, path: [entry.key] };
  }
  return null;
}

/** Source text; inside of an inline string, in that string's quoting. */
function replaceText(workspace: Workspace, place: SourceSpan, text: string): TextEdit {
  const document = workspace.document(place.uri) ?? refuse('its file is not open here');
  const unit = workspace
    .graph(place.uri)
    .code.find(
      u =>
        u.embedded &&
        u.embedded.span.uri === place.uri &&
        u.embedded.span.start <= place.start &&
        place.end <= u.embedded.span.end,
    );
  return { span: place, text: unit?.embedded ? escapeFor(unit.embedded, text, document) : text };
}

/** Whether any other intent mentions a resource that is added. */
function refersTo(intents: readonly Intent[], logicalId: string): boolean {
  const mentions = (value: NewValue): boolean => {
    if (typeof value !== 'object') return false;
    if (isRef(value)) return isOf(value.$ref, logicalId);
    if (isList(value)) return value.some(mentions);
    return isObject(value) && Object.values(value.$object).some(mentions);
  };
  return intents.some(i => {
    if (i.kind === 'replaceValue') return mentions(i.with);
    if (i.kind === 'addResource') return i.asked?.some(({ value }) => mentions(value)) === true;
    return 'value' in i && mentions(i.value as NewValue);
  });
}
