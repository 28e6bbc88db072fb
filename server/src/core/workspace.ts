/**
 * The workspace holds the facts of every document by version, links them into one graph per project, and runs the rules.
 * The one stateful class of the core. It does no I/O: shells feed it documents and tell it what exists.
 */
import { type Brief, type BriefFinding, briefOf, movedBrief } from './brief.ts';
import { type Document, type SourceSpan, changeBetween } from './document.ts';
import { Engine, Memory, type RuleSettings, defaultSettings, fileName, hash, optionOf, severityOf } from './engine.ts';
import type { DocumentFacts, Frontend, LinkHost } from './facts.ts';
import type { Finding } from './finding.ts';
import { type Baseline, ResourceGraph, type GraphPart, emptyPart } from './graph.ts';
import { type Remarks, remarksOf } from './remarks.ts';
import type { Standing } from './requirementState.ts';
import type { Resource } from './resource.ts';
import { type GraphContext, RULE_SETS, type Rule } from './rule.ts';
import { type Edit, settled } from './settled.ts';
import { type Suppressed, silence } from './silencing.ts';
import type { Witness } from './witness.ts';

export interface WorkspaceOptions {
  readonly frontends: readonly Frontend[];
  readonly rules: readonly Rule[];
  readonly host: LinkHost;
  /** The root of the project that a document belongs to; documents of one project are linked together. */
  projectOf(uri: string): string;
  /** Today's ISO date. */
  today(): string;
  settings?: RuleSettings;
  /** How the requirements of a project stand. */
  standings?(view: ProjectView): readonly Standing[];
}

/**
 * Characters of files: what projects with so many, all together, say of a change is found out at once, and not in the
 * background.
 */
const AT_ONCE = 40_000;

interface Project {
  readonly root: string;
  /** The facts of what has been read. */
  readonly facts: Map<string, DocumentFacts>;
  /** The documents that are read when somebody asks for the project; with some, there is no graph and are no findings. */
  readonly unread: Set<string>;
  graph: ResourceGraph | null;
  /** The graph before the last change, until there is one again. */
  before: ResourceGraph | null;
  /** The document that alone was edited since, with its text then. */
  since: Pick<Document, 'uri' | 'text'> | null;
  /** What made the graph of another one, until rules were asked of it. */
  edit: Edit | null;
  parts: Map<string, { readonly facts: readonly DocumentFacts[]; readonly part: GraphPart }>;
  /** Who knows more than the front ends, if anybody does. */
  witness: Witness | null;
  /** What there was at an older revision, if that is known. */
  past: Past | null;
  /** What rules said of it as it is read, and as the witness knows it. */
  read: Memory;
  ran: Memory;
  /** Whether those are another workspace's, which has the same texts. */
  isBorrowing: boolean;
  findings: Finding[] | null;
  suppressed: Suppressed[];
  /** What is known of the project as it is now, whether or not there still are graph and findings. */
  brief: Brief | null;
  /** What was known before the last change, for as long as nobody has found out what is so now. */
  last: Brief | null;
  /** Whether most of what the rules said of it is kept, so that asking it takes little. */
  isWarm: boolean;
}

interface Known {
  readonly document: Document;
  /** Null for what nobody reads, and for what nobody has read yet. */
  readonly facts: DocumentFacts | null;
  /** Who is still to read it. */
  readonly reader: Frontend | null;
  readonly project: string;
}

/** The resources of a project at a revision. */
export interface Past extends Pick<Baseline, 'revision' | 'before'> {
  /** The texts at the revision, by uri. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A project from outside. */
export interface ProjectView {
  readonly graph: ResourceGraph;
  /** The same list for as long as nothing has changed. */
  readonly findings: readonly Finding[];
  /** What somebody has silenced. */
  readonly suppressed: readonly Suppressed[];
  /** Whether a rule is on. */
  runs(rule: string): boolean;
}

export class Workspace {
  readonly engine: Engine;
  readonly #options: WorkspaceOptions;
  readonly #projects = new Map<string, Project>();
  readonly #remarked = new WeakMap<DocumentFacts, Remarks>();
  readonly #documents = new Map<string, Known>();
  #settings: RuleSettings;

  /** @param engine The engine of another workspace with the same rules, with what it has kept. */
  constructor(options: WorkspaceOptions, engine: Engine = new Engine(options.rules)) {
    this.#options = options;
    this.engine = engine;
    this.#settings = options.settings ?? defaultSettings;
  }

