/**
 * The source of one app as it is now: which files say how it is run, what reads its modules, and which of its files are
 * half-typed since when.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type AppDescription, type AppProblem, Host, type Prepared, describeApp } from './host/index.ts';
import { linkOf, moved } from './host/project.ts';

/** Texts of open documents by absolute path. */
export type Overlay = ReadonlyMap<string, string>;

export interface OpenApp {
  readonly app: AppDescription;
  readonly host: Host;
}

/** Milliseconds that a file which was fine stays broken before it is repaired for a run. */
const BROKEN_SPELL = 1500;

/** What says how the app is run. */
const CONFIGURATION = ['cdk.json', 'cdk.context.json', 'tsconfig.json'];
/** What comes and goes with packages. */
const PACKAGES = /^(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|node_modules)$/;

export class AppSource {
  readonly #dir: string;
  readonly #uriOf: ((path: string) => string) | undefined;
  #open: (OpenApp & { readonly texts: string; readonly link: ReturnType<typeof linkOf> }) | null = null;
  readonly #fine = new Set<string>();
  readonly #brokenSince = new Map<string, number>();

  /** @param dir The folder of cdk.json. @param uriOf How documents are called in models; as Node does by default. */
  constructor(dir: string, uriOf?: (path: string) => string) {
    this.#dir = dir;
    this.#uriOf = uriOf;
  }

  /**
   * The app as its configuration says it now. Looked at again when that is edited, when the file has gone that it starts, and until
   * the library is installed.
   */
  open(overlay: Overlay): OpenApp | AppProblem {
    const texts = CONFIGURATION.map(name => overlay.get(path.join(this.#dir, name)) ?? '').join('\0');
    if (this.#open?.texts === texts) {
      const { entry } = this.#open.app;
      if (overlay.has(this.named(entry)) || existsSync(entry)) return this.#open;
    }
    const app = describeApp(this.#dir, overlay);
    this.#open = null;
    if ('problem' in app) return app;
    if (app.libraryDir === null) {
      const problem = existsSync(path.join(app.dir, 'node_modules/@aws-cdk/core'))
        ? `The app in ${app.opened} uses version 1 of the CDK, which is not run here: migrate it to aws-cdk-lib.`
        : `aws-cdk-lib is not installed in ${app.opened}: run npm install there.`;
      return { problem, at: null };
    }
    // A new reader, since what changed may be how modules are found.
    const host = new Host(app, this.#uriOf ? { uriOf: this.#uriOf } : {});
    this.#open = { app, host, texts, link: linkOf(app.opened, app.dir) };
    return this.#open;
  }

  /** Tells of changes on disk. Whether packages are among them, which a child may have loaded. */
  changed(paths: readonly string[]): boolean {
    const names = paths.map(p => path.basename(p));
    const packages = names.some(name => PACKAGES.test(name));
    if (packages || names.some(name => CONFIGURATION.includes(name))) this.#open = null;
    this.#open?.host.changed(paths);
    return packages;
  }

  /** A path of the app, whose links are followed, as the editor knows it. */
  named(file: string): string {
    const link = this.#open?.link;
    return link ? moved(file, link.to, link.from) : file;
  }

  /**
   * In how many milliseconds what is broken may be repaired: a file that was never fine may at once, one that was fine
   * only after a spell, since the user is most likely typing in it. To be asked for each text that was typed.
   */
  spell(prepared: Prepared): number {
    const now = performance.now();
    const broken = new Set(prepared.broken);
    for (const file of prepared.texts.keys()) {
      if (broken.has(file)) continue;
      this.#fine.add(file);
      this.#brokenSince.delete(file);
    }
    let rest = 0;
    for (const file of broken) {
      const since = this.#brokenSince.get(file) ?? now;
      this.#brokenSince.set(file, since);
      if (this.#fine.has(file)) rest = Math.max(rest, since + BROKEN_SPELL - now);
    }
    return Math.ceil(rest);
  }
}

/** What a run depends on, in short. */
export function keyOf(app: AppDescription, prepared: Prepared): string {
  const hash = createHash('sha1').update(JSON.stringify([app, prepared.resolve, prepared.broken]));
  for (const file of prepared.files) hash.update(`\n${file.path}\n${file.hash}`);
  return hash.digest('hex');
}

export function sameTexts(a: Overlay, b: Overlay): boolean {
  return a.size === b.size && [...a].every(([file, text]) => b.get(file) === text);
}
