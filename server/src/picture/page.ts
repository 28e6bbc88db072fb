/** The page around the picture in the editor: what can be chosen, the legend, the details of what is selected. It is filled by messages. */
import { TIERS, TIER_NAMES } from './kinds.ts';
import { pageScript } from './pageScript.ts';
import { pageStyle } from './pageStyle.ts';
import { HEADS, escaped } from './svg.ts';
import { svgStyle } from './svgStyle.ts';

const LINES = [
  ['invokes', 'starts'],
  ['reads', 'reads'],
  ['writes', 'writes'],
  ['grants', 'has permissions'],
  ['refers', 'refers to'],
  ['missing', 'required, missing'],
  ['loop', 'event loop'],
];

/** The head of an arrow, where markers would have to be drawn twice. */
function headOf(kind = ''): string {
  return `<path class="head ${kind}" transform="translate(21 1)" d="${HEADS[kind] ?? HEADS.other}"/>`;
}

/** The whole page. Nothing in it is loaded from anywhere; only what carries the nonce can run. */
export function renderPage(nonce: string): string {
  const once = ` nonce="${escaped(nonce)}"`;
  const csp = `default-src 'none'; style-src 'nonce-${escaped(nonce)}'; script-src 'nonce-${escaped(nonce)}'; base-uri 'none'; form-action 'none'`;
  const tiers = TIERS.map(
    tier =>
      `<button type="button" class="chip tier t-${tier}" data-tier="${tier}" aria-pressed="true"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class="sign" width="12" height="12" rx="3"/></svg>${TIER_NAMES[tier]} <b></b></button>`,
  ).join('');
  const lines = LINES.map(
    ([kind, says]) =>
      `<span class="legend" data-line="${kind}"><svg class="picture" viewBox="0 0 30 10" width="30" height="10" aria-hidden="true"><g class="edge ${kind}"><path class="line" d="M1 5H22"/>${headOf(kind)}</g></svg>${says}</span>`,
  ).join('');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<title>Architecture</title>
<style${once}>${svgStyle}${pageStyle}</style>
</head>
<body>
<header>
<div class="bar">
<select id="scope" aria-label="Project or stack to show"></select>
<input type="search" id="search" list="services" placeholder="Search (/)" aria-label="Search resources by name, type or service">
<datalist id="services"></datalist>
<select id="arrangement" aria-label="Arrangement"><option value="right">flow →</option><option value="down">flow ↓</option><option value="tiers">tiers</option></select>
<button type="button" id="export">Export…</button>
</div>
<div class="bar">
<div class="tiers" role="group" aria-label="Tiers to show">${tiers}</div>
<button type="button" class="chip" id="found" aria-pressed="false">With findings</button>
<button type="button" class="chip" id="all" aria-pressed="false" title="Roles, policies, log groups and the like as resources of their own">All parts</button>
<span class="space"></span><span id="said" role="status" aria-live="polite"></span>
</div>
</header>
<main>
<div id="view" tabindex="0" role="application" aria-label="Architecture. Arrow keys go from one resource to the next, Enter opens its code, plus and minus zoom, 0 shows everything."></div>
<p id="empty">Reading the project…</p>
<aside id="details" aria-label="Selected resource" hidden></aside>
</main>
<footer>${lines}<span class="space"></span><span id="zoom" role="group" aria-label="Zoom"><button type="button" id="out" aria-label="Zoom out">−</button><button type="button" id="fit">Fit</button><button type="button" id="in" aria-label="Zoom in">+</button></span></footer>
<script${once}>${pageScript}</script>
</body>
</html>
`;
}
