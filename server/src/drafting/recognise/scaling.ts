/** Sentences about how many tasks, instances or units there are, by load. */
import { type Ask, value } from '../asks.ts';
import type { Reading } from '../reading.ts';
import { COUNT, countOf } from '../words.ts';

export function scaling({ text, sentence, clauses }: Reading): Ask[] {
  if (sentence.kind === 'heading' || clauses.every(c => c.denied)) return [];
  const found: Ask[] = [];
  // “2 to 6 tasks”
  const units = new RegExp(`\\b(${COUNT})\\s*(?:to|-|–)\\s*(${COUNT})\\s+(?:tasks|containers|instances)\\b`, 'i').exec(
    text,
  );
  if (units)
    return [value('scaling.min', countOf(units[1] as string)), value('scaling.max', countOf(units[2] as string))];
  if (!/\bscal(?:e|es|ed|ing)\b/i.test(text)) return [];
  const range = new RegExp(`\\b(?:between|from)\\s+(${COUNT})\\s+(?:and|to|up to)\\s+(${COUNT})\\b`, 'i').exec(text);
  if (range) {
    found.push(value('scaling.min', countOf(range[1] as string)), value('scaling.max', countOf(range[2] as string)));
  }
  const target =
    /\b(?:at|target(?:ing)?(?: of)?|keep(?:ing)?|maintain(?:ing)?|around)\s+(?:an? )?(?:average )?(?:cpu )?(?:utili[sz]ation )?(?:of |at )?(\d{1,3})\s?%/i.exec(
      text,
    ) ?? /\btarget (?:cpu |utili[sz]ation )*(?:is |of |: ?)?(\d{1,3})\s?%/i.exec(text);
  if (target && /\b(?:cpu|memory|utili[sz]ation)\b/i.test(text)) found.push(value('scaling.target', Number(target[1])));
  return found;
}
