/** The light bulb. Fixes are proven, and proving is most of the work, so actions come complete: there is nothing to resolve. */
import {
  type CancellationToken,
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
} from 'vscode-languageserver';
import type { Finding } from '../core/finding.ts';
import { type Synthesize, fixAll, fixAllBySynth, ignoreFix } from '../fixes/index.ts';
import { visible } from './findings/accepted.ts';
import type { LiveService } from './live.ts';
import { offers, synthesizedOffers } from './offers.ts';
import { FIX_ALL } from './protocol.ts';
import { serverCancelled, slices } from './scheduler.ts';
import type { Session } from './session.ts';
import { type EditAbilities, toDiagnostic, toOffset, toWorkspaceEdit } from './toProtocol.ts';

/** Milliseconds that a fix may wait for the changed app to be synthesized. */
const PATIENCE = 400;

/**
 * Milliseconds that whoever asks in the first moments may wait for the project to be read and the app to have run once.
 * Nothing is the wrong answer then, and who gets it does not ask again.
 */
const COLD = 5000;

/** The client's command that asks why, until when and who answers, and then asks for the edit. */
const IGNORE = 'plumbline._ignore';

/** The client's command that shows the page of a rule. */
const EXPLAIN = 'plumbline.explainRule';

export interface ActionAbilities extends EditAbilities {
  readonly disabled: boolean;
}

export function actionAbilities(capabilities: ClientCapabilities): ActionAbilities {
  const edit = capabilities.workspace?.workspaceEdit;
  return {
    documentChanges: edit?.documentChanges === true,
    create: edit?.resourceOperations?.includes('create') === true,
    changeAnnotations: edit?.changeAnnotationSupport !== undefined,
    disabled: capabilities.textDocument?.codeAction?.disabledSupport === true,
  };
}

export async function codeActions(
  session: Session,
  params: CodeActionParams,
  abilities: ActionAbilities,
  token: CancellationToken,
  live: LiveService,
  commands: boolean,
): Promise<CodeAction[]> {
  const key = session.keyOf(params.textDocument.uri);
  const wants = (kind: string) =>
    params.context.only === undefined ||
    params.context.only.some(only => only === '' || `${kind}.`.startsWith(`${only}.`));
  // A source action is for the file, not for the place: it is only made when it is asked for by name.
  if (params.context.only !== undefined && wants(FIX_ALL) && !wants(CodeActionKind.QuickFix))
    return fixAllAction(session, key, abilities, live, token);
  if (!wants(CodeActionKind.QuickFix)) return [];

  // Wherever the pointer goes the editor asks whether there is a bulb to show; the app is run when someone wants the menu.
  const asked = params.context.triggerKind !== CodeActionTriggerKind.Automatic;
  const version = session.versionOf(key);
  session.sync();
  const { workspace } = session.folderOf(key);
  const document = workspace.document(key);
  if (!document) return [];
  if (asked && !(await live.settled(key, PATIENCE, token))) throw serverCancelled();
  if (session.versionOf(key) !== version) throw serverCancelled();
  const from = toOffset(document, params.range.start);
  const to = toOffset(document, params.range.end);
  const isHere = ({ span }: Finding) => span.start <= to && from <= span.end;
  const inSight = () => visible(session.folderOf(key), session.findings(key)).filter(isHere);
  let told = inSight();
  const end = performance.now() + COLD;
  // Some things only the other files of the project can show, and some only a run. What is there already is told at once: the
  // editor gives up on those who let it wait while squiggles come.
  for (const more of [session.hasRead.bind(session), live.begun.bind(live)]) {
    if (!asked || told.length > 0) break;
    if (!(await more(key, end - performance.now(), token))) throw serverCancelled();
    if (session.versionOf(key) !== version) throw serverCancelled();
    told = inSight();
  }
  const here = workspace.isShared(key) ? told.flatMap(f => workspace.whole(f) ?? []) : told;
  const synthesize = synthesizer(live, key);
  const breathe = slices();
  const fixes: CodeAction[] = [];
  const refused: CodeAction[] = [];
  const ignores: CodeAction[] = [];
  for (const finding of here) {
    const diagnostics = [toDiagnostic(finding, document, workspace, session)];
    const base = { kind: CodeActionKind.QuickFix, diagnostics };
    let preferred = false;
    const offered = asked ? await synthesizedOffers(workspace, finding, synthesize) : offers(workspace, finding);
    for (const offer of offered) {
      if ('reason' in offer) {
        if (abilities.disabled) refused.push({ ...base, title: offer.title, disabled: { reason: offer.reason } });
        continue;
      }
      const edit = toWorkspaceEdit(offer, workspace, session, abilities);
      if (!edit || fixes.some(f => f.title === offer.title && f.diagnostics?.[0]?.code === finding.rule)) continue;
      const best: boolean = offer.safety === 'safe' && !preferred;
      preferred ||= best;
      fixes.push({ ...base, title: offer.title, edit, ...(best ? { isPreferred: true } : {}) });
    }
    if (!finding.rule.startsWith('syntax/')) {
      const ignore = ignoreFix(workspace, finding);
      const edit = toWorkspaceEdit(ignore, workspace, session, abilities);
      // Our own client asks for the reason first.
      const command = {
        title: ignore.title,
        command: IGNORE,
        arguments: [params.textDocument.uri, finding.key, finding.rule],
      };
      if (edit && !ignores.some(i => i.title === ignore.title))
        ignores.push({ ...base, title: ignore.title, ...(commands ? { command } : { edit }) });
    }
    await breathe();
    if (token.isCancellationRequested || session.versionOf(key) !== version) throw serverCancelled();
  }
  // VS Code leaves out what is disabled unless it is asked for one kind of action: whoever finds no fix would not learn why.
  const unfixed = commands && fixes.length === 0 ? withReasons(refused) : refused;
  return [...fixes, ...unfixed, ...ignores];
}

