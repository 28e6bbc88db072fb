/** The style of the report page: VS Code's theme where there is one, else a calm light or dark scheme of its own. */
export const style = `
:root {
  color-scheme: light;
  --bg: var(--vscode-editor-background, #ffffff);
  --fg: var(--vscode-editor-foreground, #1f2328);
  --dim: var(--vscode-descriptionForeground, #59636e);
  --line: var(--vscode-panel-border, #dfe3e8);
  --soft: var(--vscode-sideBar-background, #f6f8fa);
  --link: var(--vscode-textLink-foreground, #0a58ca);
  --focus: var(--vscode-focusBorder, #0a58ca);
  --hover: var(--vscode-list-hoverBackground, #f0f3f6);
  --input: var(--vscode-input-background, #ffffff);
  --error: var(--vscode-editorError-foreground, #c62828);
  --warning: var(--vscode-editorWarning-foreground, #946200);
  --information: var(--vscode-editorInfo-foreground, #0b63b5);
  --hint: var(--vscode-descriptionForeground, #59636e);
  --good: var(--vscode-charts-green, #1a7f37);
  --mono: var(--vscode-editor-font-family, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
}
@media (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --bg: var(--vscode-editor-background, #14171c);
    --fg: var(--vscode-editor-foreground, #dfe3e8);
    --dim: var(--vscode-descriptionForeground, #98a2ae);
    --line: var(--vscode-panel-border, #2b313a);
    --soft: var(--vscode-sideBar-background, #1b2027);
    --link: var(--vscode-textLink-foreground, #6cb2ff);
    --focus: var(--vscode-focusBorder, #6cb2ff);
    --hover: var(--vscode-list-hoverBackground, #20262e);
    --input: var(--vscode-input-background, #1b2027);
    --error: var(--vscode-editorError-foreground, #ff8078);
    --warning: var(--vscode-editorWarning-foreground, #e2b340);
    --information: var(--vscode-editorInfo-foreground, #6cb2ff);
    --hint: var(--vscode-descriptionForeground, #98a2ae);
    --good: var(--vscode-charts-green, #57c26e);
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 0; background: var(--bg); color: var(--fg);
  font: 14px/1.5 var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
}
main { max-width: 1120px; margin: 0 auto; padding: 28px 28px 64px; }
h1 { font-size: 22px; line-height: 1.3; font-weight: 600; margin: 0 0 4px; text-wrap: balance; }
h2 { font-size: 16px; font-weight: 600; margin: 36px 0 8px; }
p { margin: 0; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.about { color: var(--dim); }
.error { color: var(--error); } .warning { color: var(--warning); }
.information { color: var(--information); } .hint { color: var(--hint); } .good { color: var(--good); }
.verdict { border-left: 4px solid currentColor; padding: 2px 0 2px 16px; }
.verdict h1, .verdict p { color: var(--fg); }
.verdict .about { color: var(--dim); }
.bar {
  position: sticky; top: 0; z-index: 1; background: var(--bg); display: flex; flex-wrap: wrap; gap: 8px 12px;
  align-items: center; padding: 14px 0; margin-top: 14px; border-bottom: 1px solid var(--line);
}
input[type=search], select {
  font: inherit; color: inherit; background: var(--input); border: 1px solid var(--line); border-radius: 6px;
  padding: 5px 10px; min-height: 32px;
}
input[type=search] { flex: 1 1 220px; min-width: 160px; }
.toggle {
  font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 16px;
  padding: 3px 12px; min-height: 32px; cursor: pointer; display: inline-flex; gap: 7px; align-items: center;
}
.toggle[aria-pressed=false] { opacity: .55; text-decoration: line-through; }
.toggle:hover { background: var(--hover); }
.toggle b { font-weight: 600; font-variant-numeric: tabular-nums; }
.shown { color: var(--dim); margin: 12px 0 0; }
.group { margin-top: 14px; }
.group > h3 { margin: 0; font-size: 14px; font-weight: 600; }
.fold {
  font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 6px 4px; width: 100%;
  text-align: left; cursor: pointer; display: flex; gap: 8px; align-items: baseline; overflow-wrap: anywhere;
}
.fold::before { content: "▾"; color: var(--dim); width: 12px; flex: none; }
.fold[aria-expanded=false]::before { content: "▸"; }
.fold .count { color: var(--dim); font-weight: 400; margin-left: auto; font-variant-numeric: tabular-nums; }
ul.rows { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
ul.rows > li {
  display: grid; grid-template-columns: 112px minmax(0, 1fr); gap: 0 12px; padding: 9px 14px;
  border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 66px;
}
ul.rows > li:first-child { border-top: 0; }
ul.rows.open > li { cursor: pointer; }
ul.rows.open > li:hover { background: var(--hover); }
.severity { white-space: nowrap; }
.severity svg { width: 14px; height: 14px; vertical-align: -2px; margin-right: 7px; }
.toggle svg { width: 14px; height: 14px; }
.message { overflow-wrap: anywhere; }
.meta { color: var(--dim); font-size: 13px; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 14px; overflow-wrap: anywhere; }
.meta > * { min-width: 0; }
.place, code { font-family: var(--mono); font-size: 12.5px; }
button.place { color: var(--link); background: none; border: 0; padding: 0; cursor: pointer; text-align: left; overflow-wrap: anywhere; }
button.place:hover { text-decoration: underline; }
.quote { border-left: 2px solid var(--line); padding-left: 8px; color: var(--dim); font-size: 13px; margin-top: 2px; }
.more { font: inherit; color: var(--link); background: none; border: 0; padding: 8px 14px; cursor: pointer; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--dim); }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.empty { padding: 28px 0; color: var(--dim); }
@media (max-width: 640px) {
  main { padding: 18px 14px 48px; }
  ul.rows > li { grid-template-columns: 1fr; }
  .bar { position: static; }
}
@media print {
  main { max-width: none; padding: 0; }
  .bar, .shown, .more { display: none; }
  ul.rows > li { content-visibility: visible; break-inside: avoid; }
  a { color: inherit; }
}
@media (prefers-contrast: more) { :root { --dim: var(--fg); --line: currentColor; } }
`;
