/**
 * The prover: a fix is shown only after it was applied to a copy, the copy read again, and the outcome compared with what
 * was meant: nothing broken, this finding gone, no other come, no other resource touched.
 */
import ts from 'typescript';
import type { SourceSpan } from '../core/document.ts';
import { type Finding, type Fix, SEVERITIES, type TextEdit, applyEdits, overlaps } from '../core/finding.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Intent } from '../core/intent.ts';
import type { Resource } from '../core/resource.ts';
import type { Witness } from '../core/witness.ts';
import { isOfIgnore } from '../core/silencing.ts';
import type { Workspace } from '../core/workspace.ts';
import { type Difference, difference } from './difference.ts';

export interface Change {
  readonly edits: readonly TextEdit[];
  readonly creates: readonly { readonly uri: string; readonly text: string }[];
}

export type Proof =
  | {
      readonly ok: true;
      readonly difference: Difference;
      readonly after: Workspace;
      /** How it was proven. */
      readonly evidence: Fix['proof'];
      /** Further requirements that what a fix adds does not meet yet. */
      readonly open: number;
    }
  | { readonly ok: false; readonly reason: string };

const SCRIPT = /\.[cm]?[jt]sx?$/i;

/** A copy of the workspace with a change applied, or the reason why it can't be. */
export function applied(workspace: Workspace, uri: string, change: Change): Workspace | string {
  const copy = workspace.fork(
    uri,
    change.creates.map(file => file.uri),
  );
  const byUri = new Map<string, TextEdit[]>();
  for (const edit of change.edits) byUri.set(edit.span.uri, [...(byUri.get(edit.span.uri) ?? []), edit]);
  for (const [file, edits] of byUri) {
    const document = copy.document(file);
    if (!document) return 'it would change a file of another project';
    for (const [i, edit] of edits.entries()) {
      const { start, end } = edit.span;
      if (start < 0 || end < start || end > document.text.length) return 'it would change text that is not there';
      if (edits.slice(i + 1).some(other => overlaps(edit, other))) return 'its changes touch the same text';
    }
    copy.update({ uri: file, version: document.version + 1, text: applyEdits(document.text, edits) });
  }
  for (const file of change.creates) {
    if (copy.document(file.uri)) return 'the file is there already';
    copy.update({ uri: file.uri, version: 1, text: file.text });
  }
  if (change.creates.length > 0) copy.relink();
  return copy;
}

/** Applies a change and compares. `intents` say which resources may change. */
export function prove(workspace: Workspace, finding: Finding, change: Change, intents: readonly Intent[]): Proof {
  const no = (reason: string): Proof => ({ ok: false, reason });
  if (change.edits.length === 0 && change.creates.length === 0) return no('there is nothing to change');
  const uri = workspace.homeOf(finding);
  const before = workspace.fork(uri);
  const after = applied(workspace, uri, change);
  if (typeof after === 'string') return no(after);
  const broken = newProblem(before, after, new Set(change.edits.map(e => e.span.uri)));
  if (broken !== null) return no(`the file would not be readable any more: ${broken}`);
  // What a witness said of the text as it was says nothing of the text as it would be; both are judged by reading alone.
  before.testify(uri, null);
  after.testify(uri, null);
  return compare(before, after, uri, finding, intents);
}

/**
 * Applies the changes of several findings of one document at once, and compares: each finding is gone, none has come, and
 * nothing changed but what any of the intents name. What would be seen by running alone is not proven here.
 */
export function proveTogether(
  workspace: Workspace,
  uri: string,
  fixes: readonly { readonly finding: Finding; readonly change: Change | null; readonly intents: readonly Intent[] }[],
): Proof {
  const no = (reason: string): Proof => ({ ok: false, reason });
  const edits = fixes.flatMap(f => f.change?.edits ?? []);
  const before = workspace.fork(uri);
  const after = applied(workspace, uri, { edits, creates: [] });
  if (typeof after === 'string') return no(after);
  const broken = newProblem(before, after, new Set([uri]));
  if (broken !== null) return no(`the file would not be readable any more: ${broken}`);
  before.testify(uri, null);
  after.testify(uri, null);
  const was = counted(before.projectFindings(uri));
  const is = counted(after.projectFindings(uri));
  for (const [key, mended] of counted(fixes.map(f => f.finding)))
    if ((is.get(key) ?? 0) > (was.get(key) ?? 0) - mended) return no('a finding would still be there');
  const milder = new Map(fixes.map(({ finding }) => [`${finding.rule} ${finding.resource?.id}`, finding]));
  const other = raised(before, after, null, f => {
    const finding = milder.get(`${f.rule} ${f.resource?.id}`);
    return finding !== undefined && isMilder(f, finding);
  });
  if (other) return no(`it would raise another finding: ${other.message}`);
  const delta = difference(before.graph(uri), after.graph(uri));
  const findings = fixes.map(f => f.finding);
  const outside = unwanted(
    before.graph(uri),
    delta,
    findings,
    fixes.flatMap(f => f.intents),
  );
  if (outside !== null) return no(outside);
  return { ok: true, difference: delta, after, evidence: 'read', open: 0 };
}

