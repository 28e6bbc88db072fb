/** The style of the page around the picture. */
export const pageStyle = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
:root:has(body.vscode-light) { color-scheme: light; }
:root:has(body.vscode-dark), :root:has(body.vscode-high-contrast:not(.vscode-high-contrast-light)) { color-scheme: dark; }
html, body { height: 100%; }
body {
  margin: 0; padding: 0; display: flex; flex-direction: column; background: var(--p-bg); color: var(--p-fg);
  font: 13px/1.4 var(--vscode-font-family, system-ui, sans-serif);
}
/* Where there is nothing to draw, there is nothing to filter or to explain. */
.bare > header, .bare > footer { display: none; }
header { border-bottom: 1px solid var(--p-edge); padding: 8px 12px; display: grid; gap: 8px; }
.bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.tiers { display: contents; }
.space { flex: 1; }
select, input[type=search], button {
  font: inherit; color: var(--vscode-input-foreground, var(--p-fg)); background: var(--vscode-input-background, var(--p-card));
  border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--p-edge))); border-radius: 4px; min-height: 26px; padding: 2px 7px;
}
#scope { flex: 0 1 auto; min-width: 70px; max-width: 40%; text-overflow: ellipsis; } #search { flex: 1 1 100px; min-width: 100px; max-width: 320px; } #export { margin-left: auto; }
button { cursor: pointer; background: var(--vscode-button-secondaryBackground, var(--p-card)); color: var(--vscode-button-secondaryForeground, var(--p-fg)); }
button:hover { background: var(--vscode-button-secondaryHoverBackground, var(--p-frame)); }
:focus-visible { outline: 2px solid var(--p-focus); outline-offset: 1px; }
button.chip { border-radius: 13px; padding: 1px 9px; background: none; color: var(--p-fg); display: inline-flex; gap: 5px; align-items: center; min-height: 24px; }
button.chip b { font-weight: 400; color: var(--p-dim); }
button.tier[aria-pressed=false] { color: var(--p-dim); text-decoration: line-through; } button.tier[aria-pressed=false] .sign { opacity: .3; }
button.chip:not(.tier)[aria-pressed=true] { background: var(--vscode-button-background, var(--p-fg)); color: var(--vscode-button-foreground, var(--p-bg)); border-color: var(--vscode-contrastBorder, transparent); }
#said { color: var(--p-dim); white-space: nowrap; }
main { flex: 1; position: relative; overflow: hidden; min-height: 0; }
#view { position: absolute; inset: 0; cursor: grab; touch-action: none; }
#view:focus-visible { outline-offset: -2px; }
#view.drags { cursor: grabbing; }
#view > svg { width: 100%; height: 100%; display: block; }
#empty { position: absolute; inset: 0; margin: auto; height: fit-content; max-width: 52ch; text-align: center; color: var(--p-dim); }
#zoom { display: inline-flex; gap: 4px; }
#zoom button { min-width: 28px; min-height: 24px; padding: 0 6px; }
.node { cursor: pointer; outline: none; } .node .card { pointer-events: all; }
.node:hover .card { stroke: var(--p-focus); }
.node:focus-visible .card, .node.chosen .card { stroke: var(--p-focus); stroke-width: 2.5; }
.frame text { cursor: pointer; }
.node, .edge { transition: opacity .12s; }
.node.dim, .edge.dim { opacity: .14; }
.node.far { opacity: .45; } .edge.far { opacity: .2; }
.edge.quiet.near { visibility: visible; }
.edge.near .line { stroke-width: 2.6; stroke-dasharray: none; }
#details {
  position: absolute; right: 12px; top: 12px; width: 300px; max-height: calc(100% - 24px); overflow: auto; padding: 12px 14px;
  background: var(--p-card); border: 1px solid var(--p-edge); border-radius: 8px; box-shadow: 0 4px 16px rgb(0 0 0 / .18);
}
#details h2 { margin: 0 26px 0 0; font-size: 14px; overflow-wrap: anywhere; }
#details h3 { margin: 12px 0 3px; font-size: 12px; font-weight: 600; color: var(--p-dim); }
#details p { margin: 0; color: var(--p-dim); }
#details ul { list-style: none; margin: 0; padding: 0; }
#details li { overflow-wrap: anywhere; padding: 1px 0; }
#details .to { all: unset; cursor: pointer; color: var(--vscode-textLink-foreground, var(--p-focus)); }
#details .to:hover { text-decoration: underline; }
#details .to:focus-visible { outline: 2px solid var(--p-focus); }
#details .close { position: absolute; right: 8px; top: 8px; border: 0; background: none; width: 26px; }
#details .severity { font-weight: 600; }
.severity::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 5px; border-radius: 2px; background: var(--p-hint); }
.severity.error::before { background: var(--p-error); } .severity.warning::before { background: var(--p-warning); }
.severity.information::before { background: var(--p-information); }
footer { border-top: 1px solid var(--p-edge); padding: 5px 12px; display: flex; flex-wrap: wrap; gap: 2px 16px; align-items: center; color: var(--p-dim); font-size: 12px; }
.legend { display: inline-flex; gap: 6px; align-items: center; white-space: nowrap; }
@media (max-width: 700px) { #details { left: 8px; right: 8px; bottom: 8px; top: auto; width: auto; max-height: 45%; } }
@media (prefers-reduced-motion: reduce) { .node, .edge { transition: none; } }
`;
