/** The report for a terminal: grouped by file, one line a finding. */
import { SEVERITIES, type Severity } from '../core/finding.ts';
import { printable } from './printable.ts';
import {
  type Report,
  type ReportFinding,
  changeInWords,
  counted,
  evidenceInWords,
  plural,
  requirementsInWords,
} from './report.ts';

export interface TextOptions {
  /** Whether to write ANSI colours; the words say everything without them. */
  readonly color?: boolean;
  /** Whether to show the line of source under each finding. */
  readonly verbose?: boolean;
  /** Findings and verdict only. */
  readonly quiet?: boolean;
}

const COLOURS: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36', hint: '2' };

/** The report as lines of text. Places are one-based, as editors show them and terminals link them. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const paint = (code: string, text: string) => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  const files = Map.groupBy(report.findings, f => f.file);
  for (const file of [...files.keys()].sort()) {
    const findings = [...(files.get(file) ?? [])].sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    );
    lines.push(paint('1;4', clean(file)));
    const width = Math.max(...findings.map(f => placeOf(f).length));
    for (const finding of findings) {
      const severity = paint(COLOURS[finding.severity], finding.severity.padEnd(11));
      const fix = finding.fix ? paint('32', '  (fix)') : '';
      lines.push(
        `  ${placeOf(finding).padStart(width)}  ${severity}  ${clean(finding.message)}  ${paint('2', finding.rule)}${fix}`,
      );
      if (options.verbose) lines.push(...excerptOf(finding, width, text => paint('2', text)));
    }
    lines.push('');
  }
  if (!options.quiet) {
    for (const { file, range, reason } of report.notAnalysed.slice(0, options.verbose ? undefined : 5)) {
      const at = range ? `:${range.start.line + 1}:${range.start.character + 1}` : '';
      lines.push(paint('2', `not analysed: ${clean(file)}${at}: ${clean(reason)}`));
    }
    const more = report.notAnalysed.length - 5;
    if (more > 0 && !options.verbose) lines.push(paint('2', `not analysed: ${more} more, shown with --verbose`));
    if (report.notAnalysed.length > 0) lines.push('');
  }
  const worst = SEVERITIES.find(s => report.summary.bySeverity[s] > 0);
  lines.push(paint(worst ? `1;${COLOURS[worst]}` : '1;32', clean(report.summary.verdict)));
  if (!options.quiet) {
    if (report.requirements.length > 0) lines.push(`Requirements: ${requirementsInWords(report.summary)}.`);
    const change = changeInWords(report);
    if (change !== null) lines.push(`${change}.`);
    const evidence = evidenceInWords(report);
    if (evidence !== null) lines.push(`${evidence}.`);
    const fixable = report.findings.filter(f => f.fix !== null);
    const safe = fixable.filter(f => f.fix?.safety === 'safe').length;
    if (fixable.length > 0)
      lines.push(`${plural(fixable.length, 'finding')} can be fixed in the editor, ${safe} of them safely with --fix.`);
    if (report.suppressed.length > 0) lines.push(`${plural(report.suppressed.length, 'finding')} ignored by comments.`);
  }
  return `${lines.join('\n')}\n`;
}

/** The verdict in a few words: `3 errors, 1 warning`. */
export function shortVerdict(report: Report): string {
  return counted(report.summary.bySeverity);
}

function placeOf({ range }: ReportFinding): string {
  return `${range.start.line + 1}:${range.start.character + 1}`;
}

/** The line and carets under what the finding covers on it; tabs stay tabs, so that the carets stand right. */
function excerptOf(finding: ReportFinding, indent: number, dim: (text: string) => string): string[] {
  const { start, end } = finding.range;
  const line = finding.excerpt;
  if (line.trim() === '' || start.character > line.length) return [];
  const skip = (/^\s*/.exec(line) as RegExpExecArray)[0].length;
  const from = Math.max(start.character, skip);
  const to = end.line === start.line ? Math.min(end.character, line.length) : line.length;
  const before = line.slice(skip, from).replace(/[^\t]/g, ' ');
  const margin = ' '.repeat(indent + 4);
  return [
    margin + dim(clean(line.slice(skip))),
    margin + dim(before + '^'.repeat(Math.max(1, [...line.slice(from, to)].length))),
  ];
}

/** Control characters of the source must not reach the terminal, nor commands the log of a GitHub Action. */
function clean(text: string): string {
  return printable(text)
    .replace(/\n/g, ' ')
    .replace(/^::|##(?=\[)/g, marks => [...marks].join('\u200b'));
}
