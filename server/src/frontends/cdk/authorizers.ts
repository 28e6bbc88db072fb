/** Lambda authorizers of REST APIs: they are made for an API to take up, so no template shows them before that. */
import type { SourceSpan } from '../../core/document.ts';
import type { LambdaAuthorizer } from '../../core/resource.ts';
import type { Expr } from './ir.ts';

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** What a `new TokenAuthorizer(…)` or `new RequestAuthorizer(…)` says; null where its props can't be seen. `at` says where something is. */
export function authorizerOf(
  made: Extract<Expr, { readonly k: 'new' }>,
  type: string,
  at: (e: { readonly start: number; readonly end: number }) => SourceSpan,
): LambdaAuthorizer | null {
  const [, id, props] = made.args;
  if ((type !== 'TokenAuthorizer' && type !== 'RequestAuthorizer') || props?.k !== 'object') return null;
  const { callee } = made;
  const entries = props.entries.flatMap(e => (e.k === 'entry' ? [e] : []));
  const sources = entries.find(e => /^identitySources?$/.test(e.key));
  const ttl = entries.find(e => e.key === 'resultsCacheTtl');
  const list = sources?.value.k === 'array' ? sources.value.items : null;
  const insert = entries[0]?.start ?? props.start + 1;
  return {
    kind: 'lambda-authorizer',
    uri: at(callee).uri,
    span: at(callee),
    nameSpan: callee.k === 'member' ? at(callee.nameAt) : at(callee),
    type,
    id: id?.k === 'literal' ? String(id.value) : type,
    sources: sources
      ? {
          key: sources.key,
          keySpan: at(sources.keyAt),
          span: at(sources.value),
          items: list?.some(i => i.k === 'spread')
            ? null
            : (list?.map(i => ({ span: at(i), isHeader: isHeader(i) })) ?? null),
        }
      : null,
    ttl: ttl ? secondsOf(ttl.value) : null,
    ttlSpan: ttl ? at(ttl.value) : null,
    keys: entries.length === props.entries.length ? entries.map(e => e.key) : null,
    insertAt: at({ start: insert, end: insert }),
  };
}

/** `IdentitySource.header('Authorization')`, `'method.request.header.Authorization'`. */
function isHeader(e: Expr): boolean {
  if (e.k === 'literal') return /^method\.request\.header\./.test(String(e.value));
  return e.k === 'call' && e.callee.k === 'member' && e.callee.name === 'header';
}

/** Seconds of `Duration.minutes(5)`. */
function secondsOf(e: Expr): number | 'unknown' {
  const [amount] = e.k === 'call' ? e.args : [];
  const unit = e.k === 'call' && e.callee.k === 'member' ? SECONDS[e.callee.name] : undefined;
  return unit !== undefined && amount?.k === 'literal' && typeof amount.value === 'number'
    ? amount.value * unit
    : 'unknown';
}
