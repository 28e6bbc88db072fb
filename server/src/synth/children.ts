/**
 * The children of one app, of which one runs at a time. The life of a child: it is started with the guards that this
 * machine has, says that it is ready, and then runs the app again and again, keeping aws-cdk-lib loaded. Once all is quiet
 * a second one, the spare, is started and warmed with the last good program. When the first is killed (it looped, ate
 * memory, crashed, or state leaked from one run to the next), the spare takes its place at the next run, and another
 * spare is made when it is quiet again. A child that has made many runs or grown large is replaced in the same way, while
 * nothing runs.
 */
import { existsSync } from 'node:fs';
import os from 'node:os';
import { type Isolation, isolation } from './isolation.ts';
import { type NodeChoice, type NodeProblem, chooseNode } from './node.ts';
import { type Program, Sandbox, type SandboxLimits } from './process.ts';
import type { Ready } from './protocol.ts';
import { sweepScratch } from './scratch.ts';

export interface ChildrenOptions {
  readonly script: string;
  readonly cache: string;
  readonly node: string | null;
  /** Folders that hold no executable of ours. */
  readonly workspace: readonly string[];
  readonly allow: readonly string[];
  readonly limits: SandboxLimits;
  readonly spare: boolean;
  /** Milliseconds of quiet before a spare is started. */
  readonly quiet: number;
  /** After how many runs, or above how many bytes, a child is replaced. */
  readonly maxRuns: number;
  readonly maxSize: number;
  log(line: string): void;
}

/** Bytes of free memory below which no spare is started. */
const ENOUGH_MEMORY = 512 * 1024 ** 2;

export class Children {
  readonly #options: ChildrenOptions;
  #node: NodeChoice | NodeProblem | null = null;
  #isolation: Isolation = { prefix: [], network: false };
  #roots: readonly string[] = [];
  #current: Sandbox | null = null;
  #spare: Sandbox | null = null;
  #warming: { readonly child: Sandbox; readonly done: Promise<void> } | null = null;
  /** What a spare could not be warmed with: not to be tried again. */
  #hopeless: Program | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Whether nobody uses the current child. */
  #resting = true;
  #disposed = false;
  readonly #ending = new Set<Promise<void>>();

  constructor(options: ChildrenOptions) {
    this.#options = options;
    sweepScratch(options.cache);
  }

  /** The Node that children run on; null before the first. */
  get node(): NodeChoice | null {
    return this.#node && 'command' in this.#node ? this.#node : null;
  }

  /** Whether a spare stands by. */
  get hasSpare(): boolean {
    return this.#spare?.alive === true;
  }

  /** The child that runs or would run next, if it is there. */
  get current(): Sandbox | null {
    return this.#current;
  }

