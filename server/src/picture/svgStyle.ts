/** The style of the picture: VS Code's theme where there is one, else a light or dark scheme of its own. */
import { TIER_COLOURS } from './kinds.ts';

export const svgStyle = `
:root {
  color-scheme: light dark;
  --p-bg: var(--vscode-editor-background, light-dark(#ffffff, #16191f));
  --p-fg: var(--vscode-editor-foreground, light-dark(#1d232b, #e1e5ea));
  --p-dim: var(--vscode-descriptionForeground, light-dark(#57606b, #9aa4b0));
  --p-card: var(--vscode-editorWidget-background, light-dark(#ffffff, #20252d));
  --p-frame: color-mix(in srgb, var(--p-fg) 4%, var(--p-bg));
  --p-edge: var(--vscode-contrastBorder, color-mix(in srgb, var(--p-fg) 20%, var(--p-bg)));
  --p-line: color-mix(in srgb, var(--p-fg) 76%, var(--p-bg));
  --p-faint: color-mix(in srgb, var(--p-fg) 62%, var(--p-bg));
  --p-read: light-dark(#2563c9, #6aa6ff);
  --p-write: light-dark(#b95408, #f0a05a);
  --p-error: var(--vscode-editorError-foreground, light-dark(#c0272d, #ff8078));
  --p-warning: var(--vscode-editorWarning-foreground, light-dark(#8f5f00, #e2b340));
  --p-information: var(--vscode-editorInfo-foreground, light-dark(#0b63b5, #6cb2ff));
  --p-hint: var(--vscode-descriptionForeground, light-dark(#57606b, #9aa4b0));
  --p-focus: var(--vscode-focusBorder, light-dark(#0a58ca, #6cb2ff));
}
.picture { font-family: var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif); }
.picture text { fill: var(--p-fg); user-select: none; }
.ground { fill: var(--p-bg); }
.frame rect { fill: var(--p-frame); stroke: var(--p-edge); }
.frame text { font-size: 13px; font-weight: 600; }
.frame.tier rect { fill: var(--p-bg); stroke-dasharray: 4 4; }
.frame.tier text { font-size: 12px; font-weight: 400; fill: var(--p-dim); }
.card { fill: var(--p-bg); stroke: var(--p-edge); }
.name { font-size: 12.5px; font-weight: 600; }
.kind { font-size: 11px; }
.picture .kind { fill: var(--p-dim); }
.picture .letters { font-size: 15px; font-weight: 700; text-anchor: middle; fill: #ffffff; }
.picture .letters.three { font-size: 12px; }
${Object.entries(TIER_COLOURS)
  .map(([tier, colour]) => `.t-${tier} .sign { fill: ${colour}; }`)
  .join('\n')}
.outside .card { fill: none; stroke: var(--p-faint); stroke-dasharray: 3 3; }
.picture .outside .name { fill: var(--p-dim); font-weight: 400; }
.stack .card { stroke-width: 2; }
.missing .card { fill: none; stroke: var(--p-error); stroke-width: 1.5; stroke-dasharray: 6 4; }
.missing .sign { fill: none; stroke: var(--p-error); stroke-dasharray: 4 3; }
.picture .missing .letters { fill: var(--p-error); }
.line { fill: none; stroke: var(--p-line); stroke-width: 1.6; }
.edge.quiet { visibility: hidden; }
.hit { fill: none; stroke: transparent; stroke-width: 12; }
.edge.reads .line { stroke: var(--p-read); } .head.reads { fill: none; stroke: var(--p-read); stroke-width: 1.4; }
.edge.writes .line { stroke: var(--p-write); } .head.writes { fill: var(--p-write); }
.head { fill: var(--p-line); }
.edge.grants .line { stroke-dasharray: 7 4; }
.edge.refers .line, .edge.depends .line { stroke: var(--p-faint); stroke-width: 1.1; stroke-dasharray: 2 4; }
.head.refers, .head.depends { fill: var(--p-faint); }
.edge.missing .line { stroke: var(--p-error); stroke-dasharray: 6 4; } .head.missing { fill: var(--p-error); }
.edge.loop .line { stroke: var(--p-error); stroke-width: 2.6; } .head.loop { fill: var(--p-error); }
.plate { fill: var(--p-frame); }
.picture .label { font-size: 11px; text-anchor: middle; fill: var(--p-dim); }
.badge rect { fill: var(--p-bg); stroke: currentColor; }
.badge > g { fill: currentColor; }
.badge .ring { fill: none; stroke: currentColor; stroke-width: 2; }
.badge > g > rect { stroke: none; fill: currentColor; }
.picture .badge text { font-size: 11px; font-weight: 600; text-anchor: end; }
.badge.error { color: var(--p-error); } .badge.warning { color: var(--p-warning); }
.badge.information { color: var(--p-information); } .badge.hint { color: var(--p-hint); }
`;
