/** Writes drafted requirements as `plumbline.yaml`: grouped by section, each with its source, doubtful ones commented out. */
import type { Scalar } from '../core/requirement.ts';
import { REQUIREMENTS, VERSION } from '../frontends/requirements/vocabulary.ts';
import type { Ask, AskTest, AskValue } from './asks.ts';

/** Where a requirement comes from. */
export interface Source {
  /** `PROMPT.md#L12`. */
  readonly place: string;
  readonly quote: string;
}

/** One requirement of the draft. */
export interface Drafted {
  readonly ask: Ask;
  /** The first one stands at the requirement, the others in a comment. */
  readonly sources: readonly Source[];
  /** Why it is commented out; null where it is not. */
  readonly doubt: string | null;
  /** A comment behind it. */
  readonly note?: string;
}

/** A line of the file, and the requirement that it belongs to. */
export interface Line {
  readonly text: string;
  readonly of: Drafted | null;
}

/** Maps whose own keys are plain values where one sentence says them all, and the source stands at the map: by its path. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  naming: ['pattern', 'prefix', 'suffix', 'case'],
  environments: ['names'],
  regions: ['primary', 'secondary'],
};

/** The lines of a file with these requirements. */
export function lines(head: readonly string[], drafted: readonly Drafted[], tail: readonly string[]): Line[] {
  const comment = (text: string): Line => ({ text: text === '' ? '' : `# ${text}`, of: null });
  const made: Line[] = [...head.map(comment), { text: `version: ${VERSION}`, of: null }];
  // Says what `{project}` in names stands for, and is no statement with a source.
  for (const d of drafted.filter(d => d.ask.path[0] === 'project' && d.doubt === null))
    made.push(line(d, 0, `project: ${scalar(d.ask.value as Scalar)} # ${d.sources.map(s => s.place).join(', ')}`));
  const body = Object.keys(REQUIREMENTS).flatMap(section =>
    sectionLines(
      section,
      drafted.filter(d => d.ask.path[0] === section),
    ),
  );
  const active = (of: readonly Line[]) => of.some(l => l.of !== null && l.of.doubt === null);
  if (body.length > 0) made.push({ text: `${active(body) ? '' : '# '}requirements:`, of: null }, ...body);
  const rules = drafted.filter(d => d.ask.path[0] === 'rules');
  if (rules.length > 0) {
    made.push({ text: '', of: null }, { text: `${rules.some(d => d.doubt === null) ? '' : '# '}rules:`, of: null });
    for (const d of rules) {
      made.push(...doubtLine(d, 2));
      made.push(
        line(
          d,
          2,
          `${d.ask.path[1]}: ${scalar(d.ask.value as Scalar)}${d.sources.length > 0 ? ` # ${d.sources.map(s => s.place).join(', ')}` : ''}`,
        ),
      );
    }
  }
  if (tail.length > 0) made.push({ text: '', of: null }, ...tail.map(comment));
  return made;
}

function line(of: Drafted, indent: number, text: string): Line {
  return { text: `${of.doubt === null ? '' : '# '}${' '.repeat(indent)}${text}`, of };
}

function doubtLine(of: Drafted, indent: number): Line[] {
  if (of.doubt === null) return [];
  const places = of.sources.map(s => s.place).join(', ');
  return [{ text: `# ${' '.repeat(indent)}# Doubtful${places === '' ? '' : ` (${places})`}: ${of.doubt}.`, of }];
}

/** A key that holds other lines: commented out where all of them are. */
function open(text: string, indent: number, inner: readonly Line[]): Line[] {
  const off = inner.every(l => l.of === null || l.of.doubt !== null);
  return inner.length === 0 ? [] : [{ text: `${off ? '# ' : ''}${' '.repeat(indent)}${text}`, of: null }, ...inner];
}

function sectionLines(section: string, drafted: readonly Drafted[]): Line[] {
  return drafted.length === 0 ? [] : node([section], section === 'tags' ? ['tags', 'required'] : [section], drafted, 2);
}

/** The lines of one key, with all requirements at or below it. `shown` is where it stands in the file. */
function node(path: readonly string[], shown: readonly string[], drafted: readonly Drafted[], indent: number): Line[] {
  if (shown.length > path.length)
    return open(
      `${shown[path.length - 1]}:`,
      indent,
      node(path, shown.slice(0, path.length - 1).concat(shown.slice(path.length)), drafted, indent + 2),
    );
  const depth = path.length;
  const key = shown.at(-1) as string;
  const here = drafted.filter(d => d.ask.path.length === depth);
  // Members that several sentences name are a list, in which each cites its own.
  const apart = here.filter(d => d.doubt === null && d.ask.form === 'member').length > 1;
  if (here.length > 0 && (apart || here.every(d => d.ask.form === 'item')))
    return open(
      `${quoted(key)}:`,
      indent,
      here.flatMap(d => itemLines(d, indent + 2, key)),
    );
  if (here.length > 0) return here.flatMap(d => valueLines(d, quoted(key), indent));
  const keys = [...new Set(drafted.map(d => d.ask.path[depth] as string))];
  const shared = SHARED[path.join('.')] ?? [];
  const candidates = drafted.filter(
    d => d.ask.path.length === depth + 1 && shared.includes(d.ask.path[depth] as string),
  );
  const places = new Set(candidates.filter(d => d.doubt === null).map(d => d.sources[0]?.place));
  const plain = path[0] === 'naming' && places.size > 1 ? [] : candidates;
  const inner: Line[] = plain.flatMap(d => [
    ...doubtLine(d, indent + 2),
    line(d, indent + 2, `${d.ask.path[depth]}: ${flow(d.ask.value)}${note(d)}`),
  ]);
  const first = plain.find(d => d.doubt === null) ?? plain[0];
  if (first) inner.push(...sourceLines(first, indent + 2));
  for (const d of plain)
    if (d !== first && d.doubt === null && d.sources[0]?.place !== first?.sources[0]?.place)
      inner.push(line(d, indent + 2, `# ${d.ask.path[depth]}: ${d.sources.map(s => s.place).join(', ')}`));
  for (const one of keys) {
    const below = drafted.filter(d => d.ask.path[depth] === one && !plain.includes(d));
    if (below.length > 0) inner.push(...node([...path, one], [...shown, one], below, indent + 2));
  }
  return open(`${quoted(key)}:`, indent, inner);
}