/** Why there is no fix, once for each rule, as something that can be chosen: it opens the page of the rule. */
function withReasons(refused: readonly CodeAction[]): CodeAction[] {
  const byRule = new Map(refused.toReversed().map(action => [action.diagnostics?.[0]?.code, action]));
  return [...byRule].toReversed().map(([rule, { kind, diagnostics, disabled }]) => {
    const title = `No fix here: ${disabled?.reason}`;
    return {
      title,
      ...(kind && { kind }),
      ...(diagnostics && { diagnostics }),
      command: { title, command: EXPLAIN, arguments: [rule] },
    };
  });
}

async function fixAllAction(
  session: Session,
  key: string,
  abilities: ActionAbilities,
  live: LiveService,
  token: CancellationToken,
): Promise<CodeAction[]> {
  if (!(await session.hasRead(key, COLD, token))) throw serverCancelled();
  session.sync();
  const folder = session.folderOf(key);
  const { workspace } = folder;
  if (!workspace.document(key)) return [];
  const all = session.findings(key);
  // What the baseline has accepted or nobody has changed is left alone: saving a file must not rewrite what is not shown.
  const shown = new Set(visible(folder, all).map(f => f.key));
  const hidden = new Set(all.flatMap(f => (shown.has(f.key) ? [] : [f.key])));
  const wanted = (finding: Finding) => !hidden.has(finding.key);
  const fix = live.synthesis(key)
    ? await fixAllBySynth(workspace, key, synthesizer(live, key), wanted)
    : fixAll(workspace, key, wanted);
  const edit = fix && toWorkspaceEdit(fix, workspace, session, abilities);
  return fix && edit ? [{ title: fix.title, kind: FIX_ALL, edit }] : [];
}

function synthesizer(live: LiveService, key: string): Synthesize {
  return copy => live.trial(key, copy, PATIENCE);
}
