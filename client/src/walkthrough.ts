/**
 * Getting started: the editor shows the walkthrough when the extension is installed, the command whenever somebody asks. What
 * completes its steps, beside commands, are context keys that follow the server's status.
 */
import * as vscode from 'vscode';
import type { Status } from '../../server/src/lsp/protocol.ts';

/** Has two findings with fixes: one on a value, one on what is missing. */
const EXAMPLE = `# An example that nothing depends on: put the cursor on what is underlined and press Ctrl+. (⌘. on a Mac).
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  OrdersKey:
    Type: AWS::KMS::Key
    Properties:
      Description: Encrypts orders
      EnableKeyRotation: false
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;

export async function getStarted(context: vscode.ExtensionContext): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#getStarted`, false);
}

export async function openExample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: EXAMPLE });
  await vscode.window.showTextDocument(document);
}

/** Keeps the context keys that the steps wait for. */
export function followSteps(changed: vscode.Event<Status>): vscode.Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  return changed(({ live, folders }) => {
    const isOn = (name: string) => folders.some(f => f.parts.some(p => p.name === name && p.on));
    set('plumbline.liveSynthOn', live.state === 'on');
    set('plumbline.hasRequirements', isOn('Requirements'));
    set('plumbline.hasBaseline', isOn('Baseline'));
  });
}
