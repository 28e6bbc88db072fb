/** What a Lambda authorizer in Python answers, where it is more than was asked for; see `authorizer.ts`, which reads JavaScript. */
import type { AuthorizerPolicy } from '../../core/resource.ts';
import type { Place } from './code.ts';
import type { Expr, Statement } from './pythonTree.ts';

/** A value with what stands around it: the statement, the key or the call that it is given to. */
interface Seen {
  readonly expr: Expr;
  readonly statement: number;
  /** The dictionaries and calls around it, the innermost first, each with the key or keyword that leads to it. */
  readonly around: readonly { readonly of: Expr; readonly key: string | null }[];
}

/** The facts of one text; none for code that is no authorizer. `place` maps offsets to spans in the document. */
export function pythonAuthorizerFacts(
  text: string,
  statements: readonly Statement[],
  place: Place,
): AuthorizerPolicy[] {
  const form = text.includes('execute-api:Invoke') ? 'policy' : text.includes('isAuthorized') ? 'simple' : null;
  if (form === null) return [];
  const seen = statements.flatMap((statement, i) =>
    [...statement.values, ...statement.targets].flatMap(e => walk(e, i)),
  );
  const facts: AuthorizerPolicy[] = [];
  const add = (says: AuthorizerPolicy['says'], { expr }: Seen, replacement: string | null) =>
    facts.push({ kind: 'authorizer-policy', says, form, span: place(expr.start, expr.end), replacement });
  const allowed = seen.filter(one => allows(one, text));
  for (const one of allowed)
    if (handlesFailure(statements, one.statement, text))
      add('on-failure', one, one.expr.k === 'constant' ? 'False' : quoted(text, one.expr, 'Deny'));
  if (form === 'policy')
    for (const one of seen)
      if (isString(one.expr, '*') && isResourceOfAllow(one))
        add('everywhere', one, methodArn(statements, one.statement));
  const [first] = allowed;
  if (first && facts.every(f => f.says !== 'on-failure') && allowsAlways(text, statements, seen))
    add('always', first, null);
  return facts;
}

/** An expression and all that is in it. */
function walk(expr: Expr, statement: number, around: Seen['around'] = []): Seen[] {
  const inside = (inner: readonly Expr[], key: string | null = null, container = true): Seen[] =>
    around.length > 40
      ? []
      : inner.flatMap(e => walk(e, statement, container ? [{ of: expr, key }, ...around] : around));
  const own: Seen = { expr, statement, around };
  switch (expr.k) {
    case 'dict':
      return [own, ...expr.entries.flatMap(e => inside([e.value], e.key?.k === 'string' ? e.key.text : null))];
    case 'call':
      return [own, ...inside([expr.callee], null, false), ...expr.args.flatMap(a => inside([a.value], a.name))];
    case 'list':
      return [own, ...inside(expr.items, null, false)];
    case 'attribute':
      return [own, ...inside([expr.of], null, false)];
    case 'index':
      return [own, ...inside([expr.of, expr.index], null, false)];
    case 'binary':
      return [own, ...inside([expr.left, expr.right], null, false)];
    case 'in':
      return [own, ...inside([expr.item, expr.of], null, false)];
    case 'other':
      return [own, ...inside(expr.inner, null, false)];
    case 'format':
      return [
        own,
        ...inside(
          expr.parts.filter(part => typeof part !== 'string'),
          null,
          false,
        ),
      ];
    default:
      return [own];
  }
}

function isString(expr: Expr | undefined, value: string): boolean {
  return expr?.k === 'string' && expr.text === value;
}

/** The string in the quotes that it has now; null where it has others than plain ones. */
function quoted(text: string, { start, end }: Expr, value: string): string | null {
  const quote = text[start];
  return (quote === "'" || quote === '"') && text[start + 1] !== quote && text[end - 1] === quote
    ? `${quote}${value}${quote}`
    : null;
}

/** The helper that makes a policy, `generate_policy('user', 'Allow', arn)`, which a value is an argument of. */
function policyCall({ around }: Seen, text: string): boolean {
  const [nearest] = around;
  return (
    nearest?.of.k === 'call' && /polic|allow|response/i.test(text.slice(nearest.of.callee.start, nearest.of.callee.end))
  );
}

/** `'Effect': 'Allow'`, `'isAuthorized': True`, and `'Allow'` for a helper. */
function allows(seen: Seen, text: string): boolean {
  const key = seen.around[0]?.of.k === 'dict' ? seen.around[0].key : null;
  if (seen.expr.k === 'constant') return seen.expr.word === 'True' && key === 'isAuthorized';
  return isString(seen.expr, 'Allow') && (key === 'Effect' || policyCall(seen, text));
}

/** Whether a statement stands in an `except`. */
function handlesFailure(statements: readonly Statement[], at: number, text: string): boolean {
  return outer(statements, at).some(s => /^except\b/.test(text.slice(s.start, s.start + 8)));
}

/** The statements that one stands in, the innermost first. */
function outer(statements: readonly Statement[], at: number): Statement[] {
  const found: Statement[] = [];
  let indent = (statements[at] as Statement).indent;
  for (let i = at - 1; i >= 0 && indent > 0; i--) {
    const statement = statements[i] as Statement;
    if (statement.indent >= indent) continue;
    found.push(statement);
    indent = statement.indent;
  }
  return found;
}

/** Whether a `'*'` is the resource of a policy for calling APIs that allows or may allow. */
function isResourceOfAllow({ around }: Seen): boolean {
  const [nearest] = around;
  if (nearest?.of.k !== 'dict' || nearest.key !== 'Resource') return false;
  const named = (name: string) =>
    nearest.of.k === 'dict' ? nearest.of.entries.find(e => isString(e.key ?? undefined, name))?.value : undefined;
  const action = named('Action');
  const actions = action?.k === 'list' ? action.items : action ? [action] : [];
  return actions.some(a => a.k === 'string' && a.text.includes('execute-api:')) && !isString(named('Effect'), 'Deny');
}

/** The ARN of what was asked for, where the function around has the event at hand. */
function methodArn(statements: readonly Statement[], at: number): string | null {
  const isAtHand = outer(statements, at).some(s => s.k === 'def' && s.parameters.some(p => p.name === 'event'));
  return isAtHand ? "event['methodArn']" : null;
}

/** What calls may be of that can't end in a refusal. */
const HARMLESS =
  /^(?:print|str|dict|list|len|json\.\w+|logging\.\w+|logger\.\w+|log\.\w+|os\.getenv|os\.environ\.get)$/;

/**
 * Whether code allows whatever it is asked: it decides nothing, refuses nothing, and calls nothing but functions of its own
 * and such that can't fail. Words in strings and comments count, too: they make it silent, never wrong.
 */
function allowsAlways(text: string, statements: readonly Statement[], seen: readonly Seen[]): boolean {
  if (/Deny|Unauthorized|Forbidden|[!=]=|<|(?<!-)>/.test(text)) return false;
  if (/\b(?:if|elif|try|except|raise|assert|while|match|and|or|not|in|is|class)\b/.test(text)) return false;
  const own = new Set(statements.flatMap(s => (s.k === 'def' ? s.names.map(n => n.name) : [])));
  return seen.every(({ expr }) => {
    if (expr.k !== 'call') return true;
    const callee = text.slice(expr.callee.start, expr.callee.end);
    return own.has(callee) || HARMLESS.test(callee);
  });
}
