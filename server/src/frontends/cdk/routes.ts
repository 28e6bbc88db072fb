/**
 * The paths that methods of constructs give an API: `api.root.addResource('health')`, `api.addRoutes({ path: '/health' })`. They
 * become facts beside the resources, each with the API that has it; where something can't be followed, that API, or any, may
 * have more.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { SourceFact } from '../../core/resource.ts';
import { type Item, type Node, type V, nodesOf } from './values.ts';

interface Route {
  /** Null where it may be any API. */
  readonly api: Node | null;
  /** Null for one that can't be told. */
  readonly path: string | null;
  readonly at: SourceSpan;
}

/** An API whose paths come by methods, and the place below it that a value stands for: empty for its root. */
interface Place {
  readonly api: Node;
  readonly prefix: string | null;
}

const APIS = /\.(?:aws_apigateway\.(?:Lambda)?RestApi|aws_apigatewayv2\.HttpApi)$/;
const ADDS = /^(?:addResource|resourceForPath|addProxy|addRoutes)$/;
/** No path has more parts. */
const MAX_DEPTH = 50;

/** Listens to the calls of an app. */
export class Routes {
  readonly #routes: Route[] = [];
  /** What went to code that is not read. */
  readonly #given: { readonly values: readonly V[]; readonly at: SourceSpan }[] = [];

  /** A method that is called on something. */
  method(on: V, name: string, args: readonly Item[], at: SourceSpan): void {
    if (!ADDS.test(name) && name !== 'addMethod') return;
    const place = placeOf(on, 0);
    if (place) {
      const path = name === 'addRoutes' ? textIn(args[0], 'path') : below(place, name, args);
      this.#routes.push({ api: place.api, path, at });
    } else if (ADDS.test(name) && (on.t === 'unknown' || on.t === 'choice'))
      this.#routes.push({ api: null, path: null, at });
  }

  /** Values that go to code which is not read: what it gets hold of may have more paths. */
  given(args: readonly Item[], at: SourceSpan): void {
    const values = args.flatMap(({ v }) => (v.t === 'obj' ? [...v.entries.values()].map(f => f.v) : [v]));
    this.#given.push({ values, at });
  }

  /** The facts of an app. `idOf` gives the id of a construct's resource. */
  facts(nodes: readonly Node[], idOf: (node: Node) => string): SourceFact[] {
    const open = nodes
      .filter(node => APIS.test(node.fqn))
      .flatMap((api): Route[] => {
        if (takesAll(api)) return [{ api, path: null, at: api.site.at }];
        const given = this.#given.find(({ values }) => values.some(v => leadsTo(v, api)));
        return given ? [{ api, path: null, at: given.at }] : [];
      });
    return [...this.#routes, ...open].map(({ api, path, at }) => ({
      kind: 'api-path',
      uri: at.uri,
      span: at,
      api: api && idOf(api),
      path,
    }));
  }
}

/** Whether an API answers everything, or may be told to by what can't be seen of its props. */
function takesAll({ fqn, props }: Node): boolean {
  if (!props || props.v.t === 'undef') return fqn.endsWith('.LambdaRestApi');
  if (props.v.t !== 'obj' || !props.v.complete) return true;
  const { entries } = props.v;
  if (fqn.endsWith('.HttpApi')) return entries.has('defaultIntegration');
  const proxy = entries.get('proxy')?.v;
  return fqn.endsWith('.LambdaRestApi') && !(proxy?.t === 'lit' && proxy.value === false);
}

/** What a method adds below a place; a method itself adds nothing to the path. */
function below({ prefix }: Place, name: string, [first]: readonly Item[]): string | null {
  if (name === 'addMethod') return prefix === '' ? '/' : prefix;
  const part =
    name === 'addProxy' ? '{proxy+}' : first?.v.t === 'lit' ? String(first.v.value).replace(/^\//, '') : null;
  return prefix === null || part === null ? null : `${prefix}/${part}`;
}

function placeOf(v: V, depth: number): Place | null {
  if (depth > MAX_DEPTH) return null;
  if (v.t === 'inst') return v.node && placeOf(v.node, depth + 1);
  if (v.t === 'node') return APIS.test(v.fqn) ? { api: v, prefix: '' } : resourceOf(v, depth);
  if (v.t === 'member') return v.name === 'root' ? placeOf(v.of, depth + 1) : null;
  if (v.t !== 'made' || !v.on) return null;
  const place = placeOf(v.on, depth + 1);
  const name = v.fqn.slice(v.fqn.lastIndexOf('.') + 1);
  if (!place || name === 'addMethod') return null;
  return { api: place.api, prefix: ADDS.test(name) || name === 'getResource' ? below(place, name, v.args) : null };
}

/** `new apigateway.Resource(this, 'Health', { parent: api.root, pathPart: 'health' })`. */
function resourceOf({ fqn, props }: Node, depth: number): Place | null {
  if (!/\.aws_apigateway\.(?:Proxy)?Resource$/.test(fqn) || props?.v.t !== 'obj') return null;
  const parent = props.v.entries.get('parent');
  const place = parent ? placeOf(parent.v, depth + 1) : null;
  const part = textIn(props, 'pathPart');
  return place && { api: place.api, prefix: place.prefix === null || part === null ? null : `${place.prefix}/${part}` };
}

function textIn(item: Item | undefined, key: string): string | null {
  const v = item?.v.t === 'obj' ? item.v.entries.get(key)?.v : undefined;
  return v?.t === 'lit' ? String(v.value) : null;
}

/** Whether whoever has a value gets to an API: by itself, by a part of it, or by a scope that it stands in. */
function leadsTo(v: V, api: Node): boolean {
  if (placeOf(v, 0)?.api === api) return true;
  const tops = nodesOf(v);
  for (let at: Node | null = api; at; at = at.scope) if (tops.includes(at)) return true;
  return false;
}
