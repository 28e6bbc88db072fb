/**
 * Synthesized templates as read-only documents that follow the app: they show where the cursor of the code is and the code
 * where theirs is, what the last edit changed and what a deployment would replace. And the list of what a construct creates.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type CreatedResource,
  type Place,
  type Status,
  type TemplateChoice,
  type TemplateParams,
  type TemplateResult,
  templateRequest,
} from '../../server/src/lsp/protocol.ts';

export const TEMPLATE_SCHEME = 'plumbline-template';

/** Milliseconds of quiet before the app of the last commit is asked about: that may take a run. */
const QUIET = 600;

export class Templates implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lenses = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lenses.event;
  /** What is shown, by the document's URI, and what that was compared with. */
  readonly #shown = new Map<string, TemplateResult>();
  readonly #against = new Map<string, NonNullable<TemplateResult['against']>>();
  readonly #edited = decoration({ backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground') });
  readonly #here = decoration({ backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground') });
  readonly #replaced = decoration({
    backgroundColor: new vscode.ThemeColor('diffEditor.removedLineBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorWarning.foreground'),
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #runs = 0;

  constructor(client: LanguageClient, status: vscode.Event<Status>) {
    this.#client = client;
    this.#disposables = [
      this.#changed,
      this.#lenses,
      this.#edited,
      this.#here,
      this.#replaced,
      vscode.workspace.registerTextDocumentContentProvider(TEMPLATE_SCHEME, this),
      vscode.languages.registerCodeLensProvider({ scheme: TEMPLATE_SCHEME }, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#decorate()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === TEMPLATE_SCHEME) this.#decorate();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#shown.delete(uri.toString());
        this.#against.delete(uri.toString());
      }),
      status(({ live }) => {
        if (live.runs === this.#runs) return;
        this.#runs = live.runs;
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === TEMPLATE_SCHEME && paramsOf(uri).compare === undefined) this.#changed.fire(uri);
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** The query of the URI says what to ask for. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const params = paramsOf(uri);
    const result = await this.#ask(params);
    if (!result || 'choice' in result)
      return '// There is no template: live synth is off, or the app makes no such stack.\n';
    if (params.compare === undefined) {
      this.#shown.set(uri.toString(), result);
      this.#compare();
    }
    return result.content;
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const against = this.#against.get(uri.toString());
    if (!against) return [];
    const { from, replaced } = against;
    const count = replaced.length === 1 ? '1 resource' : `${replaced.length || 'no'} resources`;
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, {
        title: `A deployment would replace ${count} (against ${from})`,
        command: 'plumbline._showReplaced',
        arguments: [uri.toString()],
      }),
      new vscode.CodeLens(top, { title: `Compare with ${from}`, command: 'plumbline.compareTemplate' }),
      ...replaced.map(
        ({ line, why }) =>
          new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title: `Replaced: ${why}`, command: '' }),
      ),
    ];
  }

  /** Opens the template of the stack at the cursor beside the code; asks for one where the cursor is in none or in several. */
  async show(): Promise<void> {
    const at = await this.#chosen();
    if (at) await this.#open(at.uri, at.result, null);
  }

  /** Opens the template before the edits, of HEAD or of cdk.out, beside the one of now. */
  async compare(): Promise<void> {
    const { document } = vscode.window.activeTextEditor ?? {};
    const shown = document?.uri.scheme === TEMPLATE_SCHEME ? this.#shown.get(document.uri.toString()) : undefined;
    const at = document && shown ? { uri: paramsOf(document.uri).uri, result: shown } : await this.#chosen();
    if (!at) return;
    const { stack, file } = at.result ?? {};
    const compared = stack === undefined ? null : await this.#ask({ uri: at.uri, stack, compare: 'replaced' });
    if (stack === undefined || file === undefined || !compared || 'choice' in compared || !compared.against) {
      await vscode.window.showInformationMessage(
        'There is no template to compare with: nothing of the app is committed, and there is no cdk.out.',
      );
      return;
    }
    await vscode.commands.executeCommand(
      'vscode.diff',
      uriOf(file, { uri: at.uri, stack, compare: 'before' }),
      uriOf(file, { uri: at.uri, stack }),
      `${stack}: ${compared.against.from} ↔ now`,
    );
  }

  /** Lists what a deployment would replace; the one that is chosen is shown. */
  async showReplaced(uri: string): Promise<void> {
    const items = (this.#against.get(uri)?.replaced ?? []).map(({ logicalId, why, line }) => ({
      label: logicalId,
      description: why,
      line,
    }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'What a deployment would replace' });
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
    if (!chosen || !editor) return;
    editor.selection = new vscode.Selection(chosen.line, 0, chosen.line, 0);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
  }

  /** Lists resources; the one that is chosen is shown in its template. */
  async showResources(uri: string, resources: readonly CreatedResource[]): Promise<void> {
    const items = resources.map(resource => ({
      label: resource.logicalId,
      description: resource.type,
      detail: resource.path,
      resource,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: 'A resource to show in the template',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!chosen) return;
    const { stack, logicalId } = chosen.resource;
    const result = await this.#ask({ uri, stack });
    await this.#open(uri, result && 'choice' in result ? null : result, logicalId);
  }

  /** The template of the stack at the cursor, or of the one that the user chooses; undefined where nobody does. */
  async #chosen(): Promise<{ readonly uri: string; readonly result: TemplateResult | null } | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return undefined;
    const { line, character } = editor.selection.active;
    const uri = editor.document.uri.toString();
    const result = await this.#ask({ uri, position: { line, character } });
    if (!result || !('choice' in result)) return { uri, result };
    const stack = await vscode.window.showQuickPick(result.choice, { placeHolder: 'The stack whose template to show' });
    if (stack === undefined) return undefined;
    const asked = await this.#ask({ uri, stack });
    return { uri, result: asked && 'choice' in asked ? null : asked };
  }

  #ask(params: TemplateParams): Promise<TemplateResult | TemplateChoice | null> {
    return this.#client.sendRequest<TemplateResult | TemplateChoice | null>(templateRequest, params);
  }

  async #open(uri: string, result: TemplateResult | null, logicalId: string | null): Promise<void> {
    if (!result) {
      await vscode.window.showInformationMessage(
        'There is no synthesized template here: the status item of live synth says why.',
      );
      return;
    }
    const { stack, file } = result;
    const document = await vscode.workspace.openTextDocument(uriOf(file, { uri, stack }));
    const at = logicalId === null ? -1 : document.getText().indexOf(`\n    ${JSON.stringify(logicalId)}: {`);
    const place = document.positionAt(at < 0 ? 0 : at + 1);
    const code = vscode.window.activeTextEditor;
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: logicalId === null,
      selection: new vscode.Range(place, place),
    });
    if (logicalId === null && code) this.#follow(code);
    // One that was closed a moment ago is not provided anew, and what it is compared with may be another by now.
    this.#compare();
  }

  /** Asks what a deployment would replace, once things are quiet. */
  #compare(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      for (const key of this.#shown.keys()) {
        const result = await this.#ask({ ...paramsOf(vscode.Uri.parse(key)), compare: 'replaced' }).catch(() => null);
        if (result && 'against' in result && result.against) this.#against.set(key, result.against);
        else this.#against.delete(key);
      }
      this.#lenses.fire();
      this.#decorate();
    }, QUIET);
  }

  #decorate(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const key = editor.document.uri.toString();
      const shown = this.#shown.get(key);
      if (!shown) continue;
      editor.setDecorations(this.#edited, shown.changed.map(lines));
      const replaced = this.#against.get(key)?.replaced ?? [];
      editor.setDecorations(
        this.#replaced,
        replaced.map(({ line, why }) => ({
          range: new vscode.Range(line, 0, line, 0),
          hoverMessage: `Replaced: ${why}`,
        })),
      );
    }
  }

  /** Shows in the other editors what the cursor of this one is in; no cursor and no focus moves. */
  #follow(editor: vscode.TextEditor): void {
    const { active } = editor.selection;
    const shown = this.#shown.get(editor.document.uri.toString());
    if (shown) {
      const marks = shown.marks.filter(m => m.start <= active.line && active.line < m.end);
      const [mark] = marks.sort((a, b) => a.end - a.start - (b.end - b.start));
      for (const other of vscode.window.visibleTextEditors) {
        if (other === editor || other.document.uri.scheme === TEMPLATE_SCHEME) continue;
        const here = mark && sameDocument(other, mark.place.uri) ? [rangeOf(mark.place)] : [];
        other.setDecorations(this.#here, here);
        if (here[0]) other.revealRange(here[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
      return;
    }
    editor.setDecorations(this.#here, []);
    for (const other of vscode.window.visibleTextEditors) {
      const template = this.#shown.get(other.document.uri.toString());
      if (!template) continue;
      const marks = template.marks.filter(
        ({ place }) => sameDocument(editor, place.uri) && rangeOf(place).contains(active),
      );
      const size = ({ place }: (typeof marks)[number]) =>
        editor.document.offsetAt(rangeOf(place).end) - editor.document.offsetAt(rangeOf(place).start);
      const least = Math.min(...marks.map(size));
      // A loop makes several of one place.
      const here = marks.filter(mark => size(mark) === least).map(lines);
      other.setDecorations(this.#here, here);
      if (here[0]) other.revealRange(here[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }
}

/** A decoration of whole lines. */
function decoration(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({ isWholeLine: true, ...options });
}

function paramsOf(uri: vscode.Uri): TemplateParams {
  return JSON.parse(uri.query) as TemplateParams;
}

/** The document of a template; the query says which one. */
function uriOf(file: string, params: TemplateParams): vscode.Uri {
  const path = `/${file.replace(/(\.json)?$/, '.json')}`;
  return vscode.Uri.from({ scheme: TEMPLATE_SCHEME, path, query: JSON.stringify(params) });
}

function lines({ start, end }: { readonly start: number; readonly end: number }): vscode.Range {
  return new vscode.Range(start, 0, Math.max(start, end - 1), 0);
}

function rangeOf({ range: { start, end } }: Place): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function sameDocument({ document }: vscode.TextEditor, uri: string): boolean {
  return document.uri.toString() === vscode.Uri.parse(uri).toString();
}
