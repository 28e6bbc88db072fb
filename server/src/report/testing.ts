/** A workspace with a made-up front end and rules, so that tests of the report depend on no reader and no real rule. */
import type { Document } from '../core/document.ts';
import { emptyPart } from '../core/graph.ts';
import { type Rule, defineRule, yaml } from '../core/rule.ts';
import { Workspace } from '../core/workspace.ts';
import { type Report, type ReportOptions, makeReport } from './report.ts';

function rule(id: string, severity: Rule['severity'], word: string, more: Partial<Rule> = {}): Rule {
  return defineRule({
    id,
    since: '0.1.0',
    severity,
    profile: 'recommended',
    docs: {
      summary: `No ${word}.`,
      why: `Because of <b>${word}</b> | and \`ticks\`.`,
      bad: [yaml`a: b`],
      good: [yaml`a: c`],
      links: ['https://example.com/'],
    },
    messages: { found: '{text}' },
    *checkSource(fact) {
      if (fact.kind === 'string' && fact.context === word)
        yield { message: 'found', at: fact.span, params: { text: fact.value } };
    },
    fix: () => [],
    ...more,
  }) as unknown as Rule;
}

export const rules: readonly Rule[] = [
  rule('made/terrible', 'error', 'TERRIBLE'),
  rule('made/poor', 'warning', 'POOR'),
  rule('up/odd', 'hint', 'ODD'),
  rule('made/fatal', 'warning', 'FATAL', { blocksDeployment: ['found'] }),
];

/** Each `WORD(message)` in a text is a finding of the rule with that word; `SKIP(reason)` is a note. */
export function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({
    frontends: [
      {
        name: 'made-up',
        accepts: () => true,
        read: ({ uri, version, text }: Document) => ({
          uri,
          version,
          frontend: 'made-up',
          problems: [...text.matchAll(/BROKEN/g)].map(m => ({
            span: { uri, start: m.index, end: m.index + 6 },
            message: 'This cannot be read.',
          })),
          suppressions: [...text.matchAll(/HUSH\(([^)]*)\)/g)].map(m => ({
            rules: [],
            covers: {
              uri,
              start: text.lastIndexOf('\n', m.index) + 1,
              end: text.indexOf('\n', m.index) + 1 || text.length,
            },
            span: { uri, start: m.index, end: m.index + m[0].length },
            reason: m[1] as string,
          })),
          body: [...text.matchAll(/(TERRIBLE|FATAL|POOR|ODD|SKIP)\(([^)]*)\)/g)].map(m => ({
            context: m[1] as string,
            value: m[2] as string,
            span: { uri, start: m.index, end: m.index + m[0].length },
          })),
        }),
        link: facts => {
          const all = facts.flatMap(
            f => f.body as { context: string; value: string; span: { uri: string; start: number; end: number } }[],
          );
          return {
            ...emptyPart,
            source: all.filter(b => b.context !== 'SKIP').map(b => ({ kind: 'string', uri: b.span.uri, ...b })),
            notes: all.filter(b => b.context === 'SKIP').map(b => ({ span: b.span, reason: b.value })),
          };
        },
      },
    ],
    rules,
    host: { fileExists: () => null },
    projectOf: () => 'file:///app',
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files))
    workspace.update({ uri: `file:///app/${encodeURI(name)}`, version: 1, text });
  return workspace;
}

/** The report of such a workspace. */
export function reportOf(files: Readonly<Record<string, string>>, options: Partial<ReportOptions> = {}): Report {
  return makeReport(workspaceOf(files), {
    root: 'file:///app',
    version: '0.1.0',
    today: '2026-11-21',
    fixes: finding =>
      finding.rule === 'made/poor'
        ? { title: 'Mend it', safety: 'safe', edits: [{ span: finding.span, text: 'fine' }] }
        : null,
    ...options,
  });
}
