/**
 * The script of the report page: filters, groups, and builds rows as they come near the window. It runs in a browser or a
 * webview, so it is kept as text; all user text goes in through `textContent`, never as markup. `PageData` says what it reads.
 */
export const script = String.raw`
(() => {
  'use strict';
  const $ = id => document.getElementById(id);
  const data = JSON.parse($('data').textContent);
  const vscode = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : null;
  const ORDER = ['error', 'warning', 'information', 'hint'];
  const EFFORTS = ['quick fix', 'edit', 'redesign'];
  const SAFETY = { safe: 'safe', review: 'look at it: behaviour may change', replacement: 'replaces the resource' };
  // Rows are built in pieces; the first one fills a window.
  const FIRST = 40, CHUNK = 120, BLOCKERS = 20;
  const saved = (vscode && vscode.getState()) || {};

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const button = (className, text) => {
    const element = make('button', className, text);
    element.type = 'button';
    return element;
  };
  const icon = state => $('icon-' + state).content.cloneNode(true);
  // Spans of code in the texts of rules.
  const rich = (className, text) => {
    const element = make('span', className);
    text.split('\x60').forEach((part, i) => element.append(i % 2 ? make('code', '', part) : part.replace(/\*([^*]+)\*/g, '$1')));
    return element;
  };

  const rangeOf = at => ({ start: { line: at[0], character: at[1] }, end: { line: at[2], character: at[3] } });
  const placeOf = (file, at, label) => {
    const [name, uri] = data.files[file];
    const text = label || name + ':' + (at[0] + 1) + ':' + (at[1] + 1);
    if (vscode) {
      const place = button('place', text);
      place.addEventListener('click', () => vscode.postMessage({ type: 'open', uri, range: rangeOf(at) }));
      return place;
    }
    if (!uri.startsWith('file:///')) return make('span', 'place', text);
    const link = make('a', 'place', text);
    link.href = 'vscode://file/' + uri.slice('file:///'.length) + ':' + (at[0] + 1) + ':' + (at[1] + 1);
    return link;
  };

  const excerptOf = f => {
    const indent = /^\s*/.exec(f.excerpt)[0].length;
    const end = f.at[2] === f.at[0] ? f.at[3] : f.excerpt.length;
    const from = Math.max(indent, Math.min(f.at[1], f.excerpt.length));
    const pre = make('pre');
    pre.append(f.excerpt.slice(indent, from), make('mark', '', f.excerpt.slice(from, Math.max(from, end))), f.excerpt.slice(Math.max(from, end)));
    return pre;
  };
  const detailsOf = f => {
    const list = make('dl', 'details');
    const add = (term, ...what) => {
      const value = make('dd');
      value.append(...what);
      list.append(make('dt', '', term), value);
    };
    const rule = data.rules[f.rule];
    if (f.blocks) add('Impact', 'The deployment fails with it.');
    if (rule) add('Why', rich('', rule.why));
    if (f.excerpt) add('Source', excerptOf(f));
    if (f.asked) add('Asked for', '“' + f.asked[0] + '” ', make('code', '', f.asked[1]));
    if (f.fix) add('Fix', f.fix[0] + ' (' + SAFETY[f.fix[1]] + ')');
    add('Effort', EFFORTS[f.effort[0]] + ': ' + f.effort[1]);
    add('Evidence', f.synth ? 'the synthesized template' : 'reading the source');
    if (f.related) add('See also', ...f.related.flatMap(([message, file, at], i) => [i ? make('br') : '', placeOf(file, at), ' ' + message]));
    if (rule && rule.peers) add('Elsewhere', rule.peers);
    return list;
  };

  const open = new Set(saved.open || []);
  let rows = 0;
  const row = f => {
    const item = make('li', 'finding');
    const severity = make('div', 'severity ' + f.severity);
    severity.append(icon(f.severity), f.severity);
    const body = make('div', 'body');
    const message = button('message', f.message);
    const id = 'details-' + rows++;
    message.setAttribute('aria-controls', id);
    const meta = make('div', 'meta');
    if (f.blocks) meta.append(make('span', 'badge blocks', 'blocks deployment'));
    if (f.accepted) meta.append(make('span', 'badge', data.acceptedAs));
    if (f.isNew) meta.append(make('span', 'badge', 'new'));
    const rule = make('a', '', f.rule);
    rule.href = data.docs + f.rule + '.md';
    meta.append(placeOf(f.file, f.at), rule);
    if (f.resource) meta.append(make('span', '', f.resource + ' · ' + f.type));
    if (f.synth) meta.append(make('span', '', 'confirmed by synth'));
    if (f.fix) meta.append(make('span', f.effort[0] === 0 ? 'fix' : '', 'fix: ' + f.fix[0] + (f.fix[1] === 'replacement' ? ' (replaces the resource)' : '')));
    body.append(message, meta);
    const show = expanded => {
      message.setAttribute('aria-expanded', String(expanded));
      const known = body.querySelector('.details');
      if (known) known.hidden = !expanded;
      else if (expanded) {
        const list = detailsOf(f);
        list.id = id;
        body.append(list);
      }
    };
    show(open.has(f.index));
    message.addEventListener('click', () => {
      const expanded = !open.has(f.index);
      if (expanded) open.add(f.index);
      else open.delete(f.index);
      show(expanded);
      save();
    });
    item.append(severity, body);
    return item;
  };

  for (const [i, f] of data.findings.entries()) {
    f.index = i;
    f.words = [f.severity, f.rule, f.message, data.files[f.file][0] + ':' + (f.at[0] + 1), f.resource || '', f.type || '', f.stack === undefined ? '' : data.stacks[f.stack], f.fix ? f.fix[0] : '', f.blocks ? 'blocks deployment' : ''].join(' ').toLowerCase();
  }
  const blockers = data.findings.filter(f => f.blocks && !f.accepted);
  const fillBlockers = all => {
    const list = $('blocker-rows');
    list.textContent = '';
    list.append(...blockers.slice(0, all ? undefined : BLOCKERS).map(row));
    if (all || blockers.length <= BLOCKERS) return;
    const item = make('li');
    const more = button('plain', 'Show all ' + blockers.length);
    more.addEventListener('click', () => fillBlockers(true));
    item.append(more);
    list.append(item);
  };
  fillBlockers(false);

  for (const place of document.querySelectorAll('[data-place]'))
    place.addEventListener('click', () => vscode && vscode.postMessage({ type: 'open', ...JSON.parse(place.dataset.place) }));
  if ($('export')) $('export').addEventListener('click', () => vscode && vscode.postMessage({ type: 'export' }));
  if ($('print')) $('print').addEventListener('click', () => window.print());
  const list = $('list');
  if (!list) return;

  const filter = $('filter'), group = $('group'), reset = $('reset'), shown = $('shown'), onlyNew = $('only-new'), accepted = $('accepted');
  const toggles = [...document.querySelectorAll('.toggle[data-severity]')];
  const current = data.findings.filter(f => !f.accepted).length;
  const off = new Set(saved.off || []);
  const folded = new Set(saved.folded || []);

  // What can be chosen, with how often it occurs; what would be one choice is none.
  const CHOICES = {
    file: { of: f => [f.file], name: i => data.files[i][0] },
    stack: { of: f => f.stack === undefined ? [] : [f.stack], name: i => data.stacks[i] },
    rule: { of: f => [f.rule], name: id => id },
    requirement: { of: f => f.requirements || [], name: i => data.requirements[i] },
    effort: { of: f => [f.effort[0]], name: i => EFFORTS[i] },
  };
  for (const [id, choice] of Object.entries(CHOICES)) {
    const counts = new Map();
    for (const f of data.findings) for (const value of choice.of(f)) counts.set(value, (counts.get(value) || 0) + (f.accepted ? 0 : 1));
    choice.select = $(id);
    choice.select.closest('label').hidden = counts.size === 0 || (counts.size === 1 && id !== 'requirement');
    const names = [...counts].map(([value, count]) => [String(value), choice.name(value), count]);
    names.sort((a, b) => a[1] < b[1] ? -1 : 1);
    for (const [value, name, count] of names) {
      const option = make('option', '', count ? name + ' (' + count + ')' : name);
      option.value = value;
      choice.select.append(option);
    }
    if (saved[id]) choice.select.value = saved[id];
    if (choice.select.selectedIndex < 0) choice.select.value = '';
  }
  filter.value = saved.filter || '';
  if (saved.group) group.value = saved.group;
  let isOnlyNew = !!onlyNew && !!saved.onlyNew, withAccepted = !!accepted && !!saved.accepted;

  const save = () => vscode && vscode.setState({
    filter: filter.value, group: group.value, off: [...off], folded: [...folded], open: [...open], onlyNew: isOnlyNew, accepted: withAccepted, limit, scroll: window.scrollY,
    ...Object.fromEntries(Object.entries(CHOICES).map(([id, choice]) => [id, choice.select.value])),
  });

  const KEYS = {
    severity: f => f.severity,
    file: f => data.files[f.file][0],
    stack: f => f.stack === undefined ? 'no stack' : data.stacks[f.stack],
    rule: f => f.rule,
    resource: f => f.resource ? f.resource + ' · ' + f.type : 'no resource',
    requirement: f => f.requirements ? data.requirements[f.requirements[0]] : 'no requirement',
    effort: f => EFFORTS[f.effort[0]],
  };
  // Headings and findings in one row, of which as much is built as is looked at.
  let flow = [], built = 0, limit = 0, visible = [];
  const sentinel = make('div', 'sentinel');
  const select = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = Object.values(CHOICES).filter(c => c.select.value !== '');
    visible = data.findings.filter(f => !off.has(f.severity) && (!isOnlyNew || f.isNew) && (withAccepted || !f.accepted)
      && words.every(word => f.words.includes(word))
      && chosen.every(c => c.of(f).some(value => String(value) === c.select.value)));
    const groups = new Map();
    for (const f of visible) {
      const key = KEYS[group.value](f);
      if (groups.has(key)) groups.get(key).push(f);
      else groups.set(key, [f]);
    }
    const worst = all => Math.min(...all.slice(0, 50).map(f => ORDER.indexOf(f.severity)));
    const byName = group.value === 'file' || group.value === 'stack';
    const rank = new Map([...groups].map(([key, all]) => [key, byName ? 0 : group.value === 'severity' ? ORDER.indexOf(key) : group.value === 'effort' ? EFFORTS.indexOf(key) : worst(all) * 1e6 - all.length]));
    const keys = [...groups.keys()].sort((a, b) => rank.get(a) - rank.get(b) || (a < b ? -1 : 1));
    flow = [];
    for (const key of keys) {
      const isFolded = folded.has(group.value + ' ' + key);
      flow.push({ heading: key, count: groups.get(key).length, isFolded });
      if (!isFolded) for (const f of groups.get(key)) flow.push(f);
    }
  };
  let rowsOf = null;
  const build = to => {
    const end = Math.min(flow.length, to);
    const fragment = document.createDocumentFragment();
    const known = rowsOf;
    const added = document.createDocumentFragment();
    for (; built < end; built++) {
      const item = flow[built];
      if (item.heading === undefined) (rowsOf === known && known ? added : rowsOf).append(row(item));
      else {
        const section = make('section', 'group');
        const heading = make('h3');
        const fold = button('fold');
        fold.setAttribute('aria-expanded', String(!item.isFolded));
        fold.dataset.fold = item.heading;
        fold.append(make('span', 'name', item.heading), make('span', 'count', String(item.count)));
        heading.append(fold);
        rowsOf = make('ul', 'rows');
        rowsOf.hidden = item.isFolded;
        section.append(heading, rowsOf);
        fragment.append(section);
      }
    }
    if (known) known.append(added);
    list.append(fragment);
    limit = built;
    if (built < flow.length) list.append(sentinel);
    else sentinel.remove();
  };
  const render = to => {
    select();
    list.textContent = '';
    built = 0;
    rowsOf = null;
    build(to);
    if (visible.length === 0) list.append(make('p', 'empty', current ? 'No finding matches the filters.' : 'None but what is ' + data.acceptedAs + '.'));
    const all = withAccepted ? data.findings.length : current;
    const isFiltered = visible.length < all;
    shown.textContent = isFiltered ? visible.length + ' of ' + all + ' findings shown' : '';
    reset.hidden = !isFiltered && filter.value === '';
    for (const toggle of toggles) toggle.setAttribute('aria-pressed', String(!off.has(toggle.dataset.severity)));
    if (onlyNew) onlyNew.setAttribute('aria-pressed', String(isOnlyNew));
    if (accepted) accepted.setAttribute('aria-pressed', String(withAccepted));
  };
  new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) build(built + CHUNK);
  }, { rootMargin: '1500px' }).observe(sentinel);
  const update = () => { render(FIRST); save(); };
  const clear = () => {
    filter.value = '';
    off.clear();
    isOnlyNew = false;
    for (const choice of Object.values(CHOICES)) choice.select.value = '';
  };
  // What is chosen elsewhere on the page shows exactly that.
  const jump = () => {
    update();
    $('findings').scrollIntoView();
    $('findings').focus({ preventScroll: true });
  };

  filter.addEventListener('input', update);
  filter.addEventListener('keydown', event => {
    if (event.key === 'Escape' && filter.value !== '') { filter.value = ''; update(); }
  });
  group.addEventListener('change', update);
  for (const choice of Object.values(CHOICES)) choice.select.addEventListener('change', update);
  for (const toggle of toggles) toggle.addEventListener('click', () => {
    const severity = toggle.dataset.severity;
    if (off.has(severity)) off.delete(severity);
    else off.add(severity);
    update();
  });
  if (accepted) accepted.addEventListener('click', () => { withAccepted = !withAccepted; update(); });
  if (onlyNew) onlyNew.addEventListener('click', () => { isOnlyNew = !isOnlyNew; update(); });
  reset.addEventListener('click', () => { clear(); update(); filter.focus(); });
  list.addEventListener('click', event => {
    const fold = event.target.closest('.fold');
    if (!fold) return;
    const key = group.value + ' ' + fold.dataset.fold;
    if (folded.has(key)) folded.delete(key);
    else folded.add(key);
    render(limit);
    save();
    for (const other of list.querySelectorAll('.fold')) if (other.dataset.fold === fold.dataset.fold) other.focus({ preventScroll: true });
  });
  for (const tile of document.querySelectorAll('[data-only], [data-effort], [data-requirement]')) tile.addEventListener('click', event => {
    event.preventDefault();
    clear();
    if (tile.dataset.only) for (const severity of ORDER) if (severity !== tile.dataset.only) off.add(severity);
    if (tile.dataset.effort) CHOICES.effort.select.value = tile.dataset.effort;
    if (tile.dataset.requirement) CHOICES.requirement.select.value = String(data.requirements.indexOf(tile.dataset.requirement));
    jump();
  });
  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = document.activeElement;
    if (event.key === '/' && !['INPUT', 'SELECT'].includes(at.tagName)) { event.preventDefault(); filter.focus(); }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && at.classList.contains('message')) {
      const all = [...document.querySelectorAll('.message')];
      const next = all[all.indexOf(at) + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });
  let later = 0;
  window.addEventListener('scroll', () => { clearTimeout(later); later = setTimeout(save, 200); }, { passive: true });
  // Paper neither scrolls nor unfolds.
  const disclosures = () => document.querySelectorAll('main details');
  let closed = [];
  window.addEventListener('beforeprint', () => {
    closed = [...disclosures()].filter(d => !d.open);
    for (const d of closed) d.open = true;
    fillBlockers(true);
    render(Infinity);
  });
  window.addEventListener('afterprint', () => {
    for (const d of closed) d.open = false;
    fillBlockers(false);
    render(FIRST);
  });
  render(Math.max(FIRST, saved.limit || 0));
  if (saved.scroll) window.scrollTo(0, saved.scroll);
})();
`;
