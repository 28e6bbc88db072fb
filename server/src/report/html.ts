/** The report as one self-contained page: for the editor's webview and as a file. */
import { SEVERITIES, type Severity } from '../core/finding.ts';
import { docsUrl } from './docs.ts';
import { script } from './htmlScript.ts';
import { style } from './htmlStyle.ts';
import { type NotAnalysed, type Place, type Report, evidenceInWords, plural, requirementsInWords } from './report.ts';

export interface HtmlOptions {
  /** In a webview places are buttons that post `{type: 'open', uri, range}`; in a file they are `vscode://file/…` links. */
  readonly mode: 'webview' | 'file';
  /** The nonce of the only script and style that may run. */
  readonly nonce?: string;
  /** The webview's `cspSource`. */
  readonly cspSource?: string;
}

/** Each severity has a shape of its own, so that nothing depends on seeing colours. */
const ICONS: Readonly<Record<Severity, string>> = {
  error:
    '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round"/>',
  warning:
    '<path d="M8 1.2 15.4 14.4H.6z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 6v4" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round"/><circle cx="8" cy="12.3" r="1" fill="var(--bg)"/>',
  information:
    '<rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor"/><path d="M8 7.3v4" stroke="var(--bg)" stroke-width="1.8" stroke-linecap="round"/><circle cx="8" cy="4.6" r="1.1" fill="var(--bg)"/>',
  hint: '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><circle cx="8" cy="8" r="2" fill="currentColor"/>',
};

