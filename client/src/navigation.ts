/** Who completes, explains and outlines templates: we, unless another extension does. */
import * as vscode from 'vscode';

/** Extensions with a language server for CloudFormation. */
const OTHERS = ['amazonwebservices.aws-toolkit-vscode'];

/** What the setting says; `auto` asks whether somebody else is installed and on. */
export function navigation(): boolean {
  const chosen = vscode.workspace.getConfiguration('plumbline').get<string>('navigation', 'auto');
  if (chosen !== 'auto') return chosen === 'on';
  return OTHERS.every(id => vscode.extensions.getExtension(id) === undefined);
}
