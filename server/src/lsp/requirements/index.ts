/** What the server does for requirements files beyond what it does for all: wires completion, ways out, links and the outline. */
import {
  CodeLensRequest,
  type CompletionList,
  type CompletionParams,
  CompletionRequest,
  type Connection,
  DefinitionRequest,
  type Disposable,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { Rule } from '../../core/rule.ts';
import { TRIGGERS as POLICY_TRIGGERS, completion as policyCompletion } from '../iam/completion.ts';
import { TRIGGERS as NAME_TRIGGERS } from '../navigation/completion.ts';
import { type DraftParams, type DraftResult, type InitializationOptions, draftRequest } from '../protocol.ts';
import type { Session } from '../session.ts';
import { type CompletionAbilities, TRIGGERS, completion } from './completion.ts';
import { citedDocuments } from './documentLenses.ts';
import { draft } from './draft.ts';

/** The files that it is all about: editors ask us about no others. */
const SELECTOR = [{ pattern: '**/{plumbline,.plumbline,*.plumbline}.{yaml,yml}' }];

/** Answers a request with the fallback where the handler fails. */
export type Guard = <A extends readonly unknown[], R>(
  name: string,
  fallback: R,
  handler: (...args: A) => R | Promise<R>,
) => (...args: A) => Promise<R>;

export interface Wiring {
  readonly connection: Connection;
  readonly session: Session;
  readonly rules: readonly Rule[];
  readonly guarded: Guard;
  /** Resolves when the settings are there. */
  readonly ready: Promise<void>;
  /** Completes the names of a template. */
  names(params: CompletionParams): CompletionList | null;
}

/** Wires the requests; says what to promise a client at once, and what to register when it has started. */
export function wireRequirements({ connection, session, rules, guarded, ready, names }: Wiring): {
  capabilities(params: InitializeParams): Partial<ServerCapabilities>;
  register(): Promise<void>;
  /** Findings or requirements may have changed: asks for the lenses of exactly those documents that are cited. */
  follow(): Promise<void>;
} {
  let abilities: CompletionAbilities = { snippets: false, modes: false, commands: false };
  let dynamic = { completion: false, definition: false, links: false, symbols: false, lenses: false };
  let cited: readonly string[] = [];
  let registered: Disposable | null = null;
  connection.onCompletion(
    guarded('Completion', null, async (params: CompletionParams) => {
      await ready;
      // One handler answers for all files: what is no requirements file may have policies in it, or names of a template.
      return (
        (await completion(session, rules, params, abilities)) ??
        policyCompletion(session, params, abilities) ??
        names(params)
      );
    }),
  );
  connection.onRequest(
    draftRequest,
    guarded('Drafting', null, async (params: DraftParams): Promise<DraftResult | null> => {
      await ready;
      return draft(session, params);
    }),
  );
  return {
    capabilities({ capabilities: { textDocument }, initializationOptions }) {
      const item = textDocument?.completion?.completionItem;
      abilities = {
        snippets: item?.snippetSupport === true,
        modes: item?.insertTextModeSupport !== undefined,
        commands: (initializationOptions as InitializationOptions | undefined)?.commands === true,
      };
      dynamic = {
        completion: textDocument?.completion?.dynamicRegistration === true,
        definition: textDocument?.definition?.dynamicRegistration === true,
        links: textDocument?.documentLink?.dynamicRegistration === true,
        symbols: textDocument?.documentSymbol?.dynamicRegistration === true,
        lenses: textDocument?.codeLens?.dynamicRegistration === true,
      };
      return {
        ...(dynamic.completion
          ? {}
          : {
              completionProvider: {
                triggerCharacters: [...new Set([...TRIGGERS, ...POLICY_TRIGGERS, ...NAME_TRIGGERS])],
              },
            }),
        ...(dynamic.definition ? {} : { definitionProvider: true }),
        ...(dynamic.links ? {} : { documentLinkProvider: {} }),
        ...(dynamic.symbols ? {} : { documentSymbolProvider: true }),
      };
    },
    async register() {
      const options = { documentSelector: SELECTOR };
      if (dynamic.completion)
        await connection.client.register(CompletionRequest.type, { ...options, triggerCharacters: [...TRIGGERS] });
      if (dynamic.definition) await connection.client.register(DefinitionRequest.type, options);
      if (dynamic.links) await connection.client.register(DocumentLinkRequest.type, options);
      if (dynamic.symbols) await connection.client.register(DocumentSymbolRequest.type, options);
    },
    async follow() {
      if (!dynamic.lenses) return;
      const now = citedDocuments(session);
      if (now.join('\n') === cited.join('\n')) return;
      cited = now;
      registered?.dispose();
      registered = null;
      if (now.length === 0) return;
      // By their names: that a document of this name is no cited one, the answer shows.
      const names = new Set(now.map(key => decodeURIComponent(key.slice(key.lastIndexOf('/') + 1))));
      const documentSelector = [...names].map(name => ({ pattern: `**/${name.replace(/[*?{}[\]]/g, '?')}` }));
      registered = await connection.client.register(CodeLensRequest.type, { documentSelector, resolveProvider: false });
    },
  };
}
