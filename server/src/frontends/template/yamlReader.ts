/**
 * Makes a syntax tree of a YAML text. The `yaml` package splits the text into its concrete syntax (`Parser`), which keeps
 * every character and never gives up; the rest is done here instead of with its `Composer`, because that one costs as much
 * again, throws away what is half typed, and gives no place for a repair.
 */
import { CST, Parser } from 'yaml';
import {
  type BrokenNode,
  MAX_DEPTH,
  MAX_PROBLEMS,
  type MapNode,
  type Node,
  type Pair,
  type ScalarNode,
  type SeqNode,
  type Tree,
  type TreeProblem,
  lastOfEach,
} from './tree.ts';

export const TOO_DEEP = 'This is nested too deeply to be read.';
export const TAB = 'YAML is indented with spaces; a tab is not allowed here.';
const STRAY = 'This bracket closes nothing.';

/** One change to a text that lets the rest of it be read: a character put in, or one taken out. */
export interface Repair {
  readonly at: number;
  readonly insert: string;
  readonly cause: TreeProblem;
}

type Token = CST.Token;
type Item = CST.CollectionItem & { explicitKey?: true };

/** What stands before a node: its tag and its anchor. */
interface Props {
  tag: string | null;
  tagStart: number;
  anchor: string | null;
}

