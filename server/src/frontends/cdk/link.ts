/**
 * Joins the modules of a project: files that import one another make an app, each app is run by itself, and what came of
 * it is kept for as long as its files are the same.
 */
import { span } from '../../core/document.ts';
import type { DocumentFacts, LinkHost } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { CodeFact, CodeUnit, Note, PolicyStatement, SourceFact } from '../../core/resource.ts';
import { Recent } from '../../core/memo.ts';
import { joinedUnit, type ResolveFile } from '../handlers/crossing.ts';
import { lookedAt } from '../handlers/running.ts';
import type { Earlier } from './again.ts';
import { Aliases } from './aliases.ts';
import { deprecationsIn } from './deprecations.ts';
import { withEmbedded } from './code.ts';
import { Interpreter, OutOfSteps } from './evaluate.ts';
import type { Fn, Module } from './ir.ts';
import { Constructs } from './library.ts';
import { candidates, isRelative, libraryOf } from './modules.ts';
import { statementsOfFile, valueIn } from './policyFiles.ts';
import { type AppPart, partOf } from './resources.ts';
import { type ClassValue, type ModuleInstance, Scope, type V, unseen } from './values.ts';

interface Kept {
  /** All but those of the first file, by which it is kept: what leads to its own key is collected late. */
  readonly facts: readonly DocumentFacts[];
  readonly part: AppPart & { readonly notes: readonly Note[] };
}

/** What apps came to, by the facts of their first file. A fix is proven on a changed copy, so a few are kept side by side. */
const kept = new WeakMap<DocumentFacts, Kept[]>();
const MAX_KEPT = 3;

/** How the last apps ran, by their first files: people edit one at a time. */
const lastRuns = new Recent<Earlier>(2);

const moduleOf = (facts: DocumentFacts): Module => facts.body as Module;

/** JavaScript beside the TypeScript that it was compiled from says everything a second time. */
function isCompiled(uri: string, all: ReadonlySet<string>): boolean {
  const script = /\.([mc]?)js(x?)$/.exec(uri);
  if (!script) return false;
  const stem = uri.slice(0, script.index);
  return all.has(`${stem}.${script[1]}ts${script[2]}`) || all.has(`${stem}.tsx`);
}

export function linkModules(given: readonly DocumentFacts[], host: LinkHost): GraphPart {
  const uris = new Set(given.map(f => f.uri));
  const facts = given.filter(f => !isCompiled(f.uri, uris));
  const byUri = new Map(facts.map(f => [f.uri, f]));
  const source: SourceFact[] = [];
  const notes: Note[] = [];
  const code: CodeUnit[] = [];
  const aliases = new Aliases(byUri, host);
  const target: Target = (from, specifier) => {
    if (!isRelative(specifier)) return byUri.get(aliases.resolve(from.uri, specifier) ?? '') ?? null;
    for (const uri of candidates(from.uri, specifier)) {
      const found = byUri.get(uri);
      if (found) return found;
    }
    return null;
  };
  const resolveCode: ResolveFile = (from, specifier) => {
    const importer = byUri.get(from);
    const found = importer && target(moduleOf(importer), specifier);
    const module = found && moduleOf(found);
    return module?.code ? { unit: module.code, crossing: module.crossing } : null;
  };
  const parts: AppPart[] = [];
  const apps: string[][] = [];
  for (const f of facts) {
    const module = moduleOf(f);
    if (module.notRead !== null) notes.push({ span: span(f.uri, 0, 0), reason: module.notRead });
    if (module.code) {
      const unit = withAliases(joinedUnit({ unit: module.code, crossing: module.crossing }, resolveCode), aliases);
      code.push(unit);
    }
    source.push(...module.facts);
    for (const fact of unresolved(f, byUri, host)) source.push(fact);
    for (const fact of deprecationsIn(f, module, host)) source.push(fact);
  }
  for (const app of appsOf(facts, target)) {
    const part = evaluated(app, byUri, target);
    parts.push(part);
    if (app.length > 1) apps.push(app.map(f => f.uri));
    source.push(...part.beside);
    notes.push(...part.notes);
  }
  source.push(...unmade(facts, parts, target, host));
  return {
    resources: parts.flatMap(p => p.resources),
    stacks: parts.flatMap(p => p.stacks),
    edges: parts.flatMap(p => p.edges),
    statements: [...parts.flatMap(p => p.statements), ...ofFiles(facts, parts)],
    code: [...code, ...parts.flatMap(p => p.code)],
    runs: parts.flatMap(p => p.runs).map(lookedAt(uris, host)),
    source,
    notes,
    apps,
  };
}

