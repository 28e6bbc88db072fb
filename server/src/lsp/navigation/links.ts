/** Links of templates and CDK code to files: handlers, code folders, nested templates, definitions. Only to what exists. */
import type { DocumentLink } from 'vscode-languageserver';
import type { Document, SourceSpan } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource, Runs } from '../../core/resource.ts';
import { at, scenarios, type Value } from '../../core/value.ts';
import { resolveUri } from '../../frontends/template/code.ts';
import type { Folder, Session } from '../session.ts';
import { linesOf, toRange } from '../toProtocol.ts';
import { canonical } from '../uris.ts';

/** Properties that name a local file, relative to the template. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFormation::Stack': ['TemplateURL'],
  'AWS::Serverless::Application': ['Location'],
  'AWS::Serverless::Api': ['DefinitionUri'],
  'AWS::Serverless::HttpApi': ['DefinitionUri'],
  'AWS::Serverless::StateMachine': ['DefinitionUri'],
  'AWS::Serverless::GraphQLApi': ['SchemaUri'],
  'AWS::StepFunctions::StateMachine': ['DefinitionS3Location'],
  'AWS::AppSync::GraphQLSchema': ['DefinitionS3Location'],
  'AWS::ApiGateway::RestApi': ['BodyS3Location'],
};

/** `entry: './handler.ts'`, `fromAsset(path.join(__dirname, 'handlers'))`: the string and whether it is relative to the file. */
const ASSETS =
  /\b(?:entry\s*:\s*|fromAsset\(\s*)((?:path\.|\w+\.)?(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*)?(['"`])([^'"`$\n]*)\2/g;

export function fileLinks(session: Session, uri: string): DocumentLink[] {
  const key = session.keyOf(uri);
  session.sync();
  const folder = session.folderOf(key);
  const document = folder.workspace.document(key);
  const frontend = folder.workspace.facts(key)?.frontend;
  if (!document || (frontend !== 'template' && frontend !== 'source')) return [];
  const graph = folder.workspace.graph(key);
  const runs = new Map(graph.runs.map(r => [r.function, r]));
  const links = new Map<number, DocumentLink>();
  const link = (place: SourceSpan, target: string | null, tooltip: string) => {
    if (target === null || place.uri !== key || links.has(place.start)) return;
    links.set(place.start, { range: toRange(document, place), target, tooltip });
  };
  const codeOf = (resource: Resource) => handlerOf(session, folder, graph, runs.get(resource.id));
  const own = graph.resources.filter(r => r.span.uri === key);
  if (frontend === 'source') {
    for (const { span, place, relative } of assetsIn(document)) {
      const inside = own.filter(r => r.span.start <= span.start && span.end <= r.span.end && runs.has(r.id));
      const base = relative ? key : `${folder.workspace.projectOf(key)}/`;
      const [code] = inside.map(codeOf).filter(c => c !== null);
      link(span, code ?? existing(session, folder, resolveUri(base, place)), 'Open the code');
    }
    return [...links.values()];
  }
  for (const resource of own) {
    for (const property of FILES[resource.type] ?? [])
      for (const { place, text } of strings(document, at(resource.properties, property)))
        link(place, existing(session, folder, resolveUri(key, text)), 'Open the file');
    if (!runs.has(resource.id)) continue;
    for (const property of ['Handler', 'CodeUri', 'Code'])
      for (const { place } of strings(document, at(resource.properties, property)))
        link(place, codeOf(resource), 'Open the code');
  }
  return [...links.values()];
}

/** The strings that a value may be, without their quotes. */
function strings(document: Document, value: Value): { place: SourceSpan; text: string }[] {
  return scenarios(value).flatMap(({ value: one }) => {
    if (one.kind !== 'literal' || typeof one.value !== 'string' || !one.written) return [];
    return [{ place: unquoted(document, one.written), text: one.value }];
  });
}

function unquoted({ text }: Document, place: SourceSpan): SourceSpan {
  const isQuoted = /["'`]/.test(text[place.start] ?? '');
  return isQuoted ? { ...place, start: place.start + 1, end: place.end - 1 } : place;
}

/** The strings in code that name a file or a folder of a function. */
function assetsIn({ uri, text }: Document): { span: SourceSpan; place: string; relative: boolean }[] {
  return [...text.matchAll(ASSETS)].map(match => {
    const [all, joined, , place = ''] = match;
    const end = match.index + all.length - 1;
    return { span: { uri, start: end - place.length, end }, place, relative: joined !== undefined };
  });
}

/** The file that a function runs, at the line of what it starts. */
function handlerOf(session: Session, folder: Folder, graph: ResourceGraph, run: Runs | undefined): string | null {
  const file = run?.uris.map(canonical).find(uri => folder.exists.fileExists(uri) === true);
  if (file === undefined) return null;
  const unit = graph.code.find(c => c.uri === file && !c.embedded);
  const name = run?.handler?.slice((run.handler.lastIndexOf('.') ?? -1) + 1);
  const started = unit?.facts.find(f => f.kind === 'handler-export' && f.name === name);
  const document = started && folder.workspace.document(file);
  const line = document ? `#L${linesOf(document).position(started.span.start).line + 1}` : '';
  return session.clientUri(file) + line;
}

function existing(session: Session, folder: Folder, uri: string | null): string | null {
  if (uri === null) return null;
  const key = canonical(uri);
  return key.startsWith('file:') && folder.exists.fileExists(key) === true ? session.clientUri(key) : null;
}
