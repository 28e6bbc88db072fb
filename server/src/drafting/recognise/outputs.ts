/** Sentences about outputs and parameters of stacks. */
import type { Scalar } from '../../core/requirement.ts';
import { type Ask, item } from '../asks.ts';
import { type Reading, enumerated, under } from '../reading.ts';
import { mentionsIn } from '../words.ts';

const ABOUT = /\b(outputs?|cfnoutputs?|export(s|ed)?)\b/i;
/** These are written like identifiers and are none. */
const PRODUCTS =
  /^(CloudFormation|TypeScript|DynamoDB|EventBridge|CloudWatch|CloudFront|CloudTrail|AllowedValues|AllowedPattern|NoEcho|GuardDuty|GraphQL|OpenSearch|ElastiCache|WebSocket)$/;
const IDENTIFIER = /^(?:[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+|[A-Z]{2,3}[a-z][A-Za-z0-9]+)$/;

export function outputs(reading: Reading): Ask[] {
  const { text, coded, sentence, clauses } = reading;
  const inside = under(reading, /\b(outputs?|exports?)\b/i);
  if (sentence.kind === 'heading' || (!ABOUT.test(text) && !inside) || clauses.every(c => c.denied)) return [];
  if (
    /\b(json|csv|log|build|command|test|console)\s+outputs?\b|\boutput (?:format|only|the (?:code|complete|full))\b|\bexport (?:class|default|const)\b/i.test(
      text,
    )
  )
    return [];
  const found: Ask[] = [];
  for (const part of parts(coded.replace(/\.\s*$/, ''))) {
    const code =
      /`([^`]+)`/.exec(part)?.[1] ??
      (IDENTIFIER.test(part.split(/[\s:(]/)[0] ?? '') ? part.split(/[\s:(]/)[0] : undefined);
    if (code && IDENTIFIER.test(code) && !PRODUCTS.test(code)) {
      found.push(item('outputs', 'name', code));
      continue;
    }
    const ask = told(part.replaceAll('`', ''));
    if (ask) found.push(ask);
  }
  return found;
}

/** What a sentence about outputs names that can't be told which resource it is of: “the cluster ARN”. */
export function outputsLeft({ coded }: Reading): string[] {
  return parts(coded.replace(/\.\s*$/, ''))
    .map(part => part.replaceAll('`', '').replace(/^.*\b(?:outputs?|exports?)\b:?\s*/i, ''))
    .filter(
      part => ATTRIBUTE.test(part) && part.split(' ').length < 5 && !IDENTIFIER.test(part) && told(part) === null,
    );
}

/** The pieces of what stands after the verb, or before “… are outputs”. */
function parts(text: string): string[] {
  return enumerated(
    text.replace(/^[^:`]*\boutputs?\b[^:`]*:\s*/i, '').replace(/\((?:e\.g\.|for)[^)]*\)/gi, ''),
  ).flatMap(part => part.split(/\s+as well as\s+|\s*\/\s*(?=[A-Z]{2,})/));
}

const ATTRIBUTE =
  /\b(arns?|ids?|names?|urls?|endpoints?|dns(?: names?)?|domain(?: names?)?|identifiers?|address(?:es)?)\b/i;

/** `the bucket name`, `ARN of the topic`. */
function told(part: string): Ask | null {
  const attribute = ATTRIBUTE.exec(part)?.[1]
    ?.toLowerCase()
    .replace(/(?<!dn)s$/, '');
  // A key is otherwise too common a word.
  const mention = mentionsIn(part)[0] ?? mentionsIn(part.replace(/\b(?:the |encryption )key\b/i, 'KMS key'))[0];
  if (!attribute || !mention) return null;
  const of = mention.word;
  const more = attributeOf(of, attribute);
  return item('outputs', 'of', of, more === null ? {} : { attribute: more });
}

function attributeOf(of: string, word: string): string | null {
  if (word === 'arn') return 'arn';
  if (word === 'name') return 'name';
  if (/^dns|^domain|^address/.test(word)) return of === 'alb' ? 'DNSName' : of === 'cloudfront' ? 'DomainName' : null;
  if (word === 'endpoint') return of === 'rds' || of === 'aurora' ? 'Endpoint.Address' : null;
  return word === 'url' && of === 'cloudfront' ? 'DomainName' : null;
}

export function parameters(reading: Reading): Ask[] {
  const { coded, text, sentence } = reading;
  const inside = under(reading, /^(?:[\w\s]* )?parameters?\b/i);
  if (sentence.kind === 'heading' || (!inside && !/\bparameters?\b/i.test(text))) return [];
  if (/\b(parameter store|ssm|query parameters?|api parameters?|path parameters?|request parameters?)\b/i.test(text))
    return [];
  if (sentence.kind === 'row') {
    const [first, ...others] = sentence.cells;
    if (!first || !/\b(parameter|name)\b/i.test(first.head) || (!inside && !/parameter/i.test(first.head))) return [];
    const fallback = others.find(c => /default/i.test(c.head))?.text.replaceAll('`', '');
    const name = first.text.replaceAll('`', '');
    return IDENTIFIER.test(name) || /^[A-Z]\w+$/.test(name) ? [parameter(name, fallback)] : [];
  }
  const found: Ask[] = [];
  for (const m of coded.matchAll(
    /`([A-Z]\w+)`|\b([A-Z][a-z]+)(?=\s*\(default)|(?<=^parameters: (?:[^.]*, )?)([A-Z][a-z]+)(?=,|$)|\b([A-Z][a-z]+(?:[A-Z][a-z0-9]+)+|[A-Z]{2,3}[a-z][A-Za-z0-9]+)\b/g,
  )) {
    const name = (m[1] ?? m[2] ?? m[3] ?? m[4]) as string;
    if (
      !(IDENTIFIER.test(name) || (m[2] ?? m[3]) !== undefined || (m[1] !== undefined && /^[A-Z][a-z]+$/.test(name))) ||
      PRODUCTS.test(name)
    )
      continue;
    const rest = coded.slice(m.index + m[0].length).split(/`[A-Z]/)[0] as string;
    const fallback = /\bdefault(?:s|ing)?(?: value)?(?: of| to| is|:|=)?\s*[`'"“]?([\w./-]*\w)/i.exec(rest)?.[1];
    found.push(parameter(name, fallback));
  }
  return found;
}

function parameter(name: string, fallback: string | undefined): Ask {
  const is: Scalar | undefined = fallback === undefined || fallback === '' || fallback === '-' ? undefined : fallback;
  return item('parameters', 'name', name, is === undefined ? {} : { default: is });
}