/** The statements of policy files, but for those that an app has taken up. */
function ofFiles(facts: readonly DocumentFacts[], parts: readonly AppPart[]): PolicyStatement[] {
  const own = facts.flatMap(f => (moduleOf(f).policy ? statementsOfFile(moduleOf(f)) : []));
  if (own.length === 0) return own;
  const place = ({ elements: { span: at } }: PolicyStatement) => `${at.uri}@${at.start}`;
  const taken = new Set(parts.flatMap(p => p.statements.map(place)));
  return own.filter(s => !taken.has(place(s)));
}

const unresolvedKept = new WeakMap<DocumentFacts, { answers: string; facts: SourceFact[] }>();

/** Local imports whose file does not exist, as far as the host can say that. */
function unresolved(facts: DocumentFacts, byUri: ReadonlyMap<string, DocumentFacts>, host: LinkHost): SourceFact[] {
  const { localImports, uri } = moduleOf(facts);
  if (localImports.length === 0) return [];
  const missing = localImports.filter(l => {
    const uris = candidates(uri, l.specifier);
    if (uris.some(u => byUri.has(u))) return false;
    return uris.every(u => host.fileExists(u) === false);
  });
  const answers = missing.map(l => l.start).join();
  const last = unresolvedKept.get(facts);
  if (last?.answers === answers) return last.facts;
  const found = missing.map((l): SourceFact => {
    const uris = candidates(uri, l.specifier);
    const javascript = /\.[mc]?jsx?$/.test(uri);
    const wanted = javascript ? '.js' : '.ts';
    return {
      kind: 'unresolved-import',
      uri,
      specifier: l.specifier,
      span: span(uri, l.start, l.end),
      expectedUri: uris.find(u => u.endsWith(wanted)) ?? (uris[0] as string),
      names: l.names,
    };
  });
  unresolvedKept.set(facts, { answers, facts: found });
  return found;
}

/** The file of the project that an import of a module means; null for packages and for what is not read. */
type Target = (from: Module, specifier: string) => DocumentFacts | null;

const aliased = new WeakMap<CodeUnit, { readonly answers: string; readonly unit: CodeUnit }>();

/** A unit whose imports through aliases are those of files; the same object for the same answers. */
function withAliases(unit: CodeUnit, aliases: Aliases): CodeUnit {
  const found = new Map<CodeFact, string>();
  for (const fact of unit.facts) {
    const uri = fact.kind === 'import' ? aliases.resolve(unit.uri, fact.module) : null;
    if (uri !== null) found.set(fact, uri);
  }
  if (found.size === 0) return unit;
  const answers = [...found.values()].join('\n');
  const before = aliased.get(unit);
  if (before?.answers === answers) return before.unit;
  const facts = unit.facts.map((fact): CodeFact => {
    const uri = found.get(fact);
    return uri === undefined ? fact : { kind: 'local-import', uris: [uri], span: fact.span };
  });
  const result = { ...unit, facts };
  aliased.set(unit, { answers, unit: result });
  return result;
}