/** The lines of one item of a list. */
function itemLines(d: Drafted, indent: number, list: string): Line[] {
  const { ask } = d;
  if (ask.form === 'member')
    return (ask.value as readonly string[]).flatMap(value =>
      itemLines({ ...d, ask: { ...ask, form: 'item', value } }, indent, list).map(l => ({ ...l, of: d })),
    );
  const made = doubtLine(d, indent);
  const more = Object.entries(ask.more ?? {});
  // Neither what is optional nor what is public carries a source of its own.
  if (list === 'optional' || list === 'public' || d.sources.length === 0) {
    const whole = more.length === 0 && ask.key !== 'of' ? flow(ask.value) : null;
    const text =
      whole ??
      (more.length === 0 && list !== 'outputs' && list !== 'alarms'
        ? flow(ask.value)
        : `{ ${[[ask.key, ask.value] as const, ...more].map(([k, v]) => `${k}: ${flow(v as AskValue)}`).join(', ')} }`);
    return [
      ...made,
      line(d, indent, `- ${text}${d.sources.length > 0 ? ` # ${d.sources.map(s => s.place).join(', ')}` : note(d)}`),
    ];
  }
  made.push(line(d, indent, `- ${ask.key ?? 'is'}: ${flow(ask.value)}${note(d)}`));
  for (const [k, v] of more) made.push(line(d, indent + 2, `${k}: ${flow(v)}`));
  return [...made, ...sourceLines(d, indent + 2)];
}

function valueLines(d: Drafted, key: string, indent: number): Line[] {
  const { ask } = d;
  const made = doubtLine(d, indent);
  const any = ask.path[0] === 'tags' && ask.value === '*';
  if (d.sources.length === 0) return [...made, line(d, indent, `${key}: ${flow(ask.value)}${note(d)}`)];
  made.push(line(d, indent, `${key}:`));
  // The pattern of one kind of resource is a map of names, and no map with `is`.
  const entries = any
    ? [['set', true]]
    : ask.path[1] === 'types' && ask.path[0] === 'naming'
      ? [['pattern', ask.value]]
      : isTest(ask.value)
        ? Object.entries(ask.value)
        : [['is', ask.value]];
  for (const [k, v] of entries as [string, AskValue][]) made.push(line(d, indent + 2, `${k}: ${flow(v)}`));
  return [...made, ...sourceLines(d, indent + 2)];
}

function sourceLines(d: Drafted, indent: number): Line[] {
  const [first, ...others] = d.sources;
  if (!first) return [];
  const { severity } = d.ask;
  const also = others.length > 0 ? ` # also ${others.map(s => s.place.replace(/^.*#/, '')).join(', ')}` : '';
  return [
    line(d, indent, `source: ${quoted(first.place)}${also}`),
    line(d, indent, `quote: ${scalar(first.quote)}`),
    ...(severity ? [line(d, indent, `severity: ${severity}`)] : []),
  ];
}

function note(d: Drafted): string {
  return d.note === undefined ? '' : ` # ${d.note}`;
}

export function isTest(is: AskValue): is is AskTest {
  return typeof is === 'object' && !Array.isArray(is);
}

/** A value in flow style. */
function flow(is: AskValue): string {
  if (Array.isArray(is)) return `[${is.map(scalar).join(', ')}]`;
  if (isTest(is))
    return `{ ${Object.entries(is)
      .map(([k, v]) => `${k}: ${flow(v as AskValue)}`)
      .join(', ')} }`;
  return scalar(is as Scalar);
}

/** A key or a value, quoted where YAML would read something else. */
function quoted(text: string): string {
  return /^[A-Za-z_/.][\w./:#-]*$/.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) &&
    !text.endsWith(':') &&
    !text.includes(' #')
    ? text
    : JSON.stringify(text);
}

function scalar(is: Scalar): string {
  if (typeof is !== 'string') return String(is);
  if (/^[A-Za-z][\w ./>-]*$/.test(is) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(is) && !is.endsWith(' '))
    return is;
  return JSON.stringify(is);
}
