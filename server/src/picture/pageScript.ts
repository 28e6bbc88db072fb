/** The script of the page around the picture: plain JavaScript, run in the webview. Text of the project only ever becomes text. */
export const pageScript = String.raw`
(() => {
  const host = acquireVsCodeApi();
  const at = id => document.getElementById(id);
  const view = at('view'), details = at('details'), search = at('search');
  let data = null, svg = null, box = null, chosen = null, shownFor = null;
  // Whether all of it is shown, which then stays so; the arrangement that was chosen by hand; the room that was last told.
  let fitted = true, arrangement, told = 0;
  const isOn = id => at(id).getAttribute('aria-pressed') === 'true';
  const ratio = () => { const pane = view.getBoundingClientRect(); return pane.height > 0 ? pane.width / pane.height : 1; };
  const offTiers = new Set();
  const nodeOf = id => data.nodes.find(n => n.id === id);
  const drawn = id => [...svg.querySelectorAll('.node')].find(g => g.dataset.id === id);
  const make = (tag, text, cls) => {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };
  const open = (place, focus) => place && host.postMessage({ type: 'open', uri: place.uri, range: place.range, focus });

  // By how much letters may shrink in a picture that has just been opened.
  const LEGIBLE = 0.5;
  // The view: which part of the picture is shown, in pixels of the picture.
  function show() {
    if (!svg) return;
    const { width } = view.getBoundingClientRect();
    if (width > 0) box.scale = box.w / width;
    svg.setAttribute('viewBox', [box.x, box.y, box.w, box.h].join(' '));
  }
  function fit(least = 0) {
    if (!svg) return;
    const pane = view.getBoundingClientRect();
    fitted = true;
    box = { x: 0, y: 0, w: data.width, h: data.height };
    if (!pane.width || !pane.height) return;
    const whole = Math.min(pane.width / data.width, pane.height / data.height, 1.25);
    const scale = Math.max(whole, least);
    fitted = scale === whole;
    const w = pane.width / scale, h = pane.height / scale;
    // What does not fit begins where the flow begins.
    const first = Object.values(data.boxes).sort((a, b) => data.arrangement === 'down' ? a.y - b.y : a.x - b.x)[0];
    const from = (at, size, all) => size >= all ? (all - size) / 2 : Math.min(Math.max(at - size / 2, 0), all - size);
    box = { x: from(first ? first.x : 0, w, data.width), y: from(first ? first.y : 0, h, data.height), w, h };
    show();
  }
  function zoom(by, clientX, clientY) {
    if (!svg) return;
    const pane = view.getBoundingClientRect();
    const fx = clientX === undefined ? 0.5 : (clientX - pane.left) / pane.width;
    const fy = clientY === undefined ? 0.5 : (clientY - pane.top) / pane.height;
    const w = Math.min(Math.max(box.w * by, pane.width / 4), Math.max(data.width * 4, pane.width));
    const h = w * box.h / box.w;
    fitted = false;
    box = { x: box.x + (box.w - w) * fx, y: box.y + (box.h - h) * fy, w, h };
    show();
  }
  function pan(dx, dy) {
    const scale = box.w / view.getBoundingClientRect().width;
    box.x += dx * scale;
    box.y += dy * scale;
    fitted = false;
    show();
  }
  function reveal(id) {
    const p = data.boxes[id];
    if (!p) return;
    // The details lie over a part of the view: on the right, or below where it is narrow.
    const edge = 30, pane = view.getBoundingClientRect(), over = details.getBoundingClientRect();
    const isBelow = over.width > pane.width / 2;
    const w = box.w - (isBelow ? 0 : over.width * box.scale), h = box.h - (isBelow ? over.height * box.scale : 0);
    // Not further than it takes.
    const into = (from, at, size, all) => at < from + edge ? at - edge : at + size > from + all - edge ? at + size - all + edge : from;
    const x = into(box.x, p.x, p.width, w), y = into(box.y, p.y, p.height, h);
    if (x === box.x && y === box.y) return;
    box = { ...box, x, y };
    fitted = false;
    show();
  }

  // What is searched and filtered for stays, the rest fades.
  function matches(n) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = [n.name, n.type, n.label, n.service, n.stackName].join(' ').toLowerCase();
    return !offTiers.has(n.tier) && (!isOn('found') || n.findings.length > 0) && words.every(w => text.includes(w));
  }
  function filter() {
    if (!data) return [];
    const kept = new Set(data.nodes.filter(matches).map(n => n.id));
    const near = new Set();
    if (chosen) {
      near.add(chosen);
      for (const e of data.edges) if (e.from === chosen || e.to === chosen) { near.add(e.from); near.add(e.to); }
    }
    for (const g of svg.querySelectorAll('.node')) {
      const own = near.has(g.dataset.id);
      g.classList.toggle('dim', !own && !kept.has(g.dataset.id));
      g.classList.toggle('far', !own && chosen !== null && kept.has(g.dataset.id));
      g.classList.toggle('chosen', chosen === g.dataset.id);
    }
    for (const g of svg.querySelectorAll('.edge')) {
      const own = g.dataset.from === chosen || g.dataset.to === chosen;
      g.classList.toggle('dim', !own && (!kept.has(g.dataset.from) || !kept.has(g.dataset.to)));
      g.classList.toggle('far', chosen !== null && !own);
      g.classList.toggle('near', own);
    }
    const all = data.nodes.length;
    at('said').textContent = kept.size === all ? data.said : kept.size + ' of ' + all + ' shown';
    return data.nodes.filter(n => kept.has(n.id));
  }

  function choose(id) {
    chosen = id;
    for (const g of svg.querySelectorAll('.node')) {
      g.tabIndex = g.dataset.id === id ? 0 : -1;
      if (g.dataset.id === id) g.setAttribute('aria-current', 'true'); else g.removeAttribute('aria-current');
    }
    filter();
    describe();
  }
  function describe() {
    const n = chosen === null ? null : nodeOf(chosen);
    details.hidden = !n;
    details.replaceChildren();
    if (!n) return;
    const close = make('button', '✕', 'close');
    close.setAttribute('aria-label', 'Close');
    close.onclick = () => { choose(null); view.focus(); };
    const link = (text, act) => { const b = make('button', text, 'to'); b.type = 'button'; b.onclick = act; return b; };
    details.append(close, make('h2', n.name), make('p', n.label + (n.stackName ? ' · ' + n.stackName : '')));
    if (n.place) { const p = make('p'); p.append(link(n.where, () => open(n.place, true))); details.append(p); }
    const list = (title, items) => {
      if (items.length === 0) return;
      const ul = make('ul');
      for (const parts of items) { const li = make('li'); li.append(...parts); ul.append(li); }
      details.append(make('h3', title), ul);
    };
    list('Findings', n.findings.map(f => [make('span', f.severity, 'severity ' + f.severity), ' ', link(f.message, () => open(f.place, true))]));
    const other = id => link(nodeOf(id)?.name ?? id, () => { choose(id); reveal(id); });
    list('Connections', data.edges.flatMap(e => {
      const more = e.label && e.label !== e.kind ? ' (' + e.label + ')' : '';
      const loop = e.loop ? [' ', make('span', 'event loop', 'severity error')] : [];
      const says = (e.label === 'reads, writes' ? e.label : e.says + more) + ' ';
      if (e.from === chosen) return [[says, other(e.to), ...loop]];
      return e.to === chosen ? [[other(e.from), ' ' + says + 'this', ...loop]] : [];
    }));
    list('Parts', n.parts.map(p => [p]));
    if (n.state === 'stack') { const p = make('p'); p.append(link('Show what is in it', () => ask({ stack: n.id }))); details.append(p); }
  }

  const ask = more => host.postMessage({ type: 'ask', all: isOn('all'), arrangement, ratio: (told = ratio()), ...more });
  // What the eye rests on: the selected resource, or the one in the middle. It stays where it is while the code changes.
  function anchor(next) {
    if (!data || !box) return null;
    const off = id => { const p = data.boxes[id]; return Math.hypot(p.x + p.width / 2 - box.x - box.w / 2, p.y + p.height / 2 - box.y - box.h / 2); };
    const ids = Object.keys(data.boxes).filter(id => next.boxes[id]);
    const id = ids.includes(chosen) ? chosen : ids.sort((a, b) => off(a) - off(b))[0];
    return id === undefined ? null : { from: data.boxes[id], to: next.boxes[id] };
  }
  function receive(next) {
    const isEmpty = !next || next.nodes.length === 0;
    at('empty').hidden = !isEmpty;
    document.body.classList.toggle('bare', !next);
    at('empty').textContent = 'There is nothing to draw: no resource was found here.';
    if (!next) { view.replaceChildren(); data = svg = box = shownFor = null; details.hidden = true; return; }
    const scroll = document.activeElement === view || view.contains(document.activeElement);
    const fixed = anchor(next);
    data = next;
    const parsed = new DOMParser().parseFromString(next.svg, 'image/svg+xml').documentElement;
    svg = document.importNode(parsed, true);
    svg.setAttribute('preserveAspectRatio', 'xMidYMid meet');
    svg.removeAttribute('width');
    svg.removeAttribute('height');
    view.replaceChildren(svg);
    at('scope').replaceChildren(...next.scopes.map(s => {
      const group = document.createElement('optgroup');
      group.label = s.name;
      const option = (text, stack) => {
        const o = make('option', text);
        o.value = JSON.stringify({ project: s.id, stack });
        o.selected = s.id === next.project && stack === next.stack;
        return o;
      };
      group.append(option('All of ' + s.name, null), ...s.stacks.map(k => option(k.name, k.id)));
      return group;
    }));
    at('services').replaceChildren(...[...new Set(next.nodes.map(n => n.service))].sort().map(name => { const o = make('option'); o.value = name; return o; }));
    at('arrangement').value = next.arrangement;
    const kinds = new Set(next.edges.flatMap(e => e.loop ? [e.kind, 'loop'] : [e.kind === 'depends' ? 'refers' : e.kind]));
    for (const legend of document.querySelectorAll('.legend')) legend.hidden = !kinds.has(legend.dataset.line);
    for (const button of document.querySelectorAll('button.tier')) {
      const count = next.nodes.filter(n => n.tier === button.dataset.tier).length;
      button.hidden = count === 0;
      button.querySelector('b').textContent = count;
    }
    if (chosen !== null && !nodeOf(chosen)) chosen = null;
    const now = JSON.stringify([next.project, next.stack, next.all, next.arrangement]);
    if (now !== shownFor) fit(LEGIBLE);
    else if (fitted) fit();
    else {
      if (fixed) { box.x += fixed.to.x - fixed.from.x; box.y += fixed.to.y - fixed.from.y; }
      show();
    }
    shownFor = now;
    choose(chosen);
    if (scroll && chosen !== null) drawn(chosen)?.focus({ preventScroll: true });
  }

  function step(dx, dy) {
    const from = chosen === null ? { x: box.x - 1e4 * dx, y: box.y - 1e4 * dy, width: 0, height: 0 } : data.boxes[chosen];
    const cx = from.x + from.width / 2, cy = from.y + from.height / 2;
    let best = null, least = Infinity;
    for (const n of data.nodes) {
      const p = data.boxes[n.id];
      if (n.id === chosen || !p || !matches(n)) continue;
      const x = p.x + p.width / 2 - cx, y = p.y + p.height / 2 - cy;
      const along = x * dx + y * dy, across = Math.abs(x * dy) + Math.abs(y * dx);
      if (chosen !== null && along < 8) continue;
      const far = along + 2.5 * across;
      if (far < least) { least = far; best = n.id; }
    }
    if (best === null) return;
    choose(best);
    reveal(best);
    drawn(best).focus({ preventScroll: true });
  }

  let settled;
  window.addEventListener('message', ({ data: message }) => { if (message?.type === 'picture') receive(message.picture); });
  window.addEventListener('resize', () => {
    const pane = view.getBoundingClientRect();
    if (!svg || !pane.width || !pane.height) return;
    if (fitted) fit();
    else {
      const w = pane.width * box.scale, h = pane.height * box.scale;
      box = { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h };
      show();
    }
    clearTimeout(settled);
    // Other room may want another direction, unless one was chosen.
    if (arrangement === undefined) settled = setTimeout(() => { if (Math.abs(Math.log(ratio() / told)) > 0.4) ask({}); }, 300);
  });
  let drag = null;
  view.addEventListener('pointerdown', e => { if (e.button === 0) drag = { x: e.clientX, y: e.clientY, moved: false }; });
  window.addEventListener('pointermove', e => {
    if (!drag || !svg) return;
    const dx = e.clientX - drag.x, dy = e.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    pan(-dx, -dy);
    drag = { x: e.clientX, y: e.clientY, moved: true };
    view.classList.add('drags');
  });
  window.addEventListener('pointerup', () => { setTimeout(() => { drag = null; }); view.classList.remove('drags'); });
  view.addEventListener('click', e => {
    if (drag?.moved || !svg) return;
    const g = e.target.closest('.node');
    if (g) { choose(g.dataset.id); reveal(g.dataset.id); g.focus({ preventScroll: true }); open(nodeOf(g.dataset.id)?.place, false); return; }
    const frame = e.target.closest('.frame text') && e.target.closest('.frame.stack');
    const edge = e.target.closest('.edge');
    if (frame) open(data.stacks.find(s => s.id === frame.dataset.id)?.place, false);
    else if (edge) open(data.edges.find(x => x.id === edge.dataset.id)?.place, false);
    else choose(null);
  });
  view.addEventListener('wheel', e => {
    if (!svg) return;
    e.preventDefault();
    if (e.ctrlKey || e.metaKey) zoom(Math.exp(e.deltaY * 0.004), e.clientX, e.clientY);
    else if (e.shiftKey) pan(e.deltaY, 0);
    else pan(e.deltaX, e.deltaY);
  }, { passive: false });
  const keys = {
    ArrowRight: () => step(1, 0), ArrowLeft: () => step(-1, 0), ArrowDown: () => step(0, 1), ArrowUp: () => step(0, -1),
    Enter: () => chosen !== null && open(nodeOf(chosen)?.place, true),
    Escape: () => choose(null), '+': () => zoom(0.8), '=': () => zoom(0.8), '-': () => zoom(1.25), 0: () => fit(),
  };
  view.addEventListener('keydown', e => {
    const act = keys[e.key];
    if (!act || !svg || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    act();
  });
  document.addEventListener('keydown', e => {
    if (e.key !== '/' || /^(INPUT|SELECT)$/.test(document.activeElement?.tagName ?? '')) return;
    e.preventDefault();
    search.focus();
  });
  search.addEventListener('input', filter);
  search.addEventListener('keydown', e => {
    if (e.key === 'Escape') { search.value = ''; filter(); view.focus(); }
    if (e.key !== 'Enter') return;
    const found = filter();
    if (found.length === 0) return;
    const next = found[(found.findIndex(n => n.id === chosen) + 1) % found.length];
    choose(next.id);
    reveal(next.id);
  });
  const press = button => button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
  at('found').onclick = () => { press(at('found')); filter(); };
  at('all').onclick = () => { press(at('all')); ask({}); };
  at('arrangement').addEventListener('change', e => { arrangement = e.target.value; ask({}); });
  at('scope').addEventListener('change', e => ask(JSON.parse(e.target.value)));
  for (const button of document.querySelectorAll('button.tier'))
    button.addEventListener('click', () => {
      const off = button.getAttribute('aria-pressed') === 'true';
      button.setAttribute('aria-pressed', String(!off));
      if (off) offTiers.add(button.dataset.tier); else offTiers.delete(button.dataset.tier);
      filter();
    });
  at('in').onclick = () => zoom(0.8);
  at('out').onclick = () => zoom(1.25);
  at('fit').onclick = () => fit();
  at('export').onclick = () => host.postMessage({ type: 'export' });
  ask({});
})();
`;
