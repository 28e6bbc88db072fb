/** Syntax errors of CDK code. In an editor its language server shows them; on the command line nobody else may say them. */
import ts from 'typescript';
import { fileName, hash } from '../core/engine.ts';
import type { Finding } from '../core/finding.ts';

import type { Workspace } from '../core/workspace.ts';
import { sourceFrontend } from '../frontends/cdk/index.ts';
import type { Module } from '../frontends/cdk/ir.ts';

/** Code that has one grammar: what ends in `.js` may be Flow. */
const TYPESCRIPT = /\.[cm]?tsx?$/;

/** The first syntax error of each CDK file of the workspace, since most others follow from it, as an error `syntax/unreadable`. */
export function syntaxErrors(workspace: Workspace): Finding[] {
  return workspace.uris().flatMap(uri => {
    const facts = workspace.facts(uri);
    if (facts?.frontend !== sourceFrontend.name || !TYPESCRIPT.test(uri)) return [];
    const { cdk, notRead } = facts.body as Module;
    const text = workspace.document(uri)?.text;
    if (!cdk || notRead !== null || text === undefined) return [];
    const source = ts.createSourceFile(uri, text, ts.ScriptTarget.Latest, false);
    const [first] = (source as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
    if (!first) return [];
    const message = `This can’t be parsed: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`;
    const span = { uri, start: first.start, end: first.start + first.length };
    return [
      {
        rule: 'syntax/unreadable',
        severity: 'error',
        message,
        span,
        related: [],
        resource: null,
        requirement: null,
        evidence: 'source',
        tags: [],
        fixable: false,
        key: `syntax/unreadable:${hash(`${fileName(uri)}\n${message}`)}`,
        signal: { message: 'unreadable', at: span },
      },
    ];
  });
}
