/** The front end for `cdk.json`: the context that the CDK CLI gives an app, feature flags among it. */
import { type Document, span } from '../../core/document.ts';
import type { DocumentFacts, Frontend, LinkHost } from '../../core/facts.ts';
import { emptyPart, type GraphPart } from '../../core/graph.ts';
import type { SourceFact } from '../../core/resource.ts';
import { type Entry, type ObjectValue, unknown } from '../../core/value.ts';
import { readJson } from './jsonTree.ts';
import { slotOf } from './places.ts';
import { type MapNode, pairOf, scalarText } from './tree.ts';

const NAME = 'configuration';
/** Characters. Lookups that were kept make `cdk.context.json` long. */
const MAX_LENGTH = 2_000_000;
/** Commands of apps in other languages, which load another library than the one in `node_modules`. */
const OTHER_LANGUAGES = /\b(?:python[\d.]*|poetry|uv|mvnw?|gradlew?|java|dotnet|go)\b/;

/** What one file says. */
interface Body {
  /** Null for `cdk.context.json`, and for a `cdk.json` that runs no app or can't be read. */
  readonly app: string | null;
  readonly span: Fact['span'];
  readonly root: ObjectValue | null;
  /** The keys of the context. */
  readonly context: readonly string[];
}

type Fact = Extract<SourceFact, { kind: 'cdk-json' }>;

function accepts({ uri, text }: Document): boolean {
  return (
    /\/cdk(?:\.context)?\.json$/.test(uri) && !/\/(node_modules|cdk\.out)\//.test(uri) && text.length <= MAX_LENGTH
  );
}

function read(document: Document): DocumentFacts {
  const { uri, version } = document;
  return { uri, version, frontend: NAME, problems: [], suppressions: [], body: bodyOf(document) };
}

function bodyOf({ uri, text }: Document): Body {
  const nothing: Body = { app: null, span: span(uri, 0, 0), root: null, context: [] };
  const { root } = readJson(text);
  if (root?.kind !== 'map' || root.broken) return nothing;
  if (uri.endsWith('/cdk.context.json')) return { ...nothing, context: root.pairs.map(p => p.key) };
  const app = pairOf(root, 'app');
  const context = pairOf(root, 'context');
  if (!app || (context && (context.value.kind !== 'map' || context.value.broken))) return nothing;
  const { keyStart, keyEnd } = context ?? app;
  return {
    app: scalarText(app.value),
    span: span(uri, keyStart, keyEnd),
    root: objectOf(uri, text, root),
    context: context?.value.kind === 'map' ? context.value.pairs.map(p => p.key) : [],
  };
}

/** An object with the objects in it, for where one more entry goes; other values are not looked at. */
function objectOf(uri: string, text: string, node: MapNode): ObjectValue {
  const entries = node.pairs.map(
    (p): Entry => ({
      key: p.key,
      keySpan: span(uri, p.keyStart, p.keyEnd),
      span: span(uri, p.keyStart, p.value.end),
      value:
        p.key === 'context' && p.value.kind === 'map'
          ? objectOf(uri, text, p.value)
          : unknown(span(uri, p.value.start, p.value.end), 'it is not looked at'),
    }),
  );
  return {
    kind: 'object',
    entries,
    complete: true,
    span: span(uri, node.start, node.end),
    slot: slotOf(uri, text, node),
    origin: 'written',
  };
}

function link(facts: readonly DocumentFacts[], host: LinkHost): GraphPart {
  const bodies = new Map(facts.map(f => [f.uri, f.body as Body]));
  const source: Fact[] = [];
  for (const [uri, { app, span: at, root, context }] of bodies) {
    if (app === null || !root) continue;
    const kept = bodies.get(uri.replace(/cdk\.json$/, 'cdk.context.json'))?.context ?? [];
    const library = OTHER_LANGUAGES.test(app) ? null : (host.libraryVersion?.(uri) ?? null);
    source.push({ kind: 'cdk-json', uri, span: at, root, context: [...context, ...kept], library });
  }
  return { ...emptyPart, source };
}

export const configurationFrontend: Frontend = { name: NAME, accepts, read, link };
