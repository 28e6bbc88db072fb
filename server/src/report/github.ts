/**
 * The report as workflow commands, which GitHub Actions shows as annotations on the changed lines of a pull request.
 * The format and its escapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions and
 * `packages/core/src/command.ts` of https://github.com/actions/toolkit.
 */
import type { Severity } from '../core/finding.ts';
import { printable } from './printable.ts';
import { type Report, type ReportFinding, changeInWords, plural } from './report.ts';

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** GitHub shows so many annotations of each level for a step and drops the others without a word. */
const MOST = 10;

export interface GithubOptions {
  /**
   * The file name of a finding as the repository has it; annotations of files that it has not are not shown. As in the
   * report, where left out.
   */
  readonly fileOf?: (finding: ReportFinding) => string;
}

/** One line a finding: the worst as annotations, as many as GitHub shows, the rest as plain lines; then the verdict. */
export function renderGithub(report: Report, { fileOf = f => f.file }: GithubOptions = {}): string {
  const shown: Record<Level, number> = { error: 0, warning: 0, notice: 0 };
  const annotated: string[] = [];
  const rest: string[] = [];
  for (const finding of report.findings) {
    const level = LEVELS[finding.severity];
    if (shown[level]++ < MOST) annotated.push(annotation(level, finding, fileOf(finding)));
    else rest.push(plainLine(finding, fileOf(finding)));
  }
  const change = changeInWords(report);
  return [
    ...annotated,
    ...(rest.length === 0
      ? []
      : [`::group::${plural(rest.length, 'further finding')} beyond what GitHub annotates`, ...rest, '::endgroup::']),
    // A verdict names nothing of the project's own, so it is no command either.
    report.summary.verdict,
    ...(change === null ? [] : [`${change}.`]),
    '',
  ].join('\n');
}

function annotation(level: Level, { rule, message, range: { start, end } }: ReportFinding, file: string): string {
  const properties = {
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    // Columns count only where an annotation is of one line.
    ...(start.line === end.line
      ? { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) }
      : {}),
    title: `Plumbline ${rule}`,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${level} ${list.join(',')}::${data(message)}`;
}

/**
 * A line that is no command, whatever is in it: commands begin a line with two colons, those of the older kind have `##[`
 * anywhere in it (`ActionCommand.cs` of https://github.com/actions/runner).
 */
function plainLine({ rule, message, severity, range }: ReportFinding, file: string): string {
  const line = `${severity} ${data(file)}:${range.start.line + 1}:${range.start.character + 1} ${data(message)} (${rule})`;
  return line.replaceAll('##[', '# #[');
}

function data(text: string): string {
  return printable(text.replace(/\r\n?/g, '\n')).replace(/%/g, '%25').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
