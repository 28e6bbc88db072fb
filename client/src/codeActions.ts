/**
 * Code actions, asked for from the first moment on. The library registers them with the editor once the server has started:
 * who presses Ctrl+. before is told that there are none, and so is who waits at that moment, since the editor drops what it
 * is waiting for when there is somebody new to ask. So they are registered once, and a question waits for the server.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { CodeActionRequest, type LanguageClient, State } from 'vscode-languageclient/node';
import { ACTION_KINDS } from '../../server/src/lsp/protocol.ts';

/** Milliseconds that a question waits for the server to start: others' actions wait with it. */
const PATIENCE = 10_000;

/** Answers the editor's questions for code actions of documents that a selector matches, for as long as it is not disposed. */
export function registerCodeActions(client: LanguageClient, selector: vscode.DocumentSelector): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, context, token) {
      // A request would start a server that has crashed and is not to be started again.
      if (client.state === State.Starting) await Promise.race([client.start().catch(() => {}), sleep(PATIENCE)]);
      if (client.state !== State.Running || token.isCancellationRequested) return null;
      const params = {
        textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
        range: client.code2ProtocolConverter.asRange(range),
        context: client.code2ProtocolConverter.asCodeActionContextSync(context),
      };
      try {
        const actions = await client.sendRequest(CodeActionRequest.type, params, token);
        if (actions === null || token.isCancellationRequested) return null;
        return await client.protocol2CodeConverter.asCodeActionResult(actions, token);
      } catch (error) {
        return client.handleFailedRequest(CodeActionRequest.type, token, error, null);
      }
    },
  };
  return vscode.languages.registerCodeActionsProvider(selector, provider, {
    providedCodeActionKinds: ACTION_KINDS.map(kind => vscode.CodeActionKind.Empty.append(kind)),
  });
}