/** The whole page. Nothing in it is loaded from anywhere. */
export function renderHtml(report: Report, options: HtmlOptions): string {
  const nonce = escaped(options.nonce ?? 'plumbline');
  const { summary } = report;
  const evidence = evidenceInWords(report);
  const worst = SEVERITIES.find(severity => summary.bySeverity[severity] > 0) ?? (summary.files > 0 ? 'good' : 'hint');
  const data = {
    docs: docsUrl('').replace(/\.md$/, ''),
    findings: report.findings.map(f => ({
      rule: f.rule,
      severity: f.severity,
      message: f.message,
      evidence: f.evidence,
      file: f.file,
      uri: f.uri,
      range: f.range,
      resource: f.resource,
      stack: f.stack,
      requirement: f.requirement,
      fix: f.fix && { title: f.fix.title, safety: f.fix.safety },
      link: options.mode === 'file' ? editorLink(f) : null,
    })),
  };
  const source = escaped(options.cspSource ?? '');
  const csp = `default-src 'none'; style-src 'nonce-${nonce}' ${source}; script-src 'nonce-${nonce}'; font-src ${source || "'none'"}; base-uri 'none'; form-action 'none'`;
  const toggles = SEVERITIES.map(
    severity =>
      `<button type="button" class="toggle" data-severity="${severity}" aria-pressed="true">${svg(severity, severity)}<span>${severity}</span> <b>${summary.bySeverity[severity]}</b></button>`,
  ).join('\n');
  const controls = report.findings.length === 0 ? ' hidden' : '';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plumbline report</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<header class="verdict ${worst}">
<h1>${escaped(summary.verdict)}</h1>
<p class="about">${plural(summary.files, 'file')}, ${plural(summary.resources, 'resource')}, ${plural(report.rules.length, 'rule')}${evidence === null ? '' : ` · ${evidence}`} · ${escaped(report.today)} · Plumbline ${escaped(report.version)}</p>
</header>
<div class="bar" role="search" aria-label="Filter findings"${controls}>
<input type="search" id="filter" placeholder="Filter by rule, resource, file or word" aria-label="Filter by rule, resource, file or word">
${toggles}
<label>Group by <select id="group"><option value="severity">severity</option><option value="file">file</option><option value="rule">rule</option><option value="resource">resource</option></select></label>
</div>
<p class="shown" id="shown" role="status" aria-live="polite" hidden></p>
<div id="list"></div>
<noscript><p class="empty">The list of findings needs scripts; <code>plumbline check --format markdown</code> gives it without.</p></noscript>
${requirementsSection(report, options.mode)}
${suppressedSection(report)}
${notAnalysedSection(report.notAnalysed)}
</main>
${SEVERITIES.map(severity => `<template id="icon-${severity}">${svg(severity, '')}</template>`).join('\n')}
<script type="application/json" id="data" nonce="${nonce}">${jsonInScript(data)}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

function requirementsSection(report: Report, mode: HtmlOptions['mode']): string {
  if (report.requirements.length === 0) return '';
  const rows = report.requirements
    .map(requirement => {
      const { name, standing, source, why, uri, range } = requirement;
      const link = editorLink(requirement);
      const label = `<code>${escaped(name)}</code>`;
      const named =
        mode === 'webview'
          ? `<button type="button" class="place" data-place="${escaped(JSON.stringify({ uri, range }))}">${label}</button>`
          : link === null
            ? label
            : `<a class="place" href="${escaped(link)}">${label}</a>`;
      const reason = why === null ? '' : `<br>${escaped(why)}`;
      const asked = `<code>${escaped(`${source.file}:${source.line}`)}</code> “${escaped(source.quote)}”`;
      return `<tr><td>${named}${reason}</td><td>${escaped(standing)}</td><td>${asked}</td></tr>`;
    })
    .join('\n');
  return `<h2>Requirements: ${requirementsInWords(report.summary)}</h2>
<table><thead><tr><th scope="col">Requirement</th><th scope="col">State</th><th scope="col">Asked for in</th></tr></thead><tbody>
${rows}
</tbody></table>`;
}

function suppressedSection(report: Report): string {
  if (report.suppressed.length === 0) return '';
  const rows = report.suppressed
    .map(
      ({ finding, reason }) =>
        `<tr><td><a href="${escaped(docsUrl(finding.rule))}">${escaped(finding.rule)}</a></td><td>${escaped(finding.message)}</td><td><code>${placeText(finding)}</code></td><td>${escaped(reason) || '<em>none given</em>'}</td></tr>`,
    )
    .join('\n');
  return `<h2>Ignored by comments (${report.suppressed.length})</h2>
<table><thead><tr><th scope="col">Rule</th><th scope="col">What</th><th scope="col">Place</th><th scope="col">Reason</th></tr></thead><tbody>
${rows}
</tbody></table>`;
}

/** A page is no place for thousands of notes: the first ones stand for the rest, the other formats have all. */
const MAX_NOTES = 300;

function notAnalysedSection(notes: readonly NotAnalysed[]): string {
  if (notes.length === 0) return '';
  const rows = notes
    .slice(0, MAX_NOTES)
    .map(
      ({ file, range, reason }) =>
        `<tr><td><code>${escaped(range ? `${file}:${range.start.line + 1}` : file)}</code></td><td>${escaped(reason)}</td></tr>`,
    )
    .join('\n');
  const more =
    notes.length > MAX_NOTES ? `<p class="about">${notes.length - MAX_NOTES} more are in the JSON report.</p>` : '';
  return `<h2>Not analysed (${notes.length})</h2>
<p class="about">Nothing is said about these places.</p>
<table><thead><tr><th scope="col">Place</th><th scope="col">Reason</th></tr></thead><tbody>
${rows}
</tbody></table>${more}`;
}

function placeText({ file, range }: Place): string {
  return escaped(`${file}:${range.start.line + 1}`);
}

/** A link that opens the place in a desktop VS Code, for local files; null for others. */
function editorLink({ uri, range }: Place): string | null {
  if (!uri.startsWith('file:///')) return null;
  return `vscode://file/${uri.slice('file:///'.length)}:${range.start.line + 1}:${range.start.character + 1}`;
}

function svg(severity: Severity, className: string): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true"${className ? ` class="${className}"` : ''}>${ICONS[severity]}</svg>`;
}

/** Text in markup and in double-quoted attributes. */
function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** JSON that nothing in it can end the script element: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements */
function jsonInScript(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
