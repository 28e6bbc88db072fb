/** Wires a connection to the session. No logic of its own: who is asked, what comes back when that fails. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rules as allRules, version } from '../all.ts';
import { hash } from '../core/engine.ts';
import { isRequirements } from '../frontends/requirements/index.ts';
import { type ActionAbilities, actionAbilities, codeActions } from './codeActions.ts';
import { codeLenses, resolveCodeLens } from './codeLens.ts';
import { ErrorLog, wireDiagnose } from './diagnose.ts';
import { Diagnostics } from './diagnostics.ts';
import { WATCHED } from './files.ts';
import { findingLenses } from './findingLenses.ts';
import { Heads } from './heads.ts';
import { Changes } from './findings/changes.ts';
import { wireFindings } from './findings/index.ts';
import { hover } from './hover.ts';
import { migrationActions, wireMigration } from './migrate.ts';
import { wireIam } from './iam/index.ts';
import { wireNavigation } from './navigation/index.ts';
import { type EngineMaker, type LiveEvents, LiveService } from './live.ts';
import { wirePicture } from './picture.ts';
import {
  ACTION_KINDS,
  type ExplainParams,
  type ExplainResult,
  type InitializationOptions,
  type ReportParams,
  type ReportResult,
  type TemplateChoice,
  type TemplateParams,
  type TemplateResult,
  deniedNotification,
  explainRequest,
  reportRequest,
  statusNotification,
  templateRequest,
  trustNotification,
} from './protocol.ts';
import { explain, report } from './report.ts';
import { documentLenses } from './requirements/documentLenses.ts';
import { requirementHover } from './requirements/hover.ts';
import { wireRequirements } from './requirements/index.ts';
import { requirementLenses } from './requirements/lenses.ts';
import { debounced } from './scheduler.ts';
import { type FileChange, Session, type SessionOptions, stackOf } from './session.ts';
import { type Settings, readSettings } from './settings.ts';
import { StatusReporter } from './status.ts';
import { TemplateBaselines } from './templateBaseline.ts';
import { TemplateViews } from './template.ts';

/** Changes on disk come in swarms (a checkout, an install): milliseconds of quiet before they are looked at. */
const SWARM = 100;
/** Milliseconds of quiet after a run before code lenses are asked for again. */
const LENSES = 300;

export interface ServerOptions extends Partial<SessionOptions> {
  /** What runs CDK apps; without it they are only read. */
  readonly engine?: EngineMaker;
  /** Milliseconds that an app stays warm of which no file is open, for tests. */
  readonly rest?: number;
}

