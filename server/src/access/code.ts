/** The code that a function runs: the handler's file or string, and the files of the project that it imports. */
import { type SourceSpan, contains } from '../core/document.ts';
import type { ResourceGraph } from '../core/graph.ts';
import { perObject } from '../core/memo.ts';
import { perGraph } from '../core/reads.ts';
import type { CodeFact, CodeUnit } from '../core/resource.ts';

export interface ReachedCode {
  /** The handler first. */
  readonly units: readonly CodeUnit[];
  /** Why there may be calls of AWS that can't be seen; null if there are none. */
  readonly open: string | null;
  /** Whether what stands at a place of a unit can be reached from the handler; other functions of the file may not be. */
  certain(unit: CodeUnit, place: SourceSpan): boolean;
}

/** Units by file, those of inline code by the place of the string. */
interface Index {
  readonly files: ReadonlyMap<string, CodeUnit>;
  readonly strings: ReadonlyMap<string, CodeUnit>;
  /** What runs, by the function that runs it. */
  readonly runs: ReadonlyMap<string, ResourceGraph['runs']>;
}

const indexOf = perGraph(({ code, runs }: ResourceGraph): Index => {
  const files = new Map<string, CodeUnit>();
  const strings = new Map<string, CodeUnit>();
  for (const unit of code)
    if (unit.embedded) strings.set(`${unit.uri}@${unit.embedded.span.start}`, unit);
    else files.set(unit.uri, unit);
  return { files, strings, runs: Map.groupBy(runs, run => run.function) };
});

/** The code that a function runs, or null where its handler is not among the documents. */
export function codeOf(graph: ResourceGraph, functionId: string): ReachedCode | null {
  const { files, strings, runs: all } = indexOf(graph);
  const runs = all.get(functionId);
  if (!runs) return null;
  const reach = new Reach(files);
  for (const run of runs) {
    const unit = run.span
      ? strings.get(`${run.span.uri}@${run.span.start}`)
      : run.uris.map(uri => files.get(uri)).find(found => found !== undefined);
    if (!unit) return null;
    reach.want(unit, run.handler ?? 'all');
  }
  return reach.run();
}

type Declaration = CodeFact & { readonly kind: 'declaration' };
type LocalImport = CodeFact & { readonly kind: 'local-import' };
type ImportedName = CodeFact & { readonly kind: 'imported-name' };

/** What a file declares and imports. */
interface Names {
  readonly declarations: readonly Declaration[];
  /** The same by where they start, each with the one that it stands in. */
  readonly nested: readonly Nested[];
  /** Own names that `module.exports = { get, put }` mentions only to export them: what is wanted of the file decides then. */
  readonly passedOn: ReadonlySet<string>;
  readonly imported: ReadonlyMap<string, readonly ImportedName[]>;
  /** Imports by where they start. */
  readonly imports: ReadonlyMap<number, readonly LocalImport[]>;
}

const isModuleExports = ({ name }: Declaration) => name === 'module.exports';

const namesOf = perObject((unit: CodeUnit): Names => {
  const declarations = unit.facts.filter(f => f.kind === 'declaration');
  return {
    declarations,
    nested: nestedIn(declarations),
    passedOn: new Set(
      declarations.filter(isModuleExports).flatMap(({ exported, uses }) => {
        const used = new Set(uses);
        return exported.filter(name => used.has(name));
      }),
    ),
    imported: Map.groupBy(
      unit.facts.filter(f => f.kind === 'imported-name'),
      f => f.name,
    ),
    imports: Map.groupBy(
      unit.facts.filter(f => f.kind === 'local-import'),
      f => f.span.start,
    ),
  };
});

interface Nested {
  readonly declaration: Declaration;
  readonly around: Nested | null;
}

function nestedIn(declarations: readonly Declaration[]): Nested[] {
  const all: Nested[] = [];
  for (const declaration of declarations.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)) {
    let around = all.at(-1) ?? null;
    while (around && !contains(around.declaration.span, declaration.span)) around = around.around;
    all.push({ declaration, around });
  }
  return all;
}

