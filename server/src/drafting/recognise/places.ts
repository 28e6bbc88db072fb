/** Sentences about regions and environments. */
import { regions } from '../../knowledge/index.ts';
import { type Ask, rule, value } from '../asks.ts';
import { type Reading, enumerated, under } from '../reading.ts';
import { COUNT, countOf } from '../words.ts';

const REGION = new RegExp(`(?<![\\w.-])(${regions.join('|')})(?![\\w-])`, 'g');
const ENVIRONMENT =
  /(?<![\w-])(dev(?:elopment)?|test(?:ing)?|qa|uat|stag(?:e|ing)|pre-?prod|prod(?:uction)?|sandbox|demo)(?![\w-])/gi;

export function placed(reading: Reading): Ask[] {
  const { text, sentence } = reading;
  const found = [...new Set([...text.matchAll(REGION)].map(m => m[1] as string))];
  if (found.length === 0) {
    const fixed =
      /\bhard-?cod\w*\b[^.]*\bregions?\b|\bregions?\b[^.]*\bhard-?cod/i.test(text) &&
      /\b(no|not|never|avoid|don['’]t|without)\b/i.test(text);
    return fixed ? [rule('cdk/hard-coded-region')] : [];
  }
  const told =
    new RegExp(
      `\\b(?:in|to|into)\\s+(?:the\\s+)?(?:${found.join('|')})|^(?:only )?(?:${found.join('|')})(?: only)?\\.?$`,
      'i',
    ).test(text) ||
    /\bregions?\b|\bdeploy|\bprovision|\bresources?\b|\btarget|\bworks? in\b|\bruns?\b|\bhost|\bstacks?\b/i.test(
      text,
    ) ||
    under(reading, /\bregions?\b|\bdeploy/i);
  if (!told || (sentence.kind === 'prose' && /\b(was|were|ran|lived|used to|previously)\b/i.test(text))) return [];
  const fixed = /\b(must not|do not|never|not)\b[^.]*\bhard-?cod/i.test(text) ? [rule('cdk/hard-coded-region')] : [];
  if (fixed.length > 0)
    return reading.clauses.some(c => !c.denied && c.text.includes(found[0] as string))
      ? [...fixed, value('region', found.length === 1 ? (found[0] as string) : found)]
      : fixed;
  const denied = /\b(no|not|never|avoid)\b/i.test(text) && !/\b(outside|other than|except|but)\b/i.test(text);
  if (denied) return [];
  if (/\b(global tables?)/i.test(text)) return [];
  const primary = near(text, found, /primary|main|active/i);
  const others = found.filter(r => r !== primary);
  const secondary = near(text, others, /secondary|standby|backup|failover|passive|dr\b|disaster/i);
  if (found.length === 1) {
    const [only] = found as [string];
    if (/\bsecondary|standby|passive|\bDR\b|disaster|failover/i.test(text + (sentence.label ?? '')))
      return [value('regions.secondary', [only])];
    if (/\bprimary\b/i.test(text + (sentence.label ?? ''))) return [value('regions.primary', only)];
    return [value('region', only)];
  }
  const either = /\b(deployable|works?|compatible|or)\b/i.test(text) && !primary && !secondary;
  const each =
    !either &&
    (primary !== null || /\b(across|multi-?region|both|each|two|failover|replica\w*|secondary)\b/i.test(text));
  if (!each) return [value('region', found)];
  const first = primary ?? found.find(r => r !== secondary) ?? (found[0] as string);
  return [
    value('regions.primary', first),
    value(
      'regions.secondary',
      found.filter(r => r !== first),
    ),
  ];
}

/** The region that a word stands beside. */
function near(text: string, of: readonly string[], word: RegExp): string | null {
  for (const region of of) {
    const at = text.indexOf(region);
    if (word.test(text.slice(at + region.length, at + region.length + 14).split(/,|\band\b/)[0] ?? '')) return region;
    if (
      new RegExp(`(${word.source})( (aws )?region)?\\W*(is|in|:|must be|should be|will be)?\\W*$`, 'i').test(
        text.slice(Math.max(0, at - 30), at),
      )
    )
      return region;
  }
  return null;
}

export function environments(reading: Reading): Ask[] {
  const { text } = reading;
  const about = /\b(environments?|stages?|envs?)\b/i.test(text) || under(reading, /\b(environments?|stages?)\b/i);
  if (!about || /\btag|\bunit tests?\b|\bparameters?\b/i.test(text) || reading.sentence.kind === 'row') return [];
  // “Stage” is also the word for what these are.
  const common = [...new Set([...text.matchAll(ENVIRONMENT)].map(m => m[1] as string))].filter(n => n !== 'Stage');
  // “There are two environments, test and live”: as many as are said, whatever they are called.
  const [, count, list = ''] =
    new RegExp(
      `\\b(${COUNT}) (?:environments?|stages)\\b(?:,|:| called| named)? ([a-z][\\w, ]*?)(?=[;.]|$| with\\b)`,
      'i',
    ).exec(text) ?? [];
  const listed = enumerated(list);
  const names =
    count !== undefined && listed.length === countOf(count) && listed.every(name => /^[a-z]\w*$/i.test(name))
      ? listed
      : common;
  const [, fallback] =
    /\bdefault(?:s|ing|ed)?(?: environment| stage| value)?\s*(?:to|is|=|:|of)?\s+[`'"“]?([a-z][\w]*)\b/i.exec(text) ??
    /\bunless (?:\w+ )?(?:told|said|stated|specified|given|set) otherwise,?[^.]*?\b(?:to|uses?|is) ([a-z]\w*)\b/i.exec(
      text,
    ) ??
    /([a-z]\w*)\s*\(default\)/i.exec(text) ??
    /([a-z]\w*) (?:is|as) the default\b/i.exec(text) ??
    /([a-z]\w*) (?:is what (?:you|one) gets?|applies|is (?:used|taken|meant)) (?:when|if|unless|where) (?:nobody|no one|nothing|no environment|not|none)\b/i.exec(
      text,
    ) ??
    [];
  const found: Ask[] = [];
  if (names.length > 1) found.push(value('environments.names', names));
  if (fallback && (names.includes(fallback) || new RegExp(`^(${ENVIRONMENT.source})$`, 'i').test(fallback)))
    found.push(value('environments.default', fallback));
  return found;
}
