/** The report as JSON: the stable format for other programs. Its shape is a promise: what is there stays, more may come. */
import type { Report } from './report.ts';

/** One JSON document with a line end. Ranges are zero-based, as in LSP. */
export function renderJson(report: Report): string {
  const document = {
    version: report.version,
    findings: report.findings.map(f => ({
      rule: f.rule,
      severity: f.severity,
      message: f.message,
      file: f.file,
      range: f.range,
      resource: f.resource,
      evidence: f.evidence,
      requirement: f.requirement,
      stack: f.stack,
      blocks: f.blocks,
      effort: f.effort,
      new: f.isNew,
      fix: f.fix && { title: f.fix.title, safety: f.fix.safety },
      key: f.key,
    })),
    requirements: report.requirements.map(r => ({
      name: r.name,
      category: r.category,
      state: r.state,
      reason: r.reason,
      violations: r.violations,
      findings: r.findings,
      ignored: r.ignored,
      file: r.file,
      range: r.range,
      why: r.why,
      source: r.source,
    })),
    summary: report.summary,
    change: report.change,
    notAnalysed: report.notAnalysed.map(({ file, range, reason }) => ({ file, range, reason })),
    timings: report.timings,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
