/** The status that the editor shows: how far reading has come, how many findings there are. */
import { partsOf } from './diagnose.ts';
import { visible } from './findings/accepted.ts';
import type { Heads } from './heads.ts';
import type { LiveService } from './live.ts';
import type { Status } from './protocol.ts';
import type { Session } from './session.ts';

/** Milliseconds between two notifications: counting findings means having them. */
const PAUSE = 400;

export class StatusReporter {
  readonly #session: Session;
  readonly #live: LiveService;
  readonly #heads: () => Heads;
  readonly #version: string;
  readonly #send: (status: Status) => void;
  #timer: NodeJS.Timeout | undefined;
  #done = 0;
  #total: number | null = 0;
  #last = '';

  constructor(
    session: Session,
    live: LiveService,
    heads: () => Heads,
    version: string,
    send: (status: Status) => void,
  ) {
    this.#session = session;
    this.#live = live;
    this.#heads = heads;
    this.#version = version;
    this.#send = send;
  }

  progress(done: number, total: number | null): void {
    this.#done = done;
    this.#total = total;
    this.update();
  }

  update(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const status = this.#status();
      const said = JSON.stringify(status);
      if (said === this.#last) return;
      this.#last = said;
      this.#send(status);
    }, PAUSE);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #status(): Status {
    // Projects that are still to be asked are on their way, or about to be.
    const isReading = this.#total === null || this.#done < this.#total;
    const analysing =
      isReading || this.#session.folders().reduce((sum, folder) => sum + this.#session.settle(folder), 0) > 0;
    const findings = { error: 0, warning: 0, information: 0, hint: 0 };
    let files = 0;
    for (const folder of this.#session.folders()) {
      const { workspace } = folder;
      files += workspace.uris().length;
      // While files come in, each count would mean to link and check everything again.
      if (!analysing) for (const finding of visible(folder, workspace.knownFindings())) findings[finding.severity]++;
    }
    return {
      state: analysing ? 'analysing' : 'ready',
      done: this.#done,
      total: this.#total ?? 0,
      files,
      findings,
      live: this.#live.status(),
      narrowed: [...new Set(this.#session.folders().flatMap(f => f.narrowing?.note ?? []))],
      // The parts look at findings, too.
      folders: analysing
        ? []
        : this.#session
            .folders()
            .filter(f => f.key !== null)
            .map(folder => ({ name: folder.name, parts: partsOf(folder, this.#heads()) })),
      version: this.#version,
    };
  }
}
