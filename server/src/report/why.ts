/**
 * Why a rule did or did not fire at a place, in Markdown: what it found, who silenced that, that it is off, what it could
 * not see, or that it looked and was content. Runs the one rule on the one resource and watches which unknown values it
 * came across.
 */
import { type Document, LineIndex, type SourceSpan } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import type { ProjectSettings } from '../core/requirement.ts';
import type { PolicyStatement, Resource } from '../core/resource.ts';
import type { Rule, Signal } from '../core/rule.ts';
import type { Reference, Unknown } from '../core/value.ts';
import type { Workspace } from '../core/workspace.ts';
import { docsUrl } from './docs.ts';

/**
 * In a document that holds in several projects, what the others say is what is known of them: nobody waits for hundreds.
 * @param offset Where in the document.
 * @param accepted Whether a finding is in the baseline.
 */
export function why(
  workspace: Workspace,
  document: Document,
  offset: number,
  id: string,
  accepted: (finding: Finding) => boolean = () => false,
): string {
  const { uri } = document;
  const { lines, subject, found, silenced } = around(workspace, document, offset, rule => rule === id);
  const lineOf = (span: SourceSpan) =>
    span.uri === uri
      ? `line ${lines.position(span.start).line + 1}`
      : `${decodeURIComponent(span.uri.slice(span.uri.lastIndexOf('/') + 1))}`;
  const rule = workspace.engine.rule(id);
  if (!rule) return `# ${id} here\n\nThere is no rule \`${id}\`.\n`;
  const say = (...paragraphs: string[]) =>
    `# ${id} here\n\n${paragraphs.join('\n\n')}\n\n[About the rule](${docsUrl(id)})\n`;

  const said = [
    ...found.map(f =>
      accepted(f)
        ? `**It fired, and the baseline has accepted that** (${lineOf(f.span)}): ${f.message}`
        : `**It fired** (${lineOf(f.span)}): ${f.message}`,
    ),
    ...silenced.map(({ finding, by }) => {
      const who =
        by.peers || isOfPeer(by.span, subject)
          ? 'another tool was told to leave it alone, which holds here too'
          : 'it is ignored';
      const details = [by.owner ? `by ${by.owner}` : '', by.expires ? `until ${by.expires}` : ''].filter(d => d !== '');
      return `**It fired, and ${who}** (${[lineOf(by.span), ...details].join(', ')}): ${by.reason || 'no reason given'}. It said: ${finding.message}`;
    }),
  ];
  if (said.length > 0) return say(...said);
  const view = workspace.view(uri);
  if (!view.runs(id)) return say(`**It is off.** ${whyOff(rule, view.graph.settings)}`);
  const untold = workspace.untold(uri);
  if (untold > 0)
    return say(`**It is not known yet.** ${untold} more projects are still being looked at; ask again in a moment.`);
  if (!subject) return say(...nothingSeen(workspace, document, offset, rule));
  const { resource } = subject;
  const name = `${resource.logicalId} (${resource.type})`;
  if (resource.owner.kind === 'internal')
    return say(`**It does not speak of ${name}**: the CDK makes it by itself, and nothing of yours can change it.`);
  if (
    rule.checkResource &&
    !rule.checkStatement &&
    !rule.checkConnected &&
    !rule.checkGraph &&
    rule.types &&
    !rule.types.includes('*') &&
    !rule.types.includes(resource.type)
  )
    return say(`**It does not look at ${name}**, only at ${rule.types.map(t => `\`${t}\``).join(', ')}.`);
  return say(...judged(workspace, rule, subject, name, lineOf));
}

/** How a rule stands at a place: it has a finding on the line, of the resource, one that is silenced, or looks at such resources. */
export type Standing = 'line' | 'fired' | 'silenced' | 'looks';

/** The rules that have to do with a place; all others are not in the map. */
export function standings(workspace: Workspace, document: Document, offset: number): ReadonlyMap<string, Standing> {
  const { lines, subject, found, silenced } = around(workspace, document, offset);
  const type = subject?.resource.type;
  const { line } = lines.position(offset);
  const isOnLine = ({ span }: Finding) =>
    lines.position(span.start).line <= line && line <= lines.position(span.end).line;
  return new Map<string, Standing>([
    ...workspace.engine.rules.filter(r => type && r.types?.includes(type)).map(r => [r.id, 'looks'] as const),
    ...silenced.map(s => [s.finding.rule, 'silenced'] as const),
    ...found.map(f => [f.rule, 'fired'] as const),
    ...found.filter(isOnLine).map(f => [f.rule, 'line'] as const),
  ]);
}

/** The resource at a place, and what is found and silenced of it; where there is none, of the line. */
function around(
  workspace: Workspace,
  { uri, text }: Document,
  offset: number,
  wanted: (rule: string) => boolean = () => true,
) {
  const lines = new LineIndex(text);
  const subject = subjectAt(workspace, uri, offset);
  const isHere = (finding: Finding) =>
    wanted(finding.rule) &&
    finding.span.uri === uri &&
    (subject
      ? finding.resource?.id === subject.resource.id || within(finding.span, subject.span)
      : lines.position(finding.span.start).line === lines.position(offset).line);
  return {
    lines,
    subject,
    found: workspace.told(uri).filter(isHere),
    silenced: workspace.toldSuppressed(uri).filter(s => isHere(s.finding)),
  };
}

interface Subject {
  readonly resource: Resource;
  readonly span: SourceSpan;
}

/** The innermost resource that a place is in. */
function subjectAt(workspace: Workspace, uri: string, offset: number): Subject | null {
  let best: Resource | null = null;
  for (const resource of workspace.graph(uri).resources) {
    const { span } = resource;
    if (span.uri !== uri || offset < span.start || span.end < offset) continue;
    if (!best || span.end - span.start < best.span.end - best.span.start) best = resource;
  }
  return best && { resource: best, span: best.span };
}

function within(inner: SourceSpan, outer: SourceSpan): boolean {
  return inner.uri === outer.uri && outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether a silence was written into the metadata of the resource for another tool. */
function isOfPeer(span: SourceSpan, subject: Subject | null): boolean {
  const metadata = subject?.resource.attributes.entries.find(e => e.key === 'Metadata');
  const ours = metadata?.value.kind === 'object' && metadata.value.entries.find(e => e.key === 'Plumbline');
  return metadata !== undefined && within(span, metadata.span) && !(ours && within(span, ours.span));
}

function whyOff(rule: Rule, { ruleSet, severities: own }: ProjectSettings): string {
  const family = `${rule.id.slice(0, rule.id.indexOf('/'))}/*`;
  const named = [rule.id, family].find(id => own[id] === 'off');
  if (named) return `\`plumbline.yaml\` says \`${named}: off\`.`;
  if (rule.profile === 'strict' && ruleSet)
    return `It is one of the strict rules, and \`plumbline.yaml\` says \`rule_set: ${ruleSet}\`.`;
  if (rule.profile === 'strict')
    return 'It is one of the strict rules, which come with the setting `plumbline.profiles`, `--profile strict`, or with `rule_set: strict` or its own severity under `rules` in `plumbline.yaml`.';
  return 'The settings say so: `plumbline.rules`, or `--rule` where it is checked from the command line.';
}

function nothingSeen(workspace: Workspace, { uri }: Document, offset: number, rule: Rule): string[] {
  const note = workspace
    .graph(uri)
    .notes.find(({ span }) => span.uri === uri && span.start <= offset && offset <= span.end);
  if (note) return [`**Nothing was seen here**: ${note.reason}.`];
  if (rule.checkSource || rule.checkCode)
    return ['**It looked at the code here and found nothing wrong**, as far as reading can see.'];
  return ['**No resource was seen here** for it to look at.'];
}

/** What the rule says when it runs once more on this resource alone, with what it could not see. */
function judged(
  workspace: Workspace,
  rule: Rule,
  { resource }: Subject,
  name: string,
  lineOf: (span: SourceSpan) => string,
): string[] {
  const graph = workspace.graph(resource.span.uri);
  const unknown = new Set<Unknown | Reference>();
  const context = workspace.context(resource.span.uri, rule);
  const statements = graph.statements.filter(s => s.owner === resource.id || s.attachedTo.includes(resource.id));
  const signals: Signal[] = [];
  try {
    signals.push(...(rule.checkResource?.(watched(resource, unknown), context) ?? []));
    for (const statement of statements)
      signals.push(...(rule.checkStatement?.(watched<PolicyStatement>(statement, unknown), context) ?? []));
  } catch {
    return [`**It failed on ${name}**, which is a bug of Plumbline; the output channel has the details.`];
  }
  if (signals.length > 0)
    return [
      `**Another finding says the same more exactly** at ${name}: what a requirement asks for goes before what the rule says of all resources.`,
    ];
  if (unknown.size > 0)
    return [
      `**It could not tell** whether ${name} is as it should be, and says nothing about what it can't see:`,
      [...unknown].map(u => `- ${lineOf(u.span)}: ${unseen(u)}`).join('\n'),
    ];
  const wholes = (rule.checkConnected ?? rule.checkGraph) && !rule.checkResource && !rule.checkStatement;
  return [
    wholes
      ? `**It looked at the whole project and found nothing wrong with ${name}**, as far as can be seen.`
      : `**It looked at ${name} and is content.** ${rule.docs.summary}`,
  ];
}

/** Whether a reference is to what only a deployment knows. */
function isFromOutside({ target }: Reference): boolean {
  return target.kind === 'import' || (target.kind === 'parameter' && target.defaultValue.kind === 'absent');
}

/** What can't be seen of a value, in words. */
function unseen(value: Unknown | Reference): string {
  if (value.kind === 'unknown') return value.reason;
  return value.target.kind === 'parameter'
    ? `the value of the parameter ${value.target.name}`
    : 'a value that another stack exports';
}

/** An object of the graph that notes which values are looked at that can't be seen. Reads like the object itself. */
function watched<T extends object>(object: T, unknown: Set<Unknown | Reference>): T {
  const known = new WeakMap<object, object>();
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Map || value instanceof Set) return value;
    const existing = known.get(value);
    if (existing) return existing;
    const proxy: object = new Proxy(value, {
      get(target, property) {
        const inner: unknown = Reflect.get(target, property);
        if (property === 'kind' && inner === 'unknown') unknown.add(target as Unknown);
        if (property === 'kind' && inner === 'reference' && isFromOutside(target as Reference))
          unknown.add(target as Reference);
        return wrap(inner);
      },
    });
    known.set(value, proxy);
    return proxy;
  };
  return wrap(object) as T;
}