/** The innermost declaration that holds a place; null where none does. */
function innermost(nested: readonly Nested[], place: SourceSpan): Declaration | null {
  let [low, high] = [0, nested.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nested[middle] as Nested).declaration.span.start <= place.start) low = middle + 1;
    else high = middle;
  }
  let found = nested[low - 1] ?? null;
  while (found && !contains(found.declaration.span, place)) found = found.around;
  return found?.declaration ?? null;
}

/** Follows mentions from a handler's export through the files of the project, until nothing new comes to it. */
class Reach {
  readonly #files: ReadonlyMap<string, CodeUnit>;
  /** What is wanted of each file, by exported name; `*` for everything that is mentioned as a member somewhere. */
  readonly #wanted = new Map<CodeUnit, Set<string>>();
  /** What each file wants of itself, by its own names. */
  readonly #mentioned = new Map<CodeUnit, Set<string>>();
  readonly #members = new Set<string>();
  readonly #reached = new Set<Declaration>();
  /** The names of those, by file. */
  readonly #names = new Map<CodeUnit, Set<string>>();
  #open: string | null = null;

  constructor(files: ReadonlyMap<string, CodeUnit>) {
    this.#files = files;
  }

  /** Wants an export of a file; `all` for whatever it exports. */
  want(unit: CodeUnit, name: string): void {
    const wanted = this.#wanted.get(unit);
    if (wanted) wanted.add(name);
    else {
      this.#wanted.set(unit, new Set([name]));
      this.#load(unit);
    }
  }

