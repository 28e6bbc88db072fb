/** Completion in requirements files: keys with what they mean, and values of every kind that the vocabulary names. */
import {
  type Command,
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Rule } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { isRequirements } from '../../frontends/requirements/index.ts';
import { readyMade } from '../../frontends/requirements/profiles.ts';
import { selectorOf } from '../../frontends/requirements/selectors.ts';
import { type Key, type Shape, described } from '../../frontends/requirements/shape.ts';
import { ATTRIBUTES } from '../../frontends/requirements/vocabulary.ts';
import {
  newestRuntime,
  propertiesOf,
  propertyWord,
  propertyWordsOf,
  regions,
  resourceTypeNames,
  services,
} from '../../knowledge/index.ts';
import { tagsOf } from '../../rules/tags/missing.ts';
import type { Session } from '../session.ts';
import { toOffset, toRange } from '../toProtocol.ts';
import { type Cursor, ITEM, cursorAt } from './cursor.ts';
import { documentsBelow, linesOfDocument } from './documents.ts';
import { alternatives, keysOf, shapesAt } from './shapes.ts';
import { parentOf, relativeTo } from '../uris.ts';

/** What makes an editor ask beside letters. */
export const TRIGGERS: readonly string[] = [' ', '{', '"', '#', ':', '/'];

export interface CompletionAbilities {
  readonly snippets: boolean;
  /** Whether the client takes our indentation as it is when it is told to. */
  readonly modes: boolean;
  /** Whether the client has the commands of VS Code. */
  readonly commands: boolean;
}

/** What can be asked about while items are made. */
interface Context {
  readonly cursor: Cursor;
  readonly graph: ResourceGraph;
  readonly rules: readonly Rule[];
  /** Keys of files of the project that we read. */
  readonly files: readonly string[];
  readonly key: string;
}

/** Something to choose, before it is known where it goes. */
interface Choice {
  readonly text: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly docs?: string;
  /** Written as it is, without quotes. */
  readonly raw?: boolean;
  /** It is only the beginning: more is to be chosen behind it. */
  readonly goesOn?: boolean;
}

export async function completion(
  session: Session,
  rules: readonly Rule[],
  params: CompletionParams,
  abilities: CompletionAbilities,
): Promise<CompletionList | null> {
  const open = session.openDocument(params.textDocument.uri);
  if (!open || !isRequirements(open.key)) return null;
  session.sync();
  const document = session.document(open.key);
  if (!document) return null;
  const cursor = cursorAt(document.text, toOffset(document, params.position));
  if (!cursor) return null;
  const { workspace } = session.folderOf(open.key);
  const context: Context = {
    cursor,
    graph: workspace.graph(open.key),
    rules,
    files: workspace.uris(),
    key: open.key,
  };
  const shapes = shapesAt(cursor.path, rules);
  const quoted = unclosedToken(document.text, cursor, shapes);
  const at = { ...cursor, start: quoted?.start ?? cursor.start };
  const range = toRange(document, at);
  const items: CompletionItem[] = [];
  const add = (item: CompletionItem, text: string) => {
    items.push({
      ...item,
      ...(abilities.modes ? { insertTextMode: InsertTextMode.asIs } : {}),
      filterText: item.filterText ?? item.label,
      sortText: `${String(items.length).padStart(5, '0')}`,
      textEdit: { range, newText: text },
    });
  };
  if (quoted)
    for (const choice of tokens()) add(itemOf(choice), cursor.path.length > 0 ? `"${choice.text}"` : choice.text);
  else {
    // A key that has its colon is a key, and nothing else can stand there.
    if (cursor.at !== 'value') keyItems(context, shapes, abilities, add);
    // Among keys nothing but another key can stand.
    const isAmongKeys = cursor.at === 'line' && cursor.siblings.length > 0;
    if (!cursor.colon && cursor.at !== 'key' && !isAmongKeys) await valueItems(context, shapes, abilities, add);
  }
  // All of AWS is left out until someone begins to write a type: then the client must ask again.
  const isIncomplete = items.some(i => i.kind === CompletionItemKind.Module) && !WANTS_TYPE.test(cursor.before);
  return items.length === 0 ? null : { isIncomplete, items };
}