  /**
   * The child for the next run, which may read these folders: the one that is there, or the spare, or a new one. Words
   * when there can be none.
   */
  async take(roots: readonly string[]): Promise<Sandbox | NodeProblem> {
    this.#resting = false;
    clearTimeout(this.#timer);
    if (roots.join('\n') !== this.#roots.join('\n')) {
      this.#dropAll();
      this.#roots = roots;
    }
    // Versions of Node come and go while the editor is open.
    if (this.#node === null || 'problem' in this.#node || !existsSync(this.#node.command)) {
      this.#node = await chooseNode({ setting: this.#options.node, workspace: [...this.#options.workspace, ...roots] });
      if ('problem' in this.#node) return this.#node;
      this.#isolation = await isolation();
    }
    if (this.#current && (!this.#current.alive || this.#current.spoiled)) this.#end(this.#current);
    if (this.#current === null && this.#spare === null && this.#warming) await this.#warming.done;
    if (this.#disposed) return { problem: 'Live synth was ended.' };
    if (this.#current === null && this.#spare) {
      if (this.#spare.alive) this.#current = this.#spare;
      this.#spare = null;
    }
    const child = this.#current ?? this.#start(this.#node);
    if (child instanceof Sandbox) this.#current = child;
    return child;
  }

  /** Tells that nothing runs. After some quiet a spare is warmed with this program, which ran well, if there is none. */
  rest(program: Program | null): void {
    this.#resting = true;
    clearTimeout(this.#timer);
    if (program === null || this.#disposed) return;
    this.#timer = setTimeout(() => void this.#useQuiet(program), this.#options.quiet);
    // Not worth keeping a process up for.
    this.#timer.unref();
  }

  /** What the children have loaded is no longer what is installed: the next run begins in a new one. */
  renew(): void {
    if (this.#current) this.#current.spoiled = true;
    for (const child of [this.#spare, this.#warming?.child]) if (child) this.#end(child);
    this.#spare = null;
  }

  /** Ends all. Resolves when no process is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#dropAll();
    await Promise.all(this.#ending);
  }

  /** In words: what protects the machine from what runs in a child. */
  guards(ready: Ready): string[] {
    const within = new Set(ready.guards);
    const words: string[] = [];
    if (within.has('permission')) words.push("files, processes and addons: Node's permission model");
    else if (within.has('files')) words.push('files: guarded from within the process only');
    if (this.#isolation.network) words.push('network: none (a namespace of its own)');
    else if (this.node?.deniesNetwork) words.push("network: denied by Node's permission model");
    else if (within.has('network')) words.push('network: guarded from within the process only');
    return words;
  }

  #start(node: NodeChoice): Sandbox | NodeProblem {
    const { script, cache, allow, limits } = this.#options;
    // Node's permission model takes it for a pattern: the app could read more than its folders.
    const pattern = node.permission && this.#roots.find(root => root.includes('*'));
    if (pattern) return { problem: `The sandbox cannot be started for a path with *: ${pattern}. Rename the folder.` };
    try {
      return new Sandbox({ node, isolation: this.#isolation, script, readRoots: this.#roots, cache, allow, limits });
    } catch (error) {
      return { problem: `The sandbox cannot be started: ${error instanceof Error ? error.message : String(error)}.` };
    }
  }

  async #useQuiet(program: Program): Promise<void> {
    const current = this.#current;
    const lost = current?.alive !== true;
    const worn =
      !lost && (current.spoiled || current.runs >= this.#options.maxRuns || current.rss > this.#options.maxSize);
    if (this.#spare?.alive !== true && (lost || worn || this.#options.spare)) {
      this.#spare = null;
      await this.#warm(program);
    }
    // A run may have begun meanwhile: then it is the next quiet that is used.
    if (!worn || this.#current !== current || !this.#resting || !this.#spare) return;
    this.#options.log(`Replaced a child after ${current.runs} runs, at ${Math.round(current.rss / 1024 ** 2)} MB.`);
    this.#end(current);
    this.#current = this.#spare;
    this.#spare = null;
    this.rest(program);
  }

  async #warm(program: Program): Promise<void> {
    if (this.#warming) return this.#warming.done;
    if (program === this.#hopeless || os.freemem() < ENOUGH_MEMORY || this.node === null) return;
    const child = this.#start(this.node);
    if ('problem' in child) return this.#options.log(child.problem);
    const warm = async () => {
      const outcome = await child.run(program);
      this.#warming = null;
      if ('result' in outcome && outcome.result.ok && child.alive && !child.spoiled) {
        this.#spare = child;
        return;
      }
      if ('result' in outcome || outcome.failure.kind !== 'killed') this.#hopeless = program;
      this.#end(child);
    };
    this.#warming = { child, done: warm() };
    await this.#warming.done;
  }

  #dropAll(): void {
    this.renew();
    if (this.#current) this.#end(this.#current);
  }

  #end(child: Sandbox): void {
    if (this.#current === child) this.#current = null;
    const gone = child.kill().then(() => void this.#ending.delete(gone));
    this.#ending.add(gone);
  }
}
