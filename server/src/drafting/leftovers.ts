/** What of a document was not understood: sentences that sound like requirements, and parts that nothing was made of. */
import { type Reading, isReport } from './reading.ts';
import { outputsLeft } from './recognise/outputs.ts';
import { COUNT, SIZE, TIME, countOf, megabytes, seconds } from './words.ts';

/** How a sentence starts that tells somebody to do something, or what there shall not be. */
const IMPERATIVE =
  /^(?:(?:please|also|then|additionally|finally|let['’]?s|let us|we(?: ['’]?ll| will)?|you(?: should)?|always|only)\s+)*(?:accept|add|alert|allow|apply|archive|assign|attach|avoid|back up|block|build|cache|capture|choose|configure|connect|create|define|delete|deliver|demonstrate|deny|deploy|design|disable|document|do not|don['’]?t|enable|encrypt|enforce|ensure|establish|export|expose|follow|forward|generate|give|go with|grant|handle|have|host|implement|include|integrate|keep|launch|leverage|limit|log|make|manage|monitor|name|need|never|no|notify|only|order|output|parameterize|place|prefer|prevent|produce|protect|provide|provision|publish|put|reference|reject|replicate|restrict|retain|return|rotate|route|run|scale|schedule|scope|secure|send|separate|serve|set|specify|spread|store|stream|structure|support|tag|test|track|use|validate|want|write)\b/i;
/** Words by which something is demanded, wherever they stand. */
const DEMAND =
  /\b(?:must|shall|should|ha(?:s|ve) to|needs? (?:to|at|an?|\w+ing)\b|we need|are to|is to be|required?|requires|mandatory|forbidden|prohibited|not allowed|only|never|at least|at most|no more than|insists?|expected to|under no circumstances|may not|can(?: only|not)|is set to|be kept|be able to)\b/i;

/** Lines about the document itself, or of a mail's head. */
const ABOUT_ITSELF =
  /^(?:subject|from|to|cc|date|sent|author|authors|reviewers?|approved by|status|document status|last (?:updated|changed))$/i;

/** Whether a sentence sounds like a requirement: by its words, or because it is an item of a list, a row, or has a label. */
export function soundsLikeDemand(reading: Reading): boolean {
  const { text, sentence, modality } = reading;
  if (isReport(reading) || ABOUT_ITSELF.test(sentence.label ?? '')) return false;
  if (modality === 'must' || modality === 'should' || IMPERATIVE.test(text) || DEMAND.test(text)) return true;
  if (sentence.kind === 'row') return sentence.cells.length > 1;
  // Up to three words are the title of what stands below; “As a player I want …” tells whom it is for.
  return (
    sentence.before.length === 0 &&
    (sentence.label !== null || (sentence.kind === 'item' && text.split(' ').length > 3)) &&
    !/:$/.test(text)
  );
}

/** The parts of a sentence that none of its requirements, given as texts, holds: figures, and outputs of what is not named. */
export function partsLeft(reading: Reading, requirements: readonly string[]): string[] {
  const words = reading.text;
  const said = requirements.join(' ');
  const numbers = new Set([...said.matchAll(/\d+(?:\.\d+)?/g)].map(m => Number(m[0])));
  const has = (...candidates: number[]) => candidates.some(n => numbers.has(n));
  const left = requirements.some(r => r.startsWith('outputs')) ? outputsLeft(reading) : [];
  const look = (pattern: string, held: (match: RegExpMatchArray) => boolean) => {
    for (const match of words.matchAll(new RegExp(pattern, 'gi'))) if (!held(match)) left.push(match[0].trim());
  };
  look(`(?<![\\w.])${TIME}`, m => {
    const all = seconds(m[1] as string, m[2] as string);
    return has(all, all / 60, all / 3600, all / 86_400) || (all === 86_400 && /every|each|per\s*$/.test(m[0]));
  });
  look(`(?<![\\w.])${SIZE}`, m => has(countOf(m[1] as string), megabytes(m[1] as string, m[2] as string)));
  look('(?<![\\w.])\\d+(?:\\.\\d+)? ?%', m => has(Number.parseFloat(m[0])));
  look('(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}/\\d{1,2}', m => said.includes(m[0]));
  look('\\bports? \\d{2,5}\\b', m => has(Number(m[0].replace(/\D/g, ''))));
  look(`(?<![\\w.-])(${COUNT})\\s+(?:\\w+\\s+)?(?:attempts|retries|receives|nodes|replicas|instances|tasks)\\b`, m =>
    has(countOf(m[1] as string)),
  );
  return [...new Set(left)];
}