type Add = (item: CompletionItem, text: string) => void;

function itemOf({ text, kind, detail, docs }: Choice): CompletionItem {
  return {
    label: text,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(docs === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: docs } }),
  };
}

// Keys --------------------------------------------------------------------------------------------------------------

const SUGGEST: Command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

function keyItems(context: Context, shapes: readonly Shape[], abilities: CompletionAbilities, add: Add): void {
  const { cursor } = context;
  const taken = new Set(cursor.siblings);
  if (cursor.colon) taken.delete(cursor.word);
  const known = [...keysOf(shapes)].filter(([name]) => !taken.has(name));
  // What every statement may carry comes after what this one is made of.
  const isAttribute = ([name]: readonly [string, Key]) => Object.hasOwn(ATTRIBUTES, name);
  for (const [name, key] of [...known.filter(k => !isAttribute(k)), ...known.filter(isAttribute)]) {
    const written = keyText(name, key.shape, key.example, cursor, abilities.snippets);
    add(
      {
        label: name,
        kind: CompletionItemKind.Property,
        // Details are plain text.
        detail: described(key.shape).replaceAll('`', ''),
        documentation: { kind: MarkupKind.Markdown, value: documented(key) },
        ...(written.snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
        ...(abilities.commands && !cursor.colon ? { command: SUGGEST } : {}),
      },
      written.text,
    );
  }
  for (const shape of shapes) {
    if (shape.kind !== 'map' || !shape.rest) continue;
    const isTags = shape.rest.names === '<tag>';
    for (const choice of isTags ? tagChoices(context.graph, null) : named(shape.rest.check, context)) {
      if (taken.has(choice.text) || known.some(([name]) => name === choice.text)) continue;
      const written = keyText(plain(choice.text), shape.rest.of, undefined, cursor, abilities.snippets);
      add(
        {
          ...itemOf(choice),
          ...(written.snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
          ...(abilities.commands && !cursor.colon ? { command: SUGGEST } : {}),
        },
        written.text,
      );
    }
  }
}

/** A key's documentation, with its example. */
export function documented(key: Key): string {
  return key.example === undefined ? key.docs : `${key.docs}\n\n\`\`\`yaml\n${key.example}\n\`\`\``;
}

/** A key with the place for its value: behind the colon, or on a line of its own. */
function keyText(
  name: string,
  shape: Shape,
  example: string | undefined,
  cursor: Cursor,
  snippets: boolean,
): { readonly text: string; readonly snippet: boolean } {
  const escaped = snippets ? name.replace(/[\\$}]/g, '\\$&') : name;
  if (cursor.colon || cursor.quote !== null) return { text: name, snippet: false };
  const form = cursor.flow ? 'inline' : formOf(shape, example);
  const below = `\n${' '.repeat(cursor.column + 2)}`;
  const lead = { inline: ' ', list: `${below}- `, map: below }[form];
  if (!snippets) return { text: `${name}:${lead}`, snippet: false };
  return { text: `${escaped}:${lead}${form === 'inline' ? placeholder(shape) : '$0'}`, snippet: true };
}

/** How the value of a key is mostly written: as in its example, else as simply as it can be. */
function formOf(shape: Shape, example: string | undefined): 'inline' | 'list' | 'map' {
  const lines = (example ?? '').split('\n');
  if (lines.length > 1) return /^\s*-/.test(lines[1] as string) ? 'list' : 'map';
  if (example !== undefined) return 'inline';
  const [first] = alternatives(shape);
  return first?.kind === 'map' || first?.kind === 'list' ? first.kind : 'inline';
}

function placeholder(shape: Shape): string {
  const all = alternatives(shape);
  const [first] = all;
  const words = all.flatMap(s => (s.kind === 'text' ? (s.values ?? []) : []));
  const [only, more] = words;
  if (only !== undefined && more === undefined) return plain(only);
  if (words.length > 0 && !all.some(s => s.kind === 'list'))
    return `\${1|${words.map(w => plain(w).replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
  if (first?.kind === 'boolean') return '${1|true,false|}';
  if (all.some(s => s.kind === 'text' && s.names === 'pattern')) return '"$1"';
  return first?.kind === 'list' ? '[$1]' : '$1';
}

// Values ------------------------------------------------------------------------------------------------------------

async function valueItems(
  context: Context,
  shapes: readonly Shape[],
  abilities: CompletionAbilities,
  add: Add,
): Promise<void> {
  const { cursor } = context;
  const seen = new Set<string>();
  const offer = (choices: readonly Choice[], write: (text: string) => string) => {
    for (const choice of choices) {
      if (seen.has(choice.text)) continue;
      seen.add(choice.text);
      const text = choice.raw || cursor.quote !== null ? choice.text : plain(choice.text);
      const more = choice.goesOn && abilities.commands ? { command: SUGGEST } : {};
      add({ ...itemOf(choice), ...more }, write(text));
    }
  };
  offer(await choicesFor(context, shapes), text => text);
  if (cursor.path.at(-1) === ITEM || cursor.quote !== null) return;
  // A list can be begun with its first item.
  const items = shapes.flatMap(s => (s.kind === 'list' ? alternatives(s.of) : []));
  const below = { ...context, cursor: { ...cursor, path: [...cursor.path, ITEM] } };
  const isLine = cursor.at === 'line';
  offer(await choicesFor(below, items), text => (isLine ? `- ${text}` : `[${text}]`));
}

/** Everything that may stand at the cursor's path as a single value. */
async function choicesFor(context: Context, shapes: readonly Shape[]): Promise<Choice[]> {
  const { cursor } = context;
  const [top, section, third, fourth] = cursor.path;
  const found: Choice[] = [];
  for (const shape of shapes) {
    if (shape.kind === 'boolean') found.push(word('true'), word('false'));
    if (shape.kind !== 'text') continue;
    if (shape.values) found.push(...shape.values.map(word));
    else if (shape.names === 'pattern') found.push(...tokensIn(cursor));
    else if (shape.names === 'source') found.push(...(await sources(context)));
    else found.push(...named(shape.names, context));
  }
  if (top === 'profiles' || top === 'extends') found.push(...profileChoices());
  if (top === 'version') found.push(word('1'));
  const isStep = section === 'connections' && third === ITEM;
  if (isStep || (section === 'monitoring' && third === 'alarms' && fourth === ITEM && cursor.path.length === 4))
    found.push(...steps(context));
  if (section === 'tags') found.push(...tagValues(context));
  if (section === 'properties' && cursor.path.length >= 4) found.push(...propertyValues(cursor.path, context.graph));
  return found;
}

/** Keys of tags in a list of them, values behind a key; a key of a map of them is offered as such. */
function tagValues({ cursor, graph }: Context): Choice[] {
  const path = cursor.path.slice(2);
  if (path.at(-1) === ITEM && (path.length === 1 || (path[0] === 'required' && path.length === 2)))
    return tagChoices(graph, null);
  const isValue = path[0] === 'required' && path.length >= 2 && path[1] !== ITEM;
  return isValue && (path.length === 2 || path[2] === ITEM || path[2] === 'is')
    ? tagChoices(graph, path[1] ?? null)
    : [];
}

const word = (text: string): Choice => ({ text, kind: CompletionItemKind.EnumMember });

/** What a text that names something may name. */
function named(names: string | undefined, context: Context): Choice[] {
  switch (names) {
    case 'selector':
      return selectors(context);
    case 'property':
      return properties(context.cursor.path.at(-1) ?? '', context.graph);
    case 'region':
      return regions.map(text => ({ text, kind: CompletionItemKind.EnumMember }));
    case 'rule':
      return ruleChoices(context.rules);
    case 'date':
      return dates(new Date());
    case 'file':
    case 'glob':
      return fileChoices(context, names === 'glob');
    default:
      return [];
  }
}

/** Days to choose from: in a month, in three, in a year. */
function dates(today: Date): Choice[] {
  return [1, 3, 12].map(months => {
    const day = new Date(today);
    day.setMonth(day.getMonth() + months);
    return {
      text: day.toISOString().slice(0, 10),
      kind: CompletionItemKind.Constant,
      detail: months === 12 ? 'in a year' : months === 1 ? 'in a month' : `in ${months} months`,
      raw: true,
    };
  });
}

/** The tags that resources of the project have: their keys, or the values of one of them. */
function tagChoices(graph: ResourceGraph, key: string | null): Choice[] {
  const counts = new Map<string, number>();
  for (const resource of graph.resources)
    for (const [name, value] of tagsOf(graph, resource)?.values ?? []) {
      const text = key === null ? name : name === key ? stringOf(value) : null;
      if (text !== null && text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([text, n]) => ({
      text,
      kind: CompletionItemKind.Value,
      detail: `on ${n} ${n === 1 ? 'resource' : 'resources'}`,
    }));
}

/** The beginning of a CloudFormation type. */
const WANTS_TYPE = /^A(W|$)|:/i;

function selectors({ cursor, graph }: Context): Choice[] {
  const own = new Map(graph.resources.filter(r => r.owner.kind !== 'internal').map(r => [r.logicalId, r.type]));
  const used = new Set(own.values());
  return [
    ...services.map(s => ({
      text: s.word,
      kind: CompletionItemKind.Module,
      detail: s.title,
      docs: [
        s.types.map(t => `\`${t}\``).join(', '),
        ...(s.synonyms.length > 0 ? [`Also: ${s.synonyms.join(', ')}`] : []),
      ].join('\n\n'),
    })),
    ...[...used].sort().map(text => ({ text, kind: CompletionItemKind.Class, detail: 'in this project' })),
    ...[...own].map(([text, type]) => ({ text, kind: CompletionItemKind.Variable, detail: type })),
    ...(WANTS_TYPE.test(cursor.before)
      ? resourceTypeNames().flatMap(text => (used.has(text) ? [] : [{ text, kind: CompletionItemKind.Class }]))
      : []),
  ];
}

