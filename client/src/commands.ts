/** The commands of the palette. One that fails says so and leads to the output, where the reason stands. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type CreatedResource,
  type ExplainParams,
  type ExplainResult,
  type Place,
  explainRequest,
} from '../../server/src/lsp/protocol.ts';
import { diagnose } from './diagnose.ts';
import {
  acceptBaseline,
  chooseRule,
  explainHere,
  fixAll,
  ignoreHere,
  toggleOnlyChanged,
  whyDocuments,
} from './findings.ts';
import { toggleLiveSynth } from './liveSynth.ts';
import { migrateFile, migrateProject } from './migration.ts';
import type { PicturePanel } from './picturePanel.ts';
import { plain } from './plain.ts';
import type { ReportPanel } from './reportPanel.ts';
import { draftFromDocument, draftFromProject, showPlaces } from './requirements.ts';
import type { StatusItem } from './status.ts';
import type { Templates } from './template.ts';
import { getStarted, openExample } from './walkthrough.ts';

const EXPLAIN_SCHEME = 'plumbline-rule';

export function registerCommands(
  client: LanguageClient,
  context: vscode.ExtensionContext,
  report: ReportPanel,
  picture: PicturePanel,
  status: StatusItem,
  templates: Templates,
): vscode.Disposable[] {
  const command = (name: string, run: (...args: unknown[]) => Promise<unknown> | unknown) =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        client.error(`${name} failed`, error, false);
        const reason = error instanceof Error ? `: ${error.message.split('\n')[0]}` : '.';
        const choice = await vscode.window.showErrorMessage(
          plain(`Plumbline could not do that${reason}`),
          'Show output',
        );
        if (choice) client.outputChannel.show();
        return undefined;
      }
    });
  return [
    command('plumbline.showReport', () => report.show()),
    command('plumbline.compareReport', revision => report.compare(typeof revision === 'string' ? revision : undefined)),
    command('plumbline.exportReport', target => report.export(target instanceof vscode.Uri ? target : undefined)),
    command('plumbline.showArchitecture', () => picture.show()),
    command('plumbline.exportArchitectureSvg', target =>
      picture.export('svg', target instanceof vscode.Uri ? target : undefined),
    ),
    command('plumbline.exportArchitectureMermaid', target =>
      picture.export('mermaid', target instanceof vscode.Uri ? target : undefined),
    ),
    command('plumbline.showOutput', () => client.outputChannel.show()),
    command('plumbline.showStatus', () => status.showMenu()),
    command('plumbline.diagnose', () => diagnose(client, context)),
    command('plumbline.getStarted', () => getStarted(context)),
    command('plumbline._openExample', openExample),
    command('plumbline._settings', () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:plumbline.plumbline'),
    ),
    command('plumbline.restart', async () => {
      status.starting();
      await client.restart();
    }),
    command('plumbline.fixAll', fixAll),
    command('plumbline.toggleLiveSynth', toggleLiveSynth),
    command('plumbline.showTemplate', () => templates.show()),
    command('plumbline.compareTemplate', () => templates.compare()),
    command('plumbline._showReplaced', uri => templates.showReplaced(String(uri))),
    command('plumbline._showResources', (uri, resources) =>
      templates.showResources(String(uri), resources as readonly CreatedResource[]),
    ),
    command('plumbline.draftFromDocument', () => draftFromDocument(client)),
    command('plumbline.draftFromProject', () => draftFromProject(client)),
    command('plumbline.migrateFile', uri => migrateFile(client, typeof uri === 'string' ? uri : undefined)),
    command('plumbline.migrateProject', () => migrateProject(client)),
    command('plumbline._showPlaces', (uri, position, places) =>
      showPlaces(String(uri), position as Place['range']['start'], places as readonly Place[]),
    ),
    command('plumbline._ignore', (uri, key, rule) => ignoreHere(client, String(uri), String(key), String(rule))),
    command('plumbline.acceptBaseline', () => acceptBaseline(client)),
    command('plumbline.toggleOnlyChanged', toggleOnlyChanged),
    command('plumbline.explainHere', () => explainHere(client)),
    whyDocuments(client),
    command('plumbline.explainRule', rule => explainRule(client, typeof rule === 'string' ? rule : undefined)),
    vscode.workspace.registerTextDocumentContentProvider(EXPLAIN_SCHEME, {
      async provideTextDocumentContent(uri) {
        const params: ExplainParams = { rule: uri.path.replace(/^\//, '').replace(/\.md$/, '') };
        const { content } = await client.sendRequest<ExplainResult>(explainRequest, params);
        return content ?? `There is no rule \`${params.rule}\`.`;
      },
    }),
  ];
}

/** Shows the page of a rule, which is asked for unless it is given: the rules that speak here come first. */
async function explainRule(client: LanguageClient, given: string | undefined): Promise<void> {
  const rule = given ?? (await chooseRule(client, 'A rule to explain'));
  if (rule === undefined) return;
  const uri = vscode.Uri.from({ scheme: EXPLAIN_SCHEME, path: `/${rule}.md` });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}
