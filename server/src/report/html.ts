/** The report as one self-contained page: for the editor's webview and as a file that can be mailed, kept and printed. */
import { createHash } from 'node:crypto';
import { SEVERITIES } from '../core/finding.ts';
import { EFFORTS, EFFORT_MEANS, EFFORT_NAMES } from './effort.ts';
import { pageData } from './htmlData.ts';
import { about, change, gaps, ignored, requirements } from './htmlSections.ts';
import { script } from './htmlScript.ts';
import { style } from './htmlStyle.ts';
import { type SHAPES, escaped, icon, jsonInScript } from './htmlText.ts';
import { type Report, plural, requirementsInWords } from './report.ts';

export interface HtmlOptions {
  /** In a webview places are buttons that post `{type: 'open', uri, range}`; in a file they are `vscode://file/…` links. */
  readonly mode: 'webview' | 'file';
  /** The nonce of the only script and style that may run. Without one they are allowed by their hashes. */
  readonly nonce?: string;
}

/** The whole page. Nothing in it is loaded from anywhere; nothing but its own script and style can run. */
export function renderHtml(report: Report, options: HtmlOptions): string {
  const { summary } = report;
  const nonce = options.nonce === undefined ? '' : ` nonce="${escaped(options.nonce)}"`;
  const allow = (text: string) =>
    options.nonce === undefined
      ? `'sha256-${createHash('sha256').update(text).digest('base64')}'`
      : `'nonce-${escaped(options.nonce)}'`;
  const csp = `default-src 'none'; style-src ${allow(style)}; script-src ${allow(script)}; base-uri 'none'; form-action 'none'`;
  const name = report.root === null ? '' : decoded(report.root.slice(report.root.lastIndexOf('/') + 1));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plumbline report${name === '' ? '' : ` · ${escaped(name)}`}</title>
<style${nonce}>${style}</style>
</head>
<body data-mode="${options.mode}">
<a class="skip" href="#findings">Skip to the findings</a>
<header class="top ${stateOf(report)}">
<div class="said">
<p class="eyebrow">Plumbline report${name === '' ? '' : ` · ${escaped(name)}`}</p>
<h1>${icon(stateOf(report))}<span>${escaped(summary.verdict)}</span></h1>
<p class="about">${about(report)}</p>
</div>
<div class="actions">${
    options.mode === 'webview'
      ? '<button type="button" class="action" id="export">Export…</button>'
      : '<button type="button" class="action" id="print">Print</button>'
  }</div>
</header>
<main>
${overview(report)}
<section id="blockers" aria-labelledby="blockers-title"${summary.blockers === 0 ? ' hidden' : ''}>
<h2 id="blockers-title">Deployment blockers <span class="count">${summary.blockers}</span></h2>
<p class="about">The app can’t be synthesized, or CloudFormation or a service refuses it, until these are mended.</p>
<ul class="rows" id="blocker-rows"></ul>
</section>
${requirements(report, options.mode)}
${change(report)}
<section id="findings" aria-labelledby="findings-title" tabindex="-1">
<h2 id="findings-title">Findings <span class="count">${summary.total}</span></h2>
${findings(report)}
</section>
${ignored(report)}
${gaps(report)}
</main>
${[...SEVERITIES, 'good'].map(state => `<template id="icon-${state}">${icon(state as keyof typeof SHAPES)}</template>`).join('\n')}
<script type="application/json" id="data">${jsonInScript(pageData(report))}</script>
<script${nonce}>${script}</script>
</body>
</html>
`;
}

/** The worst that there is; `good` where files were checked and nothing was found. */
function stateOf({ summary }: Report): keyof typeof SHAPES {
  if (summary.blockers > 0) return 'error';
  return SEVERITIES.find(s => summary.bySeverity[s] > 0) ?? (summary.files > 0 ? 'good' : 'hint');
}

/** The figures at the top; each leads to what it counts. */
function overview(report: Report): string {
  const { summary } = report;
  const tile = (href: string, figure: string, words: string, more = '', state = '') =>
    `<li><a class="tile${state === '' ? '' : ` ${state}`}" href="#${href}"${more}>${state === '' ? '' : icon(state as keyof typeof SHAPES)}<b>${figure}</b><span>${words}</span></a></li>`;
  const { met, violated, unchecked } = summary.requirements;
  const asked = met + violated + unchecked;
  const tiles = [
    ...SEVERITIES.map(severity =>
      tile(
        'findings',
        String(summary.bySeverity[severity]),
        plural(summary.bySeverity[severity], severity).replace(/^\S+ /, ''),
        ` data-only="${severity}"`,
        severity,
      ),
    ),
    ...(report.requirements.length > 0
      ? [
          tile(
            'requirements',
            `${met} of ${asked}`,
            'requirements met',
            ` title="${escaped(requirementsInWords(summary))}"`,
          ),
        ]
      : []),
    ...(summary.byEffort.quick > 0
      ? [tile('findings', String(summary.byEffort.quick), 'with a proven fix', ' data-effort="0"')]
      : []),
    ...(report.change
      ? [tile('change', `+${report.change.new} −${goneOf(report)}`, `since ${escaped(report.change.since)}`)]
      : []),
    tile(
      'gaps',
      String(report.notAnalysed.length),
      report.notAnalysed.length === 1 ? 'place not analysed' : 'places not analysed',
    ),
  ];
  return `<nav aria-label="Overview"><ul class="tiles">${tiles.join('\n')}</ul></nav>`;
}

function goneOf({ change: c }: Report): number {
  return c?.gone.reduce((sum, e) => sum + e.count, 0) ?? 0;
}

/** Filters, and the place for the list, which the script fills. */
function findings(report: Report): string {
  const { summary } = report;
  if (summary.total === 0 && report.accepted.length === 0)
    return `<p class="empty">${summary.files === 0 ? 'Nothing was checked.' : 'None.'}</p>`;
  const toggles = SEVERITIES.map(
    severity =>
      `<button type="button" class="toggle" data-severity="${severity}" aria-pressed="true">${icon(severity)}<span>${severity}</span> <b>${summary.bySeverity[severity]}</b></button>`,
  ).join('\n');
  const choose = (id: string, label: string) =>
    `<label class="choose"><span>${label}</span><select id="${id}"><option value="">all</option></select></label>`;
  const groups = ['severity', 'file', 'stack', 'rule', 'resource', 'requirement', 'effort'];
  const efforts = EFFORTS.map(
    level =>
      `<li title="${escaped(EFFORT_MEANS[level])}"><b>${summary.byEffort[level]}</b> ${summary.byEffort[level] === 1 ? EFFORT_NAMES[level] : PLURALS[level]} <span>${escaped(EFFORT_MEANS[level])}</span></li>`,
  ).join('\n');
  return `<ul class="efforts" aria-label="Effort to mend">${efforts}</ul>
<div class="bar" role="search" aria-label="Filter findings">
<div class="line"><input type="search" id="filter" placeholder="Search messages, rules, resources, files  ( / )" aria-label="Search in findings">
${toggles}
${report.change ? `<button type="button" class="toggle" id="only-new" aria-pressed="false"><span>only new</span> <b>${report.change.new}</b></button>` : ''}
${report.accepted.length > 0 ? `<button type="button" class="toggle" id="accepted" aria-pressed="false"><span>${escaped(report.acceptedAs)}</span> <b>${report.accepted.length}</b></button>` : ''}</div>
<div class="line">${choose('file', 'File')}${choose('stack', 'Stack')}${choose('rule', 'Rule')}${choose('requirement', 'Requirement')}${choose('effort', 'Effort')}
<label class="choose"><span>Group by</span><select id="group">${groups.map(g => `<option>${g}</option>`).join('')}</select></label>
<button type="button" class="plain" id="reset" hidden>Clear filters</button></div>
</div>
<p class="shown" id="shown" role="status" aria-live="polite"></p>
<div id="list"></div>
<noscript><p class="empty">The list of findings needs scripts; <code>plumbline check --format markdown</code> gives it without.</p></noscript>`;
}

const PLURALS: Readonly<Record<keyof typeof EFFORT_NAMES, string>> = {
  quick: 'quick fixes',
  edit: 'edits',
  redesign: 'redesigns',
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