/** The types that a selector of the file means, with those of the resources that it calls by name. */
function typesOf(text: string, graph: ResourceGraph): string[] {
  const selector = selectorOf(text);
  if (!selector) return [];
  if (selector.types.length > 0) return [...selector.types];
  return [...new Set(graph.resources.filter(r => r.logicalId === selector.name).map(r => r.type))];
}

function properties(selector: string, graph: ResourceGraph): Choice[] {
  const types = typesOf(selector, graph);
  const words = [...new Set(types.flatMap(propertyWordsOf))];
  return [
    ...words.map(text => {
      const type = types.find(t => propertyWord(t, text)) as string;
      return {
        text,
        kind: CompletionItemKind.Field,
        detail: propertyWord(type, text)?.path.join('.') ?? '',
      };
    }),
    ...[...new Set(types.flatMap(propertiesOf))].map(text => ({
      text,
      kind: CompletionItemKind.Field,
      detail: 'CloudFormation',
    })),
  ];
}

/** Values that a property takes, as far as its word says so. */
function propertyValues(path: readonly string[], graph: ResourceGraph): Choice[] {
  const [, , selector, property] = path as [string, string, string, string];
  const found = typesOf(selector, graph).flatMap(type => propertyWord(type, property) ?? []);
  const isSwitch = found.some(w => w.on !== undefined || typeof w.byDefault === 'boolean');
  if (isSwitch) return [word('true'), word('false')];
  if (property === 'runtime')
    return ['nodejs', 'python', 'java', 'dotnet', 'ruby'].flatMap(family => {
      const newest = newestRuntime(family);
      return newest ? [word(newest)] : [];
    });
  return [];
}