export function startServer(connection: Connection, options: ServerOptions = {}): void {
  const errors = new ErrorLog();
  const log = (message: string) => {
    errors.add(message);
    connection.console.error(message);
  };
  const rules = options.rules ?? allRules;
  let parameters: InitializeParams | undefined;
  let abilities: ActionAbilities;
  let diagnostics: Diagnostics | undefined;
  let shutDown = false;
  const documents = new TextDocuments(TextDocument);
  const today = options.today ?? (() => new Date().toISOString().slice(0, 10));
  const session = new Session(
    { ...options, today },
    {
      changed: () => {
        if (shutDown) return;
        try {
          diagnostics?.announce();
        } catch (error) {
          log(`Announcing diagnostics failed: ${stackOf(error)}`);
        }
        if (isAsked()) refreshLenses();
        status.update();
      },
      progress: (done, total) => status.progress(done, total),
      log,
      trace: message => connection.tracer.log(message),
    },
  );
  const liveEvents: LiveEvents = {
    synthesized: () => {
      if (shutDown) return;
      try {
        diagnostics?.synthesized();
      } catch (error) {
        log(`Announcing diagnostics failed: ${stackOf(error)}`);
      }
      refreshLenses();
      status.update();
    },
    status: () => status.update(),
    denied: denied => void connection.sendNotification(deniedNotification, denied),
    log: message => connection.console.info(message),
  };
  const live = new LiveService(session, options.engine ?? null, liveEvents, options.rest);
  const status = new StatusReporter(
    session,
    live,
    () => heads,
    version,
    s => {
      if (!shutDown) void connection.sendNotification(statusNotification, s);
    },
  );
  const heads: Heads = new Heads(
    session,
    () => {
      if (!shutDown) diagnostics?.announce();
      status.update();
      changes.look();
    },
    log,
  );
  const changes: Changes = new Changes(
    session,
    heads,
    () => {
      if (!shutDown) diagnostics?.announce();
      status.update();
    },
    log,
  );
  const templates = new TemplateViews(session, live, new TemplateBaselines(session, live, heads));
  /** Whether requirements are shown somewhere. */
  const isAsked = () =>
    session.folders().some(f => f.workspace.uris().some(isRequirements)) ||
    [...session.documents()].some(d => isRequirements(d.key));
  const refreshLenses = debounced(
    () => {
      if (shutDown) return;
      void guarded('Registering', undefined, () => requirements.follow())();
      if (parameters?.capabilities.workspace?.codeLens?.refreshSupport)
        connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    },
    () => LENSES,
  );

  /** One failure is logged and answered with nothing; what we throw to the client on purpose goes through. */
  const guarded = <A extends readonly unknown[], R>(
    name: string,
    fallback: R,
    handler: (...args: A) => R | Promise<R>,
  ): ((...args: A) => Promise<R>) => {
    return async (...args) => {
      try {
        return await handler(...args);
      } catch (error) {
        // What a client answers when it fails is a ResponseError too, but of its own code.
        if (error instanceof ResponseError && error.code === LSPErrorCodes.ServerCancelled) throw error;
        log(`${name} failed: ${stackOf(error)}`);
        return fallback;
      }
    };
  };

  let settle: () => void = () => {};
  /** Nothing is answered before the settings are there: it would be the wrong answer for a moment. */
  const ready = new Promise<void>(resolve => {
    settle = resolve;
  });
  const navigation = wireNavigation({ connection, session, live, guarded, ready, abilities: () => abilities });
  const names = navigation.completion;
  const requirements = wireRequirements({ connection, session, rules, guarded, ready, names });
  const iam = wireIam({ connection, session, guarded, ready });
  wireDiagnose(connection, { session, live, heads, errors }, guarded);
  wireFindings({ rules, connection, session, guarded, ready, abilities: () => abilities });
  const picture = wirePicture({ connection, session, guarded, ready });
  const migration = wireMigration({ connection, session, guarded, ready, abilities: () => abilities });
  let pushedSettings: unknown;
  let started: InitializationOptions = {};

  async function fetchSettings(scopes: readonly (string | null)[]): Promise<Settings[]> {
    if (!parameters?.capabilities.workspace?.configuration) return scopes.map(() => readSettings(pushedSettings));
    const sections = await connection.workspace.getConfiguration(
      scopes.map(scope => ({ section: 'plumbline', ...(scope === null ? {} : { scopeUri: scope }) })),
    );
    return (sections as unknown[]).map(readSettings);
  }

  async function configure(): Promise<void> {
    const folders = session.folders();
    const settings = await fetchSettings(folders.map(f => f.key));
    folders.forEach((folder, i) => {
      session.configure(folder, settings[i] as Settings);
    });
    live.refresh();
    changes.look();
    refreshLenses();
    void guarded('Registering', undefined, () => iam.configured())();
  }

  connection.onInitialize(params => {
    parameters = params;
    const { capabilities } = params;
    abilities = actionAbilities(capabilities);
    const pull = capabilities.textDocument?.diagnostic !== undefined;
    diagnostics = new Diagnostics(connection, session, live, {
      pull,
      refresh: capabilities.workspace?.diagnostics?.refreshSupport === true,
    });
    started = (params.initializationOptions ?? {}) as InitializationOptions;
    pushedSettings = started.settings;
    const root = params.rootUri ?? null;
    const folders =
      params.workspaceFolders ?? (root === null ? [] : [{ uri: root, name: root.slice(root.lastIndexOf('/') + 1) }]);
    session.setFolders(folders, []);
    return {
      serverInfo: { name: 'Plumbline', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(pull
          ? {
              diagnosticProvider: {
                identifier: 'plumbline',
                interFileDependencies: true,
                // The client would ask every two seconds for ever; the report shows the whole workspace.
                workspaceDiagnostics: false,
              },
            }
          : {}),
        ...(started.asksForActions === true ? {} : { codeActionProvider: { codeActionKinds: [...ACTION_KINDS] } }),
        hoverProvider: true,
        codeLensProvider: { resolveProvider: true },
        ...requirements.capabilities(params),
        ...navigation.capabilities(params),
        ...iam.capabilities(params),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(
    guarded('Starting', undefined, async () => {
      const workspace = parameters?.capabilities.workspace;
      // What a client refuses to watch is no reason not to read.
      void guarded('Registering', undefined, async () => {
        if (workspace?.didChangeConfiguration?.dynamicRegistration)
          await connection.client.register(DidChangeConfigurationNotification.type, { section: 'plumbline' });
      })();
      void guarded('Registering', undefined, async () => {
        if (workspace?.didChangeWatchedFiles?.dynamicRegistration)
          await connection.client.register(DidChangeWatchedFilesNotification.type, {
            watchers: [
              { globPattern: WATCHED, kind: WatchKind.Change },
              { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
            ],
          });
      })();
      void guarded('Registering', undefined, () => requirements.register())();
      void guarded('Registering', undefined, () => iam.register())();
      void guarded('Registering', undefined, () => navigation.register())();
      if (workspace?.workspaceFolders)
        connection.workspace.onDidChangeWorkspaceFolders(
          guarded('Changing folders', undefined, async event => {
            const fresh = session.setFolders(event.added, event.removed);
            const settings = await fetchSettings(fresh.map(f => f.key));
            fresh.forEach((folder, i) => {
              session.configure(folder, settings[i] as Settings);
              void session.scan(folder);
            });
            live.refresh();
            heads.look();
            changes.look();
            diagnostics?.announce();
            status.update();
          }),
        );
      await guarded('Reading the settings', undefined, configure)();
      const { trusted, cache } = started;
      session.cache = typeof cache === 'string' ? cache : null;
      settle();
      for (const folder of session.folders()) void session.scan(folder);
      diagnostics?.announce();
      status.update();
      if (trusted === true) heads.trust();
      changes.look();
      live.start(trusted === true, typeof cache === 'string' ? cache : defaultCache(session));
    }),
  );
  connection.onNotification(
    trustNotification,
    guarded('Taking trust in', undefined, () => {
      heads.trust();
      changes.look();
      live.trust();
    }),
  );

  connection.onDidChangeConfiguration(
    guarded('Changing settings', undefined, async params => {
      pushedSettings = (params.settings as { plumbline?: unknown } | null)?.plumbline;
      await configure();
    }),
  );

  let swarm: FileChange[] = [];
  let timer: NodeJS.Timeout | undefined;
  connection.onDidChangeWatchedFiles(params => {
    const kinds = { [FileChangeType.Created]: 'created', [FileChangeType.Changed]: 'changed' } as const;
    for (const { uri, type } of params.changes)
      swarm.push({ uri, kind: (kinds as Record<number, 'created' | 'changed'>)[type] ?? 'deleted' });
    clearTimeout(timer);
    timer = setTimeout(() => {
      const swarmed = swarm;
      swarm = [];
      void guarded('Taking files in', undefined, async () => {
        await session.filesChanged(swarmed);
        live.filesChanged(swarmed);
        heads.look();
        changes.look();
      })();
    }, SWARM);
  });

  documents.onDidOpen(({ document }) => {
    live.opened(session.opened(document).key);
  });
  // Comes after opening too.
  documents.onDidChangeContent(({ document }) => {
    const open = session.edited(document.uri);
    if (open) {
      live.edited(open.key);
      changes.edited();
      void ready.then(guarded('Editing', undefined, () => diagnostics?.edited(open)));
    }
    // How things stand with requirements shows above them, wherever the edit is.
    if (isAsked()) refreshLenses();
    status.update();
  });
  documents.onDidClose(({ document }) => {
    const key = session.keyOf(document.uri);
    diagnostics?.closed(document.uri, key);
    void guarded('Closing', undefined, () => session.closed(document.uri))();
    live.closed(key);
  });

  connection.languages.diagnostics.on(
    guarded('Diagnostics', { kind: 'full', items: [] }, async (params, token) => {
      await ready;
      return (diagnostics as Diagnostics).pull(params, token);
    }),
  );
  connection.onCodeAction(
    guarded('Code actions', [], async (params, token) => {
      await ready;
      const actions = await codeActions(session, params, abilities, token, live, started.commands === true);
      return [...actions, ...migrationActions(session, params, started.commands === true)];
    }),
  );
  connection.onHover(
    guarded('Hover', null, async params => {
      await ready;
      const required = requirementHover(session, rules, params);
      if (required !== undefined) return required;
      return hover(session, live, params) ?? navigation.hover(params);
    }),
  );
  connection.onCodeLens(
    guarded('Code lenses', [], async params => {
      await ready;
      const { uri } = params.textDocument;
      const hasCommands = started.commands === true;
      return (
        requirementLenses(session, uri, hasCommands) ??
        (await documentLenses(session, uri, hasCommands)) ?? [
          ...codeLenses(session, live, params),
          ...findingLenses(session, uri, hasCommands),
        ]
      );
    }),
  );
  connection.onCodeLensResolve(lens => resolveCodeLens(session, live, lens, started.commands === true));
  connection.onRequest(
    templateRequest,
    guarded('The template', null, async (params: TemplateParams): Promise<TemplateResult | TemplateChoice | null> => {
      await ready;
      return templates.show(params);
    }),
  );
  connection.onRequest(
    reportRequest,
    guarded('The report', { content: '' } as ReportResult, async (params: ReportParams) => {
      await ready;
      return report(session, heads, params, today());
    }),
  );
  connection.onRequest(
    explainRequest,
    guarded('Explaining', { content: null } as ExplainResult, ({ rule }: ExplainParams) => explain(rules, rule)),
  );
  connection.onShutdown(() => {
    shutDown = true;
    session.stop();
    live.stop();
    heads.stop();
    changes.stop();
    migration.stop();
    picture.stop();
    clearTimeout(timer);
    refreshLenses.cancel();
    status.stop();
  });

  documents.listen(connection);
  connection.listen();
}

/** Where we keep things for clients that give us no folder: one for each user and workspace. */
function defaultCache(session: Session): string {
  const folders = session.folders().map(f => f.key);
  return path.join(
    tmpdir(),
    `plumbline-${hash(JSON.stringify([process.getuid?.() ?? process.env.USERNAME, ...folders]))}`,
  );
}
