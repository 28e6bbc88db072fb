/** The report in Markdown: for a pull request, a ticket, or the file that an auditor keeps. */
import { SEVERITIES } from '../core/finding.ts';
import { familyOf } from '../core/rule.ts';
import { docsUrl } from './docs.ts';
import { EFFORTS, EFFORT_MEANS, EFFORT_NAMES } from './effort.ts';
import { printable } from './printable.ts';
import {
  type Change,
  type Report,
  type ReportFinding,
  type ReportRequirement,
  changeInWords,
  evidenceInWords,
  plural,
  requirementsInWords,
} from './report.ts';

const SAFETY = {
  safe: 'safe: changes nothing else',
  review: 'look at it: behaviour may change',
  replacement: 'CloudFormation would replace the resource',
} as const;

/** The whole report; places are one-based. */
export function renderMarkdown(report: Report): string {
  const { summary } = report;
  const blockers = report.findings.filter(f => f.blocks);
  const change = changeInWords(report);
  const fixable = report.findings.filter(f => f.fix !== null);
  const evidence = evidenceInWords(report);
  const lines = [
    '# Plumbline report',
    '',
    `**${text(summary.verdict)}**`,
    '',
    `Checked on ${report.today} with Plumbline ${report.version}: ${plural(summary.files, 'file')}, ${plural(summary.resources, 'resource')}, ${plural(report.rules.length, 'rule')}.${evidence === null ? '' : ` ${evidence}.`}`,
    '',
    '| severity | findings |',
    '| --- | ---: |',
    ...SEVERITIES.map(severity => `| ${severity} | ${summary.bySeverity[severity]} |`),
    `| with which the deployment fails | ${summary.blockers} |`,
    `| ignored, with a comment | ${summary.suppressed} |`,
    `| places not analysed | ${report.notAnalysed.length} |`,
    '',
  ];

  if (blockers.length > 0) lines.push('## What blocks a deployment', '', ...table(blockers), '');
  if (report.requirements.length > 0)
    lines.push(
      `## Requirements: ${requirementsInWords(summary)}`,
      '',
      ...scores(report),
      '',
      ...requirements(report.requirements),
      '',
    );
  if (change !== null) {
    lines.push('## Change', '', `${text(change)}.`, '');
    const { gone } = report.change as Change;
    if (gone.length > 0)
      lines.push(
        '| gone | what | file |',
        '| --- | --- | --- |',
        ...gone.map(e => `| ${ruleLink(e.rule)} | ${text(e.message)} | ${code(e.file)} |`),
        '',
      );
  }
  const rest = report.findings.filter(f => !f.blocks);
  if (rest.length > 0) {
    lines.push('## Everything else, by family', '');
    for (const [family, findings] of [...Map.groupBy(rest, f => familyOf(f.rule))].sort((a, b) =>
      a[0] < b[0] ? -1 : 1,
    ))
      lines.push(`### ${family} (${findings.length})`, '', ...table(findings), '');
  }
  if (Object.keys(summary.byStack).length > 1) {
    lines.push('## By stack', '', '| stack | findings |', '| --- | ---: |');
    for (const [stack, count] of Object.entries(summary.byStack)) lines.push(`| ${text(stack)} | ${count} |`);
    lines.push('');
  }
  if (fixable.length > 0) {
    lines.push(
      '## How to mend it',
      '',
      `${EFFORTS.map(level => `${summary.byEffort[level]} × ${EFFORT_NAMES[level]} (${EFFORT_MEANS[level]})`).join(', ')}.`,
      '',
      'Each of these was applied to a copy and checked again. `plumbline check --fix` makes the safe ones; the others are in the editor’s light bulb.',
      '',
      '| fix | safety | place |',
      '| --- | --- | --- |',
      ...fixable.map(f => `| ${text(f.fix?.title ?? '')} | ${f.fix ? SAFETY[f.fix.safety] : ''} | ${placeOf(f)} |`),
      '',
    );
  }
  if (report.suppressed.length > 0) {
    lines.push('## Ignored', '', '| rule | what | place | reason |', '| --- | --- | --- | --- |');
    for (const { finding, reason } of report.suppressed)
      lines.push(
        `| ${ruleLink(finding.rule)} | ${text(finding.message)} | ${placeOf(finding)} | ${text(reason) || '*none given*'} |`,
      );
    lines.push('');
  }
  if (report.notAnalysed.length > 0) {
    lines.push('## Not analysed', '', 'Nothing is said about these places.', '', '| place | reason |', '| --- | --- |');
    for (const { file, range, reason } of report.notAnalysed)
      lines.push(`| ${code(range ? `${file}:${range.start.line + 1}` : file)} | ${text(reason)} |`);
    lines.push('');
  }
  return lines.join('\n');
}

function table(findings: readonly ReportFinding[]): string[] {
  return [
    '| severity | what | resource | place | rule |',
    '| --- | --- | --- | --- | --- |',
    ...findings.map(
      f =>
        `| ${f.severity} | ${text(f.message)}${f.isNew ? ' **new**' : ''}${f.requirement ? `<br>required by ${code(`${f.requirement.file}:${f.requirement.line}`)}: “${text(f.requirement.quote)}”` : ''} | ${f.resource ? `${text(f.resource.path ?? f.resource.logicalId)}<br>${text(f.resource.type)}` : ''} | ${placeOf(f)} | ${ruleLink(f.rule)} |`,
    ),
  ];
}

/** Met of required by category, with what is missing. */
function scores({ summary, requirements: all }: Report): string[] {
  return [
    '| category | met | violated | not checkable |',
    '| --- | ---: | --- | --- |',
    ...summary.categories.map(({ category, met, violated, unchecked }) => {
      const named = (state: ReportRequirement['state']) =>
        all
          .filter(r => r.category === category && r.state === state)
          .map(r => code(r.name))
          .join(' ');
      return `| ${text(category)} | ${met} of ${met + violated + unchecked} | ${named('violated')} | ${named('unchecked')} |`;
    }),
  ];
}

function requirements(all: readonly ReportRequirement[]): string[] {
  return [
    '| requirement | state | asked for in |',
    '| --- | --- | --- |',
    ...all.map(
      ({ name, standing, source, why }) =>
        `| ${code(name)}${why === null ? '' : `<br>${text(why)}`} | ${text(standing)} | ${code(`${source.file}:${source.line}`)}: “${text(source.quote)}” |`,
    ),
  ];
}

function placeOf(finding: ReportFinding): string {
  return code(`${finding.file}:${finding.range.start.line + 1}`);
}

function ruleLink(rule: string): string {
  return `[${rule}](${docsUrl(rule)})`;
}

/** User text in a cell: no markup, no HTML, no line breaks. */
function text(value: string): string {
  return printable(value)
    .replace(/[\\`*_[\]|]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A code span that holds any text, in a cell. */
function code(value: string): string {
  // In a cell a backslash escapes the one that should escape the bar.
  if (value.includes('\\|')) return text(value);
  const longest = Math.max(0, ...[...value.matchAll(/`+/g)].map(run => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = value.startsWith('`') || value.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${printable(value).replace(/\s/g, ' ').replace(/\|/g, '\\|')}${pad}${fence}`;
}
