/** Code lenses that count findings: above the resources of a template, and above each stack that code makes. */
import type { CodeLens } from 'vscode-languageserver';
import { SEVERITIES } from '../core/finding.ts';
import type { TemplateBody } from '../frontends/template/body.ts';
import { visible } from './findings/accepted.ts';
import { COMMAND } from './requirements/lenses.ts';
import type { Session } from './session.ts';
import { toRange } from './toProtocol.ts';

/** @param hasCommands Whether the client can show places; otherwise a lens only says how many there are. */
export function findingLenses(session: Session, uri: string, hasCommands: boolean): CodeLens[] {
  const key = session.keyOf(uri);
  const folder = session.folderOf(key);
  const { settings, workspace } = folder;
  session.sync();
  const document = workspace.document(key);
  const facts = workspace.facts(key);
  if (!settings.lenses.findings || !document || !facts) return [];
  const graph = workspace.graph(key);
  const byStack = Map.groupBy(visible(folder, workspace.projectFindings(key)), f =>
    f.resource === null ? undefined : graph.resource(f.resource.id)?.stack,
  );
  const template = facts.frontend === 'template' ? (facts.body as TemplateBody).symbols : null;
  return graph.stacks.flatMap(stack => {
    const found = byStack.get(stack.id) ?? [];
    const start = template
      ? template.sections.find(s => s.name === 'Resources' && stack.uri === key)?.at.start
      : stack.kind === 'cdk' && stack.span.uri === key
        ? stack.span.start
        : undefined;
    if (start === undefined || found.length === 0) return [];
    const range = toRange(document, { start, end: start });
    const places = found.flatMap(({ span }) => {
      const other = workspace.document(span.uri);
      return other ? [{ uri: session.clientUri(span.uri), range: toRange(other, span) }] : [];
    });
    const title = `${found.length} ${found.length === 1 ? 'finding' : 'findings'} · Plumbline`;
    const counts = SEVERITIES.map(s => [found.filter(f => f.severity === s).length, s] as const);
    const tooltip = counts.flatMap(([count, s]) => (count > 0 ? [`${count} ${s}`] : [])).join('\n');
    const call = hasCommands ? { command: COMMAND, arguments: [uri, range.start, places] } : { command: '' };
    return [{ range, command: { title, tooltip, ...call } }];
  });
}
