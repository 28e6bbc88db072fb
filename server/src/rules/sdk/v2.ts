/** What the rules about AWS SDK for JavaScript v2 share: which imports fail at run time, and how they move to v3. */
import type { Intent } from '../../core/intent.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { CodeFact, CodeUnit, PackageDependency, Resource } from '../../core/resource.ts';
import { type Value, at } from '../../core/value.ts';
import { sdkV3 } from '../../knowledge/index.ts';
import { type FunctionRuntime, runnersOf, runtimesOf } from '../lambda/running.ts';
import { supportedSuccessor } from '../lambda/runtimes.ts';

export type SdkImport = Extract<CodeFact, { kind: 'sdk-v2-import' }>;

/** The day on which AWS ended its support of v2: README of the last package, aws-sdk 2.1693.0. */
export const END_OF_SUPPORT = '2025-09-08';

/** The imports of v2 in a piece of code. */
export function sdkImports(unit: CodeUnit): readonly SdkImport[] {
  return unit.facts.filter(fact => fact.kind === 'sdk-v2-import');
}

/** A function in which an import of v2 fails. */
export interface Failure {
  readonly resource: Resource;
  readonly runtime: FunctionRuntime;
  readonly packing: 'inline' | 'bundled-without-sdk' | 'asset-alone';
  /** The list that leaves v2 out of the bundle, where it is written. */
  readonly externals: Value | null;
}

/**
 * The first function that can't find the module, or null when none is known to. nodejs18.x and later ship v3 alone
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html); only code that is known to bring no modules counts.
 */
export function failureOf(graph: ResourceGraph, unit: CodeUnit, found: SdkImport): Failure | null {
  if (found.typeOnly) return null;
  for (const { resource, run } of runnersOf(graph, unit, found.span)) {
    const { packing } = run;
    if (packing !== 'inline' && packing !== 'bundled-without-sdk' && packing !== 'asset-alone') continue;
    // A layer may hold the module.
    const layers = at(resource.properties, 'Layers');
    if (layers.kind !== 'absent' && !(layers.kind === 'list' && layers.complete && layers.items.length === 0)) continue;
    const runtime = runtimesOf(resource).find(r => r.node !== null && r.node >= 18);
    if (runtime) return { resource, runtime, packing, externals: run.externals ?? null };
  }
  return null;
}

/**
 * What takes the place of an import: `@aws-sdk/client-s3 and @aws-sdk/client-sqs`, or the family when no client was seen; with
 * a runtime at the end where that changes, too.
 */
export function successors(found: SdkImport, runtime: string | null = null): string {
  const packages = new Set<string>();
  for (const client of found.clients) {
    const v3 = sdkV3(client);
    if (v3) packages.add(client === 'DynamoDB.DocumentClient' ? '@aws-sdk/lib-dynamodb' : v3.package);
    else if (client === 'DynamoDB.DocumentClient') packages.add('@aws-sdk/lib-dynamodb');
  }
  const names = packages.size === 0 ? ['the @aws-sdk/client-… packages'] : [...packages].sort();
  const last = runtime ?? (names.pop() as string);
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/**
 * What moves the functions to a runtime with v3 that run this code as it is and have one without: code that was moved would
 * not find v3 there. Or why that can't be.
 */
export function withV3(
  graph: ResourceGraph,
  unit: CodeUnit,
  found: SdkImport,
  today: string,
): { readonly runtime: string | null; readonly intents: readonly Intent[] } | string {
  const intents: Intent[] = [];
  let runtime: string | null = null;
  for (const { resource, run } of runnersOf(graph, unit, found.span)) {
    if (run.packing !== 'inline' && run.packing !== 'asset-alone') continue;
    for (const { id, node, value } of runtimesOf(resource)) {
      if (node === null || node >= 18) continue;
      const newer = supportedSuccessor(id, today);
      if (newer === null) return `${resource.logicalId} runs on ${id}, which has no v3 and no successor`;
      runtime ??= newer;
      intents.push({ kind: 'replaceValue', value, with: newer });
    }
  }
  return { runtime, intents };
}

/** What takes the place of all imports of a piece of code, which move together; with a runtime at the end as above. */
export function allSuccessors(unit: CodeUnit, found: SdkImport, runtime: string | null = null): string {
  return successors({ ...found, clients: sdkImports(unit).flatMap(({ clients }) => clients) }, runtime);
}

const OURS = new Set(['aws-sdk', '@types/aws-sdk']);
/** Packages that ask for v2 themselves (their `peerDependencies` or their code). */
const USERS =
  /^(?:aws-sdk-mock|dynamoose|multer-s3|sqs-consumer|sqs-producer|connect-dynamodb|aws-amplify|serverless.*|dynamodb-.*|aws-xray-sdk.*|s3-.*|winston-.*|bunyan-.*|nodemailer.*|[a-z-]+-s3|[a-z-]+-ses)$/;

/** A dependency on v2 in a `package.json`. */
interface V2Dependency {
  readonly dependency: PackageDependency;
  readonly isLayer: boolean;
  /** The files of the package that import it. */
  readonly importers: readonly string[];
  /** Whether another dependency, or what a test mocks, needs it. */
  readonly isAskedFor: boolean;
}

export function v2Dependencies(graph: ResourceGraph): V2Dependency[] {
  const packages = graph.source.filter(f => f.kind === 'package');
  const folders = packages.map(p => p.uri.slice(0, p.uri.lastIndexOf('/') + 1));
  /** The nearest package that a file belongs to. */
  const homeOf = (uri: string) =>
    folders.filter(f => uri.startsWith(f)).reduce((best, f) => (f.length > best.length ? f : best), '');
  const importing = graph.code.filter(unit => !unit.embedded && sdkImports(unit).length > 0);
  const mocking = graph.code.filter(unit => unit.facts.some(f => f.kind === 'sdk-v2-mock'));
  return packages.flatMap(({ uri, dependencies }, i) => {
    const isLayer = /\/nodejs\/package\.json$|\/layers?\//.test(uri);
    const folder = folders[i] as string;
    // Packages of a workspace use what the root of it installs.
    const isOwn = (unit: CodeUnit) => homeOf(unit.uri) === folder || unit.uri.startsWith(folder);
    const importers = [...new Set(importing.filter(isOwn).map(unit => unit.uri))];
    const isAskedFor = dependencies.some(d => USERS.test(d.name)) || mocking.some(isOwn);
    return dependencies
      .filter(({ name }) => OURS.has(name))
      .map(dependency => ({ dependency, isLayer, importers, isAskedFor }));
  });
}

/** What takes v2 out of the `package.json` of a file that is the last to import it, and how a title says so. */
export function withoutDependency(
  graph: ResourceGraph,
  unit: CodeUnit,
): { readonly intents: readonly Intent[]; readonly title: string } {
  const [only, ...others] = v2Dependencies(graph).filter(
    ({ isLayer, isAskedFor, importers }) => !isLayer && !isAskedFor && importers.join() === unit.uri,
  );
  // The commas of several are too much for a small fix.
  if (unit.embedded || !only || others.length > 0) return { intents: [], title: '' };
  const { name, removal } = only.dependency;
  return {
    intents: [{ kind: 'replaceText', span: removal, text: '' }],
    title: `, and take ${name} out of package.json`,
  };
}

/** The intents that move an import, the others beside it and their uses to v3, or why a small fix can't. */
export function migration(found: SdkImport): readonly Intent[] | string {
  if (!found.edits) return found.obstacle?.reason ?? 'the import is not one that a small rewrite can follow';
  return found.edits.map(edit => ({ kind: 'replaceText', span: edit.span, text: edit.text }));
}
