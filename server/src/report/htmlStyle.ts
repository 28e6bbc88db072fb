/** The style of the report page: VS Code's theme where there is one, else a calm light or dark scheme of its own. */
export const style = `
:root {
  color-scheme: light;
  --bg: var(--vscode-editor-background, #ffffff);
  --fg: var(--vscode-editor-foreground, #1d232b);
  --dim: var(--vscode-descriptionForeground, #57606b);
  --line: var(--vscode-contrastBorder, var(--vscode-panel-border, #dde2e8));
  --soft: var(--vscode-sideBar-background, #f5f7f9);
  --link: var(--vscode-textLink-foreground, #0a58ca);
  --focus: var(--vscode-focusBorder, #0a58ca);
  --hover: var(--vscode-list-hoverBackground, #eef2f6);
  --input: var(--vscode-input-background, #ffffff);
  --edge: var(--vscode-contrastBorder, var(--vscode-input-border, #b9c1cb));
  --error: var(--vscode-editorError-foreground, #c0272d);
  --warning: var(--vscode-editorWarning-foreground, #8f5f00);
  --information: var(--vscode-editorInfo-foreground, #0b63b5);
  --hint: var(--vscode-descriptionForeground, #57606b);
  --good: var(--vscode-charts-green, #1a7f37);
  --mark: var(--vscode-editor-findMatchHighlightBackground, #ffe9a8);
  --mono: var(--vscode-editor-font-family, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
}
/* Themes choose these colours for lines and icons: text takes so much of its own colour that it can be read. */
body {
  --error-text: color-mix(in srgb, var(--error) 60%, var(--fg)); --warning-text: color-mix(in srgb, var(--warning) 60%, var(--fg));
  --information-text: color-mix(in srgb, var(--information) 60%, var(--fg)); --good-text: color-mix(in srgb, var(--good) 60%, var(--fg));
}
@media (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --bg: var(--vscode-editor-background, #13161b);
    --fg: var(--vscode-editor-foreground, #e1e5ea);
    --dim: var(--vscode-descriptionForeground, #9aa4b0);
    --line: var(--vscode-contrastBorder, var(--vscode-panel-border, #2b313a));
    --soft: var(--vscode-sideBar-background, #1a1e25);
    --link: var(--vscode-textLink-foreground, #6cb2ff);
    --focus: var(--vscode-focusBorder, #6cb2ff);
    --hover: var(--vscode-list-hoverBackground, #20262e);
    --input: var(--vscode-input-background, #1a1e25);
    --edge: var(--vscode-contrastBorder, var(--vscode-input-border, #48515d));
    --error: var(--vscode-editorError-foreground, #ff8078);
    --warning: var(--vscode-editorWarning-foreground, #e2b340);
    --information: var(--vscode-editorInfo-foreground, #6cb2ff);
    --hint: var(--vscode-descriptionForeground, #9aa4b0);
    --good: var(--vscode-charts-green, #57c26e);
    --mark: var(--vscode-editor-findMatchHighlightBackground, #5a4a12);
  }
}
:root:has(body.vscode-light) { color-scheme: light; }
:root:has(body.vscode-dark) { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-behavior: smooth; scroll-padding-top: 8px; }
body {
  margin: 0; padding: 0; background: var(--bg); color: var(--fg);
  font: 14px/1.5 var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
}
main, .top { max-width: 1160px; margin: 0 auto; padding: 0 28px; }
main { padding-bottom: 72px; }
h1 { font-size: 22px; line-height: 1.3; font-weight: 600; margin: 2px 0 6px; text-wrap: balance; display: flex; gap: 12px; }
h1 .icon { width: 24px; height: 24px; flex: none; margin-top: 2px; }
h2 { font-size: 16px; font-weight: 600; margin: 0 0 6px; }
section { margin-top: 36px; }
section:focus { outline: none; }
p { margin: 0; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 12px; z-index: 2; background: var(--bg); padding: 8px 12px; }
.about, .eyebrow, .count { color: var(--dim); }
.count { font-weight: 400; font-variant-numeric: tabular-nums; }
.eyebrow { font-size: 13px; }
.icon { width: 14px; height: 14px; vertical-align: -2px; flex: none; }
.severity.error { color: var(--error-text); } .severity.warning { color: var(--warning-text); }
.severity.information { color: var(--information-text); } .icon.hint, .severity.hint { color: var(--hint); }
.icon.error, .severity .icon.error { color: var(--error); } .icon.warning, .severity .icon.warning { color: var(--warning); }
.icon.information, .severity .icon.information { color: var(--information); }
.icon.good { color: var(--good); }
.top { padding-top: 26px; padding-bottom: 20px; display: flex; gap: 20px; align-items: flex-start; }
.said { flex: 1; min-width: 0; }
.said .about { padding-left: 36px; }
time { white-space: nowrap; }
.action {
  font: inherit; color: var(--vscode-button-secondaryForeground, var(--fg)); background: var(--vscode-button-secondaryBackground, var(--soft));
  border: 1px solid var(--edge); border-radius: 6px; padding: 4px 14px; min-height: 32px; cursor: pointer; white-space: nowrap;
}
.action:hover { background: var(--vscode-button-secondaryHoverBackground, var(--hover)); }
ul { list-style: none; margin: 0; padding: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(106px, 1fr)); gap: 10px; }
.tiles li { display: grid; }
.tile {
  color: inherit; border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; background: var(--soft);
  display: grid; grid-template-columns: auto 1fr; column-gap: 8px; align-items: center; align-content: start;
}
.tile:hover { background: var(--hover); text-decoration: none; }
.tile b { font-size: 20px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile:not(:has(.icon)) b { grid-column: 1 / -1; }
.tile span { grid-column: 1 / -1; color: var(--dim); font-size: 13px; line-height: 1.35; }
.efforts { display: flex; flex-wrap: wrap; gap: 2px 22px; font-size: 13px; }
.efforts b { font-variant-numeric: tabular-nums; }
.efforts span { color: var(--dim); }
.efforts span::before { content: "– "; }
.bar {
  position: sticky; top: 0; z-index: 1; background: var(--bg); padding: 12px 0; border-bottom: 1px solid var(--line);
  display: grid; gap: 8px;
}
.bar .line { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
input[type=search], select {
  font: inherit; color: var(--vscode-input-foreground, inherit); background: var(--input); border: 1px solid var(--edge); border-radius: 6px;
  padding: 4px 8px; min-height: 32px; min-width: 0;
}
input[type=search] { flex: 1 1 260px; }
.choose { display: inline-flex; align-items: center; gap: 6px; font-size: 13px; color: var(--dim); min-width: 0; }
.choose select { width: 106px; min-height: 28px; padding: 2px 4px; color: var(--fg); }
.toggle {
  font: inherit; color: inherit; background: none; border: 1px solid var(--edge); border-radius: 16px;
  padding: 3px 11px; min-height: 32px; cursor: pointer; display: inline-flex; gap: 7px; align-items: center;
}
.toggle[aria-pressed=false]:not(#only-new) span { text-decoration: line-through; }
.toggle[aria-pressed=false] { border-style: dashed; color: var(--dim); }
.toggle[aria-pressed=false] .icon { color: var(--dim); }
#only-new[aria-pressed=true] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
.toggle:hover, .missing:hover { background: var(--hover); }
.toggle b { font-weight: 600; font-variant-numeric: tabular-nums; }
.plain, .fold, .message, button.place { font: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
.plain { color: var(--link); padding: 4px 6px; }
.plain:hover, .message:hover, button.place:hover { text-decoration: underline; }
.shown { color: var(--dim); }
.shown:not(:empty) { padding-top: 10px; }
.group { margin-top: 14px; }
.group > h3 { margin: 0; font-size: 14px; font-weight: 600; }
.fold { font-weight: 600; color: inherit; padding: 6px 4px; width: 100%; display: flex; gap: 8px; align-items: baseline; overflow-wrap: anywhere; }
.fold::before { content: "▾"; color: var(--dim); width: 12px; flex: none; }
.fold[aria-expanded=false]::before { content: "▸"; }
.rows { border: 1px solid var(--line); border-radius: 8px; }
#blocker-rows { border-left: 4px solid var(--error); margin-top: 10px; }
.rows > li { padding: 9px 14px; border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 66px; }
.rows > li:first-child { border-top: 0; }
.finding { display: grid; grid-template-columns: 108px minmax(0, 1fr); gap: 0 12px; }
.finding:hover { background: var(--hover); }
.severity { white-space: nowrap; }
.severity .icon { margin-right: 7px; }
.message { color: inherit; overflow-wrap: anywhere; position: relative; padding-left: 14px; }
.message::before { content: "▸"; color: var(--dim); position: absolute; left: 0; }
.message[aria-expanded=true]::before { content: "▾"; }
.badge { font-size: 11.5px; line-height: 1.5; border: 1px solid var(--edge); border-radius: 10px; padding: 0 8px; white-space: nowrap; }
.badge.blocks { border-color: var(--error); color: var(--error-text); }
#blocker-rows .blocks { display: none; }
.meta { color: var(--dim); font-size: 13px; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 14px; padding-left: 14px; overflow-wrap: anywhere; }
.meta > * { min-width: 0; }
.fix { color: var(--good-text); }
.place, code, pre { font-family: var(--mono); font-size: 12.5px; }
.place { overflow-wrap: anywhere; }
button.place { color: var(--link); }
.place code { color: inherit; }
.details { margin: 8px 0 4px 14px; display: grid; grid-template-columns: 88px minmax(0, 1fr); gap: 5px 12px; font-size: 13px; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; max-width: 84ch; }
pre { margin: 0; padding: 5px 9px; background: var(--vscode-textCodeBlock-background, var(--soft)); border-radius: 4px; overflow-x: auto; white-space: pre; }
mark { color: inherit; background: var(--mark); border-bottom: 2px solid var(--warning); border-radius: 2px; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; }
thead th { color: var(--dim); font-size: 13px; font-weight: 400; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.scores th[scope=row] { width: 20%; }
.score { width: 250px; white-space: nowrap; }
.meter { width: 110px; height: 8px; margin-right: 12px; vertical-align: 1px; }
.meter .met { fill: var(--good); } .meter .violated { fill: var(--error); } .meter .unchecked { fill: var(--edge); }
.missing {
  font: inherit; font-size: 13px; color: inherit; background: none; border: 1px solid var(--edge); border-radius: 5px; padding: 0 7px; margin: 0 4px 4px 0;
  cursor: pointer; text-align: left;
}
.missing code { color: var(--error-text); }
.open, .none { color: var(--dim); font-size: 13px; display: inline-block; }
td.violated { color: var(--error-text); } td.idle { color: var(--dim); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.gaps > li { display: grid; grid-template-columns: 44px minmax(0, 1fr); padding: 7px 0; border-bottom: 1px solid var(--line); }
.gaps b { font-variant-numeric: tabular-nums; }
.places { color: var(--dim); overflow-wrap: anywhere; }
.empty { padding: 20px 0; color: var(--dim); }
.sentinel { height: 1px; }
@media (max-width: 720px) {
  main, .top { padding-left: 16px; padding-right: 16px; }
  .said .about { padding-left: 0; }
  .top { flex-direction: column; gap: 10px; }
  h1 { font-size: 17px; }
  .finding { grid-template-columns: minmax(0, 1fr); gap: 2px; }
  .meta, .details { padding-left: 0; margin-left: 0; }
  .details { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { padding-bottom: 6px; }
  .bar { position: static; }
  .choose { flex: 1 1 130px; }
  .choose select { flex: 1; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(96px, 1fr)); }
  .efforts { display: grid; }
  .scores td, .scores th[scope=row] { display: block; width: auto; padding: 2px 0; border: 0; }
  .scores tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .scores thead { display: none; }
}
@media print {
  :root { --bg: #fff; --fg: #000; --dim: #444; --line: #bbb; --soft: #fff; --link: #000; --mark: none; color-scheme: light; }
  body { font-size: 11px; }
  main, .top { max-width: none; padding: 0; }
  .bar, .shown, .plain, .actions, .skip, .sentinel, .message::before { display: none; }
  .rows > li { content-visibility: visible; break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .fold::before { content: none; }
}
@media (prefers-contrast: more) { :root { --dim: var(--fg); --line: currentColor; --edge: currentColor; } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