const NO_PROPS: Props = { tag: null, tagStart: -1, anchor: null };

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
/** Of YAML 1.1, which CloudFormation reads; https://yaml.org/type/bool.html without the single letters, as PyYAML has it. */
const BOOLEANS: Readonly<Record<string, boolean>> = Object.fromEntries(
  [
    ['true', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['no', false],
    ['off', false],
  ].flatMap(([word, value]) => {
    const w = word as string;
    return [w, (w[0] as string).toUpperCase() + w.slice(1), w.toUpperCase()].map(form => [form, value as boolean]);
  }),
);

/** The value of a plain scalar. Numbers that a double can't hold, or that start with a zero as account ids do, stay strings. */
function plainValue(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Only these can start something that is no string: digits, signs, a dot, ~, and the first letters of the words.
  if ((first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46) {
    if (INTEGER.test(text)) {
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : text;
    }
    if (FLOAT.test(text) && !/^[-+]?0[0-9]/.test(text)) {
      const number = Number(text);
      // `20121017.0`-like versions keep their text when a number would print differently; numbers such as 0.50 are fine.
      return Number.isFinite(number) ? number : text;
    }
    return text;
  }
  if (text.length <= 5) {
    if (text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL') return null;
    const boolean = BOOLEANS[text];
    if (boolean !== undefined) return boolean;
  }
  return text;
}

/** Reads one YAML text, once. */
export class YamlReader {
  readonly #text: string;
  readonly #problems: TreeProblem[] = [];
  readonly #anchors = new Map<string, Node>();
  /** Whether tabs stand where indentation should. */
  tabs = false;
  /** What would have to be put in or taken out for the rest to be read; the first such place. */
  repair: Repair | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param depth How deep the text stands in another one. */
  read(depth = 0): Tree {
    let root: Node | null = null;
    let documents = 0;
    for (const token of new Parser().parse(this.#text)) {
      if (token.type === 'error') this.#error(token);
      if (token.type === 'doc-end') this.#rest(token.end);
      if (token.type !== 'document') continue;
      // CloudFormation reads one document; what follows is not part of the template.
      if (documents++ > 0 && root) break;
      const props = this.#props(token.start, token.offset, true);
      if (token.value) root = this.#node(token.value, props, token.offset, depth);
      this.#rest(token.end);
    }
    return { language: 'yaml', root, problems: this.#problems };
  }

  #error(token: CST.ErrorToken): void {
    const end = token.offset + token.source.length;
    const message = plainWords(token.message);
    this.#problem(token.offset, end, message);
    if (message === STRAY) this.#mend({ at: token.offset, insert: '', cause: { start: token.offset, end, message } });
  }

  #mend(repair: Repair): void {
    if (!this.repair || repair.at < this.repair.at) this.repair = repair;
  }

  #problem(start: number, end: number, message: string): void {
    if (this.#problems.length >= MAX_PROBLEMS * 4) return;
    const length = this.#text.length;
    const from = Math.min(start, length);
    this.#problems.push({ start: from, end: Math.min(Math.max(end, from), length), message });
  }

  /** Looks at the tokens before a node for tag and anchor, and for what should not be there. */
  #props(tokens: readonly CST.SourceToken[] | undefined, _at: number, block: boolean): Props {
    if (!tokens || tokens.length === 0) return NO_PROPS;
    let props = NO_PROPS;
    let newline = true;
    for (const token of tokens) {
      switch (token.type) {
        case 'newline':
          newline = true;
          continue;
        case 'space':
          if (block && newline && token.source.includes('\t') && this.#startsLine(token.offset)) {
            const after = this.#text[token.offset + token.source.length];
            if (after !== undefined && !/[\r\n#]/.test(after)) this.#tab(token);
          }
          continue;
        case 'comment':
          continue;
        case 'tag':
          if (props === NO_PROPS) props = { ...NO_PROPS };
          else if (props.tag !== null)
            this.#problem(
              token.offset,
              token.offset + token.source.length,
              `One value can have only one tag: write the outer function out (\`Fn::${props.tag.slice(1, 40)}:\`).`,
            );
          props.tag = token.source;
          props.tagStart = token.offset;
          break;
        case 'anchor':
          if (props === NO_PROPS) props = { ...NO_PROPS };
          props.anchor = token.source.slice(1);
          break;
      }
      newline = false;
    }
    return props;
  }

  #startsLine(offset: number): boolean {
    let at = offset - 1;
    while (at >= 0 && this.#text[at] === ' ') at--;
    return at < 0 || this.#text[at] === '\n';
  }

  #tab(token: CST.SourceToken): void {
    this.tabs = true;
    const tab = token.offset + token.source.indexOf('\t');
    this.#problem(tab, token.offset + token.source.length, TAB);
  }

  /** Whatever follows a node on its line should be nothing but space and a comment. */
  #rest(tokens: readonly CST.SourceToken[] | undefined): boolean {
    if (!tokens) return false;
    for (const token of tokens) {
      if (token.type === 'space' || token.type === 'comment' || token.type === 'newline') continue;
      const end = token.offset + token.source.length;
      this.#problem(token.offset, end, `\`${token.source.trim().slice(0, 40)}\` is not expected here.`);
      return true;
    }
    return false;
  }

  /** A node with its tag and anchor. */
  #node(token: Token, props: Props, at: number, depth: number): Node {
    const node = this.#bare(token, props, at, depth);
    if (props.anchor !== null) this.#anchors.set(props.anchor, node);
    return node;
  }

  #bare(token: Token, props: Props, at: number, depth: number): Node {
    switch (token.type) {
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        this.#rest(token.end);
        return this.#flowScalar(token, props);
      case 'block-scalar':
        return this.#blockScalar(token, props);
      case 'alias': {
        this.#rest(token.end);
        const target = this.#anchors.get(token.source.slice(1)) ?? null;
        const end = token.offset + token.source.length;
        if (!target)
          this.#problem(token.offset, end, `No anchor \`${token.source.slice(1, 60)}\` comes before this alias.`);
        return { kind: 'alias', from: token.offset, start: token.offset, end, tag: null, target };
      }
      case 'block-map':
        return depth >= MAX_DEPTH ? this.#tooDeep(token.offset) : this.#blockMap(token, props, depth);
      case 'block-seq':
        return depth >= MAX_DEPTH ? this.#tooDeep(token.offset) : this.#blockSeq(token, props, depth);
      case 'flow-collection':
        return depth >= MAX_DEPTH ? this.#tooDeep(token.offset) : this.#flow(token, props, depth);
      case 'error':
        this.#problem(token.offset, token.offset + token.source.length, plainWords(token.message));
        return this.#broken(token.offset, token.offset + token.source.length);
      default:
        return this.#broken(at, at);
    }
  }

  #broken(start: number, end: number): Node {
    return { kind: 'broken', from: start, start, end, tag: null };
  }

  #tooDeep(offset: number): Node {
    this.#problem(offset, offset + 1, TOO_DEEP);
    return this.#broken(offset, offset);
  }

  /** A key or item without a value. */
  #empty(props: Props, at: number): ScalarNode {
    const from = props.tagStart >= 0 ? props.tagStart : at;
    const end = props.tagStart >= 0 && props.tag ? props.tagStart + props.tag.length : at;
    const start = Math.max(at, end);
    return { kind: 'scalar', from, start, end: start, tag: props.tag, style: 'plain', text: '', value: null };
  }

  #flowScalar(token: CST.FlowScalar, props: Props): ScalarNode | BrokenNode {
    const { offset, source, type } = token;
    const end = offset + source.length;
    const from = props.tagStart >= 0 ? props.tagStart : offset;
    if (type === 'scalar') {
      const first = source.charCodeAt(0);
      // @ ` % , and others may not start a plain scalar.
      if (first === 64 || first === 96 || first === 37 || first === 44)
        this.#problem(offset, offset + 1, `A plain value can't start with \`${source[0]}\`; put it in quotes.`);
      const text = source.includes('\n') ? resolve(token) : source;
      return {
        kind: 'scalar',
        from,
        start: offset,
        end,
        tag: props.tag,
        style: 'plain',
        text,
        value: props.tag === null ? plainValue(text) : text,
      };
    }
    const single = type === 'single-quoted-scalar';
    const quote = single ? "'" : '"';
    if (source.length < 2 || !source.endsWith(quote)) {
      const line = lineEnd(this.#text, offset);
      const cause = { start: offset, end: Math.min(end, line), message: 'This string has no closing quote.' };
      this.#problem(cause.start, cause.end, cause.message);
      if (end > line) this.#mend({ at: line, insert: quote, cause });
      return { kind: 'broken', from, start: offset, end, tag: null };
    }
    const simple = single ? !/''|\n/.test(source.slice(1, -1)) : !/[\\\n]/.test(source);
    const text = simple
      ? source.slice(1, -1)
      : resolve(token, (start, message) => this.#problem(start, start + 2, message));
    return {
      kind: 'scalar',
      from,
      start: offset,
      end,
      tag: props.tag,
      style: single ? 'single' : 'double',
      text,
      value: text,
    };
  }

  #blockScalar(token: CST.BlockScalar, props: Props): ScalarNode {
    const header = token.props[0];
    const offset = header ? header.offset : token.offset;
    let contentStart = offset;
    for (const prop of token.props) {
      if ('source' in prop) contentStart = prop.offset + prop.source.length;
      if (prop.type === 'error') this.#problem(prop.offset, prop.offset + prop.source.length, plainWords(prop.message));
    }
    const source = token.source ?? '';
    const text = resolve(token, (start, message) => this.#problem(start, start + 1, message));
    const trimmed = source.trimEnd().length;
    return {
      kind: 'scalar',
      from: props.tagStart >= 0 ? props.tagStart : offset,
      start: offset,
      end: trimmed === 0 ? offset + (header && 'source' in header ? header.source.length : 0) : contentStart + trimmed,
      tag: props.tag,
      style: header && 'source' in header && header.source.startsWith('>') ? 'folded' : 'literal',
      text,
      value: text,
    };
  }

  #blockMap(token: CST.BlockMap, props: Props, depth: number): MapNode {
    const pairs: Pair[] = [];
    const merges: Node[] = [];
    const keys = new Set<string>();
    const map = { broken: false };
    let start = -1;
    let end = token.offset;
    for (const item of token.items as Item[]) {
      const { key, sep, value } = item;
      if (key === undefined && !sep) {
        this.#props(item.start, end, true);
        if (this.#strayProps(item.start)) map.broken = true;
        continue;
      }
      this.#props(item.start, token.offset, true);
      const read = this.#pair(item, token.indent, depth, map, keys, true);
      if (!read) {
        const last = value ?? key;
        if (last && start < 0) start = last.offset;
        if (last) end = Math.max(end, last.offset + ('source' in last ? last.source.length : 0));
        continue;
      }
      if (start < 0) start = read.keyStart;
      end = Math.max(end, read.value.end, read.afterColon);
      if (read.key === '<<') merges.push(read.value);
      else pairs.push(read);
      void sep;
    }
    if (start < 0) start = token.offset;
    const from = props.tagStart >= 0 ? props.tagStart : start;
    return {
      kind: 'map',
      from,
      start,
      end,
      tag: props.tag,
      style: 'block',
      pairs: lastOfEach(pairs, keys),
      merges,
      broken: map.broken,
    };
  }

  /** A tag or anchor with nothing after it, which is what is there while one types. */
  #strayProps(tokens: readonly CST.SourceToken[]): boolean {
    for (const token of tokens) {
      if (token.type !== 'tag' && token.type !== 'anchor') continue;
      this.#problem(token.offset, token.offset + token.source.length, `\`${token.source}\` has nothing to apply to.`);
      return true;
    }
    return false;
  }

  /** One entry of a map; null when it has no key that can be read. */
  #pair(
    item: Item,
    indent: number,
    depth: number,
    map: { broken: boolean },
    keys: Set<string>,
    block: boolean,
  ): Pair | null {
    const { key, sep, value } = item;
    let colon = -1;
    if (sep) for (const token of sep) if (token.type === 'map-value-ind' && colon < 0) colon = token.offset;
    if (!key || (key.type !== 'scalar' && key.type !== 'single-quoted-scalar' && key.type !== 'double-quoted-scalar')) {
      const at = key?.offset ?? (colon >= 0 ? colon : (sep?.[0]?.offset ?? 0));
      map.broken = true;
      if (key?.type === 'error') this.#problem(at, at + key.source.length, plainWords(key.message));
      else this.#problem(at, at + 1, key ? keyMessage(key) : 'A key is missing before this colon.');
      if (key && key.type !== 'error') this.#bare(key, NO_PROPS, at, depth + 1);
      if (value) this.#node(value, this.#props(sep, at, block), at, depth + 1);
      return null;
    }
    let { offset: keyStart } = key;
    let source = key.source;
    if (key.type === 'scalar' && source.includes('\n')) {
      // Half a line typed above a complete one reads as a key of two lines. The last line is the real key.
      const last = source.lastIndexOf('\n');
      const stray = source.slice(0, last).trimEnd();
      this.#problem(keyStart, keyStart + stray.length, 'This is no entry: a key needs a colon after it.');
      map.broken = true;
      const rest = source.slice(last + 1);
      keyStart += last + 1 + (rest.length - rest.trimStart().length);
      source = rest.trimStart();
    } else if (block && key.indent !== indent && !item.explicitKey && key.indent >= 0) {
      this.#problem(
        keyStart,
        keyStart + source.length,
        'This is indented differently from the other keys of its block.',
      );
      map.broken = true;
    }
    const keyEnd = keyStart + source.length;
    const quoted = key.type === 'scalar' ? null : this.#flowScalar(key, NO_PROPS);
    const name = quoted?.kind === 'scalar' ? quoted.text : source;
    if (colon < 0 && !block && value) {
      this.#problem(value.offset, value.offset + 1, 'A comma or a colon is missing before this.');
      map.broken = true;
      this.#node(value, this.#props(sep, keyEnd, block), keyEnd, depth + 1);
      return { key: name, keyStart, keyEnd, afterColon: keyEnd, value: this.#broken(keyEnd, keyEnd) };
    }
    if (colon < 0) {
      this.#rest(key.end);
      this.#problem(keyStart, keyEnd, `A colon is missing after \`${name.slice(0, 40)}\`.`);
      map.broken = true;
      if (value) this.#node(value, this.#props(sep, keyEnd, block), keyEnd, depth + 1);
      return { key: name, keyStart, keyEnd, afterColon: keyEnd, value: this.#broken(keyEnd, keyEnd) };
    }
    const afterColon = colon + 1;
    const props = this.#props(sep, afterColon, block);
    if (block && value?.type === 'block-map' && !item.explicitKey && !sep?.some(t => t.type === 'newline')) {
      this.#problem(value.offset, value.offset + 1, 'A nested entry has to start on a line of its own.');
      map.broken = true;
    }
    const node = value ? this.#node(value, props, afterColon, depth + 1) : this.#empty(props, afterColon);
    if (!value && props.anchor !== null) this.#anchors.set(props.anchor, node);
    if (node.kind === 'broken') map.broken = true;
    if (name !== '<<') {
      if (keys.has(name))
        this.#problem(keyStart, keyEnd, `The key \`${name}\` is here a second time; only the last one counts.`);
      keys.add(name);
    }
    return { key: name, keyStart, keyEnd, afterColon, value: node };
  }

  /** Where a bracket could be put after the last thing read in it: before the white space that follows. */
  #contentEnd(offset: number): number {
    let at = Math.min(offset, this.#text.length);
    while (at > 0 && /\s/.test(this.#text[at - 1] as string)) at--;
    return at;
  }

  #blockSeq(token: CST.BlockSequence, props: Props, depth: number): SeqNode {
    const items: Node[] = [];
    let start = -1;
    let end = token.offset;
    let broken = false;
    for (const item of token.items) {
      let dash = -1;
      for (const t of item.start) if (t.type === 'seq-item-ind') dash = t.offset;
      const before = this.#props(item.start, token.offset, true);
      if (dash < 0) {
        if (item.value) {
          const read = this.#node(item.value, before, item.value.offset, depth + 1);
          if (read.kind !== 'broken') this.#problem(read.start, read.end, 'A list item starts with `- `.');
          broken = true;
          end = Math.max(end, read.end);
        } else if (this.#strayProps(item.start)) broken = true;
        continue;
      }
      if (start < 0) start = dash;
      const node = item.value ? this.#node(item.value, before, dash + 1, depth + 1) : this.#empty(before, dash + 1);
      if (!item.value && before.anchor !== null) this.#anchors.set(before.anchor, node);
      if (node.kind === 'broken') broken = true;
      items.push(node);
      end = Math.max(end, node.end, dash + 1);
    }
    if (start < 0) start = token.offset;
    const from = props.tagStart >= 0 ? props.tagStart : start;
    return { kind: 'seq', from, start, end, tag: props.tag, style: 'block', items, broken };
  }

  #flow(token: CST.FlowCollection, props: Props, depth: number): MapNode | SeqNode {
    const isMap = token.start.source === '{';
    const start = token.offset;
    const from = props.tagStart >= 0 ? props.tagStart : start;
    const map = { broken: false };
    const pairs: Pair[] = [];
    const merges: Node[] = [];
    const items: Node[] = [];
    const keys = new Set<string>();
    let end = start + 1;
    token.items.forEach((item, i) => {
      const before = this.#props(item.start, end, false);
      const comma = item.start.find(t => t.type === 'comma');
      const explicit = item.start.some(t => t.type === 'explicit-key-ind');
      if (comma) end = Math.max(end, comma.offset + 1);
      if (item.key === undefined && !item.sep && !item.value) {
        if (i === 0 && comma) this.#problem(comma.offset, comma.offset + 1, 'This comma has no item before it.');
        else if (i < token.items.length - 1 && comma)
          this.#problem(comma.offset, comma.offset + 1, 'An item is missing after this comma.');
        return;
      }
      const place = item.key ?? item.value;
      if (i > 0 && !comma && place) this.#problem(place.offset, place.offset + 1, 'A comma is missing before this.');
      if (!isMap && !item.sep && !explicit) {
        if (!item.value) return;
        const node = this.#node(item.value, before, item.value.offset, depth + 1);
        if (node.kind === 'broken') map.broken = true;
        items.push(node);
        end = Math.max(end, node.end);
        return;
      }
      if (!item.sep?.some(t => t.type === 'map-value-ind') && item.key && isMap && !item.value) {
        // `{ a, b: c }`: YAML reads the key with an empty value, and CloudFormation says null.
        this.#rest('end' in item.key ? item.key.end : undefined);
      }
      // Each `a: b` in a list is a map of its own.
      const pair = this.#pair(item, token.indent, depth, map, isMap ? keys : new Set(), false);
      if (!pair) return;
      end = Math.max(end, pair.value.end, pair.afterColon);
      if (!isMap)
        items.push({
          kind: 'map',
          from: pair.keyStart,
          start: pair.keyStart,
          end: Math.max(pair.value.end, pair.afterColon),
          tag: null,
          style: 'flow',
          pairs: [pair],
          merges: [],
          broken: map.broken,
        });
      else if (pair.key === '<<') merges.push(pair.value);
      else pairs.push(pair);
    });
    const [closing, ...rest] = token.end;
    const bracket = isMap ? '}' : ']';
    if (closing?.source === bracket) end = closing.offset + 1;
    else {
      const message = `This \`${isMap ? '{' : '['}\` is not closed, or its end is indented too little.`;
      this.#problem(start, start + 1, message);
      this.#mend({ at: this.#contentEnd(end), insert: bracket, cause: { start, end: start + 1, message } });
      map.broken = true;
    }
    this.#rest(rest);
    return isMap
      ? {
          kind: 'map',
          from,
          start,
          end,
          tag: props.tag,
          style: 'flow',
          pairs: lastOfEach(pairs, keys),
          merges,
          broken: map.broken,
        }
      : { kind: 'seq', from, start, end, tag: props.tag, style: 'flow', items, broken: map.broken };
  }
}

/** Decodes a scalar that is more than its characters: several lines, escapes, a block. */
function resolve(
  token: CST.FlowScalar | CST.BlockScalar,
  onProblem?: (start: number, message: string) => void,
): string {
  return CST.resolveAsScalar(token, false, (offset, _code, message) => onProblem?.(offset, `${message}.`))?.value ?? '';
}

function keyMessage(key: Token): string {
  return key.type === 'block-seq'
    ? 'A list item can’t stand among the keys of a map; check the indentation.'
    : 'Only a string can be a key here.';
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** The parser's messages name its own token types; these are the same in the words of a user. */
function plainWords(message: string): string {
  if (message.includes('block-seq-ind on same line')) return 'A list can’t start on the line of its key.';
  if (/^Unexpected flow-(map|seq)-end/.test(message)) return STRAY;
  if (/^Unexpected \S+ token/.test(message) || message.startsWith('Unexpected'))
    return 'This is not expected here; check the indentation and the quotes above it.';
  return message.endsWith('.') ? message : `${message}.`;
}
