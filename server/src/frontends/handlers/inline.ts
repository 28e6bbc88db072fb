/** Reads code that stands in a string: `ZipFile` and `InlineCode` in templates, `Code.fromInline` in CDK. */
import ts from 'typescript';
import { type SourceSpan, span } from '../../core/document.ts';
import { type CodeFact, type CodeUnit, type EmbeddedText, fileOffset } from '../../core/resource.ts';
import { codeFacts } from './code.ts';
import { Recent } from '../../core/memo.ts';
import { pythonFacts } from './python.ts';

/** More inline code than CloudFormation takes (4 MiB a template) would only cost time; this is far above Lambda's 4 KiB limit. */
const MAX_INLINE = 200_000;

/**
 * The code unit of an embedded text. `id` is the unit's id in the graph and `uri` the file that the string stands in.
 * All spans are in the file; the texts of edits are not yet escaped for the string, `embedded.quoting` says how.
 * Never throws.
 */
export function readInlineCode(
  embedded: EmbeddedText,
  language: CodeUnit['language'],
  id: string,
  uri: string,
): CodeUnit {
  const facts = factsOf(embedded, language, uri);
  // What is deployed over it later is the code that runs.
  if (/\bplaceholder\b/i.test(embedded.text))
    facts.push({ kind: 'sdk-open', reason: 'its code is a placeholder', span: embedded.span });
  return { id, uri, language, span: embedded.span, embedded, facts };
}

/** For how many texts it is known what they say. */
const MOST_READ = 32;
/** What texts say, with offsets in themselves: who types elsewhere in the file only moves them. */
const known = new Recent<readonly CodeFact[]>(MOST_READ);

function factsOf(embedded: EmbeddedText, language: CodeUnit['language'], uri: string): CodeFact[] {
  const { text } = embedded;
  if (text.length > MAX_INLINE) return [];
  const key = `${language} ${text}`;
  const facts = known.get(key) ?? factsIn(text, language);
  known.set(key, facts);
  // A line break that the scalar is given at its end may stand nowhere in the file.
  const offset = (at: number) => Math.min(fileOffset(embedded, at), embedded.span.end);
  return placed(facts, (start, end) => {
    const from = offset(start);
    // What stands half in the separator of a join may end where an earlier piece does.
    return span(uri, from, Math.max(from, offset(end)));
  }) as CodeFact[];
}

/** A copy of facts with all places where they are in the file. */
function placed(value: unknown, place: (start: number, end: number) => SourceSpan): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(item => placed(item, place));
  if ('start' in value) return place(value.start as number, (value as SourceSpan).end);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, placed(field, place)]));
}

/** What a text says, with offsets in itself. */
function factsIn(text: string, language: CodeUnit['language']): CodeFact[] {
  const place = (start: number, end: number) => span('', start, end);
  try {
    if (language === 'python') return [...pythonImports(text, place), ...pythonFacts(text, place).facts];
    const kind = language === 'typescript' ? ts.ScriptKind.TS : ts.ScriptKind.JS;
    const source = ts.createSourceFile('inline.js', text, ts.ScriptTarget.ESNext, false, kind);
    return codeFacts(source, place, null).facts;
  } catch {
    // Code that nests deeper than the parser's stack says nothing.
    return [];
  }
}

/** `import a, b.c as d` and `from a.b import c`; lines inside of triple-quoted strings don't count. */
export function pythonImports(text: string, place: (start: number, end: number) => CodeFact['span']): CodeFact[] {
  const code = text.replace(/("""|''')[\s\S]*?\1/g, string => string.replace(/[^\n]/g, ' '));
  const facts: CodeFact[] = [];
  for (const match of code.matchAll(/^([ \t]*(?:from|import)[ \t]+)([^\n#;]+)/gm)) {
    const from = (match[1] as string).trimStart().startsWith('from');
    const list = from ? ((match[2] as string).split(/\s/)[0] as string) : (match[2] as string);
    // Only some of what botocore carries along is gone, so it counts which.
    const vendored = /^botocore\.vendored\s+import\s+(\w+)/.exec(from ? (match[2] as string) : '')?.[1];
    let offset = match.index + (match[1] as string).length;
    for (const piece of list.split(',')) {
      const name = /^\s*([\w.]+)/.exec(piece);
      if (name) {
        const start = offset + name[0].length - (name[1] as string).length;
        const module = vendored === undefined ? (name[1] as string) : `botocore.vendored.${vendored}`;
        facts.push({ kind: 'import', module, span: place(start, offset + name[0].length) });
      }
      offset += piece.length + 1;
    }
  }
  return facts;
}
