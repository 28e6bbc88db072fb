/** Living with findings: ignoring one with a reason, accepting all, asking why a rule did or did not fire. */
import type { Connection } from 'vscode-languageserver';
import { ignoreFix } from '../../fixes/index.ts';
import { BASELINE, writeBaseline } from '../../report/baseline.ts';
import { relativeFile } from '../../report/report.ts';
import { why } from '../../report/why.ts';
import type { ActionAbilities } from '../codeActions.ts';
import {
  type BaselineResult,
  type IgnoreParams,
  type IgnoreResult,
  type WhyParams,
  type WhyResult,
  baselineRequest,
  ignoreRequest,
  whyRequest,
} from '../protocol.ts';
import type { Session } from '../session.ts';
import { toOffset, toWorkspaceEdit } from '../toProtocol.ts';
import { acceptedOf } from './accepted.ts';

export interface FindingsParts {
  readonly connection: Connection;
  readonly session: Session;
  /** Wraps a handler so that a failure is logged and answered with the fallback. */
  guarded<A extends readonly unknown[], R>(
    name: string,
    fallback: R,
    handler: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R>;
  readonly ready: Promise<void>;
  abilities(): ActionAbilities;
}

export function wireFindings({ connection, session, guarded, ready, abilities }: FindingsParts): void {
  connection.onRequest(
    ignoreRequest,
    guarded('Ignoring', { edit: null } as IgnoreResult, async ({ uri, key, ...note }: IgnoreParams) => {
      await ready;
      const document = session.keyOf(uri);
      const finding = session.findings(document).find(f => f.key === key);
      if (!finding) return { edit: null };
      const { workspace } = session.folderOf(document);
      return { edit: toWorkspaceEdit(ignoreFix(workspace, finding, note), workspace, session, abilities()) };
    }),
  );
  connection.onRequest(
    baselineRequest,
    guarded('Accepting', { files: [] } as BaselineResult, async () => {
      await session.idle();
      session.sync();
      return {
        files: session.folders().flatMap(({ key, workspace }) => {
          if (key === null) return [];
          const findings = workspace.allFindings().map(f => ({ ...f, file: relativeFile(key, f.span.uri) }));
          return [{ uri: `${key}/${BASELINE}`, text: writeBaseline(findings), findings: findings.length }];
        }),
      };
    }),
  );
  connection.onRequest(
    whyRequest,
    guarded('Explaining', { content: null } as WhyResult, async ({ uri, position, rule }: WhyParams) => {
      await ready;
      session.sync();
      const key = session.keyOf(uri);
      const folder = session.folderOf(key);
      const document = folder.workspace.document(key);
      if (!document || !folder.workspace.facts(key)) return { content: null };
      const accepted = acceptedOf(folder, folder.workspace.findings(key));
      return { content: why(folder.workspace, document, toOffset(document, position), rule, f => accepted.has(f)) };
    }),
  );
}