/**
 * Synthesizes a changed copy of a workspace: gives who can testify of it, a sentence that says why the app would fail, or
 * null when it can't be had in time.
 */
export type Synthesize = (copy: Workspace, uri: string) => Promise<Witness | string | null>;

/** Applies a change, synthesizes, and compares; null when there was no time for that. */
export async function proveBySynth(
  workspace: Workspace,
  finding: Finding,
  change: Change,
  intents: readonly Intent[],
  synthesize: Synthesize,
): Promise<Proof | null> {
  const no = (reason: string): Proof => ({ ok: false, reason });
  if (change.edits.length === 0 && change.creates.length === 0) return no('there is nothing to change');
  const uri = workspace.homeOf(finding);
  const before = workspace.fork(uri);
  const after = applied(workspace, uri, change);
  if (typeof after === 'string') return no(after);
  const broken = newProblem(before, after, new Set(change.edits.map(e => e.span.uri)));
  if (broken !== null) return no(`the file would not be readable any more: ${broken}`);
  const witness = await synthesize(after, uri);
  if (witness === null) return null;
  if (typeof witness === 'string') return no(`the app would fail: ${witness}`);
  after.testify(uri, witness);
  return compare(before, after, uri, finding, intents, 'synth');
}

/** Whether reading alone sees a finding; if not, its going can't be proven by reading. */
export function knownByReading(workspace: Workspace, finding: Finding): boolean {
  const uri = workspace.homeOf(finding);
  if (!workspace.witness(uri)) return true;
  const copy = workspace.fork(uri);
  copy.testify(uri, null);
  const key = baseKey(finding.key);
  return copy.projectFindings(uri).some(f => baseKey(f.key) === key);
}

/**
 * Whether a finding of the project that `uri` belongs to is gone in `after`, nothing else appeared, and no resource changed
 * but those that the intents name. Both workspaces must judge by the same means.
 */
export function compare(
  before: Workspace,
  after: Workspace,
  uri: string,
  finding: Finding,
  intents: readonly Intent[],
  evidence: Fix['proof'] = 'read',
): Proof {
  const no = (reason: string): Proof => ({ ok: false, reason });
  const key = baseKey(finding.key);
  const was = counted(before.projectFindings(uri));
  const is = counted(after.projectFindings(uri));
  if ((is.get(key) ?? 0) > 0 && (is.get(key) ?? 0) >= (was.get(key) ?? 0))
    return no('the finding would still be there');
  const asked = (f: Finding) => isAskedOfNew(f, before.projectFindings(uri), intents);
  // What a requirement asks once it can be read is no harm which the fix of its wording does.
  const stated = (f: Finding) => !finding.requirement && f.signal.requirement?.span.uri === finding.span.uri;
  const tolerated = (f: Finding) => asked(f) || stated(f) || isMilder(f, finding) || isOfComparison(f, after, uri);
  const other = raised(before, after, key, tolerated);
  if (other) return no(`it would raise another finding: ${other.message}`);
  const delta = difference(before.graph(uri), after.graph(uri));
  const outside = unwanted(before.graph(uri), delta, [finding], intents);
  if (outside !== null) return no(outside);
  const isNew = (f: Finding) => (is.get(baseKey(f.key)) ?? 0) > (was.get(baseKey(f.key)) ?? 0);
  const open = after.projectFindings(uri).filter(f => baseKey(f.key) !== key && isNew(f) && asked(f)).length;
  return { ok: true, difference: delta, after, evidence, open };
}

