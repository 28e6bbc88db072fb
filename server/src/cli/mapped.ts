/**
 * The mapped assembly: what an app synthesizes, resource by resource, with the place in the source that made each of
 * them and each of their properties. One plain value; as JSON it has a published schema.
 */
import { createWorkspace, version } from '../all.ts';
import { LineIndex, type SourceSpan } from '../core/document.ts';
import type { Owner } from '../core/resource.ts';
import type { Origin, Value } from '../core/value.ts';
import { relativeTo } from '../lsp/uris.ts';
import type { Range } from '../report/report.ts';
import { SynthWitness } from '../synth/map/index.ts';
import type { ModelStack, SynthModel } from '../synth/model.ts';

export interface MappedPlace {
  /** Relative to the folder of cdk.json. */
  readonly file: string;
  /** Zero-based, end exclusive, as in LSP. */
  readonly range: Range;
}

export interface MappedProperty {
  /** By CloudFormation names, joined by dots; positions in lists are numbers. */
  readonly path: string;
  readonly place: MappedPlace;
  /** Whether the code says it, a construct's default, or the CDK. */
  readonly origin: Origin;
}

export interface MappedResource {
  readonly logicalId: string;
  readonly type: string;
  /** The construct path. */
  readonly path: string;
  /** Where the construct is made; null when nothing is known. */
  readonly place: MappedPlace | null;
  /** What called that, the innermost first. */
  readonly calledFrom: readonly MappedPlace[];
  /** Who can change it: the user, the user through a prop of a construct, nobody but the CDK. */
  readonly owner: Owner;
  readonly properties: readonly MappedProperty[];
}

export interface MappedStack {
  readonly path: string;
  readonly name: string;
  readonly file: string;
  readonly account: string;
  readonly region: string;
  /** The path of the stack that it is nested in, or null. */
  readonly parent: string | null;
  /** Whether an error cut it short. */
  readonly partial: boolean;
  readonly resources: readonly MappedResource[];
  readonly template: unknown;
}

export interface MappedProblem {
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly place: MappedPlace;
  readonly construct: string | null;
  readonly tool: string | null;
  /** The module, variable, key, API or rule that it is about. */
  readonly detail: string | null;
}

export interface MappedAssembly {
  readonly version: string;
  /** The entry file, relative to the folder of cdk.json. */
  readonly entry: string;
  /** Whether the app was run, or the files of an earlier synthesis were read. */
  readonly from: 'run' | 'assembly';
  /** Whether the app ran to its end. */
  readonly ok: boolean;
  /** The version of aws-cdk-lib. */
  readonly library: string | null;
  readonly stacks: readonly MappedStack[];
  readonly problems: readonly MappedProblem[];
  readonly notes: readonly string[];
  readonly timings: Readonly<Record<string, number>>;
}

/** Joins a model with the sources that it speaks of. `stack` selects by path or name. */
export function mapAssembly(model: SynthModel, notes: readonly string[], stack: string | null): MappedAssembly {
  const started = performance.now();
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => model.dir,
    today: () => '',
  });
  for (const [uri, text] of Object.entries(model.texts)) workspace.update({ uri, version: 1, text });
  const witness = new SynthWitness(model);
  workspace.testify(model.entry, witness);
  const lines = new Map<string, LineIndex>();
  const place = ({ uri, start, end }: SourceSpan): MappedPlace => {
    let index = lines.get(uri);
    if (!index) {
      index = new LineIndex(model.texts[uri] ?? '');
      lines.set(uri, index);
    }
    return { file: relativeTo(model.dir, uri), range: { start: index.position(start), end: index.position(end) } };
  };

  const byStack = new Map<number, MappedResource[]>();
  for (const resource of workspace.graph(model.entry).resources) {
    const construct = witness.constructOf(resource.id);
    const { element } = construct ?? {};
    if (!construct || !element || resource.evidence !== 'synth') continue;
    const [first, ...outer] = witness.placesOf(resource.id);
    const of = byStack.get(element.stack) ?? [];
    byStack.set(element.stack, of);
    of.push({
      logicalId: element.logicalId,
      type: element.type ?? resource.type,
      path: construct.path,
      place: first ? place(first) : null,
      calledFrom: outer.map(place),
      owner: resource.owner,
      properties: [...places(resource.properties, '')].map(({ path, span, origin }) => ({
        path,
        place: place(span),
        origin,
      })),
    });
  }
  const selected = model.stacks
    .map((s, i) => ({ s, i }))
    .filter(({ s }) => stack === null || s.path === stack || s.name === stack);
  return {
    version,
    entry: relativeTo(model.dir, model.entry),
    from: model.from,
    ok: model.ok,
    library: model.library,
    stacks: selected.map(({ s, i }) => mappedStack(s, byStack.get(i) ?? [])),
    problems: model.problems.map(({ kind, severity, message, span, construct, tool, detail }) => {
      return { kind, severity, message, place: place(span), construct, tool, detail };
    }),
    notes,
    timings: { ...model.timings, map: model.timings.map ?? 0, join: performance.now() - started },
  };
}

function mappedStack(stack: ModelStack, resources: readonly MappedResource[]): MappedStack {
  const { path, name, file, account, region, parent, partial } = stack;
  return { path, name, file, account, region, parent, partial, resources, template: JSON.parse(stack.template) };
}

/** The places of all properties; of what is inside of one only where it has a place of its own. */
function* places(value: Value, path: string): Generator<{ path: string; span: SourceSpan; origin: Origin }> {
  const inner: (readonly [string, Value])[] =
    value.kind === 'object'
      ? value.entries.map(entry => [entry.key, entry.value])
      : value.kind === 'list'
        ? value.items.map((item, i) => [String(i), item])
        : [];
  for (const [name, part] of inner) {
    if (part.kind === 'absent') continue;
    const where = path === '' ? name : `${path}.${name}`;
    const origin = 'origin' in part ? part.origin : 'written';
    if (path === '' || value.kind === 'absent' || !sameSpan(part.span, value.span))
      yield { path: where, span: part.span, origin };
    yield* places(part, where);
  }
}

function sameSpan(a: SourceSpan, b: SourceSpan): boolean {
  return a.uri === b.uri && a.start === b.start && a.end === b.end;
}
