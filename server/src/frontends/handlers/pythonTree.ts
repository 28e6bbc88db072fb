/**
 * A small reader of Python: tokens, expressions as far as they matter (names, attributes, calls, subscripts, displays,
 * strings), and statements by their indentation. What it doesn't understand becomes an expression `other` that keeps the
 * expressions inside of it. Never throws; nesting is bounded.
 */
import { lineStart } from '../../core/document.ts';

export interface Node {
  readonly start: number;
  readonly end: number;
}

export type Expr = Node &
  (
    | { readonly k: 'name'; readonly name: string }
    | { readonly k: 'string'; readonly text: string }
    /** An f-string; a null piece is one that can't be read. */
    | { readonly k: 'format'; readonly parts: readonly (string | Expr)[] }
    | { readonly k: 'attribute'; readonly of: Expr; readonly name: string; readonly nameStart: number }
    | { readonly k: 'call'; readonly callee: Expr; readonly args: readonly Argument[] }
    | { readonly k: 'index'; readonly of: Expr; readonly index: Expr }
    | { readonly k: 'dict'; readonly entries: readonly { readonly key: Expr | null; readonly value: Expr }[] }
    | { readonly k: 'list'; readonly items: readonly Expr[] }
    /** `a or b`, `a + b`. */
    | { readonly k: 'binary'; readonly operator: 'or' | '+'; readonly left: Expr; readonly right: Expr }
    /** `left if condition else right`. */
    | {
        readonly k: 'binary';
        readonly operator: 'if';
        readonly left: Expr;
        readonly right: Expr;
        readonly condition: Expr;
      }
    /** `item in of`, `item not in of`. */
    | { readonly k: 'in'; readonly item: Expr; readonly of: Expr; readonly negated: boolean }
    | { readonly k: 'constant'; readonly word: string }
    | { readonly k: 'other'; readonly inner: readonly Expr[] }
  );

export interface Argument {
  /** The keyword; `*` and `**` for what is spread; null for a positional one. */
  readonly name: string | null;
  readonly value: Expr;
}

export interface Statement extends Node {
  readonly indent: number;
  readonly k: 'import' | 'from' | 'def' | 'class' | 'return' | 'assign' | 'with' | 'for' | 'expression';
  /** `import a.b as c`, `from .x import y as z`: the module, and names with what they are here. */
  readonly module: string;
  readonly names: readonly {
    readonly name: string;
    readonly as: string;
    readonly start: number;
    readonly end: number;
  }[];
  /** The targets of assignments, `with … as`, `for`. */
  readonly targets: readonly Expr[];
  /** For `def`: the parameters with their defaults. */
  readonly parameters: readonly { readonly name: string; readonly value: Expr | null }[];
  readonly values: readonly Expr[];
  readonly isAsync: boolean;
}

interface Token extends Node {
  readonly t: 'name' | 'string' | 'number' | 'op' | 'line' | 'end';
  readonly text: string;
  /** For strings: their value, and for f-strings the pieces. */
  readonly parts?: readonly (string | { readonly start: number; readonly end: number })[];
}

const MAX_NESTING = 60;
const KEYWORDS = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

/** The tokens of a text; comments and line breaks inside of brackets are left out. */
function tokensOf(text: string, from = 0, to = text.length): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  const pattern =
    /[ \t\f]+|\\\r?\n|#[^\n]*|(\r?\n)|([rRbBuUfFtT]{0,2}(?:"""|'''|"|'))|([\p{L}_][\p{L}\p{N}_]*)|(\d[\w.]*)|(:=|\*\*|->|==|!=|<=|>=|\/\/|[-+*/%@&|^]=|[^\s\w])/uy;
  for (let at = from; at < to; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match || match[0] === '') {
      at++;
      continue;
    }
    const end = at + match[0].length;
    if (match[1] !== undefined) {
      if (depth === 0) tokens.push({ t: 'line', text: '\n', start: at, end });
    } else if (match[2] !== undefined) {
      const string = stringAt(text, at, match[2], to);
      tokens.push(string);
      at = string.end;
      continue;
    } else if (match[3] !== undefined) tokens.push({ t: 'name', text: match[3], start: at, end });
    else if (match[4] !== undefined) tokens.push({ t: 'number', text: match[4], start: at, end });
    else if (match[5] !== undefined) {
      if ('([{'.includes(match[5])) depth++;
      else if (')]}'.includes(match[5])) depth = Math.max(0, depth - 1);
      tokens.push({ t: 'op', text: match[5], start: at, end });
    }
    at = end;
  }
  tokens.push({ t: 'line', text: '\n', start: to, end: to }, { t: 'end', text: '', start: to, end: to });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

