/** The lenses of requirements files: how things stand, above each requirement and above all of them. */
import type { CodeLens } from 'vscode-languageserver';
import { type Standing, countStates, stateInWords, violationsOf } from '../../core/requirementState.ts';
import type { Workspace } from '../../core/workspace.ts';
import { isRequirements } from '../../frontends/requirements/index.ts';
import { pairOf } from '../../frontends/template/tree.ts';
import { readYamlOf } from '../../frontends/template/treeEdits.ts';
import { standingsOf } from '../../rules/requirements/states.ts';
import type { Place } from '../protocol.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProtocol.ts';
import { placesOf } from './navigation.ts';

/** The command of VS Code's client that shows places in a peek. */
export const COMMAND = 'plumbline._showPlaces';

/**
 * The lenses of a document; undefined for what is no requirements file.
 * @param hasCommands Whether the client can show places; otherwise a lens only says its words.
 */
export function requirementLenses(session: Session, uri: string, hasCommands: boolean): CodeLens[] | undefined {
  const key = session.keyOf(uri);
  if (!isRequirements(key)) return undefined;
  const folder = session.folderOf(key);
  const { settings, workspace } = folder;
  session.sync();
  const document = session.document(key);
  if (!settings.lenses.requirements || !document) return [];
  const behind = session.settle(folder);
  const states = standingsOf(workspace, key);
  const lens = (start: number, title: string, tooltip: string, places: readonly Place[]): CodeLens => {
    const range = toRange(document, { start, end: start });
    const call =
      hasCommands && places.length > 0 ? { command: COMMAND, arguments: [uri, range.start, places] } : { command: '' };
    return { range, command: { title, tooltip, ...call } };
  };
  const own = states.filter(s => s.requirement.span.uri === key);
  const byLine = Map.groupBy(own, s => toRange(document, s.requirement.span).start.line);
  const lenses = [...byLine.values()].map(same => {
    const start = Math.min(...same.map(s => s.requirement.span.start));
    const tooltip = same.map(s => `${s.requirement.name}: ${stateInWords(s)}`).join('\n');
    return lens(start, together(same), tooltip, placesOf(session, workspace, same));
  });
  const all = pairOf(readYamlOf(document.uri, document.text).root, 'requirements');
  if (all && states.length > 0)
    lenses.unshift(lens(all.keyStart, overall(states, behind), counted(states), violated(session, workspace, states)));
  return lenses;
}

function violated(session: Session, workspace: Workspace, states: readonly Standing[]): readonly Place[] {
  const broken = states.filter(s => s.state === 'violated');
  return broken.length === 0 ? [] : placesOf(session, workspace, broken);
}

function overall(states: readonly Standing[], behind: number): string {
  const { met, all } = countStates(states);
  return [`met ${met} of ${all}`, ...beingChecked(behind), 'Plumbline'].join(' · ');
}

/** What to say of projects that are still to be asked, of which holds for now what was known of them before. */
export function beingChecked(behind: number): string[] {
  return behind === 0 ? [] : [`${behind} ${behind === 1 ? 'project is' : 'projects are'} still being checked`];
}

function counted(states: readonly Standing[]): string {
  const number = (state: Standing['state']) => states.filter(s => s.state === state).length;
  return `${number('met')} met, ${number('violated')} violated, ${number('unchecked')} not checkable, ${number('idle')} with nothing to check`;
}

/** What is said of the requirements of one line. */
export function together(states: readonly Standing[]): string {
  const [only, more] = states;
  if (only && !more) return stateInWords(only);
  const { met, all } = countStates(states);
  const violations = violationsOf(states).length;
  const open = states.filter(s => s.state === 'unchecked');
  const reasons = new Set(open.map(s => s.reason));
  if (all === 0) return 'nothing to check: nothing of this is here';
  return [
    met === all ? 'met' : `met ${met} of ${all}`,
    ...(violations > 0 ? [`${violations} ${violations === 1 ? 'violation' : 'violations'}`] : []),
    ...(open.length > 0 ? [`${open.length} not checkable${reasons.size === 1 ? `: ${open[0]?.reason}` : ''}`] : []),
  ].join(' · ');
}
