/**
 * The report as JUnit XML, for the test views of CI services. The form is the common ground of what Jenkins
 * (https://github.com/jenkinsci/xunit-plugin, `junit-10.xsd`) and GitLab (https://docs.gitlab.com/ci/testing/unit_test_reports/)
 * read: a suite for the requirements, in which each is a test, and one for each file, in which each finding is.
 */
import { SEVERITIES, type Severity } from '../core/finding.ts';
import { printable } from './printable.ts';
import type { Report, ReportFinding, ReportRequirement } from './report.ts';

export interface JunitOptions {
  /** Findings of this severity and above fail their test; what is below is told in a test that passes. */
  readonly failOn: Severity | 'never';
}

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly file: string;
  readonly line: number;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** The type of a failure. */
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** One XML document with a line end. A finding that violates requirements is told with them alone, so that it fails once. */
export function renderJunit(report: Report, { failOn }: JunitOptions): string {
  const fails = ({ severity }: ReportFinding) =>
    failOn !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  const cited = new Set(report.requirements.flatMap(r => r.findings));
  const byKey = Map.groupBy(report.findings, f => f.key);
  const required = report.requirements.map(r =>
    requirementCase(
      r,
      r.findings.flatMap(k => byKey.get(k) ?? []),
      fails,
    ),
  );

  const own = Map.groupBy(
    report.findings.filter(f => !cited.has(f.key)),
    f => f.file,
  );
  const silenced = Map.groupBy(report.suppressed, s => s.finding.file);
  const files = [...new Set([...own.keys(), ...silenced.keys()])].sort();
  const suites: Suite[] = [
    ...(required.length > 0 ? [{ name: 'Requirements', cases: required }] : []),
    ...files.map(file => ({
      name: file,
      cases: [
        ...(own.get(file) ?? []).map(f => findingCase(f, fails(f))),
        ...(silenced.get(file) ?? []).map(s => suppressedCase(s.finding, s.reason)),
      ],
    })),
  ];
  // Services take a file without any test for a broken one.
  if (suites.length === 0) suites.push({ name: 'Plumbline', cases: [passed(report)] });

  const seconds = ((report.timings.total ?? 0) / 1000).toFixed(3);
  const all = suites.flatMap(s => s.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Plumbline" ${counts(all)} errors="0" time="${seconds}">`,
    ...suites.map(suite => suiteElement(suite, report)),
    '</testsuites>',
    '',
  ].join('\n');
}

function findingCase(f: ReportFinding, isFailure: boolean): Case {
  const about = f.resource ? (f.resource.path ?? f.resource.logicalId) : '';
  return {
    // What a service compares runs by: it stays the same while lines move.
    name: [f.rule, about].filter(part => part !== '').join(' ') + (about === '' ? `: ${f.message}` : ''),
    classname: f.file,
    file: f.file,
    line: f.range.start.line + 1,
    result: isFailure ? 'failed' : 'passed',
    type: f.severity,
    message: f.message,
    text: told(f),
  };
}

function suppressedCase(f: ReportFinding, reason: string): Case {
  return {
    ...findingCase(f, false),
    result: 'skipped',
    message: reason === '' ? 'ignored, without a reason' : `ignored: ${reason}`,
  };
}

function requirementCase(
  r: ReportRequirement,
  findings: readonly ReportFinding[],
  fails: (f: ReportFinding) => boolean,
): Case {
  const result = { met: 'passed', violated: 'failed', unchecked: 'skipped', idle: 'skipped' } as const;
  return {
    name: r.name,
    classname: `requirements.${r.category}`,
    file: r.file,
    line: r.range.start.line + 1,
    result: r.state === 'violated' && !findings.some(fails) ? 'passed' : result[r.state],
    type: 'requirement',
    message: r.standing,
    text: [
      `“${r.source.quote}” ${r.source.file}:${r.source.line}`,
      ...(r.why === null ? [] : [r.why]),
      ...findings.map(told),
    ].join('\n'),
  };
}

function passed({ summary }: Report): Case {
  const { verdict } = summary;
  return {
    name: 'no findings',
    classname: 'plumbline',
    file: '',
    line: 1,
    result: 'passed',
    type: '',
    message: '',
    text: verdict,
  };
}

/** A finding as the lines of a failure. */
function told(f: ReportFinding): string {
  return [
    `${f.severity} ${f.rule}: ${f.message}`,
    `  ${f.file}:${f.range.start.line + 1}:${f.range.start.character + 1}`,
    ...(f.blocks ? ['  the deployment fails with it'] : []),
    ...(f.fix ? [`  fix: ${f.fix.title} (${f.fix.safety})`] : []),
  ].join('\n');
}

function suiteElement({ name, cases }: Suite, { today }: Report): string {
  return [
    `  <testsuite name="${escaped(name)}" ${counts(cases)} errors="0" time="0" timestamp="${today}T00:00:00">`,
    ...cases.map(caseElement),
    '  </testsuite>',
  ].join('\n');
}

function caseElement(c: Case): string {
  const place = c.file === '' ? '' : ` file="${escaped(c.file)}" line="${c.line}"`;
  const open = `    <testcase name="${escaped(c.name)}" classname="${escaped(c.classname)}"${place} time="0"`;
  const text = escaped(c.text);
  switch (c.result) {
    case 'failed':
      return `${open}>\n      <failure message="${escaped(c.message)}" type="${c.type}">${text}</failure>\n    </testcase>`;
    case 'skipped':
      return `${open}>\n      <skipped message="${escaped(c.message)}"/>\n    </testcase>`;
    case 'passed':
      return `${open}>\n      <system-out>${text}</system-out>\n    </testcase>`;
  }
}

function counts(cases: readonly Case[]): string {
  const of = (result: Case['result']) => cases.filter(c => c.result === result).length;
  return `tests="${cases.length}" failures="${of('failed')}" skipped="${of('skipped')}"`;
}

/** Text in content and attributes; what XML 1.0 can't hold at all becomes a replacement character. */
function escaped(text: string): string {
  return printable(text.toWellFormed().replace(/\r\n?/g, '\n'))
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
