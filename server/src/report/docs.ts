/** Rule documentation in Markdown: the page in docs/rules, the answer of `plumbline explain`, the help in SARIF. */
import { SEVERITIES } from '../core/finding.ts';
import { type Example, type Rule, familyOf } from '../core/rule.ts';

const BASE = 'https://github.com/plumbline-dev/plumbline/blob/main/docs/rules';

/** Where the page of a rule is published. `syntax/unreadable` is about the document and has a page of its own too. */
export function docsUrl(ruleId: string): string {
  return `${BASE}/${ruleId}.md`;
}

/** The languages that a rule's examples show, in words. */
export function languagesOf(rule: Rule): string {
  const names = { yaml: 'YAML', json: 'JSON', typescript: 'CDK' } as const;
  const used = new Set(rule.docs.bad.map(example => example.language));
  return (['yaml', 'json', 'typescript'] as const)
    .filter(language => used.has(language))
    .map(language => names[language])
    .join(', ');
}

/** The whole page of a rule. */
export function ruleMarkdown(rule: Rule): string {
  const lines = [
    `# ${rule.id}`,
    '',
    rule.docs.summary,
    '',
    '| severity | profile | languages | fix | since |',
    '| --- | --- | --- | --- | --- |',
    `| ${rule.severity} | ${rule.profile} | ${languagesOf(rule)} | ${rule.fix ? 'yes' : 'no'} | ${rule.since} |`,
    '',
    '## Why',
    '',
    rule.docs.why.trim(),
    '',
    '## Reported',
    '',
    ...rule.docs.bad.flatMap(fenced),
    '## Not reported',
    '',
    ...rule.docs.good.flatMap(fenced),
    ...optionLines(rule),
    '## To ignore it',
    '',
    'With a reason, on the line above or at the end of the line:',
    '',
    '```yaml',
    `# plumbline-ignore ${rule.id}: why it is right here`,
    '```',
    '',
  ];
  if (rule.docs.links.length > 0) lines.push('## More', '', ...rule.docs.links.map(link => `- <${link}>`), '');
  const peers = rule.docs.peers ?? [];
  if (peers.length > 0) lines.push(`Known elsewhere as ${peers.join(', ')}.`, '');
  return lines.join('\n');
}

/** The options of a rule, with how they are set. */
function optionLines({ id, options = {} }: Rule): string[] {
  const rows = Object.entries(options);
  if (rows.length === 0) return [];
  return [
    '## Options',
    '',
    'In `plumbline.yaml`, here with their defaults:',
    '',
    '```yaml',
    'rules:',
    `  ${id}:`,
    ...rows.map(([name, option]) => `    ${name}: ${option.default}`),
    '```',
    '',
    ...rows.map(([name, { docs, min }]) => `- \`${name}\`: ${docs} At least ${min}.`),
    '',
  ];
}

/** The table of all rules, by family. Links are relative to docs/rules. */
export function rulesMarkdown(rules: readonly Rule[]): string {
  const lines = [
    '# Rules',
    '',
    `${rules.length} rules. \`recommended\` ones are on; \`strict\` ones come with \`--profile strict\`, or with \`rule_set: strict\` in \`plumbline.yaml\`.`,
    '',
  ];
  const families = Map.groupBy(
    [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)),
    rule => familyOf(rule.id),
  );
  for (const [family, members] of families) {
    lines.push(
      `## ${family}`,
      '',
      '| rule | what should be so | severity | profile | languages | fix | also known as |',
      '| --- | --- | --- | --- | --- | --- | --- |',
    );
    for (const rule of members) {
      lines.push(
        `| [${rule.id}](${rule.id}.md) | ${cell(rule.docs.summary)} | ${rule.severity} | ${rule.profile} | ${languagesOf(rule)} | ${rule.fix ? 'yes' : ''} | ${cell((rule.docs.peers ?? []).join(', '))} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** The page of the one finding that is not a rule's. */
export const syntaxMarkdown = `# syntax/unreadable

The file can be read.

## Why

A syntax error, a duplicate key or a value in a place where CloudFormation can't take one hides part of the file. What
can still be read is checked; the rest is reported here, at its place. It is always an error: a deployment would fail.
`;

/** The levels in order, for help texts. */
export const levels: string = SEVERITIES.join(', ');

function fenced(example: Example): string[] {
  const parts = [block(example.language, example.text)];
  if (example.before !== undefined) parts.unshift(block(example.language, example.before), 'edited to');
  for (const [name, text] of Object.entries(example.files ?? {}))
    parts.push(`with \`${name}\`:`, block(name.slice(name.lastIndexOf('.') + 1), text));
  return parts.flatMap(part => [part, '']);
}

/** A code block whose fence is longer than any run of backticks inside. */
function block(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** Text in a table's cell. */
export function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
}
