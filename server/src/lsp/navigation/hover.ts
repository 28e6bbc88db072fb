/** Hovers in templates: on what is mentioned, where it is declared and what it gives; on CloudFormation's own words. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { at, rendered, stringOf, type Value } from '../../core/value.ts';
import type { Place } from '../../frontends/template/symbols.ts';
import { attributesOf } from '../../knowledge/index.ts';
import { code, listed, text } from '../markdown.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProtocol.ts';
import { spotOf } from './goTo.ts';
import { type Target, attributeAt, mentionAt, targetsOf } from './names.ts';
import { type View, isAt } from './views.ts';
import { FUNCTIONS, PSEUDO_PARAMETERS } from './words.ts';

/** Null where the cursor is at no mention and no function; declarations of resources have a hover of their own. */
export function templateHover(session: Session, params: HoverParams): Hover | null {
  const spot = spotOf(session, params);
  if (!spot) return null;
  const { view, views, offset } = spot;
  const hover = (value: string, place: Place): Hover => ({
    contents: { kind: MarkupKind.Markdown, value },
    range: toRange(view.document, place),
  });
  const mention = mentionAt(view, offset);
  if (mention) {
    const pseudo = entryOf(PSEUDO_PARAMETERS, mention.name);
    if (pseudo !== undefined) return hover(`**${mention.name}** · pseudo parameter\n\n${pseudo}`, mention.at);
    const targets = targetsOf(view, views, mention);
    return targets.length === 0 ? null : hover(targets.map(t => described(session, view, t)).join('\n\n'), mention.at);
  }
  const attributed = attributeAt(view, offset);
  if (attributed?.attribute) {
    const [target] = targetsOf(view, views, attributed);
    const { name, at: place } = attributed.attribute;
    return target ? hover(attribute(view, target, name), place) : null;
  }
  const declared = view.symbols.declared.find(d => d.kind !== 'resource' && isAt(d.at, offset));
  if (declared) return hover(described(session, view, { view, declared }), declared.at);
  const called = view.symbols.functions.find(f => isAt(f.at, offset));
  const said = called && entryOf(FUNCTIONS, called.name);
  return called && said ? hover(`**${called.name}**\n\n${said}`, called.at) : null;
}

function described(session: Session, from: View, { view, declared }: Target): string {
  const { kind, name, type } = declared;
  const graph = session.folderOf(view.key).workspace.graph(view.key);
  const head = `**${text(name)}** · ${kind === 'resource' || kind === 'parameter' ? code(type ?? kind) : kind}`;
  const line = toRange(view.document, declared.at).start.line + 1;
  const file = view.key.slice(view.key.lastIndexOf('/') + 1);
  const place = `[${text(view === from ? `Line ${line}` : `${file}:${line}`)}](<${session.clientUri(view.key)}#L${line}>)`;
  const sections: Value = graph.stack(view.key)?.sections ?? { kind: 'absent' };
  const written = (...path: readonly string[]) => shown(at(sections, ...path));
  const facts: Record<string, string | null> = {};
  if (kind === 'parameter') {
    facts.Default = written('Parameters', name, 'Default');
    facts.Allowed = written('Parameters', name, 'AllowedValues');
  }
  if (kind === 'output') facts.Value = written('Outputs', name, 'Value');
  if (kind === 'export') facts.Value = written('Outputs', type ?? '', 'Value');
  if (kind === 'condition') facts.Condition = textOf(view, declared.whole);
  const resource = kind === 'resource' ? graph.resource(`${view.key}#${name}`) : undefined;
  if (resource?.condition) facts['Created when'] = resource.condition;
  const description = kind === 'parameter' ? stringOf(at(sections, 'Parameters', name, 'Description')) : null;
  const more = Object.entries(facts).flatMap(([label, value]) => (value === null ? [] : [`${label} ${code(value)}`]));
  return [head, ...(description === null ? [] : [text(description)]), [place, ...more].join(' · ')].join('\n\n');
}

/** What an attribute gives: an output's value of a nested stack, else whether the type has it. */
function attribute(view: View, { declared }: Target, name: string): string {
  const type = declared.type ?? '';
  const known = attributesOf(type);
  const head = `**${text(`${declared.name}.${name}`)}** · an attribute of ${code(type)}`;
  const isOpen = known.length === 0 || known.includes(name) || type.startsWith('AWS::Serverless::');
  if (isOpen || view.nested.has(declared.name)) return `${head}, known when it is deployed.`;
  return `${head}\n\nThe attributes that are known of this type: ${listed(known.map(code), 12)}`;
}

/** A value in a few words; null where there is none. */
function shown(value: Value): string | null {
  if (value.kind === 'absent') return null;
  if (value.kind === 'list') return value.items.map(rendered).join(', ').slice(0, 120);
  const said = rendered(value);
  return said === '…' || said === '${…}' ? null : said.slice(0, 120);
}

/** An entry's text on one line, without its key. */
function textOf({ document }: View, { start, end }: Place): string {
  const written = document.text
    .slice(start, end)
    .replace(/^[^:]*:\s*/, '')
    .replace(/\s+/g, ' ');
  return written.length > 120 ? `${written.slice(0, 119)}…` : written;
}