/** Stacks of files that no file imports, beside an app of the same package: nothing can make them. */
function unmade(
  facts: readonly DocumentFacts[],
  parts: readonly AppPart[],
  target: Target,
  host: LinkHost,
): SourceFact[] {
  const apps = parts.flatMap(p => p.app ?? []);
  const stacks = parts.filter(p => p.app === null).flatMap(p => p.unmade);
  if (apps.length === 0 || stacks.length === 0 || facts.some(f => moduleOf(f).notRead !== null)) return [];
  const imported = new Set<string>();
  for (const f of facts) {
    const module = moduleOf(f);
    if (module.test) continue;
    for (const specifier of module.modules) imported.add(target(module, specifier)?.uri ?? '');
  }
  return stacks.flatMap(({ name, span: at }): SourceFact[] => {
    if (imported.has(at.uri)) return [];
    const home = packageOf(at.uri, host);
    const app = apps.find(a => packageOf(a, host) === home);
    return app === undefined ? [] : [{ kind: 'unmade-stack', uri: at.uri, span: at, class: name, app }];
  });
}

/** The folder of the package that a file belongs to; empty where there is none to be seen. */
function packageOf(uri: string, host: LinkHost): string {
  for (let at = uri.lastIndexOf('/'); at > 'file:///'.length; at = uri.lastIndexOf('/', at - 1))
    if (host.fileExists(`${uri.slice(0, at)}/package.json`) === true) return uri.slice(0, at);
  return '';
}

/** Groups of files that import one another and of which one uses the CDK; test files belong to none. */
function appsOf(facts: readonly DocumentFacts[], target: Target): DocumentFacts[][] {
  const parent = new Map<DocumentFacts, DocumentFacts>();
  const root = (f: DocumentFacts): DocumentFacts => {
    let at = f;
    for (let next = parent.get(at); next && next !== at; next = parent.get(at)) at = next;
    return at;
  };
  const members = facts.filter(f => !moduleOf(f).test);
  for (const f of members)
    for (const specifier of moduleOf(f).modules) {
      const to = target(moduleOf(f), specifier);
      if (to && !moduleOf(to).test && root(to) !== root(f)) parent.set(root(to), root(f));
    }
  const groups = new Map<DocumentFacts, DocumentFacts[]>();
  for (const f of members) {
    const r = root(f);
    const group = groups.get(r);
    if (group) group.push(f);
    else groups.set(r, [f]);
  }
  return [...groups.values()].filter(g => g.some(f => moduleOf(f).cdk));
}

function evaluated(
  app: readonly DocumentFacts[],
  byUri: ReadonlyMap<string, DocumentFacts>,
  target: Target,
): Kept['part'] {
  const first = app[0] as DocumentFacts;
  const before = kept.get(first) ?? [];
  const same = before.find(k => k.facts.length === app.length - 1 && k.facts.every((f, i) => f === app[i + 1]));
  if (same) return same.part;
  const notes: Note[] = [];
  let part: AppPart = {
    resources: [],
    stacks: [],
    edges: [],
    statements: [],
    code: [],
    runs: [],
    beside: [],
    app: null,
    unmade: [],
  };
  try {
    part = run(app, byUri, target, notes);
  } catch (error) {
    // An app that we fail on is our fault, and must not take the others with it.
    notes.push({
      span: span(first.uri, 0, 0),
      reason: `The app could not be followed: ${error instanceof Error ? error.message : 'unknown error'}.`,
    });
  }
  const result = { ...part, notes };
  kept.set(first, [{ facts: app.slice(1), part: result }, ...before].slice(0, MAX_KEPT));
  return result;
}