  run(): ReachedCode {
    for (let before = -1; before !== this.#reached.size; ) {
      before = this.#reached.size;
      for (const unit of [...this.#wanted.keys()])
        for (const declaration of namesOf(unit).declarations)
          if (!this.#reached.has(declaration) && this.#isReached(unit, declaration)) this.#reach(unit, declaration);
    }
    return {
      units: [...this.#wanted.keys()],
      open: this.#open,
      certain: (unit, place) => {
        // Several declarations may hold a place: a class and its method. The innermost one decides.
        const inner = this.#wanted.has(unit) ? innermost(namesOf(unit).nested, place) : null;
        return inner === null || this.#reached.has(inner);
      },
    };
  }

  #reach(unit: CodeUnit, declaration: Declaration): void {
    this.#reached.add(declaration);
    const { name, exported, uses } = declaration;
    if (name !== null) {
      const names = this.#names.get(unit);
      if (names) names.add(name);
      else this.#names.set(unit, new Set([name]));
    }
    const own = isModuleExports(declaration) ? new Set(exported) : null;
    for (const use of uses) if (!own?.has(use)) this.#use(unit, use);
  }

  /** A file that is loaded loads what it imports, whether or not it uses it. */
  #load(unit: CodeUnit): void {
    const named = new Set(unit.facts.flatMap(f => (f.kind === 'imported-name' ? [f.span.start] : [])));
    for (const fact of unit.facts) {
      if (fact.kind === 'sdk-open') this.#open ??= fact.reason;
      else if (fact.kind === 'import' && mayCallAws(fact.module, unit.language))
        this.#open ??= `what ${fact.module} calls can't be seen`;
      else if (fact.kind === 'local-import') {
        const next = this.#imported(fact.uris);
        // Imports whose names are not known (for their effects, `import()`, Python's) may use all of it.
        if (next) this.want(next, named.has(fact.span.start) ? '' : 'all');
        else if (fact.uris.length > 0) this.#open ??= `${nameOf(fact.uris[0] as string)} can't be read`;
      }
    }
  }

  #imported(uris: readonly string[]): CodeUnit | undefined {
    return uris.map(uri => this.#files.get(uri)).find(unit => unit !== undefined);
  }

  #isReached(unit: CodeUnit, declaration: Declaration): boolean {
    const { name, exported } = declaration;
    if (name === null) return true;
    if (this.#mentioned.get(unit)?.has(name)) return true;
    const [owner, member] = name.split('.');
    if (member !== undefined && exported.length === 0)
      return this.#members.has(`.${member}`) && this.#names.get(unit)?.has(owner as string) === true;
    if (this.#isWanted(unit, exported)) return true;
    return namesOf(unit).passedOn.has(name) && this.#isWanted(unit, [name]);
  }

  /** Whether one of the names that a file exports is wanted of it. */
  #isWanted(unit: CodeUnit, exported: readonly string[]): boolean {
    const wanted = this.#wanted.get(unit) as ReadonlySet<string>;
    if (wanted.has('all') && exported.length > 0) return true;
    if (exported.some(e => wanted.has(e) || (e === '*' && [...wanted].some(w => w !== '')))) return true;
    return (wanted.has('*') || wanted.has('default')) && exported.some(e => this.#members.has(`.${e}`));
  }

  #use(unit: CodeUnit, use: string): void {
    if (use.startsWith('.')) {
      this.#members.add(use);
      return;
    }
    const mentioned = this.#mentioned.get(unit);
    if (mentioned) mentioned.add(use);
    else this.#mentioned.set(unit, new Set([use]));
    const { imported, imports } = namesOf(unit);
    for (const fact of imported.get(use) ?? []) {
      for (const other of imports.get(fact.span.start) ?? []) {
        const next = this.#imported(other.uris);
        if (!next) continue;
        // `from package import module` brings a whole file.
        this.want(next, nameOf(next.uri) === `${fact.imported}.py` ? '*' : fact.imported);
        // What is passed on as a whole is wanted as whatever is wanted here.
        if (use.startsWith('export * ')) for (const wanted of this.#wanted.get(unit) ?? []) this.want(next, wanted);
      }
    }
  }
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

/** Packages that read calls are made with, or that make none: what they do is in the facts already. */
const READ =
  /^(?:@aws-sdk\/|@smithy\/|@aws-crypto\/|aws-sdk(?:\/|$)|aws-lambda(?:\/|$)|aws-xray-sdk|@types\/|node:|boto3(?:\.|$)|botocore)/;
/** Packages by whose names one sees that they may call AWS with credentials of their own. */
const SUSPECT =
  /aws|amazon|dynamo|electrodb|onetable|\bs3\b|sqs|sns|kinesis|cognito|bedrock|lambda|middy|secrets?-?manager|\bssm\b|serverless|s3fs|fsspec|smart_open|cloudpathlib|awswrangler|^layers?\.|chalice|moto|pynamodb|pyathena|aioboto|langchain|llama_?index|litellm|strands|agentcore|crewai|pydantic_ai/i;
/** What signs requests of any kind, and what reads `s3://…` wherever it takes a path. */
const OPENING =
  /^(?:@smithy\/signature-v4|@aws-sdk\/signature-v4|botocore\.auth|pandas|polars|pyarrow|duckdb|dask|rasterio|geopandas)/;
/** Powertools and middy's plug-ins whose calls are read as calls; the others of theirs make none. */
const KNOWN =
  /^(?:@aws-lambda-powertools\/(?:logger|metrics|tracer|commons|parser|validation|event-handler|jmespath|parameters|idempotency|batch)|@middy\/(?:core|http-.*|validator|error-logger|input-output-logger|warmup|util|ssm|secrets-manager)|aws_lambda_powertools|aws_xray_sdk|aws-embedded-metrics|aws-jwt-verify|@aws-cdk\/|aws-cdk-lib)/;

/**
 * Whether a package may call AWS without our seeing it. Scoped packages of companies may, since what they hold is anybody's
 * guess; packages of the public registry give themselves away by their names.
 */
export function mayCallAws(module: string, language: CodeUnit['language']): boolean {
  if (OPENING.test(module)) return true;
  if (READ.test(module) || KNOWN.test(module)) return false;
  if (SUSPECT.test(module)) return true;
  return language !== 'python' && module.startsWith('@') && !PUBLIC_SCOPES.test(module);
}

/** Scopes of packages that have nothing to do with AWS. */
const PUBLIC_SCOPES =
  /^@(?:babel|hapi|nestjs|apollo|graphql-tools|hono|fastify|trpc|tanstack|sinclair|sentry|opentelemetry|octokit|slack|stripe|sendgrid|googleapis|google-cloud|azure|microsoft|faker-js|js-joda|prisma|vendia|fastly|types|jest|vitest|paralleldrive|noble|panva|dnd-kit|react-email|datadog)\//;
