/** What the whole catalogue costs: every rule over 2,000 resources, and one keystroke in a workspace of that size. */
import { createWorkspace, rules } from '../../server/src/all.ts';
import { Engine, type RuleSettings } from '../../server/src/core/engine.ts';
import { cdkFile, jsonTemplate, template, typed } from './inputs.ts';
import { type Row, cpu, median } from './measure.ts';

const TODAY = '2026-11-21';
/** Every rule there is, those that only strict teams want included. */
const settings: RuleSettings = { profiles: ['recommended', 'strict', 'requirement'], severities: {} };

/** Two dozen files of templates and CDK code, some 2,000 resources, each in a folder of its own. */
function documents(): Map<string, string> {
  const found = new Map<string, string>();
  for (let i = 0; i < 12; i++) found.set(`file:///bench/t${i}/template.yaml`, template(1000));
  for (let i = 0; i < 4; i++)
    found.set(`file:///bench/j${i}/template.json`, jsonTemplate(600).replaceAll('Queue', `Queue${i}n`));
  for (let i = 0; i < 8; i++)
    found.set(`file:///bench/c${i}/stack.ts`, cdkFile(900).replaceAll('BigStack', `BigStack${i}`));
  return found;
}

function workspaceOf(texts: ReadonlyMap<string, string>, projectOf: (uri: string) => string) {
  const space = createWorkspace({ host: { fileExists: () => null }, projectOf, today: () => TODAY, settings });
  for (const [uri, text] of texts) space.update({ uri, version: 1, text });
  space.allFindings();
  return space;
}

export function catalogueRows(runs: number): Row[] {
  const texts = documents();
  const own = (uri: string) => uri.slice(0, uri.lastIndexOf('/') + 1);
  const apart = workspaceOf(texts, own);
  const together = workspaceOf(texts, () => 'file:///bench/');
  const graph = together.graph('file:///bench/t0/template.yaml');
  const all: number[] = [];
  for (let i = 0; i < 35; i++) {
    // A new engine has kept nothing; the graph is warm.
    const engine = new Engine(rules);
    const spent = cpu(() => engine.run(graph, settings, TODAY));
    if (i >= 20) all.push(spent);
  }
  const { resources, statements } = graph;
  const rows: Row[] = [
    {
      what: `All ${rules.length} rules over 2,000 resources`,
      measured: `${median(all).toFixed(0)} ms`,
      limit: '≤ 150 ms',
      note: `${resources.length} resources and ${statements.length} statements of one project, from a warm graph; CPU, nothing kept`,
    },
  ];
  for (const [where, space] of [
    ['24 projects', apart],
    ['one project', together],
  ] as const) {
    const parts: string[] = [];
    const medians: number[] = [];
    for (const file of ['t5/template.yaml', 'c5/stack.ts', 'j1/template.json']) {
      const uri = `file:///bench/${file}`;
      const text = texts.get(uri) as string;
      const spent: number[] = [];
      for (let i = 0; i < runs + 10; i++) {
        const next = typed(text, i);
        const took = cpu(() => {
          space.update({ uri, version: i + 2, text: next });
          space.findings(uri);
        });
        if (i >= 10) spent.push(took);
      }
      medians.push(median(spent));
      parts.push(
        `${file.split('.')[1]} of ${text.split('\n').length.toLocaleString('en-US')} lines ${median(spent).toFixed(1)} ms`,
      );
    }
    rows.push({
      what: `CPU per edit among 2,000 resources, ${where}`,
      measured: `${median(medians).toFixed(1)} ms`,
      limit: '≤ 30 ms',
      note: parts.join(', '),
    });
  }
  return rows;
}