function run(
  app: readonly DocumentFacts[],
  byUri: ReadonlyMap<string, DocumentFacts>,
  target: Target,
  notes: Note[],
): AppPart {
  const first = app[0] as DocumentFacts;
  const constructs = new Constructs(uri => {
    const found = byUri.get(uri);
    const policy = found ? moduleOf(found).policy : null;
    return policy ? valueIn(policy, uri) : unseen('file that is not read');
  });
  const instances = new Map<string, ModuleInstance>();
  const instanceOf = (facts: DocumentFacts): ModuleInstance => {
    let instance = instances.get(facts.uri);
    if (!instance) {
      const at = span(facts.uri, 0, 0);
      instance = {
        module: moduleOf(facts),
        scope: new Scope(null),
        state: 'new',
        values: new Map(),
        commonjs: { t: 'obj', entries: new Map(), complete: true, at, slot: null },
      };
      instances.set(facts.uri, instance);
    }
    return instance;
  };
  const load = (from: ModuleInstance, specifier: string): V => {
    const found = target(from.module, specifier);
    if (found || isRelative(specifier)) {
      if (!found || moduleOf(found).notRead !== null) return unseen('file that is not read');
      const { policy } = moduleOf(found);
      if (policy) return valueIn(policy, found.uri);
      const instance = instanceOf(found);
      interpreter.run(instance);
      return { t: 'module', module: instance };
    }
    return { t: 'lib', fqn: libraryOf(specifier), written: null };
  };
  const interpreter = new Interpreter(constructs, load);
  constructs.conditions = interpreter.journal.conditions;
  try {
    for (const facts of app) {
      constructs.root = { uri: facts.uri, name: '' };
      interpreter.run(instanceOf(facts));
    }
    unusedClasses(interpreter, constructs);
    unusedFunctions(app, instances, interpreter, constructs);
  } catch (error) {
    if (!(error instanceof OutOfSteps)) throw error;
    notes.push({
      span: span(first.uri, 0, 0),
      reason: 'The app takes more steps than are followed; what came after is not analysed.',
    });
  }
  const texts = new Map<string, Module['embedded'][number]>();
  for (const facts of app) for (const e of moduleOf(facts).embedded) texts.set(`${facts.uri}@${e.span.start}`, e);
  const made = withEmbedded(
    at => texts.get(`${at.uri}@${at.start}`) ?? null,
    () => partOf(constructs, lastRuns.get(first.uri) ?? null),
  );
  lastRuns.set(first.uri, made.ran);
  return made.part;
}

/** Classes of constructs that nobody makes are run once by themselves, the outer kinds first, since they make the others. */
function unusedClasses(interpreter: Interpreter, constructs: Constructs): void {
  const rank = (cls: ClassValue): number => {
    const seen = new Set<ClassValue>();
    let at: V | null = cls;
    while (at?.t === 'cls' && !seen.has(at)) {
      seen.add(at);
      at = interpreter.parentOf(at);
    }
    if (at === null || at.t === 'cls') return -1;
    if (at.t === 'lib') {
      if (at.fqn === 'aws-cdk-lib.Stage') return 0;
      if (at.fqn === 'aws-cdk-lib.Stack') return 1;
      if (at.fqn === 'aws-cdk-lib.NestedStack') return 2;
      if (/^(aws-cdk-lib|constructs)\./.test(at.fqn)) return 3;
      return at.fqn.startsWith('global.') ? -1 : 4;
    }
    return at.t === 'unknown' ? 4 : -1;
  };
  const parents = new Set<ClassValue>();
  for (const cls of interpreter.classes) {
    const parent = interpreter.parentOf(cls);
    if (parent?.t === 'cls') parents.add(parent);
  }
  const ranked = interpreter.classes
    .map(cls => ({ cls, rank: rank(cls) }))
    .filter(c => c.rank >= 0 && !parents.has(c.cls))
    .sort((a, b) => a.rank - b.rank);
  for (const { cls } of ranked) {
    if (cls.uses > 0) continue;
    constructs.root = { uri: cls.module.module.uri, name: cls.cls.name ?? 'default' };
    constructs.rootClass = cls;
    interpreter.instantiateUnknown(cls);
    constructs.rootClass = null;
  }
}

/** Exported functions of CDK files that nobody calls may make constructs, too. */
function unusedFunctions(
  app: readonly DocumentFacts[],
  instances: ReadonlyMap<string, ModuleInstance>,
  interpreter: Interpreter,
  constructs: Constructs,
): void {
  for (const facts of app) {
    const module = moduleOf(facts);
    const instance = instances.get(facts.uri);
    if (!module.cdk || !instance) continue;
    for (const e of module.exports) {
      const v = e.local === null ? instance.values.get(e.name) : instance.scope.vars.get(e.local);
      if (v?.t !== 'fn' || interpreter.called.has(v.fn as Fn) || v.fn.params.length === 0) continue;
      constructs.root = { uri: facts.uri, name: v.fn.name ?? e.local ?? e.name };
      interpreter.callUnknown(v, instance);
    }
  }
}
