/** Applies the safe fixes of a check to the files, or only says what that would change. */
import path from 'node:path';
import { LineIndex } from '../core/document.ts';
import { type Finding, type TextEdit, applyEdits } from '../core/finding.ts';
import type { Workspace } from '../core/workspace.ts';
import { type Synthesize, fixAll, fixAllBySynth, proposeFixes, proposeFixesBySynth } from '../fixes/index.ts';
import { isUnder, keyOfPath } from '../lsp/uris.ts';
import { SynthWitness } from '../synth/map/index.ts';
import type { Apps } from './apps.ts';
import { UsageError } from './common.ts';
import { writeWhole } from './write.ts';

/** What applying the safe fixes has changed, or would. */
export interface Fixed {
  readonly findings: number;
  readonly files: number;
  /** Each changed file, an absolute path, with its text before and after. */
  readonly changes: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** Findings whose rule mends them and that are still there, with why. */
  readonly left: readonly { readonly finding: Finding; readonly line: number; readonly reason: string }[];
}

export interface Source {
  readonly text: string;
  readonly path: string;
  /** Whether writing the text as UTF-8 gives the bytes back; if not, the file is never written. */
  readonly exact: boolean;
  readonly mark: string;
}

/** How often fix-all may run over one file: a fix may uncover another. */
const FIX_ROUNDS = 5;
/** Milliseconds that saying why something was not mended may take. */
const REASONS = 5_000;

export interface Applying {
  /** The files, by uri. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Takes what threw: bugs of ours. */
  readonly failures: string[];
  /** Whether to write the files. */
  readonly writes: boolean;
  readonly progress: (doing: string) => void;
  /** What runs the apps of some folders, absolute paths, to prove fixes by what they synthesize; null where they are not run. */
  readonly apps: { readonly runner: Apps; readonly dirs: readonly string[] } | null;
}

/** Writes what fix-all proposes, which is safe fixes only, file by file, and tells the workspace. */
export async function applySafeFixes(workspace: Workspace, applying: Applying): Promise<Fixed> {
  const { sources, failures, writes, progress } = applying;
  const before = workspace.allFindings().length;
  const written = new Set<string>();
  const synthesize = synthesizer(applying);
  for (const uri of workspace.uris()) {
    for (let round = 0; round < FIX_ROUNDS; round++) {
      try {
        if (!workspace.findings(uri).some(f => f.fixable)) break;
        progress(`fixing ${path.posix.basename(uri)}`);
        const fix = workspace.witness(uri) ? await fixAllBySynth(workspace, uri, synthesize) : fixAll(workspace, uri);
        if (fix?.safety !== 'safe' || fix.edits.length === 0) break;
        // A fix that touches a file which can't be written back exactly is left to the editor.
        const byFile = Map.groupBy(fix.edits, edit => edit.span.uri);
        if (fix.creates.length > 0 || ![...byFile.keys()].every(u => sources.get(u)?.exact)) break;
        for (const [target, edits] of byFile)
          if (writeBack(workspace, sources.get(target), target, edits, writes)) written.add(target);
        // What was synthesized before is of the old texts.
        const witness = workspace.witness(uri) ? await synthesize(workspace, uri) : null;
        if (witness !== null && typeof witness !== 'string') workspace.testify(uri, witness);
      } catch (error) {
        // A file that can't be written is no fault of ours.
        if (error instanceof UsageError) throw error;
        failures.push(`fix of ${uri}: ${error instanceof Error ? error.stack : error}`);
        break;
      }
    }
  }
  const changes = [...written].flatMap(uri => {
    const source = sources.get(uri);
    const after = workspace.document(uri)?.text;
    return source && after !== undefined ? [{ path: source.path, before: source.text, after }] : [];
  });
  const findings = Math.max(0, before - workspace.allFindings().length);
  progress('looking at what is left');
  return { findings, files: written.size, changes, left: await leftOver(workspace, failures, synthesize) };
}

/** Runs the app that a file is of on the texts of a workspace; null for a file that is of none. */
function synthesizer({ apps, sources }: Applying): Synthesize {
  return async (copy, uri) => {
    const dir = apps?.dirs.find(d => isUnder(uri, keyOfPath(d)));
    if (!apps || dir === undefined) return null;
    const texts = [...sources].flatMap(([key, { path: file, text }]): [string, string][] => {
      const now = copy.document(key)?.text;
      return now === undefined || now === text ? [] : [[file, now]];
    });
    const ran = await apps.runner.run(dir, new Map(texts));
    return 'reason' in ran ? ran.reason : new SynthWitness(ran.model);
  };
}

/** Why what is still there was not mended. */
async function leftOver(workspace: Workspace, failures: string[], synthesize: Synthesize): Promise<Fixed['left']> {
  const start = performance.now();
  const left: Fixed['left'][number][] = [];
  for (const finding of workspace.allFindings()) {
    if (!finding.fixable) continue;
    const { uri, start: offset } = finding.span;
    const line = new LineIndex(workspace.document(uri)?.text ?? '').position(offset).line + 1;
    if (performance.now() - start > REASONS) {
      left.push({ finding, line, reason: 'there was no time to look for a fix' });
      continue;
    }
    try {
      const [first] = workspace.witness(finding.span.uri)
        ? await proposeFixesBySynth(workspace, finding, synthesize)
        : proposeFixes(workspace, finding);
      if (!first) continue;
      if ('reason' in first) {
        left.push({ finding, line, reason: `${first.title}: ${first.reason}` });
        continue;
      }
      const why = {
        safe: 'it reaches into other files, or into one that can’t be written back exactly; take it in the editor',
        review: 'it may change what the stack does, so it wants a look; take it in the editor',
        replacement: `it would replace or delete ${first.replaces.join(', ')}; take it in the editor`,
      }[first.safety];
      left.push({ finding, line, reason: `${first.title}: ${why}` });
    } catch (error) {
      failures.push(`fix of ${finding.rule}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  return left;
}

function writeBack(
  workspace: Workspace,
  source: Source | undefined,
  uri: string,
  edits: readonly TextEdit[],
  writes: boolean,
): boolean {
  const document = workspace.document(uri);
  if (!source || !document) return false;
  const text = applyEdits(document.text, edits);
  if (writes) writeWhole(source.path, source.mark + text, path.basename(source.path));
  workspace.update({ uri, version: document.version + 1, text });
  return true;
}
