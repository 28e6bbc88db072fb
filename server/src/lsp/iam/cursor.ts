/** Where a position stands in a policy, in templates, policy files and CDK code; also in text that is only half typed. */
import { ITEM, cursorAt } from '../requirements/cursor.ts';
import { type CodeCursor, type Step, codeCursorAt } from './codeCursor.ts';

export type PolicyPlace =
  | 'action'
  | 'effect'
  /** The operator of a condition, `StringEquals`. */
  | 'operator'
  | 'condition-key'
  /** `lambda.amazonaws.com`. */
  | 'service'
  /** The name of a policy that AWS manages, `service-role/AWSLambdaBasicExecutionRole`. */
  | 'managed-policy'
  | 'managed-policy-arn';

export interface PolicyCursor {
  readonly place: PolicyPlace;
  /** Offsets of the word, without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly word: string;
  /** What of the word stands before the position. */
  readonly before: string;
  readonly quote: string | null;
  readonly language: 'code' | 'template';
  /** Whether a colon follows, so that it is a key already. */
  readonly colon: boolean;
}

const CODE = /\.[cm]?[jt]sx?$/i;
const CODE_WITH_POLICIES = /aws[-_]iam|PolicyStatement|\bStatement\b|ServicePrincipal|ManagedPolic|\.grants?\b/;
const TEMPLATE_WITH_POLICIES = /\bStatement\b|ManagedPolicyArns|PermissionsBoundary/;

/** What stands at an offset of a document; null outside of policies. `key` is the document's name. */
export function policyCursor(key: string, text: string, offset: number): PolicyCursor | null {
  if (CODE.test(key)) {
    if (!CODE_WITH_POLICIES.test(text)) return null;
    const found = codeCursorAt(text, offset);
    const place = found && placeInCode(found);
    if (!place || (found.quote === null && place !== 'operator')) return null;
    const { start, end, quote } = found;
    const colon = /^['"]?\s*:/.test(text.slice(end, end + 20));
    return { place, start, end, quote, language: 'code', colon, ...words(text, start, offset, end) };
  }
  return TEMPLATE_WITH_POLICIES.test(text) ? inTemplate(text, offset) : null;
}

function words(text: string, start: number, offset: number, end: number) {
  return { word: text.slice(start, end), before: text.slice(start, offset) };
}

/** What may stand at a position. */
interface May {
  readonly key: boolean;
  readonly value: boolean;
}

function inTemplate(text: string, offset: number): PolicyCursor | null {
  // A word that ends in a colon would be a key: one more letter makes it what it is about to become.
  const isCut = text[offset - 1] === ':' && /^(?:$|\s)/.test(text.slice(offset, offset + 1));
  const found = cursorAt(isCut ? `${text.slice(0, offset)}x${text.slice(offset)}` : text, offset + (isCut ? 1 : 0));
  if (!found) return null;
  const { start, quote, colon, at } = found;
  const end = found.end - (isCut ? 1 : 0);
  const may: May = { key: at !== 'value', value: at === 'value' || (at === 'line' && !colon) };
  const place = placeByKeys(
    found.path.filter(step => step !== ITEM),
    may,
  );
  return place && { place, start, end, quote, language: 'template', colon, ...words(text, start, offset, end) };
}

/** The place by the names of the keys around it, in the words of policy documents. */
function placeByKeys(keys: readonly string[], may: May): PolicyPlace | null {
  const last = keys.at(-1);
  if (last === 'ManagedPolicyArns' || last === 'PermissionsBoundary') return may.value ? 'managed-policy-arn' : null;
  const statement = keys.lastIndexOf('Statement');
  return statement < 0 ? null : placeInStatement(keys.slice(statement + 1), may);
}

function placeInStatement([element, ...below]: readonly string[], may: May): PolicyPlace | null {
  const [kind, ...more] = below;
  switch (element) {
    case 'Action':
    case 'NotAction':
      return kind === undefined && may.value ? 'action' : null;
    case 'Effect':
      return kind === undefined && may.value ? 'effect' : null;
    case 'Principal':
    case 'NotPrincipal':
      return kind === 'Service' && more.length === 0 && may.value ? 'service' : null;
    case 'Condition':
      return may.key ? inCondition(below) : null;
    default:
      return null;
  }
}

/** What a key in a condition is, by the keys around it. */
function inCondition(around: readonly string[]): PolicyPlace | null {
  return around.length === 0 ? 'operator' : around.length === 1 ? 'condition-key' : null;
}

/** Arguments of calls that are words of policies: by the method or class, and their positions. */
const ARGUMENTS: Readonly<Record<string, readonly [place: PolicyPlace, is: (argument: number) => boolean]>> = {
  addActions: ['action', () => true],
  addNotActions: ['action', () => true],
  grant: ['action', argument => argument > 0],
  actions: ['action', argument => argument > 0],
  ServicePrincipal: ['service', argument => argument === 0],
  addServicePrincipal: ['service', argument => argument === 0],
  fromAwsManagedPolicyName: ['managed-policy', argument => argument === 0],
  addCondition: ['operator', argument => argument === 0],
};

/** Calls that take conditions by operator: at which argument, and below which key of it. */
const CONDITIONS: Readonly<Record<string, readonly [argument: number, below: string | null]>> = {
  PolicyStatement: [0, 'conditions'],
  addConditions: [0, null],
  withConditions: [0, null],
  ServicePrincipal: [1, 'conditions'],
  PrincipalWithConditions: [1, null],
  FederatedPrincipal: [1, null],
  WebIdentityPrincipal: [1, null],
  OpenIdConnectPrincipal: [1, null],
  SamlPrincipal: [1, null],
  SamlConsolePrincipal: [1, null],
};

function placeInCode({ path, isKey }: CodeCursor): PolicyPlace | null {
  const may: May = { key: isKey, value: !isKey };
  const at = path.findLastIndex(step => step.kind === 'call');
  const call = path[at] as (Step & { readonly kind: 'call' }) | undefined;
  const keys = path.slice(at + 1).flatMap(step => (step.kind === 'key' ? [step.name] : []));
  const name = call?.callee.slice(call.callee.lastIndexOf('.') + 1) ?? '';
  if (call?.callee.endsWith('PolicyStatement.fromJson')) return placeInStatement(keys, may);
  const inDocument = placeByKeys(keys, may);
  if (inDocument) return inDocument;
  const [first] = keys;
  if (!call) return null;
  if (first === 'managedPolicyArns' && keys.length === 1 && may.value) return 'managed-policy-arn';
  // `actions` is the name of many a prop: of statements only with their class, or a function of grants, around it.
  if (/^(?:actions|notActions)$/.test(first ?? '') && keys.length === 1)
    return may.value && /^(?:PolicyStatement|addToPrincipal\w*)$/.test(name) ? 'action' : null;
  const conditions = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
  if (conditions && call.argument === conditions[0] && may.key) {
    const [, below] = conditions;
    if (below === null || first === below) return inCondition(below === null ? keys : keys.slice(1));
  }
  if (name === 'addCondition' && call.argument === 1) return may.key && keys.length === 0 ? 'condition-key' : null;
  const argument = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
  // `table.grants.actions(…)` is meant; other things have actions, too.
  if (name === 'actions' && !call.callee.endsWith('grants.actions')) return null;
  return argument?.[1](call.argument) && keys.length === 0 && may.value ? argument[0] : null;
}