function stringAt(text: string, start: number, opening: string, to: number): Token {
  const quote = /["'].*$/.exec(opening)?.[0] as string;
  const prefix = opening.slice(0, -quote.length).toLowerCase();
  const isFormat = prefix.includes('f');
  const parts: (string | { start: number; end: number })[] = [];
  let piece = '';
  let at = start + opening.length;
  while (at < to && !text.startsWith(quote, at)) {
    const char = text[at] as string;
    if (quote.length === 1 && char === '\n') break;
    if (char === '\\' && !prefix.includes('r')) {
      const next = text[at + 1] ?? '';
      piece += ESCAPES[next] ?? (next === '\n' ? '' : char + next);
      at += 2;
    } else if (isFormat && (char === '{' || char === '}') && text[at + 1] === char) {
      piece += char;
      at += 2;
    } else if (isFormat && char === '{') {
      let end = at + 1;
      for (let depth = 1; end < to && depth > 0; end++) {
        if (text[end] === '{') depth++;
        else if (text[end] === '}') depth--;
        else if (text[end] === '\n' && quote.length === 1) break;
      }
      parts.push(piece, { start: at + 1, end: end - 1 });
      piece = '';
      at = end;
    } else {
      piece += char;
      at++;
    }
  }
  parts.push(piece);
  return { t: 'string', text: opening, start, end: Math.min(at + quote.length, to), parts };
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string, from = 0, to = text.length) {
    this.#text = text;
    this.#tokens = tokensOf(text, from, to);
  }

  get #token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  #is(text: string): boolean {
    const token = this.#token;
    return token.text === text && (token.t === 'op' || token.t === 'name');
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  statements(): Statement[] {
    const found: Statement[] = [];
    while (this.#token.t !== 'end') {
      const before = this.#at;
      if (this.#token.t === 'line' || this.#is(';') || this.#is(':')) this.#at++;
      else found.push(this.#statement());
      if (this.#at === before) this.#at++;
    }
    return found;
  }

  #statement(): Statement {
    const { start } = this.#token;
    const indent = start - lineStart(this.#text, start);
    const isAsync = this.#take('async');
    const statement = (k: Statement['k'], more: Partial<Statement> = {}): Statement => ({
      k,
      start,
      end: (this.#tokens[Math.max(0, this.#at - 1)] as Token).end,
      indent,
      module: '',
      names: [],
      targets: [],
      parameters: [],
      values: [],
      isAsync,
      ...more,
    });
    if (this.#take('import')) return statement('import', { names: this.#names(true) });
    if (this.#take('from')) {
      const module = this.#dotted();
      this.#take('import');
      this.#take('(');
      const names = this.#names(false);
      this.#take(')');
      return statement('from', { module, names });
    }
    if (this.#is('def') || this.#is('class')) {
      const k = this.#is('def') ? 'def' : 'class';
      this.#at++;
      const name = this.#token;
      this.#at++;
      const parameters = k === 'def' && this.#take('(') ? this.#parameters() : [];
      const values = k === 'class' && this.#is('(') ? [this.#expression()] : [];
      if (this.#take('->')) this.#expression();
      this.#take(':');
      return statement(k, {
        names: [{ name: name.text, as: name.text, start: name.start, end: name.end }],
        parameters,
        values,
      });
    }
    if (this.#take('return')) return statement('return', { values: this.#list() });
    if (this.#take('with')) {
      const values: Expr[] = [];
      const targets: Expr[] = [];
      this.#take('(');
      do {
        values.push(this.#expression());
        targets.push(this.#take('as') ? this.#expression() : other(values.at(-1) as Expr));
      } while (this.#take(','));
      this.#take(')');
      this.#take(':');
      return statement('with', { values, targets });
    }
    if (this.#take('for')) {
      const targets = this.#list(true);
      this.#take('in');
      const values = this.#list();
      this.#take(':');
      return statement('for', { values, targets });
    }
    // What follows `if` and its kind is an expression and the block's colon, no annotation.
    const isBlock = this.#token.t === 'name' && KEYWORDS.has(this.#token.text);
    while (
      this.#token.t === 'name' &&
      KEYWORDS.has(this.#token.text) &&
      !/^(not|lambda|await|yield)$/.test(this.#token.text)
    )
      this.#at++;
    if (this.#ends()) return statement('expression');
    let last = this.#list();
    if (!isBlock && this.#take(':') && !this.#ends() && last.length === 1) this.#expression();
    const targets: Expr[] = [];
    while (this.#is('=') || /^[-+*/%@&|^]=$/.test(this.#token.text)) {
      this.#at++;
      targets.push(...last);
      last = this.#list();
    }
    return statement(targets.length > 0 ? 'assign' : 'expression', { targets, values: last });
  }

  #ends(): boolean {
    return this.#token.t === 'line' || this.#token.t === 'end' || this.#is(';');
  }

  #dotted(): string {
    let name = '';
    while (this.#is('.') || (this.#token.t === 'name' && !this.#is('import') && !this.#is('as'))) {
      name += this.#token.text;
      this.#at++;
    }
    return name;
  }

  #names(dotted: boolean): Statement['names'] {
    const names: { name: string; as: string; start: number; end: number }[] = [];
    do {
      const { start } = this.#token;
      const star = this.#take('*');
      const name = star ? '*' : this.#dotted();
      const end = (this.#tokens[Math.max(0, this.#at - 1)] as Token).end;
      let as = dotted ? (name.split('.')[0] as string) : name;
      if (this.#take('as')) {
        as = this.#token.text;
        this.#at++;
      }
      if (name !== '') names.push({ name, as, start, end });
    } while (this.#take(','));
    return names;
  }

  #parameters(): { name: string; value: Expr | null }[] {
    const found: { name: string; value: Expr | null }[] = [];
    while (!this.#take(')') && this.#token.t !== 'end') {
      const before = this.#at;
      while (this.#is('*') || this.#is('**') || this.#is('/')) this.#at++;
      if (this.#token.t === 'name') {
        const name = this.#token.text;
        this.#at++;
        if (this.#take(':')) this.#expression();
        found.push({ name, value: this.#take('=') ? this.#expression() : null });
      }
      this.#take(',');
      if (this.#at === before) this.#at++;
    }
    return found;
  }

  /** Expressions with commas between them. */
  #list(isTarget = false): Expr[] {
    const found = [this.#expression(isTarget)];
    while (this.#take(',') && !this.#ends()) found.push(this.#expression(isTarget));
    return found;
  }

  #expression(isTarget = false): Expr {
    if (++this.#depth > MAX_NESTING) {
      this.#skip();
      this.#depth--;
      return { k: 'other', inner: [], start: this.#token.start, end: this.#token.start };
    }
    let left = this.#operand();
    for (;;) {
      const token = this.#token;
      const end = () => (this.#tokens[Math.max(0, this.#at - 1)] as Token).end;
      if (this.#take('or')) left = binary('or', left, this.#operand(), end());
      else if (this.#take('+')) left = binary('+', left, this.#operand(), end());
      else if (this.#take('if')) {
        const condition = this.#expression();
        if (this.#take('else')) {
          const right = this.#expression();
          left = { k: 'binary', operator: 'if', left, right, condition, start: left.start, end: end() };
        } else left = { k: 'other', inner: [left, condition], start: left.start, end: end() };
      } else if (!isTarget && (this.#is('in') || this.#is('not'))) {
        const negated = this.#take('not');
        this.#take('in');
        left = { k: 'in', item: left, of: this.#operand(), negated, start: left.start, end: end() };
      } else if (!isTarget && (this.#is('is') || this.#is('and') || this.#is(':='))) {
        this.#at++;
        left = { k: 'other', inner: [left, this.#operand()], start: left.start, end: end() };
      } else if (token.t === 'op' && /^(==|!=|<=|>=|[-*/%@&|^<>]|\*\*|\/\/)$/.test(token.text)) {
        this.#at++;
        left = { k: 'other', inner: [left, this.#operand()], start: left.start, end: end() };
      } else if (!isTarget && this.#take('for')) {
        const inner = [left, ...this.#list(true)];
        if (this.#take('in')) inner.push(this.#operand());
        left = { k: 'other', inner, start: left.start, end: end() };
      } else break;
    }
    this.#depth--;
    return left;
  }

  /** Passes over what nests too deeply. */
  #skip(): void {
    for (let depth = 0; this.#token.t !== 'end' && this.#token.t !== 'line'; this.#at++) {
      if (this.#token.t !== 'op') continue;
      if ('([{'.includes(this.#token.text)) depth++;
      else if (')]}'.includes(this.#token.text) && depth-- === 0) return;
    }
  }

  #operand(): Expr {
    const { start } = this.#token;
    let isNegated = false;
    for (; /^(not|await|yield|from|-|~|\*|\*\*)$/.test(this.#token.text) && this.#token.t !== 'string'; this.#at++)
      isNegated ||= this.#is('not');
    const operand = this.#plainOperand(start);
    return isNegated ? other(operand) : operand;
  }

  #plainOperand(start: number): Expr {
    if (this.#take('lambda')) {
      while (!this.#is(':') && !this.#ends()) this.#at++;
      this.#take(':');
      const body = this.#expression();
      return { k: 'other', inner: [body], start, end: body.end };
    }
    let base = this.#atom();
    for (;;) {
      if (this.#is('.')) {
        this.#at++;
        const name = this.#token;
        if (name.t !== 'name') return base;
        this.#at++;
        base = { k: 'attribute', of: base, name: name.text, nameStart: name.start, start: base.start, end: name.end };
      } else if (this.#is('(')) {
        this.#at++;
        const args = this.#arguments();
        base = { k: 'call', callee: base, args, start: base.start, end: (this.#tokens[this.#at - 1] as Token).end };
      } else if (this.#is('[')) {
        this.#at++;
        const [index] = this.#items(']');
        const end = (this.#tokens[this.#at - 1] as Token).end;
        base = index
          ? { k: 'index', of: base, index: index.value, start: base.start, end }
          : { k: 'other', inner: [base], start: base.start, end };
      } else return base;
    }
  }

  #arguments(): Argument[] {
    const found: Argument[] = [];
    while (!this.#take(')') && this.#token.t !== 'end') {
      const before = this.#at;
      const next = this.#tokens[this.#at + 1];
      if (this.#token.t === 'name' && next?.t === 'op' && next.text === '=') {
        const name = this.#token.text;
        this.#at += 2;
        found.push({ name, value: this.#expression() });
      } else {
        const star = this.#is('*') ? '*' : this.#is('**') ? '**' : null;
        found.push({ name: star, value: this.#expression() });
      }
      this.#take(',');
      if (this.#at === before) this.#at++;
    }
    return found;
  }

  /** What stands between brackets; `key: value` pairs have a key. */
  #items(close: string): { key: Expr | null; value: Expr }[] {
    const found: { key: Expr | null; value: Expr }[] = [];
    while (!this.#take(close) && this.#token.t !== 'end') {
      const before = this.#at;
      const isSpread = this.#is('**');
      const first = this.#expression();
      if (this.#take(':')) found.push({ key: first, value: this.#expression() });
      else found.push({ key: null, value: isSpread ? other(first) : first });
      this.#take(',');
      if (this.#at === before) this.#at++;
    }
    return found;
  }

  #atom(): Expr {
    const token = this.#token;
    const { start, end } = token;
    if (token.t === 'line' || token.t === 'end') return { k: 'other', inner: [], start, end: start };
    if (token.t === 'string') return this.#string();
    if (token.t === 'op' && ')]},:;='.includes(token.text)) return { k: 'other', inner: [], start, end: start };
    this.#at++;
    if (token.t === 'name') {
      if (/^(True|False|None)$/.test(token.text)) return { k: 'constant', word: token.text, start, end };
      return { k: 'name', name: token.text, start, end };
    }
    const last = () => (this.#tokens[this.#at - 1] as Token).end;
    if (token.text === '(') {
      const items = this.#items(')');
      if (items.length === 1 && items[0]) return items[0].value;
      return { k: 'list', items: items.map(i => i.value), start, end: last() };
    }
    if (token.text === '[') return { k: 'list', items: this.#items(']').map(i => i.value), start, end: last() };
    if (token.text === '{') return { k: 'dict', entries: this.#items('}'), start, end: last() };
    return { k: token.t === 'number' ? 'constant' : 'other', word: token.text, inner: [], start, end } as Expr;
  }

  /** Strings that stand side by side are one. */
  #string(): Expr {
    const { start } = this.#token;
    let parts: (string | Expr)[] = [];
    let { end } = this.#token;
    for (; this.#token.t === 'string'; this.#at++) {
      end = this.#token.end;
      for (const part of this.#token.parts ?? []) {
        if (typeof part !== 'string') {
          const inner = this.#depth > 20 ? null : new Parser(this.#text, part.start, part.end).#expression();
          parts.push(inner ?? { k: 'other', inner: [], ...part });
        } else if (typeof parts.at(-1) === 'string') parts = [...parts.slice(0, -1), (parts.at(-1) as string) + part];
        else parts.push(part);
      }
    }
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'string') return { k: 'string', text: only, start, end };
    return { k: 'format', parts, start, end };
  }
}

function binary(operator: 'or' | '+', left: Expr, right: Expr, end: number): Expr {
  return { k: 'binary', operator, left, right, start: left.start, end };
}

function other(inner: Expr): Expr {
  return { k: 'other', inner: [inner], start: inner.start, end: inner.end };
}

/** The statements of a text, in order; blocks are told by their indentation. */
export function pythonStatements(text: string): Statement[] {
  return new Parser(text).statements();
}
