/** Hover in requirements files: what a key asks for, what a value means, and how things stand with the requirement. */
import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { contains } from '../../core/document.ts';
import { type Standing, stateInWords } from '../../core/requirementState.ts';
import type { Rule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { isRequirements } from '../../frontends/requirements/index.ts';
import { readyMade } from '../../frontends/requirements/profiles.ts';
import { selectorOf } from '../../frontends/requirements/selectors.ts';
import { propertyWord, serviceOf } from '../../knowledge/index.ts';
import { standingsOf } from '../../rules/requirements/states.ts';
import type { Session } from '../session.ts';
import { toOffset, toRange } from '../toProtocol.ts';
import { documented } from './completion.ts';
import { type Cursor, ITEM, cursorAt } from './cursor.ts';
import { beingChecked } from './lenses.ts';
import { keysOf, shapesAt } from './shapes.ts';

/** How many places are listed. */
const MOST = 8;

/** Undefined for what is no requirements file: others may know something of it. */
export function requirementHover(
  session: Session,
  rules: readonly Rule[],
  { textDocument, position }: HoverParams,
): Hover | null | undefined {
  const key = session.keyOf(textDocument.uri);
  if (!isRequirements(key)) return undefined;
  session.sync();
  const document = session.document(key);
  if (!document) return null;
  const offset = toOffset(document, position);
  const cursor = cursorAt(document.text, wordEnd(document.text, offset));
  if (!cursor || cursor.word === '') return null;
  const lines = [...meaning(cursor, rules), ...standing(session, key, offset)];
  if (lines.length === 0) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: lines.join('\n\n') },
    range: toRange(document, cursor),
  };
}

/** The end of the word at an offset, before its colon. */
function wordEnd(text: string, offset: number): number {
  return offset + (/^[\w.*/@$-]*(?:::[\w.*-]+)*/.exec(text.slice(offset))?.[0].length ?? 0);
}

function meaning(cursor: Cursor, rules: readonly Rule[]): string[] {
  const { path, word } = cursor;
  if (cursor.colon || cursor.at === 'key') {
    const shapes = shapesAt(path, rules);
    const key = keysOf(shapes).get(word);
    if (key) return [`**${word}**`, documented(key)];
    const rest = shapes.flatMap(s => (s.kind === 'map' && s.rest ? [s.rest] : []))[0];
    return rest ? [...named(word, rest.check, path, rules), rest.docs] : [];
  }
  for (const shape of shapesAt(path, rules))
    if (shape.kind === 'text' && shape.names) {
      const said = named(word, shape.names, path, rules);
      if (said.length > 0) return said;
    }
  const profile = path[0] === 'profiles' || path[0] === 'extends' ? readyMade().find(p => p.name === word) : undefined;
  if (profile) return [`**${profile.name}**`, profile.docs, `\`\`\`yaml\n${profile.text.trimEnd()}\n\`\`\``];
  const last = path.findLast(step => step !== ITEM);
  const owner =
    last === undefined ? undefined : keysOf(shapesAt(path.slice(0, path.lastIndexOf(last)), rules)).get(last);
  return owner ? [owner.docs] : [];
}

function named(word: string, names: string | undefined, path: readonly string[], rules: readonly Rule[]): string[] {
  switch (names) {
    case 'selector': {
      const service = word.includes('::') ? null : serviceOf(word);
      return service ? [`**${service.title}**: ${service.types.map(t => `\`${t}\``).join(', ')}`] : [];
    }
    case 'property': {
      const types = selectorOf(path.at(-1) ?? '')?.types ?? [];
      // Types that have it in the same place are named together.
      const places = Map.groupBy(
        types.flatMap(type => {
          const place = propertyWord(type, word);
          return place ? [{ type, place }] : [];
        }),
        ({ place }) => JSON.stringify(place),
      );
      return [...places.values()].flatMap(same => {
        const [{ place }] = same as [(typeof same)[number]];
        const written = place.path.join('.').replace(/^@/, '');
        const byDefault =
          place.byDefault === undefined || place.byDefault === null
            ? ''
            : `; \`${place.byDefault}\` where nothing is set`;
        return [`**${word}** of ${same.map(s => `\`${s.type}\``).join(', ')}: \`${written}\`${byDefault}`];
      });
    }
    case 'rule': {
      const rule = rules.find(r => r.id === word);
      return rule ? [`**${rule.id}** · ${rule.severity}`, rule.docs.summary] : [];
    }
    default:
      return [];
  }
}

/** The state of the requirements at an offset: of the innermost statement. */
function standing(session: Session, key: string, offset: number): string[] {
  const folder = session.folderOf(key);
  const behind = session.settle(folder);
  const here = { uri: key, start: offset, end: offset };
  const around = standingsOf(folder.workspace, key).filter(s => contains(s.requirement.span, here));
  const length = ({ requirement: { span } }: Standing) => span.end - span.start;
  const least = Math.min(...around.map(length));
  const said = around.filter(s => length(s) === least).map(s => described(s, session, folder.workspace));
  return said.length === 0 ? [] : [...said, ...beingChecked(behind).map(words => `${words}.`)];
}

function described(state: Standing, session: Session, workspace: Workspace): string {
  const { requirement, violations } = state;
  const lines = [`\`${requirement.name}\`: **${stateInWords(state)}**`];
  for (const { span, message } of violations.slice(0, MOST)) {
    const document = workspace.document(span.uri);
    if (!document) continue;
    const line = toRange(document, span).start.line + 1;
    const name = span.uri.slice(span.uri.lastIndexOf('/') + 1);
    lines.push(
      `- [${text(decodeURIComponent(name))}:${line}](${session.clientUri(span.uri)}#L${line}) ${text(message)}`,
    );
  }
  if (violations.length > MOST) lines.push(`- … and ${violations.length - MOST} more`);
  return lines.join('\n');
}

/** What comes from files must not become markup. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&').replace(/\s+/g, ' ');
}
