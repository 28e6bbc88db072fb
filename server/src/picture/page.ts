/** The page around the picture in the editor: what can be chosen, the legend, the details of what is selected. It is filled by messages. */
import { TIERS, TIER_NAMES } from './kinds.ts';
import { pageScript } from './pageScript.ts';
import { pageStyle } from './pageStyle.ts';
import { escaped } from './svg.ts';
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

/** The whole page. Nothing in it is loaded from anywhere; only what carries the nonce can run. */
export function renderPage(nonce: string): string {
  const once = ` nonce="${escaped(nonce)}"`;
  const csp = `default-src 'none'; style-src 'nonce-${escaped(nonce)}'; script-src 'nonce-${escaped(nonce)}'; base-uri 'none'; form-action 'none'`;
  const tiers = TIERS.map(
    tier =>
      `<button type="button" class="tier t-${tier}" data-tier="${tier}" aria-pressed="true"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class="sign" width="12" height="12" rx="3"/></svg>${TIER_NAMES[tier]} <b></b></button>`,
  ).join('');
  const lines = LINES.map(
    ([kind, says]) =>
      `<span class="legend"><svg class="picture" viewBox="0 0 30 10" width="30" height="10" aria-hidden="true"><g class="edge ${kind}"><path class="line" d="M1 5H29"/></g></svg>${says}</span>`,
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
<label class="choose"><span>Show</span><select id="scope"></select></label>
<input type="search" id="search" placeholder="Search  ( / )" aria-label="Search resources by name, type or service">
<label class="choose"><span>Service</span><select id="service"><option value="">all</option></select></label>
<label class="check"><input type="checkbox" id="found">with findings</label>
<label class="check"><input type="checkbox" id="all">all parts</label>
<label class="choose"><span>Arrange</span><select id="arrangement"><option value="flow">along the flow</option><option value="tiers">by tier</option></select></label>
<span class="space"></span>
<button type="button" id="svg">Export SVG</button>
<button type="button" id="mermaid">Export Mermaid</button>
</div>
<div class="bar" role="group" aria-label="Tiers">${tiers}<span class="space"></span><span id="said" role="status" aria-live="polite"></span></div>
</header>
<main>
<div id="view" tabindex="0" aria-label="Architecture. Arrow keys go from one resource to the next, Enter opens its code."></div>
<p id="empty" hidden></p>
<div id="zoom"><button type="button" id="in" aria-label="Zoom in">+</button><button type="button" id="out" aria-label="Zoom out">−</button><button type="button" id="fit" aria-label="Show everything">⤢</button></div>
<aside id="details" aria-label="Selected resource" hidden></aside>
</main>
<footer>${lines}</footer>
<script${once}>${pageScript}</script>
</body>
</html>
`;
}
