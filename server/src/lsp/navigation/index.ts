/** Wires navigation: what of it a client is promised, for which files, and which of it another extension is left to do. */
import {
  type CompletionParams,
  type Connection,
  DefinitionRequest,
  DocumentHighlightRequest,
  type DocumentLink,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type Hover,
  type HoverParams,
  ImplementationRequest,
  type InitializeParams,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRegistrationType,
  type ServerCapabilities,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver';
import { LANGUAGES as POLICY_LANGUAGES, SELECTOR as ALL } from '../iam/index.ts';
import type { LiveService } from '../live.ts';
import type { InitializationOptions } from '../protocol.ts';
import type { Guard } from '../requirements/index.ts';
import { documentLinks, documentSymbols, definition as requirementDefinition } from '../requirements/navigation.ts';
import type { Session } from '../session.ts';
import { type EditAbilities, toRange } from '../toProtocol.ts';
import { implementation } from './assembly.ts';
import { templateCompletion } from './completion.ts';
import { foldingRanges } from './folding.ts';
import { definition, highlights, references, spotOf } from './goTo.ts';
import { templateHover } from './hover.ts';
import { fileLinks } from './links.ts';
import { outline, workspaceSymbols } from './outline.ts';
import { refusal, renamable, rename } from './rename.ts';
import { LEGEND, semanticTokens } from './tokens.ts';

const CODE = POLICY_LANGUAGES.filter(f => /script/.test(String(f.language)));
/** What may be a template. */
const TEMPLATES = ALL.filter(f => !CODE.includes(f));

export interface Wiring {
  readonly connection: Connection;
  readonly session: Session;
  readonly live: LiveService;
  readonly guarded: Guard;
  /** Resolves when the settings are there. */
  readonly ready: Promise<void>;
  abilities(): EditAbilities;
}

export interface Navigation {
  capabilities(params: InitializeParams): Partial<ServerCapabilities>;
  register(): Promise<void>;
  hover(params: HoverParams): Hover | null;
  completion(params: CompletionParams): ReturnType<typeof templateCompletion>;
}

export function wireNavigation({ connection, session, live, guarded, ready, abilities }: Wiring): Navigation {
  let isDynamic = false;
  /** Whether nobody else completes, explains and outlines templates. */
  let isAlone = true;
  const on = <P, R>(name: string, fallback: R, handler: (params: P) => R | Promise<R>) =>
    guarded(name, fallback, async (params: P) => {
      await ready;
      return handler(params);
    });
  connection.onDefinition(on('Definition', null, p => requirementDefinition(session, p) ?? definition(session, p)));
  connection.onReferences(on('References', null, p => references(session, p, p.context.includeDeclaration)));
  connection.onDocumentHighlight(on('Highlights', null, p => highlights(session, p)));
  connection.onImplementation(on('Implementation', null, p => implementation(session, live, p)));
  connection.onPrepareRename(
    on('Renaming', null, params => {
      const spot = spotOf(session, params);
      const found = spot && renamable(spot.view, spot.views, spot.offset);
      if (!spot || found === null) return null;
      // An error is what tells people why not.
      if (typeof found === 'string') return refusal(found) as never;
      return { range: toRange(spot.view.document, found.at), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(
    on('Renaming', null, params => {
      const spot = spotOf(session, params);
      if (!spot) return null;
      return rename(spot.view, spot.views, spot.offset, params.newName, abilities(), session) as never;
    }),
  );
  connection.onDocumentLinks(
    on('Links', [] as DocumentLink[], ({ textDocument: { uri } }) => [
      ...documentLinks(session, uri),
      ...fileLinks(session, uri),
    ]),
  );
  connection.onDocumentSymbol(
    on('Symbols', [] as DocumentSymbol[], ({ textDocument: { uri } }) => {
      const isTemplate =
        session.folderOf(session.keyOf(uri)).workspace.facts(session.keyOf(uri))?.frontend === 'template';
      return (isTemplate && !isAlone ? null : outline(session, uri)) ?? documentSymbols(session, uri);
    }),
  );
  connection.onWorkspaceSymbol(on('Symbols', [], ({ query }) => workspaceSymbols(session, query, isAlone)));
  connection.onFoldingRanges(on('Folding', null, ({ textDocument }) => foldingRanges(session, textDocument.uri)));
  connection.languages.semanticTokens.on(
    on('Colours', { data: [] as number[] }, ({ textDocument }) => semanticTokens(session, textDocument.uri)),
  );
  return {
    capabilities({ capabilities: { textDocument, workspace }, initializationOptions }) {
      isAlone = (initializationOptions as InitializationOptions | undefined)?.navigation !== false;
      // Whoever takes one registration takes all; a client that can't is promised everything, for all files.
      isDynamic = textDocument?.rename?.dynamicRegistration === true;
      if (isDynamic) return {};
      return {
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        implementationProvider: true,
        documentSymbolProvider: { label: 'Plumbline' },
        documentLinkProvider: {},
        foldingRangeProvider: true,
        renameProvider: textDocument?.rename?.prepareSupport ? { prepareProvider: true } : true,
        ...(workspace?.symbol ? { workspaceSymbolProvider: true } : {}),
        ...(textDocument?.semanticTokens ? { semanticTokensProvider: { legend: LEGEND, full: true } } : {}),
      };
    },
    async register() {
      if (!isDynamic) return;
      const { client } = connection;
      const templates = { documentSelector: [...TEMPLATES] };
      const code = { documentSelector: [...CODE] };
      await client.register(DefinitionRequest.type, templates);
      await client.register(ReferencesRequest.type, templates);
      await client.register(DocumentHighlightRequest.type, templates);
      await client.register(ImplementationRequest.type, code);
      await client.register(RenameRequest.type, { ...templates, prepareProvider: true });
      await client.register(DocumentLinkRequest.type, { documentSelector: [...TEMPLATES, ...CODE] });
      const outlined = isAlone ? [...TEMPLATES, ...CODE] : [...CODE];
      await client.register(DocumentSymbolRequest.type, { documentSelector: outlined, label: 'Plumbline' });
      await client.register(WorkspaceSymbolRequest.type, {});
      if (!isAlone) return;
      await client.register(FoldingRangeRequest.type, templates);
      await client.register(SemanticTokensRegistrationType.type, { ...templates, legend: LEGEND, full: true });
    },
    hover: params => (isAlone ? templateHover(session, params) : null),
    completion: params => (isAlone ? templateCompletion(session, params) : null),
  };
}
