/** The sections of the report page that need no script: requirements, change, what is ignored and what was not analysed. */
import { docsUrl } from './docs.ts';
import type { HtmlOptions } from './html.ts';
import { escaped } from './htmlText.ts';
import {
  type NotAnalysed,
  type Place,
  type Report,
  type ReportRequirement,
  type States,
  changeInWords,
  evidenceInWords,
  plural,
  requirementsInWords,
} from './report.ts';

/** A page is no place for thousands of lines of one kind: the first ones stand for the rest, JSON has all. */
const MOST = 300;
/** How many places of one reason are listed before the rest is only counted. */
const PLACES = 20;

/** What was looked at, and how. */
export function about(report: Report): string {
  const { summary } = report;
  const evidence = evidenceInWords(report);
  return [
    [plural(summary.files, 'file'), plural(summary.resources, 'resource'), plural(report.rules.length, 'rule')].join(
      ', ',
    ),
    ...(evidence === null ? [] : [evidence]),
    `<time datetime="${escaped(report.today)}">${escaped(report.today)}</time>`,
    `Plumbline ${escaped(report.version)}`,
  ].join(' · ');
}

/** The score by category with what is missing, then each statement. */
export function requirements(report: Report, mode: HtmlOptions['mode']): string {
  if (report.requirements.length === 0) return '';
  const scores = report.summary.categories
    .map(states => {
      const all = states.met + states.violated + states.unchecked;
      const own = report.requirements.filter(r => r.category === states.category);
      const score = all === 0 ? 'nothing to check' : `${states.met} of ${all} met`;
      return `<tr><th scope="row">${escaped(states.category.replaceAll('_', ' '))}</th><td class="score">${all === 0 ? '' : bar(states)}<span>${score}</span></td><td>${missing(own)}</td></tr>`;
    })
    .join('\n');
  const rows = report.requirements.map(r => row(r, mode)).join('\n');
  return `<section id="requirements" aria-labelledby="requirements-title">
<h2 id="requirements-title">Requirements: ${requirementsInWords(report.summary)}</h2>
<table class="scores"><thead><tr><th scope="col">Category</th><th scope="col">Score</th><th scope="col">What is missing</th></tr></thead><tbody>
${scores}
</tbody></table>
<details><summary>All ${plural(report.requirements.length, 'requirement')}, with where each was asked for</summary>
<table><thead><tr><th scope="col">Requirement</th><th scope="col">State</th><th scope="col">Asked for in</th></tr></thead><tbody>
${rows}
</tbody></table></details>
</section>`;
}

/** What is not met, the violated ones with how often, as buttons that show their findings. */
function missing(own: readonly ReportRequirement[]): string {
  const violated = own
    .filter(r => r.state === 'violated')
    .map(
      r =>
        `<button type="button" class="missing" data-requirement="${escaped(r.name)}"><code>${escaped(within(r))}</code> ${r.violations}</button>`,
    );
  const unchecked = own
    .filter(r => r.state === 'unchecked')
    .map(r => `<span class="open"><code>${escaped(within(r))}</code> ${escaped(r.standing)}</span>`);
  return [...violated, ...unchecked].join(' ') || '<span class="none">nothing</span>';
}

/** Its name without the category, which the row says already. */
function within({ name, category }: ReportRequirement): string {
  return name.startsWith(`${category}.`) ? name.slice(category.length + 1) : name;
}

/** Met, violated and open parts of a whole, as an image with the same in words beside it. */
function bar({ met, violated, unchecked }: States): string {
  const all = met + violated + unchecked;
  const parts = (
    [
      ['met', met],
      ['violated', violated],
      ['unchecked', unchecked],
    ] as const
  ).filter(([, n]) => n > 0);
  let from = 0;
  const rects = parts.map(([state, n]) => {
    const width = (n / all) * 100;
    const rect = `<rect class="${state}" x="${from.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="8"/>`;
    from += width;
    return rect;
  });
  return `<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>`;
}

function row(requirement: ReportRequirement, mode: HtmlOptions['mode']): string {
  const { name, standing, source, why, state } = requirement;
  const reason = why === null ? '' : `<br>${escaped(why)}`;
  const asked = `<code>${escaped(`${source.file}:${source.line}`)}</code> “${escaped(source.quote)}”`;
  return `<tr><td>${placeLink(requirement, `<code>${escaped(name)}</code>`, mode)}${reason}</td><td class="${state}">${escaped(standing)}</td><td>${asked}</td></tr>`;
}

