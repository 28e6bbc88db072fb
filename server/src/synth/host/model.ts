/** From what a run of the app says to the model: every frame becomes the call in the source that it stands for. */
import type { SourceSpan } from '../../core/document.ts';
import type { SynthProblemKind } from '../../core/resource.ts';
import type { ModelConstruct, ModelProblem, ModelStack, Site, SiteObject, SynthModel } from '../model.ts';
import type { RunError, RunResult } from '../protocol.ts';
import type { Manifest } from './modules.ts';
import type { Compiled, SyntaxProblem } from './transpile.ts';

/** How many of the calls that led to an error are shown with it. */
const MAX_RELATED = 10;
/** The methods of `Annotations`. */
export const ANNOTATES = /^add(?:Error|Warning|WarningV2|Info|InfoV2|Deprecation)$/;

/** What a model is made from beside the result. */
export interface Origin {
  readonly dir: string;
  readonly entry: string;
  readonly modules: ReadonlyMap<string, Compiled>;
  /** The syntax errors of files that have some. */
  readonly broken: ReadonlyMap<string, readonly SyntaxProblem[]>;
  readonly manifest: Manifest | null;
  readonly uriOf: (path: string) => string;
  /** What the run was told to be the account and the region of an environment that nobody named. */
  readonly account: string;
  readonly region: string;
  /** Milliseconds that preparing the run took. */
  readonly prepared: number;
}

/** Turns the positions of a result into places. */
export function toModel(origin: Origin, result: RunResult): SynthModel {
  const start = performance.now();
  const places = new Places(origin, result);
  const problems = problemsOf(origin, result, places);
  const constructs = result.constructs.map((c): ModelConstruct => {
    return {
      path: c.path,
      fqn: c.fqn,
      className: c.className,
      sites: places.chain(c.chain),
      inherited: c.inherited,
      element: c.element,
      changes: c.changes.map(change => ({ property: change.property, sites: places.chain(change.chain) })),
      policies: c.policies.map(policy => ({
        path: policy.path,
        statements: policy.statements.map(s => ({
          json: s.json,
          made: places.chain(s.made),
          // What the CDK adds by itself, as it synthesizes, comes of the construct.
          added: places.chain(s.made === -1 && s.added === -1 ? c.chain : s.added),
        })),
      })),
    };
  });
  const stacks = result.stacks.map((s): ModelStack => ({ ...s, template: s.template ?? '{}' }));
  const child = result.timings.total ?? 0;
  const map = performance.now() - start;
  return {
    dir: origin.uriOf(origin.dir),
    entry: origin.uriOf(origin.entry),
    from: 'run',
    ok: result.ok,
    library: result.library?.version ?? null,
    texts: textsOf(origin),
    sites: places.sites,
    constructs,
    stacks,
    problems,
    dummies: [...new Set(result.missing.flatMap(m => strings(m.dummy)))],
    account: origin.account,
    region: origin.region,
    timings: { host: origin.prepared, child, cpu: result.timings.cpu ?? 0, map, total: origin.prepared + child + map },
  };
}

function textsOf({ modules, manifest, uriOf }: Origin): Record<string, string> {
  const texts = [...modules.values()].map(m => [m.uri, m.text]);
  return Object.fromEntries(manifest ? [...texts, [uriOf(manifest.path), manifest.text]] : texts);
}

/** Chains of frames as indexes into one list of sites. */
class Places {
  readonly sites: Site[] = [];
  readonly #origin: Origin;
  readonly #result: RunResult;
  readonly #chains: (readonly number[] | undefined)[] = [];
  readonly #index = new Map<Site, number>();

  constructor(origin: Origin, result: RunResult) {
    this.#origin = origin;
    this.#result = result;
  }

  /** The sites of a chain, innermost first; empty for -1. */
  chain(index: number): readonly number[] {
    const frames = this.#result.chains[index];
    if (!frames) return [];
    const known = this.#chains[index];
    if (known) return known;
    const found: number[] = [];
    for (let i = 0; i + 2 < frames.length; i += 3) {
      const module = this.#origin.modules.get(this.#result.files[frames[i] as number] ?? '');
      const offset = module?.positions?.original(frames[i + 1] as number, frames[i + 2] as number) ?? null;
      const site = offset === null ? null : (module?.sites?.at(offset) ?? null);
      if (!site) continue;
      let number = this.#index.get(site);
      if (number === undefined) {
        number = this.sites.push(site) - 1;
        this.#index.set(site, number);
      }
      found.push(number);
    }
    this.#chains[index] = found;
    return found;
  }

  /** Whether the innermost call of a chain is one that annotates. */
  says(index: number): boolean {
    return ANNOTATES.test(this.sites[this.chain(index)[0] ?? -1]?.written ?? '');
  }

