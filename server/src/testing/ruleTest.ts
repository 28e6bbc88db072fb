/**
 * Tests of one rule: first its own documentation (each bad example raises exactly one finding, each good one none, and
 * a rule that says it can fix shows a proven fix on at least one bad example), then the author's cases.
 */
import { describe, expect, it } from 'vitest';
import { type Document, textOf } from '../core/document.ts';
import { type Fix, applyEdits } from '../core/finding.ts';
import type { Example, Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import { proposeFixes } from '../fixes/index.ts';
import { describe as described, fixture, workspaceOf } from './fixture.ts';

/** Makes the workspace of an example; the documents may get other URIs. */
export type Opener = (documents: readonly Document[], rules: readonly Rule[]) => Workspace | Promise<Workspace>;

export interface Cases {
  /**
   * Expects exactly the findings that the markers (or `expected`, as `severity rule "covered text": message`) say.
   * A marker with `(fix)` also asserts that a proven fix is offered; one without that none is.
   */
  check(name: string, example: Example, expected?: readonly string[]): void;
  /**
   * The main document after the n-th fix of the first finding that has one; files that the fix makes are appended.
   * Asserts that the finding is gone.
   */
  fixed(example: Example, options?: { readonly fix?: number; readonly finding?: number }): string;
  /** Titles and safety of all that the light bulb would offer for the first finding: `safe: Turn on …`, `refused: … (why)`. */
  offered(example: Example, finding?: number): string[];
}

/** @param opener Where examples are more than read: `synthesized` runs them. */
export function ruleTest<M extends string>(
  ruleUnderTest: Rule<M>,
  cases: (tools: Cases) => void,
  opener: Opener = workspaceOf,
): void {
  const rule = ruleUnderTest as unknown as Rule;
  const open = async (example: Example) => {
    const { documents, main, expectations } = fixture(example);
    const workspace = await opener(documents, [rule]);
    return { workspace, main, expectations, findings: workspace.allFindings() };
  };
  const fixesOf = (example: Example, index: number) => {
    const { documents, main } = fixture(example);
    const workspace = workspaceOf(documents, [rule]);
    const findings = workspace.allFindings();
    const finding = findings.filter(f => f.rule === rule.id)[index];
    if (!finding) throw new Error(`no finding ${index} of ${rule.id} in:\n${main.text}`);
    return { workspace, main, finding, offers: proposeFixes(workspace, finding) };
  };

  describe(rule.id, () => {
    describe('documentation', () => {
      rule.docs.bad.forEach((example, i) => {
        it(`bad example ${i + 1} (${example.language}) raises exactly one finding`, async () => {
          const { workspace, findings } = await open(example);
          expect(
            findings.map(f => f.rule),
            findings.map(f => described(workspace, f)).join('\n'),
          ).toEqual([rule.id]);
        });
      });
      rule.docs.good.forEach((example, i) => {
        it(`good example ${i + 1} (${example.language}) is silent`, async () => {
          const { workspace, findings } = await open(example);
          expect(findings.map(f => described(workspace, f))).toEqual([]);
        });
      });
      if (rule.fix) {
        it('mends at least one of its bad examples', () => {
          const offers = rule.docs.bad.flatMap(example => fixesOf(example, 0).offers);
          expect(offers.filter(o => 'edits' in o).length, JSON.stringify(offers, null, 1)).toBeGreaterThan(0);
        });
      }
    });

    cases({
      check(name, example, expected) {
        it(name, async () => {
          const { workspace, main, expectations, findings } = await open(example);
          if (expected) {
            expect(findings.map(f => described(workspace, f))).toEqual(expected);
            return;
          }
          const wanted = expectations.map(
            e =>
              `${e.severity} ${e.rule}${e.fixable ? ' (fix)' : ''} ${JSON.stringify(main.text.slice(e.span.start, e.span.end))} at ${e.span.start}: ${e.message}`,
          );
          const found = findings.map(f => {
            const mended = f.fixable && proposeFixes(workspace, f).some(o => 'edits' in o);
            return `${f.severity} ${f.rule}${mended ? ' (fix)' : ''} ${JSON.stringify(textOf(workspace.document(f.span.uri) ?? main, f.span))} at ${f.span.start}: ${f.message}`;
          });
          expect(found).toEqual(wanted);
        });
      },
      fixed(example, options = {}) {
        const { workspace, main, finding, offers } = fixesOf(example, options.finding ?? 0);
        const fix = offers.filter((o): o is Fix => 'edits' in o)[options.fix ?? 0];
        if (!fix) throw new Error(`no fix is offered: ${JSON.stringify(offers, null, 1)}`);
        const copy = workspace.fork(main.uri);
        const touched = new Set(fix.edits.map(e => e.span.uri));
        for (const uri of touched) {
          const document = copy.document(uri);
          if (!document) throw new Error(`the fix edits an unknown document ${uri}`);
          const text = applyEdits(
            document.text,
            fix.edits.filter(e => e.span.uri === uri),
          );
          copy.update({ uri, version: document.version + 1, text });
        }
        for (const file of fix.creates) copy.update({ uri: file.uri, version: 1, text: file.text });
        if (fix.creates.length === 0) {
          expect(
            copy.allFindings().map(f => f.key),
            'the finding is still there after its fix',
          ).not.toContain(finding.key);
        }
        const created = fix.creates.map(file => `\n--- ${file.uri.replace(/^.*\//, '')}\n${file.text}`);
        const others = [...touched]
          .filter(uri => uri !== main.uri)
          .map(uri => `\n--- ${uri.replace(/^.*\//, '')}\n${copy.document(uri)?.text}`);
        return (copy.document(main.uri)?.text ?? '') + others.join('') + created.join('');
      },
      offered(example, finding = 0) {
        return fixesOf(example, finding).offers.map(o =>
          'edits' in o ? `${o.safety}: ${o.title}` : `refused: ${o.title} (${o.reason})`,
        );
      },
    });
  });
}
