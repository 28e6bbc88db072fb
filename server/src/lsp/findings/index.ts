/** Living with findings: ignoring one with a reason, accepting all, asking why a rule did or did not fire. */
import type { Connection } from 'vscode-languageserver';
import type { Rule } from '../../core/rule.ts';
import { ignoreFix } from '../../fixes/index.ts';
import { BASELINE, writeBaseline } from '../../report/baseline.ts';
import { relativeFile } from '../../report/report.ts';
import { standings, why } from '../../report/why.ts';
import type { ActionAbilities } from '../codeActions.ts';
import {
  type BaselineResult,
  type IgnoreParams,
  type IgnoreResult,
  type RuleListing,
  type RulesParams,
  type WhyParams,
  type WhyResult,
  baselineRequest,
  ignoreRequest,
  rulesRequest,
  whyRequest,
} from '../protocol.ts';
import type { Session } from '../session.ts';
import { toOffset, toWorkspaceEdit } from '../toProtocol.ts';
import { acceptedOf } from './accepted.ts';

export interface FindingsParts {
  readonly rules: readonly Rule[];
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

export function wireFindings({ rules, connection, session, guarded, ready, abilities }: FindingsParts): void {
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
    rulesRequest,
    guarded('Listing the rules', [] as RuleListing[], async (place: RulesParams) => {
      await ready;
      const known = place && workspaceAt(session, place.uri);
      const here = known ? standings(known.workspace, known.document, toOffset(known.document, place.position)) : null;
      return rules.map(({ id, severity, profile, docs }) => ({
        id,
        here: here?.get(id) ?? null,
        severity,
        profile,
        summary: docs.summary,
      }));
    }),
  );
  connection.onRequest(
    whyRequest,
    guarded('Explaining', { content: null } as WhyResult, async ({ uri, position, rule }: WhyParams) => {
      await ready;
      const known = workspaceAt(session, uri);
      if (!known) return { content: null };
      const { folder, workspace, document } = known;
      const accepted = acceptedOf(folder, session.findings(document.uri));
      return { content: why(workspace, document, toOffset(document, position), rule, f => accepted.has(f)) };
    }),
  );
}

/** A document that is read, with the workspace that reads it; null where none does. */
function workspaceAt(session: Session, uri: string) {
  session.sync();
  const key = session.keyOf(uri);
  const folder = session.folderOf(key);
  const { workspace } = folder;
  const document = workspace.document(key);
  return document && workspace.facts(key) ? { folder, workspace, document } : null;
}
