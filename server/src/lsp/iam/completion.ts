/** Completion in policies: actions, operators and keys of conditions, services as principals, and managed policies. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
} from 'vscode-languageserver';
import type { ResourceGraph } from '../../core/graph.ts';
import {
  accessLevel,
  actionConditionKeys,
  conditionKey,
  expandAction,
  globalConditionKeys,
  managedPolicyNames,
  serviceAlias,
  serviceExists,
  servicePrefixes,
} from '../../knowledge/index.ts';
import { operatorNames, operatorOf } from '../../rules/iam/conditions.ts';
import type { CompletionAbilities } from '../requirements/completion.ts';
import type { Session } from '../session.ts';
import { type PolicyCursor, policyCursor } from './cursor.ts';
import { servicePrincipals } from './principals.ts';
import { statementAt, writtenActions } from './statements.ts';
import { actionsOfPatterns, keyTypeInWords } from './words.ts';

/** What makes an editor ask beside letters. */
export const TRIGGERS: readonly string[] = [':', "'", '"', '`'];

/** Verbs of so many actions get a pattern of their own, `s3:Get*`. */
const MANY = 3;

/** Something to choose. */
interface Choice {
  /** What is written, and shown where there is no other label. */
  readonly text: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  /** What the client compares the typed word with, where that is not the text. */
  readonly filter?: string;
  /** It is only the beginning: more is to be chosen behind it. */
  readonly goesOn?: boolean;
}

/** Null at once where no policy is. */
export function completion(
  session: Session,
  { textDocument, position }: CompletionParams,
  abilities: CompletionAbilities,
): CompletionList | null {
  const open = session.openDocument(textDocument.uri);
  if (!open || !session.folderOf(open.key).settings.enable) return null;
  const cursor = policyCursor(open.key, open.text.getText(), open.text.offsetAt(position));
  if (!cursor) return null;
  const graph = () => {
    session.sync();
    return session.folderOf(open.key).workspace.graph(open.key);
  };
  const range = { start: open.text.positionAt(cursor.start), end: open.text.positionAt(cursor.end) };
  const items = choicesAt(cursor, open.key, graph).map((choice, i): CompletionItem => {
    const { text, snippet } = written(choice.text, cursor, abilities.snippets);
    return {
      label: choice.text,
      kind: choice.kind,
      ...(choice.detail === undefined ? {} : { detail: choice.detail }),
      filterText: choice.filter ?? choice.text,
      sortText: String(i).padStart(5, '0'),
      ...(snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
      ...(choice.goesOn && abilities.commands
        ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }
        : {}),
      textEdit: { range, newText: text },
    };
  });
  return items.length === 0 ? null : { isIncomplete: false, items };
}

/** What goes into the text: with a place to type in for `${TagKey}`, quotes or a colon where the language needs them. */
function written(text: string, cursor: PolicyCursor, snippets: boolean): { text: string; snippet: boolean } {
  const hole = /\$\{(\w+)\}$/.exec(text);
  const isKey = cursor.place === 'operator' || cursor.place === 'condition-key';
  const around = (inner: string) => {
    if (cursor.quote !== null) return inner;
    if (cursor.language === 'code') return /^\w+$/.test(inner) ? inner : `'${inner}'`;
    return isKey && !cursor.colon ? `${inner}:` : inner;
  };
  if (!hole) return { text: around(text), snippet: false };
  const head = text.slice(0, hole.index);
  return snippets ? { text: around(`${head}\${1:${hole[1]}}`), snippet: true } : { text: around(head), snippet: false };
}

function choicesAt(cursor: PolicyCursor, key: string, graph: () => ResourceGraph): readonly Choice[] {
  const place = { uri: key, start: cursor.start, end: cursor.start };
  switch (cursor.place) {
    case 'action': {
      const statement = statementAt(graph(), place);
      const taken = statement
        ? writtenActions(statement).filter(a => a.span.start > cursor.start || a.span.end < cursor.start)
        : [];
      return actionChoices(cursor.before, new Set(taken.map(a => a.value.toLowerCase())), servicesIn(graph()));
    }
    case 'effect':
      return ['Allow', 'Deny'].map(text => ({ text, kind: CompletionItemKind.EnumMember }));
    case 'operator':
      return operatorChoices();
    case 'condition-key': {
      const statement = statementAt(graph(), place);
      return keyChoices(cursor.before, statement ? writtenActions(statement).map(a => a.value) : []);
    }
    case 'service':
      return servicePrincipals.map(text => ({ text, kind: CompletionItemKind.Value }));
    case 'managed-policy':
      return managedPolicyNames().map(text => ({ text, kind: CompletionItemKind.Constant }));
    case 'managed-policy-arn':
      return managedPolicyNames().map(name => ({
        text: `arn:aws:iam::aws:policy/${name}`,
        kind: CompletionItemKind.Constant,
        // Most people type the name, which stands at the end.
        ...(cursor.before.startsWith('arn') ? {} : { filter: name.slice(name.lastIndexOf('/') + 1) }),
      }));
  }
}

