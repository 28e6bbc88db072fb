/** The code that functions of a template run: strings in the template itself, and files beside it. */
import type { CodeUnit, EmbeddedText, Resource, Runs } from '../../core/resource.ts';
import { asList, at, rendered, scenarios, stringOf, type Value } from '../../core/value.ts';
import { handlerExport, handlerFile } from '../handlers/files.ts';
import { readInlineCode } from '../handlers/inline.ts';
import { embeddedText, scalarMap } from './places.ts';
import type { ReadResource } from './resources.ts';
import { get, resolved, scalarText, type Node } from './tree.ts';

/** The code units and runs of one function; empty for other resources. */
export function codeOf(
  { pair }: ReadResource,
  resource: Resource,
  uri: string,
  text: string,
): { code: CodeUnit[]; runs: Runs[] } {
  const isServerless = resource.type === 'AWS::Serverless::Function';
  if (!isServerless && resource.type !== 'AWS::Lambda::Function') return { code: [], runs: [] };
  const own = get(pair.value, 'Properties');
  const inline = isServerless ? get(own, 'InlineCode') : get(get(own, 'Code'), 'ZipFile');
  const runtime = runtimeOf(resource);
  const named = stringOf(at(resource.properties, 'Handler'));
  const handler = named === null ? null : handlerExport(named, languageOf(runtime) ?? 'javascript');
  if (inline) {
    const embedded = embeddedCode(uri, text, inline);
    if (!embedded) return { code: [], runs: [] };
    const language = languageOf(runtime);
    return {
      code: language ? [readInlineCode(embedded, language, `${resource.id}/code`, uri)] : [],
      runs: [{ function: resource.id, uris: [uri], span: embedded.span, handler, packing: 'inline' }],
    };
  }
  const directory = stringOf(at(resource.properties, isServerless ? 'CodeUri' : 'Code'));
  if (directory === null || /^[a-z0-9]+:\/\//i.test(directory) || /\.(zip|jar)$/i.test(directory))
    return { code: [], runs: [] };
  const uris = handlerFiles(uri, directory, resource, runtime);
  const folder = resolveUri(uri, directory === '' ? '.' : directory)?.replace(/\/$/, '');
  const run: Runs = {
    function: resource.id,
    uris,
    span: null,
    handler,
    packing: packingOf(resource),
    ...bundlingOf(resource),
    ...(folder === undefined ? {} : { folders: [folder] }),
  };
  return { code: [], runs: uris.length > 0 ? [run] : [] };
}

/** The runtime as far as it is known; a parameter's default stands for it. */
function runtimeOf(resource: Resource): string | null {
  for (const { value } of scenarios(at(resource.properties, 'Runtime'))) {
    const known = stringOf(value);
    if (known !== null) return known;
    if (value.kind === 'reference' && value.target.kind === 'parameter') return stringOf(value.target.defaultValue);
  }
  return null;
}

function languageOf(runtime: string | null): CodeUnit['language'] | null {
  return runtime?.startsWith('nodejs') ? 'javascript' : runtime?.startsWith('python') ? 'python' : null;
}

/**
 * Inline code as text. In `Fn::Sub` the placeholders stay as they are: they are as long as they are written, so that every
 * offset holds, and in a template string of JavaScript they even mean a value. The lines of an `Fn::Join` are joined.
 */
export function embeddedCode(uri: string, text: string, node: Node): EmbeddedText | null {
  const target = resolved(node);
  if (target.kind === 'scalar') {
    const plain = target.tag === null || target.tag === '!Sub' || target.tag.startsWith('!!');
    return plain && target.text !== '' ? embeddedText(uri, text, target) : null;
  }
  const sub = target.kind === 'seq' && target.tag === '!Sub' ? target : get(target, 'Fn::Sub');
  if (sub) {
    const inner = resolved(sub);
    const first = inner.kind === 'seq' ? inner.items[0] : inner;
    const template = first && resolved(first);
    return template?.kind === 'scalar' ? embeddedText(uri, text, template) : null;
  }
  const join = target.kind === 'seq' && target.tag === '!Join' ? target : get(target, 'Fn::Join');
  return join ? joinedCode(uri, text, target, resolved(join)) : null;
}

function joinedCode(uri: string, text: string, whole: Node, join: Node): EmbeddedText | null {
  if (join.kind !== 'seq') return null;
  const delimiter = scalarText(join.items[0] ?? null);
  const list = join.items[1] && resolved(join.items[1]);
  if (delimiter === null || list?.kind !== 'seq' || list.tag !== null) return null;
  let code = '';
  const map: (readonly [number, number])[] = [];
  let quoting: EmbeddedText['quoting'] = 'none';
  /** Where the text of the line before ends, inside of its quotes: what ends with it in the code ends there in the file. */
  let ended = list.from;
  /** An empty delimiter or line is at the place of what follows it, which is what the entry is for then. */
  const place = (at: number, offset: number) => {
    if (map.at(-1)?.[0] === at) map.pop();
    map.push([at, offset]);
  };
  for (const [i, item] of list.items.entries()) {
    const line = resolved(item);
    if (i > 0) {
      place(code.length, ended);
      code += delimiter;
    }
    if (line.kind === 'scalar' && line.tag === null) {
      for (const [at, offset] of scalarMap(text, line)) place(code.length + at, offset);
      code += line.text;
      ({ quoting } = embeddedText(uri, text, line));
      ended = quoting === 'none' ? line.end : line.end - 1;
    } else {
      // Something that is filled in: a name, which stands in code and in strings alike.
      place(code.length, line.from);
      code += '_';
      ended = line.end;
    }
  }
  if (code === '') return null;
  return { text: code, span: { uri, start: whole.from, end: whole.end }, map, quoting, indent: '' };
}

/** The files that may hold the handler, the likeliest first. */
function handlerFiles(uri: string, directory: string, resource: Resource, runtime: string | null): string[] {
  const handler = stringOf(at(resource.properties, 'Handler'));
  const base = resolveUri(uri, directory === '' ? '.' : directory);
  if (base === null) return [];
  const folder = base.endsWith('/') ? base : `${base}/`;
  const files: string[] = [];
  for (const entry of asList(at(resource.attributes, 'Metadata', 'BuildProperties', 'EntryPoints'))?.items ?? []) {
    const name = stringOf(entry);
    const file = name === null ? null : resolveUri(folder, name);
    if (file !== null) files.push(file);
  }
  const language = languageOf(runtime);
  if (language && handler !== null && /^[\w./@-]+\.\w+$/.test(handler)) {
    const { stem, endings } = handlerFile(handler, language);
    const file = resolveUri(folder, stem);
    if (file !== null) files.push(...endings.map(ending => file + ending));
  }
  return [...new Set(files)];
}

/** A relative path from a document or folder; null where the document has no place (untitled). */
export function resolveUri(base: string, path: string): string | null {
  try {
    return new URL(path.replace(/\\/g, '/').replace(/[%?#]/g, encodeURIComponent), base).href;
  } catch {
    return null;
  }
}

/** How `sam build` packs the code: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html */
function packingOf(resource: Resource): Runs['packing'] {
  const method: Value = at(resource.attributes, 'Metadata', 'BuildMethod');
  // What a makefile of one's own makes of the folder, its rules say.
  if (stringOf(method) === 'makefile') return 'unknown';
  if (stringOf(method) !== 'esbuild')
    return method.kind === 'absent' || stringOf(method) !== null ? 'asset' : 'unknown';
  const external = at(resource.attributes, 'Metadata', 'BuildProperties', 'External');
  const names = (asList(external)?.items ?? []).map(item => rendered(item));
  return names.some(n => n === 'aws-sdk' || n.startsWith('aws-sdk/')) ? 'bundled-without-sdk' : 'bundled';
}

/** What `sam build` leaves out of the bundle, and whether it puts values in the place of variables. */
function bundlingOf(resource: Resource): Pick<Runs, 'externals' | 'defines'> {
  const properties = at(resource.attributes, 'Metadata', 'BuildProperties');
  const externals = at(properties, 'External');
  return {
    ...(externals.kind === 'absent' ? {} : { externals }),
    ...(at(properties, 'Define').kind === 'absent' ? {} : { defines: true }),
  };
}
