/** Sentences about files: which there are, what stands in which, what must be tested. */
import { type Ask, item, member, value } from '../asks.ts';
import { type Reading, under } from '../reading.ts';

const FILE = /(?<![\w@/.*-])((?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:tsx?|mts|js|mjs|ya?ml|json))(?![\w/])/g;

/** Things that stand apart. */
const SEPARATE =
  /\bseparate\b[^.]*\b(files?|stacks?|constructs?|modules?)\b|\beach in (?:its|their) own (?:files?|stacks?|constructs?|modules?)\b/i;

export function layout(reading: Reading): Ask[] {
  const { text, clauses, sentence, mentions } = reading;
  if (sentence.kind === 'heading') return [];
  const denied = (words: RegExp) => clauses.find(c => words.test(c.text))?.denied ?? false;
  const found: Ask[] = [];
  const files = [...new Set([...text.matchAll(FILE)].map(m => m[1] as string))].filter(
    f => !/^(?:node|next|vue|react|d3|express)\.js$/i.test(f),
  );
  const [file] = files;
  if (
    /\b(do not|don['’]?t|must not|never|should not|no)\b[^.]*\bresources\b[^.]*\b(?:(directly )?in (this|the (root|main|app|top)[\w -]*) stack|directly in the stack)\b/i.test(
      text,
    ) ||
    /\b(root|main|top-level) stack\b[^.]*\b(must|should|shall|may|does|do)?\s*(not|never|no|only)\b[^.]*\b(resources|instantiate|orchestrat|compose)/i.test(
      text,
    )
  )
    found.push(value('layout.root_stack', 'no_resources'));
  const single =
    /\b(single|one)[- ](?:\w+ ){0,3}(?:file|template)\b|\ball (?:resources|code|infrastructure) (?:must |should |shall )?(?:be |stays? |lives? |go(?:es)? )?in(?:to)? (?:a |one )(?:single )?file\b|\b(?:everything|all of it|it all|all resources) (?:\w+ ){0,3}in(?:to)? `?[\w./-]+\.(?:ya?ml|json|ts)\b/i;
  if (single.test(text) && !denied(single) && !/\b(config|log|csv|json) file\b/i.test(text))
    found.push(value('layout.single_file', file && files.length === 1 ? file : true));
  else if (
    files.length > 0 &&
    !clauses.every(c => c.denied) &&
    (asksForFiles(text) || under(reading, /\b(files?|structure|layout|deliverables?|output)\b/i))
  ) {
    for (const one of files) {
      const entry =
        new RegExp(
          `\\b(entry ?point|starts? (?:in|at)|app file)\\b[^.,;]*${escaped(one)}|${escaped(one)}\\W+(?:\\w+\\s+){0,3}(?:entry ?point)`,
          'i',
        ).test(text) && !new RegExp(`${escaped(one)}.*\\bentry ?point\\b.*\\.(?:ts|js)`, 'i').test(text);
      found.push(entry ? value('layout.entry', one) : item('layout.files', 'is', one));
    }
  }
  const glob = /(?<![\w/])((?:[\w.-]+\/)*[\w.-]*\*[\w.*-]*\.(?:tsx?|ya?ml|json))(?!\w)/.exec(text)?.[1];
  if (glob && /\bstacks?\b/i.test(text.slice(0, text.indexOf(glob))) && !clauses.every(c => c.denied))
    found.push(value('layout.stack_files', glob));
  if (SEPARATE.test(text) && !clauses.some(c => c.denied && SEPARATE.test(c.text)) && mentions.length > 1)
    found.push(
      member(
        'layout.separate',
        mentions.map(m => m.word),
      ),
    );
  return found;
}

function asksForFiles(text: string): boolean {
  return (
    /\b(files?|entry ?point|put|keep|place|provide|produce|deliver|create|write|design|build|named|lives?|defined in|must (?:exist|contain)|structure|goes? in(?:to)?|stands? in|called)\b/i.test(
      text,
    ) && !/\b(see|read|refer|described in|existing)\b/i.test(text)
  );
}

function escaped(file: string): string {
  return file.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

export function tests({ text, clauses, sentence }: Reading): Ask[] {
  if (sentence.kind === 'heading' || clauses.every(c => c.denied)) return [];
  const every =
    /\b(unit[- ]?)?tests?\b[^.]*\b(every|each|all( the)?|per)\s+stacks?\b|\b(every|each|all) stacks?\b[^.]*\b(tests?|tested)\b/i.test(
      text,
    );
  return every ? [value('tests', 'every_stack')] : [];
}
