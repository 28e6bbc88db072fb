/** What a Lambda function runs: inline strings, asset folders with their handler, bundled entry files. */
import type { SourceSpan } from '../../core/document.ts';
import type { CodeUnit, EmbeddedText, Resource, Runs } from '../../core/resource.ts';
import { stringOf, at as valueAt } from '../../core/value.ts';
import { handlerExport, handlerFile } from '../handlers/files.ts';
import { readInlineCode } from '../handlers/inline.ts';
import type { Convert } from './convert.ts';
import { joinUri } from './modules.ts';
import type { Item, Node, V } from './values.ts';

/** A string token that may hold code, with the way back to the file; found while reading, asked for when linking. */
let embedded: (span: SourceSpan) => EmbeddedText | null = () => null;

/** Sets where the texts of string tokens come from while an app is linked. */
export function withEmbedded<T>(source: (span: SourceSpan) => EmbeddedText | null, f: () => T): T {
  const before = embedded;
  embedded = source;
  try {
    return f();
  } finally {
    embedded = before;
  }
}

export function codeOf(
  node: Node,
  resource: Resource,
  part: { runs: Runs[]; code: CodeUnit[] },
  convert: Convert,
): void {
  if (resource.type !== 'AWS::Lambda::Function') return;
  const props = node.props?.v;
  const entries = props?.t === 'obj' ? props.entries : new Map<string, Item>();
  const runtime = stringOf(valueAt(resource.properties, 'Runtime'));
  const file = node.site.at.uri;
  const code = entries.get('code');
  const handler = stringOf(valueAt(resource.properties, 'Handler'));
  const called =
    handler === null ? null : handlerExport(handler, runtime?.startsWith('python') ? 'python' : 'javascript');
  const add = (run: Omit<Runs, 'function' | 'handler'>, exported: string | null = called) =>
    part.runs.push({ function: resource.id, ...run, handler: exported });
  if (node.level === 1) {
    const zip = code?.v.t === 'obj' ? code.v.entries.get('zipFile') : undefined;
    if (zip) inline(zip, runtime, part, add);
    return;
  }
  if (/\.NodejsFunction$/.test(node.fqn)) {
    const entry = entries.get('entry');
    const bundling = entries.get('bundling')?.v;
    const without = bundledWithoutSdk(bundling);
    const uris = entry ? pathUris(entry.v, file) : defaultEntries(node, file);
    // Without a dot it is the export of the bundle (aws-lambda-nodejs, `handler`), else what stands behind the dot.
    const named = textOf(entries.get('handler')?.v);
    const exported = entries.has('handler') ? (named === null ? null : handlerExport(named, 'javascript')) : 'handler';
    const more = { ...bundlingOf(bundling, convert), ...(entry ? { folders: foldersOf(uris) } : {}) };
    if (uris.length > 0)
      add({ uris, span: null, packing: without ? 'bundled-without-sdk' : 'bundled', ...more }, exported);
    return;
  }
  if (/\.PythonFunction$/.test(node.fqn)) {
    const index = entries.has('index') ? textOf(entries.get('index')?.v) : 'index.py';
    const entry = entries.get('entry');
    if (!entry || index === null) return;
    const uris = pathUris(entry.v, file).map(folder => joinUri(`${folder}/.`, index));
    if (uris.length > 0)
      add(
        { uris, span: null, packing: 'asset', folders: foldersOf(uris) },
        entries.has('handler') ? textOf(entries.get('handler')?.v) : 'handler',
      );
    return;
  }
  if (code?.v.t !== 'made') return;
  const name = code.v.fqn.slice(code.v.fqn.lastIndexOf('.') + 1);
  const [first] = code.v.args;
  if (!first) return;
  if (name === 'fromInline' || name === 'InlineCode' || name === 'inline') {
    inline(first, runtime, part, add);
    return;
  }
  if (name !== 'fromAsset' && name !== 'asset' && name !== 'AssetCode') return;
  if (handler === null) return;
  const { stem, endings } = handlerFile(handler, runtime?.startsWith('python') ? 'python' : 'javascript');
  const folders = pathUris(first.v, file).map(folder => folder.replace(/\/$/, ''));
  const uris = folders.flatMap(folder => {
    const base = joinUri(`${folder}/.`, stem);
    return endings.map(ending => base + ending);
  });
  // A bundling option runs a command of the user's, after which anything may be in the asset.
  const bundling = code.v.args[1]?.v;
  const packing =
    bundling === undefined || (bundling.t === 'obj' && !bundling.entries.has('bundling')) ? 'asset' : 'unknown';
  if (uris.length > 0) add({ uris, span: null, packing, folders });
}