/**
 * Whether less is said of the same: by the same rule of the same resource (a runtime that goes out of support next year, for
 * one that has), or by another rule at the same place (a module that is outdated, for one that can't be found).
 */
function isMilder(other: Finding, finding: Finding): boolean {
  const isSame = other.rule === finding.rule && other.resource !== null && other.resource.id === finding.resource?.id;
  const [a, b] = [other.span, finding.span];
  const isThere = a.uri === b.uri && a.start === b.start && a.end === b.end;
  return (isSame || isThere) && SEVERITIES.indexOf(other.severity) > SEVERITIES.indexOf(finding.severity);
}

/**
 * Whether a finding is of what differs from the commit that the project is compared with, and not of the project as it would
 * be. What a fix replaces is how safe it is, which its user is told and asked; said once more it would forbid every such fix.
 */
function isOfComparison(finding: Finding, after: Workspace, uri: string): boolean {
  const alone = after.fork(uri);
  alone.compare(uri, null);
  return !counted(alone.projectFindings(uri)).has(baseKey(finding.key));
}

/**
 * What requirements ask of a resource that a fix adds because another requirement asked for it: that is no harm which the
 * fix does, and neither is that a requirement which was broken already is broken by one more.
 */
function isAskedOfNew(
  { rule, requirement, resource }: Finding,
  before: readonly Finding[],
  intents: readonly Intent[],
) {
  const adds = intents.flatMap(i => (i.kind === 'addResource' ? [i.logicalId] : []));
  if (!requirement || adds.length === 0) return false;
  const isSame = (f: Finding) =>
    f.rule === rule && f.requirement?.uri === requirement.uri && f.requirement.line === requirement.line;
  return adds.includes(resource?.logicalId ?? '') || before.some(isSame);
}

/**
 * A finding of `after` that `before` has less often, the one with the given key and those that are tolerated aside; null if
 * there is none.
 */
export function raised(
  before: Workspace,
  after: Workspace,
  except: string | null,
  tolerated: (finding: Finding) => boolean = () => false,
): Finding | null {
  const was = counted(before.allFindings());
  const is = counted(after.allFindings());
  return (
    after.allFindings().find(other => {
      const key = baseKey(other.key);
      return (
        other.rule !== 'syntax/unreadable' &&
        // An ignore that a fix makes superfluous is no harm.
        !isOfIgnore(other) &&
        key !== except &&
        (is.get(key) ?? 0) > (was.get(key) ?? 0) &&
        !tolerated(other)
      );
    }) ?? null
  );
}

/** A problem of syntax that was not there before, in words; null if there is none. */
export function newProblem(before: Workspace, after: Workspace, uris: ReadonlySet<string>): string | null {
  for (const uri of uris) {
    const count = (workspace: Workspace) => {
      const counts = new Map<string, number>();
      for (const { message } of workspace.facts(uri)?.problems ?? [])
        counts.set(message, (counts.get(message) ?? 0) + 1);
      return counts;
    };
    const old = count(before);
    for (const [message, n] of count(after)) if (n > (old.get(message) ?? 0)) return message;
    if (before.facts(uri) && !after.facts(uri)) return 'it would not be recognised';
    if (SCRIPT.test(uri)) {
      const errors = (workspace: Workspace) => parseErrors(uri, workspace.document(uri)?.text ?? '');
      const now = errors(after);
      if (now.length > 0 && now.length > errors(before).length) return now[0] as string;
    }
  }
  return null;
}

/** The messages of TypeScript's parser about a text. */
export function parseErrors(uri: string, text: string): string[] {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, false);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics?: readonly ts.Diagnostic[] };
  return (parseDiagnostics ?? []).map(d => ts.flattenDiagnosticMessageText(d.messageText, ' '));
}

/** Keys of findings that are alike end in an ordinal, which moves up when one of them goes. */
function baseKey(key: string): string {
  return key.replace(/-\d+$/, '');
}

function counted(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of findings) counts.set(baseKey(key), (counts.get(baseKey(key)) ?? 0) + 1);
  return counts;
}