function ruleChoices(rules: readonly Rule[]): Choice[] {
  const families = [...new Set(rules.map(r => r.id.replace(/\/.*/, '/*')))];
  return [
    ...rules.map(r => ({ text: r.id, kind: CompletionItemKind.Reference, detail: r.severity, docs: r.docs.summary })),
    ...families.map(text => ({ text, kind: CompletionItemKind.Folder, detail: 'the whole family' })),
  ];
}

function profileChoices(): Choice[] {
  return readyMade().map(p => ({
    text: p.name,
    kind: CompletionItemKind.Module,
    detail: 'profile',
    docs: p.docs,
  }));
}

function fileChoices({ cursor, files, key }: Context, isGlob: boolean): Choice[] {
  const folder = parentOf(key);
  const below = files.filter(f => f !== key && f.startsWith(`${folder}/`)).map(f => relativeTo(folder, f));
  if (cursor.path[0] === 'extends')
    return below
      .filter(f => isRequirements(f.startsWith('/') ? f : `/${f}`))
      .map(text => ({ text, kind: CompletionItemKind.File }));
  const folders = new Set(below.flatMap(f => (f.includes('/') ? [`${f.slice(0, f.lastIndexOf('/'))}/**`] : [])));
  return [
    ...(isGlob && cursor.path[1] !== 'iam'
      ? [...folders].map(text => ({ text, kind: CompletionItemKind.Folder }))
      : []),
    ...(cursor.path[1] === 'iam' || cursor.path[1] === 'properties'
      ? []
      : below.map(text => ({ text, kind: CompletionItemKind.File }))),
  ];
}