  /** Takes a new version of a document in. The only place where text is read. False when nothing could have changed. */
  update(document: Document): boolean {
    const known = this.#documents.get(document.uri);
    if (known && known.document.text === document.text) {
      if (known.document.version !== document.version) this.#documents.set(document.uri, { ...known, document });
      return false;
    }
    const frontend = this.#readerOf(document);
    const facts = frontend && this.#factsOf(frontend, document);
    const project = known?.project ?? this.#options.projectOf(document.uri);
    this.#documents.set(document.uri, { document, facts, reader: null, project });
    if (!facts && !known?.facts && !known?.reader) return false;
    const home = this.#project(project);
    home.unread.delete(document.uri);
    if (facts) home.facts.set(document.uri, facts);
    else home.facts.delete(document.uri);
    this.#changed(home, facts ?? known?.facts ?? null, known?.document);
    if (known && this.#reachesOut(facts)) {
      const change = changeBetween(known.document.text, document.text);
      for (const project of this.#projects.values())
        if (project.last) project.last = movedBrief(project.last, document.uri, change);
    }
    return true;
  }

  /**
   * Takes a new version of a document in that is read not before somebody asks for its project, so that thousands of files
   * cost little. Nobody can tell the difference from `update`. False when nothing could have changed.
   */
  note(document: Document): boolean {
    const known = this.#documents.get(document.uri);
    const reader = this.#readerOf(document);
    if (!reader || reader.reachesOut || known?.document.text === document.text) return this.update(document);
    const project = known?.project ?? this.#options.projectOf(document.uri);
    this.#documents.set(document.uri, { document, facts: null, reader, project });
    const home = this.#project(project);
    home.facts.delete(document.uri);
    home.unread.add(document.uri);
    this.#changed(home, known?.facts ?? null);
    return true;
  }

  /**
   * Lets go of all that the texts of a project can give again: what was read, linked and found. What is known of it in brief
   * stays. A project that a witness speaks of stays as it is.
   * @param root The root of the project.
   */
  rest(root: string): void {
    const project = this.#projects.get(root);
    if (!project || project.witness) return;
    if (project.findings) this.#brief(project);
    for (const [uri, facts] of project.facts) {
      const known = this.#documents.get(uri);
      const reader = this.#options.frontends.find(f => f.name === facts.frontend);
      if (!known || !reader || reader.reachesOut) continue;
      this.#documents.set(uri, { ...known, facts: null, reader });
      project.facts.delete(uri);
      project.unread.add(uri);
    }
    project.isWarm = false;
    project.parts.clear();
    project.read = new Memory();
    project.ran = new Memory();
    project.graph = null;
    project.before = null;
    project.since = null;
    project.edit = null;
    project.findings = null;
    project.suppressed = [];
    if (project.past) project.past = this.#pastOf(project, project.past.revision, project.past.texts);
  }

  remove(uri: string): boolean {
    const known = this.#documents.get(uri);
    if (!known) return false;
    this.#documents.delete(uri);
    if (!known.facts && !known.reader) return false;
    const home = this.#project(known.project);
    home.facts.delete(uri);
    home.unread.delete(uri);
    this.#changed(home, known.facts);
    return true;
  }

  /** Links again, for when files came or went that are no documents of ours, or projects got another root. */
  relink(): void {
    for (const project of this.#projects.values()) {
      project.parts.clear();
      this.#invalidate(project);
    }
  }

  /** What a rule may ask about the project that a document belongs to. */
  context(uri: string, rule: Rule): GraphContext {
    const graph = this.graph(uri);
    return {
      graph,
      today: this.today(),
      option: name => optionOf(rule, name, graph.settings.options),
      libraryHas: (file, module, word) => this.libraryHas(file, module, word),
    };
  }

  /** Hears a witness of the project that a document belongs to, or no longer hears one. */
  testify(uri: string, witness: Witness | null): void {
    const project = this.#project(this.projectOf(uri));
    project.witness = witness;
    if (!witness) project.ran = new Memory();
    this.#invalidate(project);
  }

  /**
   * What the project of a document was with other texts, as reading sees it: those of a revision, by uri; null for files
   * that were not there. All other documents are taken as they are.
   */
  past(uri: string, revision: string, texts: ReadonlyMap<string, string | null>): Past {
    const project = this.#project(this.projectOf(uri));
    const then = new Map([...project.facts.keys(), ...project.unread].map(key => [key, this.#textOf(key)]));
    for (const [key, text] of texts)
      if (text === null) then.delete(key);
      else then.set(key, text);
    if (project.unread.size > 0) return this.#pastOf(project, revision, then);
    // What is read anyway is shared.
    return { revision, texts: then, before: this.#rewound(uri, texts).graph(uri).resources };
  }

  /** The same, read when somebody asks: most projects are as they were. */
  #pastOf({ root }: Project, revision: string, texts: ReadonlyMap<string, string>): Past {
    let before: readonly Resource[] | null = null;
    const read = (): readonly Resource[] => {
      const { host } = this.#options;
      const copy = new Workspace({
        ...this.#options,
        host: { ...host, fileExists: file => texts.has(file) || host.fileExists(file) },
        projectOf: () => root,
        settings: this.#settings,
      });
      for (const [key, text] of texts) copy.update({ uri: key, version: 0, text });
      return copy.#graph(copy.#project(root)).resources;
    };
    return {
      revision,
      texts,
      get before() {
        before ??= read();
        return before;
      },
    };
  }

  /** The texts that a project had at the revision that it is compared with, where that were others; null where it is as it was. */
  pastTexts(uri: string): ReadonlyMap<string, string> | null {
    const project = this.#project(this.projectOf(uri));
    const { past } = project;
    return past === null || this.#isAsBefore(project, past) ? null : past.texts;
  }

  #textOf(uri: string): string {
    return this.#documents.get(uri)?.document.text ?? '';
  }

  /** Whether a project is what it was. */
  #isAsBefore({ facts, unread }: Project, { texts }: Past): boolean {
    const isThere = (uri: string) => facts.has(uri) || unread.has(uri);
    return (
      facts.size + unread.size === texts.size &&
      [...texts].every(([uri, text]) => isThere(uri) && this.#textOf(uri) === text)
    );
  }

  /** What the project of a document said with other texts, as reading sees it; see `past`. */
  pastFindings(uri: string, texts: ReadonlyMap<string, string | null>): readonly Finding[] {
    return this.#rewound(uri, texts).projectFindings(uri);
  }

  /** What the project of a document says by reading alone. */
  readFindings(uri: string): readonly Finding[] {
    if (!this.witness(uri)) return this.projectFindings(uri);
    const copy = this.fork(uri);
    copy.testify(uri, null);
    return copy.projectFindings(uri);
  }

  #rewound(uri: string, texts: ReadonlyMap<string, string | null>): Workspace {
    const copy = this.fork(
      uri,
      [...texts].flatMap(([key, text]) => (text === null ? [] : [key])),
    );
    const project = copy.#project(this.projectOf(uri));
    project.witness = null;
    project.past = null;
    copy.#invalidate(project);
    for (const [key, text] of texts)
      if (text === null) copy.remove(key);
      else copy.update({ uri: key, version: 0, text });
    return copy;
  }

  /** Compares the project of a document with what it was, or no longer does. */
  compare(uri: string, past: Past | null): void {
    const project = this.#project(this.projectOf(uri));
    if (project.past === past) return;
    project.past = past;
    this.#invalidate(project);
  }

  /** The witness of the project that a document belongs to. */
  witness(uri: string): Witness | null {
    return this.#project(this.projectOf(uri)).witness;
  }

  /** The root of the project that a document belongs to. */
  projectOf(uri: string): string {
    return this.#documents.get(uri)?.project ?? this.#options.projectOf(uri);
  }

  configure(settings: RuleSettings): void {
    this.#settings = settings;
    for (const project of this.#projects.values()) {
      project.findings = null;
      project.last = project.brief ?? project.last;
      project.brief = null;
    }
  }

  /** Whether the library that a document would load declares a word; see `LinkHost.libraryHas`. */
  libraryHas(uri: string, module: string, word: string): boolean | null {
    return this.#options.host.libraryHas?.(uri, module, word) ?? null;
  }

  /** Today's ISO date, as rules are told it. */
  today(): string {
    return this.#options.today();
  }

  document(uri: string): Document | undefined {
    return this.#documents.get(uri)?.document;
  }

  facts(uri: string): DocumentFacts | null {
    return this.#read(uri)?.facts ?? null;
  }

  /** The name of the front end of a document, without reading it; null where none wants it. */
  frontendOf(uri: string): string | null {
    const known = this.#documents.get(uri);
    return known?.facts?.frontend ?? known?.reader?.name ?? null;
  }

  /** The uris of all documents that a front end reads. */
  uris(): string[] {
    return [...this.#documents.values()].filter(d => d.facts ?? d.reader).map(d => d.document.uri);
  }

  /** The roots of all projects that have documents, with the uris of these. */
  projects(): ReadonlyMap<string, readonly string[]> {
    const all = [...this.#projects.values()].map(p => [p.root, [...p.facts.keys(), ...p.unread]] as const);
    return new Map(all.filter(([, uris]) => uris.length > 0));
  }

  /** Those documents of a project that nobody has read yet. */
  unread(root: string): readonly string[] {
    return [...(this.#projects.get(root)?.unread ?? [])];
  }

  /** How far a project is: nobody asked for it; it is linked, or was; what it says is known. */
  standing(root: string): 'unlinked' | 'linked' | 'known' {
    const project = this.#project(root);
    if (project.brief ?? project.findings) return 'known';
    return project.parts.size === 0 ? 'unlinked' : 'linked';
  }

  /** What the project with a root says, in brief. */
  brief(root: string): Brief {
    return this.#brief(this.#project(root));
  }

  /**
   * Finds out what a project says in pieces, so that asking for it takes little then: who may not hold others up comes back
   * in between, and stops when something has changed.
   */
  *ahead(root: string): Generator<void> {
    const project = this.#project(root);
    if (project.findings) return;
    for (const uri of project.unread) {
      this.#read(uri);
      yield;
    }
    const graph = this.#graph(project);
    yield;
    try {
      const { edit } = project;
      const memory = project.witness ? project.ran : project.read;
      for (const _ of this.engine.ahead(graph, this.#settingsOf(graph), this.#options.today(), edit, memory)) {
        if (project.graph !== graph) return;
        yield;
      }
    } catch {
      // Whoever asks for what it says hears of that.
    }
    project.isWarm = true;
  }

  /** The projects that have changed since somebody has asked what they say. */
  #unknown(): Project[] {
    return [...this.#projects.values()].filter(p => p.brief === null && (p.facts.size > 0 || p.unread.size > 0));
  }

  /** Takes in what is known of a project of the present texts and settings, of another day's session. */
  recall(root: string, brief: Brief): void {
    const project = this.#project(root);
    project.brief ??= brief;
    project.last = null;
  }

  /**
   * Finds out what those projects say of which that is not known, which `isUrgent` and which were asked before, and what all others
   * say where that takes no time. How many are left: for those holds what was known of them before, until somebody asks them.
   */
  settle(isUrgent: (root: string) => boolean): number {
    for (const project of this.#unknown())
      if (project.findings || (project.isWarm && isUrgent(project.root))) this.#brief(project);
    const rest = this.#unknown();
    let size = 0;
    for (const { facts, unread } of rest)
      for (const uri of [...facts.keys(), ...unread]) size += this.#textOf(uri).length;
    if (size > AT_ONCE) return rest.length;
    for (const project of rest) this.#brief(project);
    return 0;
  }

  /** What is known of all projects in brief, now or before the last change. */
  knownBriefs(): Brief[] {
    return [...this.#projects.values()].flatMap(p => p.brief ?? p.last ?? []);
  }

  /** All findings as far as they are known, in brief. */
  knownFindings(): BriefFinding[] {
    return distinct(this.knownBriefs().flatMap(b => b.findings));
  }

  /**
   * The findings of one document as far as they are known: in one that holds in other projects too, what these say of it
   * is what they said when somebody asked them last.
   */
  told(uri: string): Finding[] {
    const known = this.#read(uri);
    if (!known?.facts || !this.#reachesOut(known.facts)) return this.findings(uri);
    const own = this.#project(known.project);
    const said = (project: Project): readonly Finding[] =>
      project === own ? this.#findings(own) : (project.findings ?? (project.brief ?? project.last)?.abroad ?? []);
    return distinct([...this.#projects.values()].flatMap(p => said(p).filter(f => f.span.uri === uri)));
  }

  /** The findings of one document that somebody has silenced, as far as they are known; see `told`. */
  toldSuppressed(uri: string): Suppressed[] {
    const own = this.#project(this.projectOf(uri));
    const silenced = this.view(uri).suppressed;
    if (!this.isShared(uri)) return silenced.filter(s => s.finding.span.uri === uri);
    const others = [...this.#projects.values()].filter(p => p !== own);
    const said = (project: Project): readonly Suppressed[] =>
      project.findings ? project.suppressed : ((project.brief ?? project.last)?.silenced ?? []);
    const all = [...silenced, ...others.flatMap(said)].filter(s => s.finding.span.uri === uri);
    const kept = new Set(distinct(all.map(s => s.finding)));
    return all.filter(s => kept.has(s.finding));
  }

  /** Of how many other projects it is not known what they say now of a document that holds in several. */
  untold(uri: string): number {
    return this.isShared(uri) ? this.#unknown().filter(p => p.root !== this.projectOf(uri)).length : 0;
  }

  /** The finding itself, where it was only told: its project is read for it. Null where it is no more. */
  whole(finding: Finding): Finding | null {
    const home = this.homeOf(finding);
    const is = (f: Finding) => f.key === finding.key && sameStart(f.span, finding.span);
    return this.#findings(this.#project(this.projectOf(home))).find(is) ?? null;
  }

  /** How the requirements stand that a document is about, by project, as far as that is known; see `views`. */
  standings(uri: string): (readonly Standing[])[] {
    const known = this.#documents.get(uri);
    const own = this.#project(this.projectOf(uri));
    if (!known || !this.#reachesOut(known.facts)) return [this.#brief(own).standings];
    const built = this.knownBriefs().filter(b => b.isBuilt && b.required.includes(uri));
    const itself = own.brief ?? own.last;
    return (built.length > 0 || !itself ? built : [itself]).map(b => b.standings);
  }

  #brief(project: Project): Brief {
    if (project.brief === null) {
      const view = this.#view(project);
      const isAbroad = (uri: string) => this.projectOf(uri) !== project.root;
      const standings = this.#attempt(
        `Judging the requirements of ${project.root}`,
        () => this.#options.standings?.(view) ?? [],
        () => [],
      );
      project.brief = briefOf(view, standings, isAbroad);
      project.last = null;
    }
    return project.brief;
  }

  /** The graph of the project that a document belongs to. */
  graph(uri: string): ResourceGraph {
    return this.#graph(this.#project(this.projectOf(uri)));
  }

  /** The graph of the project with a root. */
  graphOf(root: string): ResourceGraph {
    return this.#graph(this.#project(root));
  }

  graphs(): ResourceGraph[] {
    return [...this.#projects.values()].map(p => this.#graph(p));
  }

  /** The findings of one document, suppressed ones left out. */
  findings(uri: string): Finding[] {
    const known = this.#read(uri);
    if (!known?.facts) return [];
    const projects = this.#reachesOut(known.facts) ? [...this.#projects.values()] : [this.#project(known.project)];
    return distinct(projects.flatMap(p => this.#findings(p).filter(f => f.span.uri === uri)));
  }

  /**
   * The projects that a document is about: its own, or for requirements those in which they hold. Those without resources
   * are left out where others have some.
   */
  views(uri: string): ProjectView[] {
    const known = this.#documents.get(uri);
    const own = this.#project(this.projectOf(uri));
    if (!known || !this.#reachesOut(known.facts)) return [this.#view(own)];
    const all = [...this.#projects.values()].filter(p => this.#graph(p).requirements.some(r => r.span.uri === uri));
    const built = all.filter(p => this.#graph(p).resources.length > 0);
    return (built.length > 0 ? built : [own]).map(p => this.#view(p));
  }

  /** The project that a document belongs to. */
  view(uri: string): ProjectView {
    return this.#view(this.#project(this.projectOf(uri)));
  }

  #view(project: Project): ProjectView {
    const graph = this.#graph(project);
    const settings = this.#settingsOf(graph);
    return {
      graph,
      findings: this.#findings(project),
      suppressed: project.suppressed,
      runs: rule => this.#running(rule, settings).length > 0,
    };
  }

  /** What the project of a document says, wherever it says it. */
  projectFindings(uri: string): readonly Finding[] {
    return this.#findings(this.#project(this.projectOf(uri)));
  }

  /**
   * A document of the project that raised a finding: the finding's own, unless it stands in a file of requirements that
   * holds in other projects; of several that lack the same thing, the first one.
   */
  homeOf({ key, span }: Finding): string {
    const is = (f: BriefFinding) => f.key === key && sameStart(f.span, span);
    const own = this.#project(this.projectOf(span.uri));
    if (!this.#reachesOut(this.facts(span.uri)) || this.#findings(own).some(is)) return span.uri;
    // Who has not said it when asked last is not asked now: that could be hundreds.
    const mayRaise = (project: Project) =>
      (project.facts.size > 0 || project.unread.size > 0) &&
      (project.findings ?? (project.brief ?? project.last)?.findings)?.some(is) !== false;
    const home = [...this.#projects.values()].find(p => mayRaise(p) && this.#findings(p).some(is));
    return home?.facts.keys().next().value ?? span.uri;
  }

  allFindings(): Finding[] {
    return distinct([...this.#projects.values()].flatMap(p => this.#findings(p)));
  }

  /** Findings that comments silence, over all projects. */
  suppressed(): Suppressed[] {
    return [...this.#projects.values()].flatMap(project => {
      this.#findings(project);
      return project.suppressed;
    });
  }

  /**
   * A copy that shares all facts and parsed documents; changing it leaves this one as it is. For proving fixes.
   * @param made Files that the copy takes for existing ones.
   */
  fork(uri: string, made: readonly string[] = []): Workspace {
    const { host } = this.#options;
    const there: LinkHost =
      made.length === 0 ? host : { ...host, fileExists: file => made.includes(file) || host.fileExists(file) };
    const copy = new Workspace({ ...this.#options, host: there, settings: this.#settings }, this.engine);
    const project = this.projectOf(uri);
    const original = this.#project(project);
    copy.#projects.set(project, {
      root: project,
      facts: new Map(original.facts),
      unread: new Set(original.unread),
      graph: original.graph,
      before: original.before,
      since: original.since,
      edit: original.edit,
      parts: new Map(original.parts),
      witness: original.witness,
      past: original.past,
      read: original.read,
      ran: original.ran,
      isBorrowing: true,
      findings: original.findings,
      suppressed: original.suppressed,
      brief: original.brief,
      last: original.last,
      isWarm: original.isWarm,
    });
    for (const [key, known] of this.#documents) {
      if (known.project !== project && !this.#reachesOut(known.facts)) continue;
      copy.#documents.set(key, known);
      // What holds here from elsewhere goes along, without the rest of its project.
      if (known.project !== project && known.facts) copy.#project(known.project).facts.set(key, known.facts);
    }
    return copy;
  }

  /** A workspace of the same options and settings that knows no document yet. For measuring. */
  blank(): Workspace {
    return new Workspace({ ...this.#options, settings: this.#settings });
  }

  #project(root: string): Project {
    let project = this.#projects.get(root);
    if (!project) {
      project = {
        root,
        facts: new Map(),
        unread: new Set(),
        graph: null,
        before: null,
        since: null,
        edit: null,
        parts: new Map(),
        witness: null,
        past: null,
        read: new Memory(),
        ran: new Memory(),
        isBorrowing: false,
        findings: null,
        suppressed: [],
        brief: null,
        last: null,
        isWarm: false,
      };
      this.#projects.set(root, project);
    }
    return project;
  }

  #readerOf(document: Document): Frontend | null {
    return this.#options.frontends.find(f => f.accepts(document)) ?? null;
  }

  /** What is known of a document, once it has been read. */
  #read(uri: string): Known | undefined {
    const known = this.#documents.get(uri);
    if (!known?.reader) return known;
    const facts = this.#factsOf(known.reader, known.document);
    const read = { ...known, facts, reader: null };
    this.#documents.set(uri, read);
    const home = this.#project(known.project);
    home.unread.delete(uri);
    if (facts) home.facts.set(uri, facts);
    return read;
  }

  /** Readers do not throw; if one does, this document is lost and the others are not. */
  #factsOf(reader: Frontend, document: Document): DocumentFacts | null {
    return this.#attempt(
      `Reading ${document.uri}`,
      () => reader.read(document),
      () => null,
    );
  }

  /**
   * Does some work on what was read. That it fails is a fault of ours and nobody else's: it is told, and what is found
   * `otherwise` is kept like any other result, so that the same is not tried again before something has changed.
   */
  #attempt<T>(what: string, work: () => T, otherwise: () => T): T {
    try {
      return work();
    } catch (error) {
      this.engine.onFailure({ rule: what, error });
      return otherwise();
    }
  }

  /** Whether a document that is known holds in other projects than its own, or may. */
  isShared(uri: string): boolean {
    return this.#reachesOut(this.#documents.get(uri)?.facts ?? null);
  }

  /** Whether a document may hold in other projects than its own. */
  #reachesOut(facts: DocumentFacts | null): boolean {
    return this.#options.frontends.some(f => f.name === facts?.frontend && f.reachesOut === true);
  }

  /** @param edited The document before, where it was edited. */
  #changed(home: Project, facts: DocumentFacts | null, edited?: Document): void {
    for (const project of this.#reachesOut(facts) ? this.#projects.values() : [home]) {
      if (project.isBorrowing) {
        project.read = new Memory(project.read);
        project.ran = new Memory(project.ran);
        project.isBorrowing = false;
      }
      this.#invalidate(project, edited);
    }
  }

  #invalidate(project: Project, edited?: Document): void {
    if (project.graph) project.since = edited ?? null;
    else if (project.since?.uri !== edited?.uri) project.since = null;
    project.before = project.graph ?? project.before;
    project.edit = null;
    project.graph = null;
    project.findings = null;
    project.last = project.brief ?? project.last;
    project.brief = null;
    if (project.facts.size + project.unread.size > 0) return;
    // Nobody may ask again for what has no document any more.
    project.last = null;
    project.before = null;
    project.read = new Memory();
    project.ran = new Memory();
  }

  #graph(project: Project): ResourceGraph {
    if (project.graph) return project.graph;
    for (const uri of project.unread) this.#read(uri);
    const parts = new Map<string, GraphPart>();
    for (const frontend of this.#options.frontends) {
      const factsOf = (projects: readonly Project[]) =>
        projects
          .flatMap(p => [...p.facts.values()])
          .filter(f => f.frontend === frontend.name)
          .sort((a, b) => (a.uri < b.uri ? -1 : 1));
      const own = factsOf([project]);
      const others = frontend.reachesOut ? factsOf([...this.#projects.values()].filter(p => p !== project)) : [];
      const facts = [...own, ...others];
      const last = project.parts.get(frontend.name);
      if (last && last.facts.length === facts.length && last.facts.every((f, i) => f === facts[i])) {
        parts.set(frontend.name, last.part);
        continue;
      }
      const part = this.#attempt(
        `Linking ${frontend.name} files of ${project.root}`,
        () => frontend.link(own, this.#options.host, { root: project.root, facts: others }),
        () => this.#unlinked(own),
      );
      project.parts.set(frontend.name, { facts, part });
      parts.set(frontend.name, part);
    }
    const asksWhy = [...parts.values()].some(p => p.requirements?.some(r => r.demand.kind === 'explained'));
    const all = [...this.#refined(project, parts).values()];
    if (asksWhy) all.push({ ...emptyPart, remarks: this.#remarks(project) });
    const { past } = project;
    if (past) all.push({ ...emptyPart, baseline: this.#baseline(project, past, [...parts.values()]) });
    const graph = new ResourceGraph(all);
    const { before, since } = project;
    project.before = null;
    project.edit = before &&
      since && { of: before, uri: since.uri, ...changeBetween(since.text, this.#textOf(since.uri)) };
    project.since = null;
    project.graph = before
      ? this.#attempt(
          `Comparing ${project.root}`,
          () => settled(graph, before),
          () => graph,
        )
      : graph;
    return project.graph;
  }

  /** What is known of documents that could not be linked: where nothing was seen. */
  #unlinked(facts: readonly DocumentFacts[]): GraphPart {
    const reason = 'putting these files together failed, which is a bug of Plumbline';
    const notes = facts.map(({ uri }) => ({ span: { uri, start: 0, end: this.#textOf(uri).length }, reason }));
    return { ...emptyPart, notes };
  }

  #baseline(project: Project, past: Past, parts: readonly GraphPart[]): Baseline {
    const now = parts.flatMap(p => p.resources);
    const { revision } = past;
    if (this.#isAsBefore(project, past)) return { revision, before: now, now };
    return {
      revision,
      get before() {
        return past.before;
      },
      now,
    };
  }

  /** Where the documents of a project say why. */
  #remarks(project: Project): Remarks[] {
    return [...project.facts.values()].flatMap(facts => {
      const known = this.#documents.get(facts.uri);
      if (!known) return [];
      let remarks = this.#remarked.get(facts);
      if (!remarks) {
        remarks = remarksOf(known.document, facts);
        this.#remarked.set(facts, remarks);
      }
      return [remarks];
    });
  }

  /** The parts with what the witness knows. One that fails is heard no more: what was read serves. */
  #refined(project: Project, parts: ReadonlyMap<string, GraphPart>): ReadonlyMap<string, GraphPart> {
    try {
      return project.witness?.refine(parts, uri => this.#documents.get(uri)?.document.text) ?? parts;
    } catch (error) {
      project.witness = null;
      this.engine.onFailure({ rule: 'synth', error });
      return parts;
    }
  }

  #findings(project: Project): Finding[] {
    project.findings ??= this.#attempt(
      `Checking ${project.root}`,
      () => this.#judge(project),
      () => {
        project.suppressed = [];
        return this.#problems(project);
      },
    );
    project.isWarm = true;
    return project.findings;
  }

  /** Asks the rules. */
  #judge(project: Project): Finding[] {
    const today = this.#options.today();
    const graph = this.#graph(project);
    const settings = this.#settingsOf(graph);
    const memory = project.witness ? project.ran : project.read;
    const all = [...this.#problems(project), ...this.engine.run(graph, settings, today, project.edit, memory)];
    project.edit = null;
    const inOthers = (folder: string) => [...this.#projects.keys()].some(r => r !== project.root && isIn(r, folder));
    const { shown, suppressed, remarks } = silence(all, {
      facts: project.facts,
      graph,
      today,
      factsOf: uri => this.#documents.get(uri)?.facts,
      rule: id => this.engine.rule(id),
      running: id => this.#running(id, settings),
      reachesOthers: ({ folder }) => inOthers(folder),
      byReading: project.witness
        ? () => {
            const read = new ResourceGraph([...project.parts.values()].map(p => p.part));
            return this.engine.run(read, settings, today, null, project.read);
          }
        : null,
    });
    project.suppressed = suppressed;
    for (const [rule, signals] of remarks) shown.push(...this.engine.report(rule, signals, settings));
    return shown;
  }

  /** The settings that hold in a project: what its requirements file says goes before the user's. */
  #settingsOf({ settings: { ruleSet, severities, options } }: ResourceGraph): RuleSettings {
    const profiles = ruleSet ? RULE_SETS[ruleSet] : this.#settings.profiles;
    return { profiles, severities: { ...this.#settings.severities, ...severities }, options };
  }

  /** The rules that are on, of an id or a family. */
  #running(id: string, settings: RuleSettings): Rule[] {
    const named = (rule: Rule) => rule.id === id || (id.endsWith('/*') && rule.id.startsWith(id.slice(0, -1)));
    return this.engine.rules.filter(rule => named(rule) && severityOf(rule, settings) !== 'off');
  }

  /** Problems of the documents themselves, shown like findings under the id `syntax/unreadable`. */
  #problems(project: Project): Finding[] {
    return [...project.facts.values()].flatMap(facts =>
      facts.problems.map(problem => ({
        rule: 'syntax/unreadable',
        severity: 'error' as const,
        message: problem.message,
        span: problem.span,
        related: [],
        resource: null,
        requirement: null,
        evidence: 'source' as const,
        tags: [],
        fixable: false,
        key: `syntax/unreadable:${hash(`${fileName(facts.uri)}\n${problem.message}`)}`,
        signal: { message: 'unreadable', at: problem.span },
      })),
    );
  }
}

function sameStart(a: SourceSpan, b: SourceSpan): boolean {
  return a.uri === b.uri && a.start === b.start;
}

/** Whether the root of a project is a folder or stands in it. */
function isIn(root: string, folder: string): boolean {
  return `${root}/`.startsWith(folder);
}

/** What several projects say of a file that holds in all of them is said once. */
function distinct<F extends BriefFinding>(findings: readonly F[]): F[] {
  const seen = new Set<string>();
  return findings.filter(({ key, span }) => {
    const id = `${key} ${span.uri}:${span.start}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