/** What changes besides what the intents name, in words; null if nothing does. */
function unwanted(
  graph: ResourceGraph,
  delta: Difference,
  findings: readonly Finding[],
  intents: readonly Intent[],
): string | null {
  const named = namedBy(graph, findings, intents);
  const adds = new Set(
    intents.flatMap(i =>
      i.kind === 'addResource' ? [i.logicalId] : i.kind === 'replaceText' && i.adds !== undefined ? [i.adds] : [],
    ),
  );
  for (const { before } of delta.changed) if (!named.has(before.id)) return `it would also change ${before.logicalId}`;
  for (const resource of delta.removed)
    if (!named.has(resource.id)) return `it would also remove ${resource.logicalId}`;
  const gone = new Set(delta.removed.map(r => `${r.logicalId}|${r.type}`));
  for (const resource of delta.added)
    if (
      !adds.has(resource.logicalId) &&
      !isOfRoute(resource, intents) &&
      !delta.removed.some(r => r.id === resource.id || named.has(r.id))
    )
      return gone.size > 0 ? `it would rename ${resource.logicalId}` : `it would also add ${resource.logicalId}`;
  return null;
}

/** Whether a resource is among those that the CDK makes for a path of an API. */
function isOfRoute({ type }: Resource, intents: readonly Intent[]): boolean {
  return (
    intents.some(i => i.kind === 'addRoute') &&
    /^AWS::(?:ApiGateway::(?:Resource|Method)|ApiGatewayV2::(?:Route|Integration)|Lambda::Permission)$/.test(type)
  );
}

/** The ids of the resources that may change: those that the intents name or lie in, and those made at the same place. */
function namedBy(graph: ResourceGraph, findings: readonly Finding[], intents: readonly Intent[]): Set<string> {
  const ids = new Set<string>();
  const places: SourceSpan[] = findings.map(f => f.span);
  for (const { resource } of findings) if (resource) ids.add(resource.id);
  for (const intent of intents) {
    switch (intent.kind) {
      case 'setProperty':
      case 'setAttribute':
      case 'removeProperty':
      case 'moveToConstruct':
        ids.add(intent.resource);
        break;
      case 'setKey':
      case 'removeKey':
        places.push(intent.object.span);
        break;
      case 'removeItem':
      case 'insertItem':
        places.push(intent.list.span);
        break;
      case 'addStatement':
        places.push(intent.beside.elements.span);
        break;
      case 'replaceValue':
        if (intent.value.kind !== 'absent') places.push(intent.value.span);
        break;
      case 'removeEntry':
        places.push(intent.span);
        break;
      case 'replaceText':
        places.push(intent.span);
        if (intent.reachesAll) for (const resource of graph.resources) ids.add(resource.id);
        break;
      case 'removeResource': {
        // With a construct goes what it makes by itself.
        const path = graph.resource(intent.resource)?.path;
        ids.add(intent.resource);
        for (const resource of graph.resources) if (path && resource.path?.startsWith(`${path}/`)) ids.add(resource.id);
        break;
      }
      case 'addTags':
        // Where tags are read off the resources, those of the whole app change.
        for (const resource of graph.resources) if (resource.language === 'typescript') ids.add(resource.id);
        break;
      case 'grant':
        // What a role may do stands in a policy beside it, and a key says who may use it in its own.
        for (const id of [intent.function, intent.on])
          for (const other of [
            id,
            ...graph.edgesFrom(id).map(e => e.to),
            ...graph.edgesTo(id, 'attach').map(e => e.from),
          ])
            ids.add(other);
        break;
      case 'addRoute':
        ids.add(intent.api);
        break;
      case 'addOutput':
      case 'addResource':
      case 'createFile':
        break;
    }
  }
  const inside = (outer: SourceSpan) =>
    places.some(p => outer.uri === p.uri && outer.start <= p.start && p.end <= outer.end);
  for (const resource of graph.resources) if (inside(resource.span)) ids.add(resource.id);
  for (const statement of graph.statements) {
    if (!inside(statement.span)) continue;
    if (statement.owner !== null) ids.add(statement.owner);
    for (const id of statement.attachedTo) ids.add(id);
  }
  // A construct in a class that is used twice is two resources and one place in the source.
  const spans = [...ids].map(id => graph.resource(id)).filter((r): r is Resource => r !== undefined);
  const at = new Set(spans.map(r => `${r.span.uri}:${r.span.start}:${r.span.end}`));
  for (const r of graph.resources) if (at.has(`${r.span.uri}:${r.span.start}:${r.span.end}`)) ids.add(r.id);
  return ids;
}