  /** Where a prop is given by its name in an object literal of a chain's calls, the innermost first; null if nowhere. */
  key(index: number, name: string): SourceSpan | null {
    const inside = (objects: readonly SiteObject[]): SourceSpan | null => {
      for (const { keys } of objects)
        for (const key of keys) {
          const found = key.name === name ? key.keySpan : key.inner && inside([key.inner]);
          if (found) return found;
        }
      return null;
    };
    for (const site of this.chain(index)) {
      const found = inside((this.sites[site] as Site).objects);
      if (found) return found;
    }
    return null;
  }

  /** Where a problem of a chain goes: the innermost call, with the outer ones as its history. */
  of(index: number): Place | null {
    const [first, ...outer] = this.chain(index).map(i => this.sites[i] as Site);
    if (!first) return null;
    return {
      span: placeOf(first),
      related: outer.slice(0, MAX_RELATED).map(s => ({ span: placeOf(s), message: `Called from here: ${s.written}` })),
    };
  }
}

/** What is underlined for a call: the class or the method's name. */
function placeOf(site: Site): SourceSpan {
  return site.kind === 'new' ? { ...site.span, end: site.name.end } : site.name;
}

function problemsOf(origin: Origin, result: RunResult, places: Places): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const nowhere: Place = { span: firstStatement(origin), related: [] };
  const chainOf = new Map(result.constructs.map(c => [c.path, c.chain]));
  const ofConstruct = (construct: string | null) =>
    construct === null ? null : places.of(chainOf.get(construct) ?? -1);
  const add = (
    kind: SynthProblemKind,
    severity: ModelProblem['severity'],
    message: string,
    detail: string | null,
    { span, related }: Place,
    construct: string | null = null,
  ) => problems.push({ kind, severity, message, detail, span, related, construct, tool: null, property: null });

  const denied = result.denied.filter(d => !d.answered);
  for (const [file, errors] of origin.broken) {
    const uri = origin.uriOf(file);
    for (const { message, start, end } of errors)
      add('syntax', 'error', message, null, { span: { uri, start, end }, related: [] });
  }
  // Node would not start a single module: the child does without the file, so that the rest is seen.
  if (origin.manifest?.error) {
    const { path, error } = origin.manifest;
    const span = { uri: origin.uriOf(path), start: error.start, end: error.end };
    add('exception', 'error', `package.json is no valid JSON: ${error.message}`, null, { span, related: [] });
  }
  for (const error of result.errors) {
    // What the parser has said already.
    if (origin.broken.size > 0 && error.name === 'SyntaxError') continue;
    // To the app, a file that it may not read is not there.
    const refused = denialOf(error, denied);
    const place = places.of(error.chain) ?? ofConstruct(error.construct) ?? nowhere;
    const span = spanOfError(error, origin, result) ?? place.span;
    const [kind, message] = refused
      ? (['denied', deniedMessage(refused.what, refused.target)] as const)
      : [error.kind, messageOf(error)];
    add(kind, 'error', message, error.detail, { ...place, span }, error.construct);
  }
  if (result.library === null && result.errors.length === 0)
    add('missing-module', 'error', 'aws-cdk-lib is not installed: run npm install.', 'aws-cdk-lib', nowhere);
  for (const { level, message, construct, chain } of result.annotations) {
    const severity = level === 'info' ? 'information' : level;
    const call = places.of(chain);
    const made = ofConstruct(construct);
    // What the code itself says stands there; what an Aspect of a library says, at the construct that it is about.
    const first = call && places.says(chain) ? call : (made ?? call ?? nowhere);
    add('annotation', severity, message, null, first, construct);
  }
  for (const { api, message, chain } of result.deprecations) {
    const place = places.of(chain);
    // Without a place it is the CDK's own use of what it deprecates.
    if (!place) continue;
    const advice = message.replace(/^\s*[-–]\s*/, '');
    add('deprecated', 'warning', `${shortName(api)} is deprecated. ${advice}`.trim(), api, {
      ...place,
      span: places.key(chain, api.slice(api.indexOf('#') + 1)) ?? place.span,
    });
  }
  for (const { key, provider, chain } of result.missing) {
    const place = places.of(chain ?? -1);
    // Every network in a known environment asks for these, and nothing that anyone checks depends on them.
    if (place && provider !== 'availability-zones')
      add('missing-context', 'information', contextMessage(key, provider), key, place);
  }
  for (const { what, target, chain } of denied) {
    // What stopped the app is said as the error that it is.
    if (result.errors.some(e => e.detail === target && denialOf(e, denied))) continue;
    add('denied', 'information', deniedMessage(what, target), target, places.of(chain) ?? nowhere);
  }
  return distinct(problems);
}

