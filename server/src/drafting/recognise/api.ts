/** Sentences about APIs: paths, throttling, who may call, and from which pages. */
import { type Ask, item, value } from '../asks.ts';
import type { Reading } from '../reading.ts';
import { countOf } from '../words.ts';

const METHOD = '(?:GET|POST|PUT|DELETE|PATCH)';

export function api(reading: Reading): Ask[] {
  const { text: words, coded } = reading;
  const found: Ask[] = [...origins(reading)];
  const rate =
    /\b(\d[\d,]*)\s*(?:requests?|req|reqs|rps\b|calls)\s*(?:\/|per|a)?\s*s?(?:ec(?:ond)?)?|\brate(?: limit)?(?:\s+(?:of|is|to))*\W{0,3}(\d[\d,]*)|\blimited to (\d[\d,]*) (?:per|a) second|\b(\d[\d,]*)\s*rps\b/i.exec(
      words,
    );
  const burst = /\bbursts?(?: limit)?(?:\s+(?:of|is|to|at))*\W{0,3}(\d+(?:,\d{3})*)|\b(\d+(?:,\d{3})*)\s+burst\b/i.exec(
    words,
  );
  if (
    /\bthrottl|\brate[- ]?limit|\bburst\b|\b(?:requests|calls) (?:are|is) limited\b/i.test(words) &&
    !/\bwaf\b|\bfrom (?:one|a single|each) ip\b|\bper ip\b|\balarm/i.test(words)
  ) {
    if (rate) found.push(value('api.throttling_rate', countOf((rate[1] ?? rate[2] ?? rate[3] ?? rate[4]) as string)));
    if (burst) found.push(value('api.throttling_burst', countOf((burst[1] ?? burst[2]) as string)));
  }
  const guarded = callers(reading);
  if (guarded.length > 0) return [...found, ...guarded];
  if (/\bhealth[- ]?checks?\b/i.test(words)) return found;
  const needed =
    /\b(?:needs?|offers?|has|have|with|provides?|exposes?) an? (\/[\w/{}-]+) (?:path|endpoint|route)\b/i.exec(words);
  if (needed) found.push(item('api.endpoints', 'is', needed[1] as string));
  if (
    /\b(endpoints?|routes?|paths?|resources?)\b/i.test(words) ||
    /\bexposes?\b|\boffers?\b/i.test(words) ||
    /\bendpoints?\b/i.test(reading.around[0] ?? '')
  )
    for (const m of coded.matchAll(
      new RegExp(`(?:\`(?:${METHOD}\\s+)?|\\b${METHOD}\\s+|\\bendpoint (?:at|on|under) )(\\/[\\w/{}-]*)`, 'g'),
    ))
      found.push(item('api.endpoints', 'is', m[1] as string));
  return found;
}

/** “All endpoints require authorization except GET /health”. */
function callers({ text, coded, clauses }: Reading): Ask[] {
  const all =
    /\b(?:all|every|each)\s+(?:api\s+)?(?:endpoints?|routes?|paths?|methods?|api calls|requests)\b[^.]*\b(?:require[sd]?|needs?|must|shall|should|has to|have to|protected|secured)\b[^.]*\b(?:auth\w*|iam|cognito|jwt|tokens?)\b|\b(?:auth\w*|jwt|tokens?)\b[^.]*\bon (?:all|every) (?:endpoints?|routes?|paths?|methods?)\b/i;
  if (!all.test(text) || clauses.every(c => c.denied)) return [];
  const [, rest = ''] = /\b(?:except|other than|apart from|but not|save)\b(.*)$/i.exec(coded) ?? [];
  const open = [...rest.matchAll(/(?<![\w/])(\/[\w/{}-]*)/g)].map(m => m[1] as string);
  // An exception that can't be named would be a false alarm.
  if (rest !== '' && open.length === 0)
    return [{ ...value('api.auth', 'required'), doubt: 'what it excepts is no path' }];
  return [value('api.auth', 'required'), ...open.map(path => item('api.public', 'is', path))];
}

/** “CORS must be limited to https://shop.example.com”. */
function origins({ text, clauses }: Reading): Ask[] {
  if (!/\bCORS\b/i.test(text) || clauses.every(c => c.denied)) return [];
  const found = [...text.matchAll(/\bhttps?:\/\/[\w.:-]+\w/g)].map(m => m[0]);
  return found.length > 0 && !/<|\{|\*/.test(text) ? [value('api.cors', found)] : [];
}