/** What is new and what is gone since an earlier report. */
export function change(report: Report): string {
  const words = changeInWords(report);
  if (words === null || !report.change) return '';
  const { gone } = report.change;
  const rows = gone
    .slice(0, MOST)
    .map(
      e =>
        `<tr><td>${ruleLink(e.rule)}</td><td>${escaped(e.message)}${e.count > 1 ? ` (${e.count} times)` : ''}</td><td><code>${escaped(e.file)}</code></td></tr>`,
    )
    .join('\n');
  const more = gone.length > MOST ? `<p class="about">${gone.length - MOST} more are in the JSON report.</p>` : '';
  const list =
    gone.length === 0
      ? ''
      : `<details><summary>What is gone</summary><table><thead><tr><th scope="col">Rule</th><th scope="col">What</th><th scope="col">File</th></tr></thead><tbody>
${rows}
</tbody></table>${more}</details>`;
  return `<section id="change" aria-labelledby="change-title">
<h2 id="change-title">Change</h2>
<p>${escaped(words)}.</p>
${list}</section>`;
}

/** What is silenced, and why. */
export function ignored(report: Report): string {
  if (report.suppressed.length === 0) return '';
  const rows = report.suppressed
    .slice(0, MOST)
    .map(
      ({ finding, reason }) =>
        `<tr><td>${ruleLink(finding.rule)}</td><td>${escaped(finding.message)}</td><td><code>${placeText(finding)}</code></td><td>${escaped(reason) || '<em>none given</em>'}</td></tr>`,
    )
    .join('\n');
  return `<section id="ignored" aria-labelledby="ignored-title">
<h2 id="ignored-title">Ignored, with a reason <span class="count">${report.suppressed.length}</span></h2>
<table><thead><tr><th scope="col">Rule</th><th scope="col">What</th><th scope="col">Place</th><th scope="col">Reason</th></tr></thead><tbody>
${rows}
</tbody></table></section>`;
}

/** What nothing is said about, by reason. */
export function gaps({ notAnalysed, summary }: Report): string {
  const reasons = [...Map.groupBy(notAnalysed, n => n.reason)].sort((a, b) => b[1].length - a[1].length);
  const items = reasons
    .slice(0, MOST)
    .map(([reason, places]) => {
      const rest = places.length > PLACES ? ` and ${places.length - PLACES} more, which are in the JSON report` : '';
      const list = `<span class="places">${places.slice(0, PLACES).map(gapText).join(', ')}${rest}</span>`;
      return `<li><b>${places.length}</b> <div>${escaped(reason)}<br>${list}</div></li>`;
    })
    .join('\n');
  const none = summary.files === 0 ? '' : '<p class="about">Everything that was found could be read to its end.</p>';
  return `<section id="gaps" aria-labelledby="gaps-title">
<h2 id="gaps-title">Not analysed <span class="count">${notAnalysed.length}</span></h2>
${
  notAnalysed.length === 0
    ? none
    : `<p class="about">Nothing is said about these places: what can’t be seen is not reported.</p>
<ul class="gaps">
${items}
</ul>`
}</section>`;
}

function gapText({ file, range }: NotAnalysed): string {
  return `<code>${escaped(range ? `${file}:${range.start.line + 1}` : file)}</code>`;
}

function placeText({ file, range }: Place): string {
  return escaped(`${file}:${range.start.line + 1}`);
}

function ruleLink(rule: string): string {
  return `<a href="${escaped(docsUrl(rule))}">${escaped(rule)}</a>`;
}

/** A way to a place: a button for the editor, a link to a desktop VS Code for local files, else the label alone. */
function placeLink({ uri, range }: Place, label: string, mode: HtmlOptions['mode']): string {
  if (mode === 'webview')
    return `<button type="button" class="place" data-place="${escaped(JSON.stringify({ uri, range }))}">${label}</button>`;
  if (!uri.startsWith('file:///')) return label;
  const link = `vscode://file/${uri.slice('file:///'.length)}:${range.start.line + 1}:${range.start.character + 1}`;
  return `<a class="place" href="${escaped(link)}">${label}</a>`;
}