/** Documents, and after `#` their lines. */
async function sources({ cursor, key }: Context): Promise<Choice[]> {
  const folder = parentOf(key);
  const hash = cursor.before.indexOf('#');
  if (hash < 0)
    return (await documentsBelow(folder)).map(text => ({
      text: `${text}#L`,
      kind: CompletionItemKind.File,
      raw: true,
      goesOn: true,
    }));
  const name = cursor.before.slice(0, hash);
  return (await linesOfDocument(folder, name)).map(({ line, text }) => ({
    text: `${name}#L${line}`,
    kind: CompletionItemKind.Reference,
    detail: text,
    raw: true,
  }));
}

/** The next step of `api -> function`: what stands before it stays. */
function steps(context: Context): Choice[] {
  const { before } = context.cursor;
  const done = before.slice(0, before.length - (/[^\s>]*$/.exec(before)?.[0].length ?? 0));
  // An alarm's metric is no resource.
  if (/[^\s>]\s+$/.test(done)) return [];
  return selectors(context).map(c => ({ ...c, text: done + c.text }));
}

// Patterns ----------------------------------------------------------------------------------------------------------

const TOKENS: Readonly<Record<string, string>> = {
  project: 'The name of the project, as `project` says it.',
  env: 'One of the `environments`.',
  resource: 'What the resource is or does: any text.',
  region: 'The region.',
  account: 'The account’s number.',
  suffix: 'Any text at the end.',
};

function tokens(): Choice[] {
  return Object.entries(TOKENS).map(([name, docs]) => ({ text: `{${name}}`, kind: CompletionItemKind.Variable, docs }));
}

/** The pattern so far with each token behind it. */
function tokensIn({ before, word: whole }: Cursor): Choice[] {
  const open = before.lastIndexOf('{');
  const isOpen = open > before.lastIndexOf('}');
  const done = isOpen ? before.slice(0, open) : before;
  const rest = whole.slice(before.length).replace(isOpen ? /^\w*\}?/ : /^$/, '');
  return tokens().map(c => ({ ...c, text: done + c.text + rest }));
}

/** A token that was begun where quotes are missing, which YAML takes for a map: `pattern: {pro`. */
function unclosedToken(text: string, cursor: Cursor, shapes: readonly Shape[]): { readonly start: number } | null {
  if (cursor.at !== 'key' || cursor.siblings.length > 0) return null;
  // A pattern may be said in a map, too, with `is`.
  const fits = (s: Shape) => (s.kind === 'text' ? s.names === 'pattern' : s.kind === 'map' && 'is' in s.keys);
  const isPattern = shapes.some(s => s.kind === 'text') && shapes.every(fits);
  const start = text.lastIndexOf('{', cursor.start);
  return isPattern && start >= 0 ? { start } : null;
}

/** A text as YAML that means just this text. */
function plain(text: string): string {
  if (/^(true|false|off|\d+)$/.test(text)) return text;
  const isSafe = /^[A-Za-z_/][\w./:*#> -]*$/.test(text) && !/: |:$| #/.test(text) && !/^(null|yes|no|on)$/i.test(text);
  return isSafe ? text : JSON.stringify(text);
}
