/** Between the templates of a cloud assembly and the CDK code that makes them. */
import type { Location, TextDocumentPositionParams } from 'vscode-languageserver';
import { contains, span } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import { at, stringOf } from '../../core/value.ts';
import { templateFrontend } from '../../frontends/template/index.ts';
import type { TemplateBody } from '../../frontends/template/body.ts';
import { readText } from '../files.ts';
import type { LiveService } from '../live.ts';
import type { Session } from '../session.ts';
import { toOffset, toRange } from '../toProtocol.ts';
import type { Target } from './names.ts';
import { ASSEMBLY } from './views.ts';

/** The code that makes a resource of an assembly's template: found by the construct path that the template holds. */
export function codeOf(session: Session, { view, declared }: Target): Location[] {
  const path = declared.kind === 'resource' ? view.paths.get(declared.name) : undefined;
  const project = view.key.slice(0, view.key.search(ASSEMBLY));
  const { workspace } = session.folderOf(view.key);
  const known = workspace
    .uris()
    .find(uri => uri.startsWith(`${project}/`) && workspace.facts(uri)?.frontend === 'source');
  if (path === undefined || known === undefined) return [];
  const maker = workspace.graph(known).resources.find(r => r.path !== null && isSame(r.path, path));
  const document = maker && workspace.document(maker.span.uri);
  return maker && document
    ? [{ uri: session.clientUri(maker.span.uri), range: toRange(document, maker.nameSpan) }]
    : [];
}

/** From a construct in code to its resources in the templates that the last `cdk synth` left; null for what is no CDK code. */
export async function implementation(
  session: Session,
  live: LiveService,
  { textDocument, position }: TextDocumentPositionParams,
): Promise<Location[] | null> {
  const key = session.keyOf(textDocument.uri);
  session.sync();
  const { workspace } = session.folderOf(key);
  const document = workspace.document(key);
  if (!document || workspace.facts(key)?.frontend !== 'source') return null;
  const offset = toOffset(document, position);
  const here = span(key, offset, offset);
  const around = workspace.graph(key).resources.filter(r => contains(r.span, here));
  const least = Math.min(...around.map(r => r.span.end - r.span.start));
  const synthesis = live.synthesis(key);
  const pathOf = (r: Resource) => synthesis?.witness.pathOf(r.id) ?? r.path ?? '';
  const own = around.filter(r => r.span.end - r.span.start === least);
  const files = own.map(r => {
    const stack = synthesis?.witness.constructOf(r.id)?.element?.stack;
    const file = stack === undefined ? undefined : synthesis?.model.stacks[stack]?.file;
    return file ?? `${pathOf(r).split('/')[0]}.template.json`;
  });
  const found: Location[] = [];
  for (const file of new Set(files)) {
    const uri = `${workspace.projectOf(key)}/cdk.out/${file}`;
    const text = await readText(uri);
    if (text === null) continue;
    const template = { uri, version: 0, text };
    const { part } = templateFrontend.read(template).body as TemplateBody;
    for (const { attributes, nameSpan } of part.resources) {
      const path = stringOf(at(attributes, 'Metadata', 'aws:cdk:path'));
      if (path !== null && own.some(r => isSame(pathOf(r), path)))
        found.push({ uri: session.clientUri(uri), range: toRange(template, nameSpan) });
    }
  }
  return found;
}

/** Whether two paths are of one construct: an L2 calls its resource so by itself. */
function isSame(one: string, other: string): boolean {
  const plain = (path: string) => path.replace(/\/(?:Resource|Default)$/, '');
  return plain(one) === plain(other);
}