/** The denial that an error comes from. */
function denialOf({ kind, detail }: RunError, denied: RunResult['denied']): RunResult['denied'][number] | undefined {
  if (kind !== 'denied' && kind !== 'missing-file') return undefined;
  return denied.find(d => d.target === detail && (kind === 'denied' || d.what === 'read'));
}

interface Place {
  readonly span: SourceSpan;
  readonly related: ModelProblem['related'];
}

/** Where an error says more exactly than its frame what it is about. */
function spanOfError(error: RunError, origin: Origin, result: RunResult): SourceSpan | null {
  if (error.detail === null) return null;
  // The module that the innermost frame is in comes first: several may import or read the same.
  const inner = origin.modules.get(result.files[result.chains[error.chain]?.[0] ?? -1] ?? '');
  const modules = [...(inner ? [inner] : []), ...origin.modules.values()];
  for (const { sites, uri } of modules) {
    if (error.kind === 'missing-environment') {
      const span = sites?.environment(error.detail);
      if (span) return span;
    } else if (error.kind === 'missing-module') {
      const found = sites?.imports.find(i => i.specifier === error.detail);
      if (found) return { uri, start: found.start, end: found.end };
    }
  }
  return null;
}

function messageOf({ kind, name, message, detail }: RunError): string {
  const text = message.trim();
  switch (kind) {
    case 'missing-module':
      if (detail === null) return text;
      return /^[./#]/.test(detail)
        ? `Cannot find module '${detail}'.`
        : `Cannot find module '${detail}'. Run npm install, or npm install ${packageOf(detail)} if package.json does not have it.`;
    case 'missing-environment':
      return detail === null
        ? text
        : `The environment variable ${detail} is not set for the app${reason(text)} Add "env:${detail}" to plumbline.liveSynth.allow to let the app see yours.`;
    case 'missing-context':
      return `${sentence(text)} ${detail === null || LOOKUP.test(detail) ? FILL_CONTEXT : setContext(detail)}`;
    case 'denied':
      // Node's permission model names a flag that nobody here can give.
      if (detail !== null && text.includes('--allow-fs-read')) return deniedMessage('read', detail);
      return `${sentence(text)} The sandbox does not allow this.`;
    case 'exit':
      return `The app ends itself with process.exit(${detail ?? ''}).`;
    case 'missing-file':
      return `${sentence(text)} If a build step makes it, run that first.`;
    default:
      return text === '' ? name : text;
  }
}

const FILL_CONTEXT = 'Run cdk synth once with credentials: it saves the looked-up value in cdk.context.json.';

/** The keys of lookups, which name the account and the region that they ask. */
const LOOKUP = /:account=|:region=/;

function setContext(key: string): string {
  return `The app has no context value ${key}: set it under "context" in cdk.json. What cdk -c ${key}=… sets is not known here.`;
}

/** What else the app said about a variable that it misses, in parentheses. */
function reason(text: string): string {
  return text === '' ? '.' : ` (${text.split('\n')[0]?.replace(/\.$/, '')}).`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** `FunctionOptions.logRetention` for `aws-cdk-lib.aws_lambda.FunctionOptions#logRetention`. */
function shortName(api: string): string {
  return api.replace(/^.*\.(?=[A-Z])/, '').replace('#', '.');
}

function contextMessage(key: string, provider: string): string {
  return `What this looks up (${provider}) is not in cdk.context.json: a placeholder stands in for it. ${FILL_CONTEXT} Its key is ${key}.`;
}

function deniedMessage(what: RunResult['denied'][number]['what'], target: string): string {
  switch (what) {
    case 'read':
      return `The sandbox does not let the app read ${target}. Add "read:${target}" to plumbline.liveSynth.allow to let it.`;
    case 'write':
      return `The sandbox does not let the app write to ${target}.`;
    case 'network':
      return `The sandbox does not let the app connect to ${target}.`;
    case 'process':
      return `The sandbox does not let the app start a process: ${target}.`;
    default:
      return `The sandbox does not let the app use this ${what}: ${target}.`;
  }
}

/** The first statement of the entry file: where a problem goes that has no place of its own. */
function firstStatement({ entry, modules, uriOf }: Origin): SourceSpan {
  const module = modules.get(entry);
  const match = /^(?!\s*(?:#!|\/\/|\/?\*))[ \t]*(\S.*?)[ \t]*$/m.exec(module?.text ?? '');
  const start = match ? match.index + match[0].indexOf(match[1] as string) : 0;
  return { uri: module?.uri ?? uriOf(entry), start, end: start + (match?.[1]?.length ?? 0) };
}

/** The same said twice of the same place, as a loop makes it, is said once. */
function distinct(problems: readonly ModelProblem[]): ModelProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ kind, message, span }) => {
    const key = JSON.stringify([kind, message, span]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The texts in a dummy value: what holds one of them is unknown. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}