/** The prefixes of services that a project has resources of, or policies for. */
function servicesIn(graph: ResourceGraph): ReadonlySet<string> {
  const ofTypes = graph.resources.map(({ type }) => type.split('::')[1]?.toLowerCase() ?? '');
  const ofActions = graph.statements.flatMap(s => writtenActions(s).map(a => a.value.replace(/:.*/, '').toLowerCase()));
  return new Set([...ofTypes, ...ofActions]);
}

/** Services, those of the project first, and behind a service's colon its actions and the patterns that many of them share. */
function actionChoices(before: string, taken: ReadonlySet<string>, used: ReadonlySet<string>): readonly Choice[] {
  const colon = before.indexOf(':');
  if (colon < 0) {
    const [near, far] = [servicePrefixes().filter(p => used.has(p)), servicePrefixes().filter(p => !used.has(p))];
    return [...near, ...far].map(prefix => ({ text: `${prefix}:`, kind: CompletionItemKind.Module, goesOn: true }));
  }
  const typed = before.slice(0, colon);
  const prefix = serviceExists(typed) ? typed.toLowerCase() : serviceAlias(typed);
  if (prefix === null) return [];
  const actions = expandAction(`${prefix}:*`);
  const verbs = Map.groupBy(actions, action => /:([A-Z][a-z]+)(?=[A-Z])/.exec(action)?.[1] ?? '');
  const patterns = [...verbs]
    .filter(([verb, of]) => verb !== '' && of.length >= MANY)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([verb, of]) => ({ text: `${prefix}:${verb}*`, detail: `${of.length} actions` }));
  const all = { text: `${prefix}:*`, detail: `all ${actions.length} actions` };
  return [
    ...actions.map(text => ({ text, detail: accessLevel(text) ?? '', kind: CompletionItemKind.Function })),
    ...[...patterns, all].map(choice => ({ ...choice, kind: CompletionItemKind.Operator })),
  ]
    .filter(({ text }) => !taken.has(text.toLowerCase()))
    .map(choice => ({ ...choice, filter: typed + choice.text.slice(choice.text.indexOf(':')) }));
}

/** Operators alone, then those that let a missing key through, then those for keys with several values. */
function operatorChoices(): readonly Choice[] {
  const plain = operatorNames.filter(name => name !== 'Null');
  const texts = plain.filter(name => /^(?:String|Arn)/.test(name));
  return [
    ...operatorNames,
    ...plain.map(name => `${name}IfExists`),
    ...['ForAnyValue', 'ForAllValues'].flatMap(set => texts.map(name => `${set}:${name}`)),
  ].map(text => ({ text, kind: CompletionItemKind.Operator, detail: familyOf(text) }));
}

function familyOf(operator: string): string {
  const { family } = operatorOf(operator);
  return family === null ? '' : family === 'Null' ? 'whether a key is there' : keyTypeInWords(family);
}

/** The keys that the statement's actions take first, then those of the service that is typed, then those of every request. */
function keyChoices(before: string, patterns: readonly string[]): readonly Choice[] {
  const typed = /^([\w-]+):/.exec(before)?.[1]?.toLowerCase() ?? '';
  const keysOf = (actions: readonly string[]) =>
    [...new Set(actions.flatMap(a => actionConditionKeys(a) ?? []))].sort();
  const own = keysOf(actionsOfPatterns(patterns));
  const service = typed === 'aws' || typed === '' ? [] : keysOf(expandAction(`${typed}:*`));
  const all = new Set([...own, ...service.filter(key => key.startsWith(`${typed}:`)), ...globalConditionKeys()]);
  return [...all].map(text => {
    const known = conditionKey(text);
    const type = known ? `${keyTypeInWords(known.type)}${known.many ? ', several values' : ''}` : '';
    const of = own.includes(text) ? 'of these actions' : known?.global ? 'global' : `of ${typed}`;
    return { text, kind: CompletionItemKind.Property, detail: `${type} · ${of}` };
  });
}
