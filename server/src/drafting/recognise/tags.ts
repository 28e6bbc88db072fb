/** Sentences about tags: which keys, and with which values. */
import { type Ask, type AskValue, value } from '../asks.ts';
import { type Reading, enumerated, under } from '../reading.ts';

const ABOUT = /\btag(s|ged|ging)?\b/i;
/** Words that stand where keys do. */
const NO_KEYS = new Set(
  'tags tag everything strategy all resources resource with the and or keys key values value appropriate proper properly consistent consistently following at least least standard required mandatory every cost aws it them name cloudformation cdk where applicable for a an iac these our'.split(
    ' ',
  ),
);
const KEY = /^[A-Za-z][\w:./-]{0,60}$/;

export function tags(reading: Reading): Ask[] {
  const { sentence, text } = reading;
  // A label is no key: “Cost tracking: CostCenter tags …”.
  const coded = ABOUT.test(sentence.label ?? '') ? reading.coded : reading.body;
  if (sentence.kind === 'heading') return [];
  if (sentence.kind === 'row') return row(reading);
  const inside = under(reading, /\btags?\b/i);
  if (!ABOUT.test(text) && !inside) return [];
  if (/\b(image|container|docker|git|html|release)\s+tags?\b|\blatest`? (image )?tag|`latest`|\bpropagat/i.test(coded))
    return [];
  const one = valueOfOne(coded);
  if (one) return [{ ...value('tags', one.is), path: ['tags', one.key] }];
  const found = new Map<string, AskValue>();
  const about = /\btag(?:s|ged|ging)?\b/i.test(coded);
  const segments: string[] = [];
  if (about) {
    const at = coded.search(/\btag(?:s|ged|ging)?\b/i);
    segments.push(coded.slice(at).replace(/^tag\w*:?/i, ''));
    segments.push(coded.slice(0, at));
  } else
    segments.push(
      sentence.label && sentence.label.length < 30 && inside && !/\btags?\b/i.test(sentence.label)
        ? `${sentence.label}: ${coded}`
        : coded,
    );
  for (const segment of segments) {
    if (found.size > 0) break;
    for (const [key, is] of pairs(segment)) if (!found.has(key)) found.set(key, is);
    const named = enumerated(
      withoutPairs(segment)
        .replace(
          /^.*?\b(?:with|include|includes|including|carry|have|contain|keys?|at least|least|required|tags?)\b:?\s*(?:the\s+)?(?:following\s+|mandatory\s+|required\s+|these\s+)*(?:tags?\s*)?:?/i,
          '',
        )
        // “Project=orders and Environment”: what joined the pairs with the keys is left over.
        .replace(/^[\s,;]*(?:(?:and|or|plus)\b)?\s*/i, ''),
    );
    for (const part of named) {
      const key = keyIn(part, segment === segments[1], /^tags?:/i.test(coded));
      if (key && !found.has(key)) found.set(key, '*');
    }
  }
  // “… and `Department` is always `collections`”.
  for (const [, key = '', is = ''] of coded.matchAll(
    /[`'"“]([A-Za-z][\w:-]*)[`'"”] (?:is|must be|has to be) always [`'"“]([\w./@-]+)[`'"”]/gi,
  ))
    if (found.get(key) === '*') found.set(key, is);
  return [...found].map(([key, is]) => ({ path: ['tags', key], form: 'value' as const, value: is }));
}

/** The one key of “the `Project` tag must be set to `orders`”, and its value: what is in code behind the verb is no key. */
function valueOfOne(coded: string): { key: string; is: string } | null {
  const m =
    /(?:[`'"“]([A-Za-z][\w:-]*)[`'"”]\s+tag|\btag\s+[`'"“]([A-Za-z][\w:-]*)[`'"”])\s+(?:(?:must|should|shall|has to|needs to)\s+)?(?:(?:always\s+)?(?:be|is)\s+)?(?:set to|equals?|with the value(?: of)?|have the value)\s+[`'"“]([\w./@-]+)[`'"”]\s*\.?$/i.exec(
      coded.trim(),
    );
  return m ? { key: (m[1] ?? m[2]) as string, is: m[3] as string } : null;
}

/** `Key=value`, `Key: value` in a text. */
function pairs(text: string): [string, AskValue][] {
  const found: [string, AskValue][] = [];
  for (const m of text.matchAll(
    /(?<!\w)[`'"“]?(?!(?:least|tags?|following|keys?|required|mandatory|includ\w+)\b)([A-Za-z][\w:-]*?)[`'"”]?\s*(?:=|:(?!:)|→)\s*[`'"“]?([\w$<{[*./-][\w$<>{}[\]*./@-]*)/g,
  )) {
    const [, key, is] = m as unknown as [string, string, string];
    if (NO_KEYS.has(key.toLowerCase()) || /^(?:all|every|everything|the|with|include)$/i.test(is)) continue;
    found.push([key, /[<>{}[\]*$]/.test(is) ? '*' : is.replace(/[.]$/, '')]);
  }
  return found;
}

function withoutPairs(text: string): string {
  return text.replace(
    /(?<!\w)[`'"“]?(?!(?:least|tags?|following|keys?|required|mandatory|includ\w+)\b)([A-Za-z][\w:-]*?)[`'"”]?\s*(?:=|:(?!:)|→)\s*[`'"“]?[\w$<{[*./-][\w$<>{}[\]*./@-]*[`'"”]?/g,
    whole => (NO_KEYS.has((/[A-Za-z][\w-]*/.exec(whole) as RegExpExecArray)[0].toLowerCase()) ? whole : ''),
  );
}

/** The key that one part of an enumeration is. */
function keyIn(part: string, before: boolean, listed: boolean): string | null {
  const coded = /`([^`]+)`|["“']([^"”']+)["”']/.exec(part);
  const words = (
    coded
      ? ((coded[1] ?? coded[2]) as string)
      : part
          .replace(/[.:]$/, '')
          .replace(/\s+tags?$/i, '')
          .replace(/\s*\(.*$/, '')
  ).trim();
  const last = before ? (words.split(' ').at(-1) as string) : words;
  if (!KEY.test(last) || NO_KEYS.has(last.toLowerCase())) return null;
  // A key is written as one: in code, or with a capital.
  return coded || listed || /^[A-Z]/.test(last) || /[:-]/.test(last) ? last : null;
}

function row({ sentence }: Reading): Ask[] {
  const [first, second] = sentence.cells;
  if (
    !first ||
    !(/\btags?\b/i.test(first.head) || (/\bkey\b/i.test(first.head) && sentence.headings.some(h => /\btag/i.test(h))))
  )
    return [];
  const key = first.text.replaceAll('`', '').trim();
  if (!KEY.test(key)) return [];
  const written = (second?.text ?? '').replaceAll('`', '').trim();
  const values = written.split(/\s*(?:,|\/|\bor\b|\|)\s*/).filter(v => v !== '');
  const free =
    values.length === 0 ||
    /^(any|\*|-|yes|required|n\/a)/i.test(written) ||
    values.some(v => /[\s<>{}[\]]/.test(v)) ||
    (second && /\b(description|purpose|meaning|required)\b/i.test(second.head));
  return [{ ...value('tags', free ? '*' : values.length === 1 ? (values[0] as string) : values), path: ['tags', key] }];
}