function inline(
  item: Item,
  runtime: string | null,
  part: { runs: Runs[]; code: CodeUnit[] },
  add: (run: Omit<Runs, 'function' | 'handler'>) => void,
): void {
  if (item.v.t !== 'lit' || item.v.written === null) return;
  const text = embedded(item.v.written);
  if (!text) return;
  const { uri } = text.span;
  add({ uris: [uri], span: text.span, packing: 'inline' });
  if (part.code.some(c => c.uri === uri && c.embedded?.span.start === text.span.start)) return;
  const id = `${uri}#inline@${part.code.filter(c => c.uri === uri && c.embedded).length + 1}`;
  const language = runtime?.startsWith('python')
    ? 'python'
    : runtime?.startsWith('nodejs') || (runtime === null && /\brequire\(|\bexports\./.test(text.text))
      ? 'javascript'
      : null;
  if (language) part.code.push(readInlineCode(text, language, id, uri));
}

/** File uris behind a path value: one that starts at `__dirname` exactly, a relative one from where `cdk` may be run. */
function pathUris(v: V, file: string): string[] {
  if (v.t !== 'lit' || typeof v.value !== 'string') return [];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(v.value)) return [withoutDots(v.value)];
  if (v.value.startsWith('/')) return [];
  const { value } = v;
  return [...new Set(['../', '', '../../', '../../../', '../../../../'].map(up => joinUri(file, up + value)))];
}

function foldersOf(uris: readonly string[]): string[] {
  return uris.map(uri => uri.slice(0, uri.lastIndexOf('/')));
}

/** What a bundle leaves out, and whether bundling puts values in the place of variables. */
function bundlingOf(v: V | undefined, convert: Convert): Pick<Runs, 'externals' | 'defines'> {
  if (v === undefined) return {};
  if (v.t !== 'obj') return { defines: true };
  const externals = v.entries.get('externalModules');
  const defines = !v.complete || ['define', 'esbuildArgs', 'environment', 'loader'].some(key => v.entries.has(key));
  return {
    ...(externals ? { externals: convert(externals.v, externals.at) } : {}),
    ...(defines ? { defines } : {}),
  };
}

/** `${__dirname}/../lambda` with its dots resolved. */
function withoutDots(uri: string): string {
  try {
    return new URL(uri).href;
  } catch {
    return uri;
  }
}

/** `<dir>/<file>.<id>.ts`, the convention of NodejsFunction (aws-lambda-nodejs, findEntry). */
function defaultEntries(node: Node, file: string): string[] {
  const stem = file.replace(/\.[mc]?[jt]sx?$/, '');
  return ['ts', 'js', 'mjs', 'mts', 'cts', 'cjs'].map(e => `${stem}.${node.id}.${e}`);
}

function textOf(v: V | undefined): string | null {
  return v?.t === 'lit' && typeof v.value === 'string' ? v.value : null;
}

function bundledWithoutSdk(v: V | undefined): boolean {
  const external = v?.t === 'obj' ? v.entries.get('externalModules')?.v : undefined;
  return external?.t === 'arr' && external.items.some(i => i.v.t === 'lit' && i.v.value === 'aws-sdk');
}
