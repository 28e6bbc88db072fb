/** What the server does for policies beyond hovers: wires completion and inlay hints, for as few files as can be. */
import {
  CompletionRequest,
  type Connection,
  type Disposable,
  type DocumentFilter,
  type InitializeParams,
  InlayHintRequest,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { Guard } from '../requirements/index.ts';
import type { Session } from '../session.ts';
import { TRIGGERS as NAME_TRIGGERS } from '../navigation/completion.ts';
import { TRIGGERS } from './completion.ts';
import { inlayHints } from './inlayHints.ts';

export const LANGUAGES: readonly DocumentFilter[] = [
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'json',
  'jsonc',
  'cloudformation',
  'cloudformation-json',
  'cloudformation-yaml',
].map(language => ({ language }));

/** Templates, and not the requirements files among the YAML: whoever asks for those would be answered twice. */
export const SELECTOR: readonly DocumentFilter[] = [
  ...LANGUAGES,
  { language: 'yaml', pattern: `**/*.{template,yaml.txt}` },
  { language: 'yaml', pattern: `**/{${namesOtherThan('plumbline').join(',')}}.{yaml,yml}` },
  { language: 'yaml', scheme: 'untitled' },
];

/** Globs that together match every name that does not end in `end`: they have no other way to say it. */
export function namesOtherThan(end: string): string[] {
  return [...end].flatMap((letter, i) => {
    const rest = end.slice(i + 1);
    return [`*[!${letter}]${rest}`, ...(rest === '' ? [] : [rest])];
  });
}

export interface Wiring {
  readonly connection: Connection;
  readonly session: Session;
  readonly guarded: Guard;
  /** Resolves when the settings are there. */
  readonly ready: Promise<void>;
}

/** Wires the requests; says what to promise a client at once, what to register when it has started, and after new settings. */
export function wireIam({ connection, session, guarded, ready }: Wiring): {
  capabilities(params: InitializeParams): Partial<ServerCapabilities>;
  register(): Promise<void>;
  /** Registers inlay hints for as long as a folder wants them. */
  configured(): Promise<void>;
} {
  let dynamic = { completion: false, hints: false };
  let registered: Promise<Disposable> | null = null;
  connection.languages.inlayHint.on(
    guarded('Inlay hints', [], async params => {
      await ready;
      return inlayHints(session, params);
    }),
  );
  return {
    capabilities({ capabilities: { textDocument } }) {
      dynamic = {
        completion: textDocument?.completion?.dynamicRegistration === true,
        hints: textDocument?.inlayHint?.dynamicRegistration === true,
      };
      return textDocument?.inlayHint && !dynamic.hints ? { inlayHintProvider: true } : {};
    },
    async register() {
      if (!dynamic.completion) return;
      const documentSelector = [...SELECTOR];
      const triggerCharacters = [...TRIGGERS, ...NAME_TRIGGERS];
      await connection.client.register(CompletionRequest.type, { documentSelector, triggerCharacters });
    },
    async configured() {
      const wanted = dynamic.hints && session.folders().some(f => f.settings.inlayHints);
      if (wanted === (registered !== null)) return;
      // Settings may change again before the client has answered: what is under way counts.
      const before = registered;
      registered = wanted
        ? connection.client.register(InlayHintRequest.type, { documentSelector: [...SELECTOR] })
        : null;
      (await before)?.dispose();
      await registered;
    },
  };
}
