/**
 * The script of the report page: filters, groups, and builds rows as they are needed. It runs in a browser or a
 * webview, so it is kept as text; all user text goes in through `textContent`, never as markup.
 */
export const script = String.raw`
(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const vscode = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : null;
  const ORDER = ['error', 'warning', 'information', 'hint'];
  const CHUNK = 200;
  const list = document.getElementById('list');
  const shown = document.getElementById('shown');
  const filter = document.getElementById('filter');
  const group = document.getElementById('group');
  const toggles = [...document.querySelectorAll('.toggle')];
  const saved = (vscode && vscode.getState()) || {};
  const off = new Set(saved.off || []);
  const folded = new Set(saved.folded || []);
  filter.value = saved.filter || '';
  if (saved.group) group.value = saved.group;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const placeText = f => f.file + ':' + (f.range.start.line + 1) + ':' + (f.range.start.character + 1);
  for (const f of data.findings)
    f.words = [f.severity, f.rule, f.message, placeText(f), f.resource ? f.resource.type + ' ' + f.resource.logicalId + ' ' + (f.resource.path || '') : '', f.stack || ''].join(' ').toLowerCase();

  const open = f => vscode && vscode.postMessage({ type: 'open', uri: f.uri, range: f.range });
  for (const place of document.querySelectorAll('[data-place]'))
    place.addEventListener('click', () => open(JSON.parse(place.dataset.place)));
  const icon = severity => document.getElementById('icon-' + severity).content.cloneNode(true);
  const row = f => {
    const item = make('li');
    const severity = make('div', 'severity ' + f.severity);
    severity.append(icon(f.severity), f.severity);
    const body = make('div');
    body.append(make('div', 'message', f.message));
    if (f.requirement) body.append(make('div', 'quote', '“' + f.requirement.quote + '” ' + f.requirement.file + ':' + f.requirement.line));
    const meta = make('div', 'meta');
    let place;
    if (vscode) {
      place = make('button', 'place', placeText(f));
      place.type = 'button';
    } else if (f.link) {
      place = make('a', 'place', placeText(f));
      place.href = f.link;
    } else place = make('span', 'place', placeText(f));
    const rule = make('a', '', f.rule);
    rule.href = data.docs + f.rule + '.md';
    meta.append(place, rule);
    if (f.resource) meta.append(make('span', '', (f.resource.path || f.resource.logicalId) + ' · ' + f.resource.type));
    if (f.evidence === 'synth' && f.resource) meta.append(make('span', '', 'confirmed by synth'));
    if (f.fix) meta.append(make('span', 'good', 'fix: ' + f.fix.title + (f.fix.safety === 'safe' ? '' : ' (' + f.fix.safety + ')')));
    body.append(meta);
    item.append(severity, body);
    if (vscode) item.addEventListener('click', event => { if (!event.target.closest('a')) open(f); });
    return item;
  };
  const fill = (rows, findings, from, all) => {
    const to = all ? findings.length : Math.min(findings.length, from + CHUNK);
    const fragment = document.createDocumentFragment();
    for (let i = from; i < to; i++) fragment.append(row(findings[i]));
    rows.append(fragment);
    if (to >= findings.length) return;
    const item = make('li');
    const more = make('button', 'more', 'Show more: ' + (findings.length - to) + ' left');
    more.type = 'button';
    more.addEventListener('click', event => {
      event.stopPropagation();
      item.remove();
      fill(rows, findings, to, false);
      const next = rows.children[to];
      const target = next && next.querySelector('button, a');
      if (target) target.focus();
    });
    item.append(more);
    rows.append(item);
  };
  const keyOf = f => group.value === 'file' ? f.file : group.value === 'rule' ? f.rule
    : group.value === 'resource' ? (f.resource ? (f.resource.path || f.resource.logicalId) + ' · ' + f.resource.type : 'no resource')
    : f.severity;

  const render = all => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const visible = data.findings.filter(f => !off.has(f.severity) && words.every(word => f.words.includes(word)));
    const groups = new Map();
    for (const f of visible) {
      const key = keyOf(f);
      if (groups.has(key)) groups.get(key).push(f);
      else groups.set(key, [f]);
    }
    const keys = [...groups.keys()];
    if (group.value === 'severity') keys.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
    else keys.sort((a, b) => a < b ? -1 : 1);
    list.textContent = '';
    for (const [n, key] of keys.entries()) {
      const findings = groups.get(key);
      const section = make('section', 'group');
      const heading = make('h3');
      const fold = make('button', 'fold');
      fold.type = 'button';
      fold.append(make('span', '', key), make('span', 'count', String(findings.length)));
      heading.append(fold);
      const rows = make('ul', vscode ? 'rows open' : 'rows');
      rows.id = 'rows-' + n;
      fold.setAttribute('aria-controls', rows.id);
      const state = group.value + ' ' + key;
      let built = false;
      const show = expanded => {
        fold.setAttribute('aria-expanded', String(expanded));
        rows.hidden = !expanded;
        if (expanded && !built) {
          built = true;
          fill(rows, findings, 0, all);
        }
      };
      fold.addEventListener('click', () => {
        const expanded = fold.getAttribute('aria-expanded') !== 'true';
        if (expanded) folded.delete(state);
        else folded.add(state);
        show(expanded);
        save();
      });
      section.append(heading, rows);
      list.append(section);
      // Far down, a group is built when it comes near the window.
      if (all || n < 20) show(all || !folded.has(state));
      else {
        fold.setAttribute('aria-expanded', String(!folded.has(state)));
        if (folded.has(state)) rows.hidden = true;
        else later.observe(Object.assign(section, { build: () => show(true) }));
      }
    }
    if (data.findings.length > 0 && visible.length === 0) list.append(make('p', 'empty', 'No finding matches the filter.'));
    shown.textContent = visible.length === data.findings.length ? '' : visible.length + ' of ' + data.findings.length + ' findings shown';
    shown.hidden = visible.length === data.findings.length;
    for (const toggle of toggles) toggle.setAttribute('aria-pressed', String(!off.has(toggle.dataset.severity)));
  };
  const later = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) {
      later.unobserve(entry.target);
      entry.target.build();
    }
  }, { rootMargin: '600px' });
  const save = () => vscode && vscode.setState({ filter: filter.value, group: group.value, off: [...off], folded: [...folded] });
  const update = () => { save(); render(false); };

  let waiting = 0;
  filter.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(update, 120); });
  group.addEventListener('change', update);
  for (const toggle of toggles) toggle.addEventListener('click', () => {
    const severity = toggle.dataset.severity;
    if (off.has(severity)) off.delete(severity);
    else off.add(severity);
    update();
  });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && document.activeElement !== filter) { event.preventDefault(); filter.focus(); }
  });
  // Paper has no "Show more".
  window.addEventListener('beforeprint', () => render(true));
  window.addEventListener('afterprint', () => render(false));
  render(false);
})();
`;
