/**
 * *Only what I changed*: which findings stand on lines that differ from the last commit, or were not there at it. Git and the
 * readers are asked in the background, a moment after things are quiet; while somebody types, only the lines of the one
 * document are compared. In trusted workspaces alone.
 */
import type { BriefFinding } from '../../core/brief.ts';
import { LineIndex } from '../../core/document.ts';
import { isRequirements } from '../../frontends/requirements/index.ts';
import { type Baseline, baselineOf, compareWithBaseline } from '../../report/baseline.ts';
import { relativeFile } from '../../report/report.ts';
import { type LineRange, type Repository, linesAdded } from '../../revision/git.ts';
import type { Heads } from '../heads.ts';
import { slices } from '../scheduler.ts';
import { type Folder, type Narrowing, type Session, stackOf } from '../session.ts';
import { pathOfKey } from '../uris.ts';
import { projectsOf, saidThen, textsAt } from './past.ts';

/** Milliseconds of quiet before what is new is told anew. */
const QUIET = 300;
/** Milliseconds that comparing the lines of one document may take; then all of them count as changed. */
const LIMIT = 30;

/** What is known of a folder at its commit. */
interface Known {
  readonly commit: string;
  /** The texts at the commit, by key, of what differs from it on disk and of what is open; null where there was no file. */
  readonly texts: Map<string, string | null>;
  /** What the projects said, each for the settings of rules that it was read with. */
  readonly said: Map<string, { readonly settings: unknown; readonly baseline: Baseline }>;
}

export class Changes {
  readonly #session: Session;
  readonly #heads: Heads;
  readonly #changed: () => void;
  readonly #log: (message: string) => void;
  readonly #known = new Map<Folder, Known>();
  readonly #lines = new Map<
    string,
    { readonly before: string | null; readonly text: string; readonly shows: (finding: BriefFinding) => boolean }
  >();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  /** Whether git is to be asked again what differs. */
  #asks = true;
  #stopped = false;

  /** @param changed Called when other findings are shown. */
  constructor(session: Session, heads: Heads, changed: () => void, log: (message: string) => void) {
    this.#session = session;
    this.#heads = heads;
    this.#changed = changed;
    this.#log = log;
  }

  /** Files, folders, settings or the commit may be others. */
  look(): void {
    this.#asks = true;
    this.edited();
  }

  /** Only texts of open documents may be others. */
  edited(): void {
    if (this.#stopped || !this.#session.folders().some(f => f.settings.onlyChanged || f.narrowing)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work = this.#work
        .then(() => this.#look())
        .catch(error => this.#log(`Telling what is changed failed: ${stackOf(error)}`));
    }, QUIET);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    await this.#session.idle();
    const asks = this.#asks;
    this.#asks = false;
    const isNarrowed = () => this.#session.folders().some(f => f.narrowing);
    const before = isNarrowed();
    for (const folder of this.#session.folders()) {
      if (!folder.settings.onlyChanged || folder.key === null) {
        folder.narrowing = null;
        this.#known.delete(folder);
      } else {
        const head = asks || !this.#known.has(folder) ? await this.#heads.headOf(folder) : null;
        if (this.#stopped) return;
        if (head) await this.#compare(folder, head.repository, head.commit);
        else if (asks) this.#known.delete(folder);
        const known = this.#known.get(folder);
        if (known) await this.#readOpened(folder, known);
        folder.narrowing = known ? await this.#narrow(folder, known) : UNKNOWN;
      }
    }
    if ((before || isNarrowed()) && !this.#stopped) this.#changed();
  }

  /** Asks git for what differs from a commit. What the projects said at it stays known. */
  async #compare(folder: Folder, repository: Repository, commit: string): Promise<void> {
    const texts = await textsAt(this.#session, folder, repository, commit);
    const before = this.#known.get(folder);
    if (texts) this.#known.set(folder, { commit, texts, said: before?.commit === commit ? before.said : new Map() });
    else this.#known.delete(folder);
  }

  /** Asks git for the texts of documents that were opened since. */
  async #readOpened(folder: Folder, { commit, texts }: Known): Promise<void> {
    const opened = [...this.#session.documents()].filter(
      d => d.home === folder && !texts.has(d.key) && pathOfKey(d.key) !== null && folder.workspace.facts(d.key),
    );
    if (opened.length === 0) return;
    const head = await this.#heads.headOf(folder);
    await Promise.all(
      opened.map(async ({ key }) => {
        const text = await head?.repository.read(commit, pathOfKey(key) as string);
        if (text !== undefined) texts.set(key, text);
      }),
    );
  }

  /** What of a folder is shown: reads what its projects were, and what is new in them since. */
  async #narrow(folder: Folder, { commit, texts, said }: Known): Promise<Narrowing> {
    this.#session.sync();
    const breathe = slices();
    const { workspace } = folder;
    const fileOf = (uri: string) => relativeFile(folder.key, uri);
    const files = new Set(workspace.uris().map(fileOf));
    const fresh = new Set<string>();
    const differs = new Set([...texts.keys()].map(uri => workspace.projectOf(uri)));
    const reaches = [...texts.keys()].some(isRequirements);
    for (const [root, document] of projectsOf(folder, texts)) {
      // A project without differences says nothing new.
      if (!differs.has(root) && !reaches) continue;
      let past = said.get(root);
      if (past?.settings !== folder.settings.rules) {
        const findings = saidThen(folder, root, document, texts);
        past = {
          settings: folder.settings.rules,
          baseline: baselineOf(findings.map(f => ({ ...f, file: fileOf(f.span.uri) }))),
        };
        said.set(root, past);
        await breathe();
        this.#session.sync();
      }
      // What only a run of the app shows is not compared with what reading saw then.
      const now = workspace.readFindings(document).map(f => ({ id: idOf(f), key: f.key, file: fileOf(f.span.uri) }));
      for (const { id } of compareWithBaseline(now, past.baseline, file => files.has(file)).new) fresh.add(id);
      await breathe();
    }
    return {
      note: `Only what differs from the last commit (${commit.slice(0, 7)}) is shown.`,
      shows: f => fresh.has(idOf(f)) || this.#isOnChangedLine(folder, texts, f),
    };
  }

  #isOnChangedLine(folder: Folder, texts: ReadonlyMap<string, string | null>, finding: BriefFinding): boolean {
    const { uri } = finding.span;
    const before = texts.get(uri);
    const text = folder.workspace.document(uri)?.text;
    if (before === undefined || text === undefined) return false;
    let known = this.#lines.get(uri);
    if (known?.text !== text || known.before !== before) {
      const ranges = linesAdded(before ?? '', text, LIMIT);
      const lines = new LineIndex(text);
      known = {
        before,
        text,
        shows: f => isWithin(ranges, lines.position(f.span.start).line, lines.position(f.span.end).line),
      };
      this.#lines.set(uri, known);
    }
    return known.shows(finding);
  }
}

const UNKNOWN: Narrowing = {
  note: 'All findings are shown: telling what was changed takes a trusted workspace, git, and a commit that is not 500 files away.',
  shows: () => true,
};

function idOf({ key, span }: BriefFinding): string {
  return `${key} ${span.uri}`;
}

function isWithin(ranges: readonly LineRange[], first: number, last: number): boolean {
  return ranges.some(({ start, end }) => start <= last && first < end);
}
