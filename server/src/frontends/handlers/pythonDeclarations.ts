/**
 * Which functions, classes and methods a Python file has at its top, and what each mentions, so that of a module with twenty
 * handlers only those count for one that it can reach. Over-approximates: words in strings and comments are mentions, too.
 */
import type { CodeFact } from '../../core/resource.ts';
import type { Place } from './code.ts';
import type { Statement } from './pythonTree.ts';

interface Part {
  readonly name: string | null;
  readonly isTop: boolean;
  readonly start: number;
  end: number;
}

/** The declarations and imported names of one text. `place` maps offsets to spans in the document. */
export function pythonDeclarations(text: string, statements: readonly Statement[], place: Place): CodeFact[] {
  const parts = partsOf(text, statements);
  const imports = statements.flatMap(importedNames);
  const top = new Set([...imports.map(i => i.name), ...parts.flatMap(p => (p.isTop && p.name ? [p.name] : []))]);
  return [
    ...imports.map(
      (i): CodeFact => ({ kind: 'imported-name', name: i.name, imported: i.of, span: place(i.start, i.end) }),
    ),
    ...parts.map((part): CodeFact => {
      const { name, isTop, start, end } = part;
      // Methods are declarations of their own.
      const methods = isTop ? parts.filter(p => !p.isTop && p.start > start && p.end <= end) : [];
      const uses = usesIn(withoutParts(text, part, methods), top);
      if (name !== null) uses.delete(name);
      const exported = isTop && name !== null && name !== OWN_MAIN ? [name] : [];
      return { kind: 'declaration', name, exported, span: place(start, end), uses: [...uses].sort() };
    }),
  ];
}

/** Decorators that only watch the function, or change how it is called. Others may hand it to somebody who calls it. */
const HARMLESS =
  /^@\s*(?:tracer|logger|metrics|xray_recorder|functools|lru_cache|cache|wraps|staticmethod|classmethod)\b/;
/** The name of the block that runs only where the file is the program. */
const OWN_MAIN = '__main__';

/** The pieces of a file from one statement at its top to the next, those of classes with their methods. */
function partsOf(text: string, statements: readonly Statement[]): Part[] {
  const parts: Part[] = [];
  /** The class that is open, with the indentation of its body. */
  let cls: { readonly name: string; indent: number | null } | null = null;
  /** Where the decorators of the next declaration begin, and whether one of them may hand it on. */
  let decorators = -1;
  let handsOn = false;
  const close = (isTop: boolean, end: number) => {
    for (const part of parts.slice(-2)) if ((isTop || !part.isTop) && part.end === text.length) part.end = end;
  };
  for (const statement of statements) {
    const { indent, k, start } = statement;
    const name = statement.names[0]?.name ?? null;
    if (indent === 0) {
      if (text[start] === '@') {
        if (decorators < 0) decorators = start;
        handsOn ||= !HARMLESS.test(text.slice(start));
        continue;
      }
      const from = decorators < 0 ? start : decorators;
      close(true, from);
      cls = k === 'class' && name !== null ? { name, indent: null } : null;
      const isDeclared = (k === 'def' || k === 'class') && !handsOn;
      const own = /^if\s+__name__\s*==/.test(text.slice(start, start + 40)) ? OWN_MAIN : null;
      if (k !== 'import' && k !== 'from')
        parts.push({ name: isDeclared ? name : own, isTop: true, start: from, end: text.length });
      decorators = -1;
      handsOn = false;
    } else if (cls) {
      if (decorators >= 0) continue;
      cls.indent ??= indent;
      if (indent > cls.indent) continue;
      close(false, start);
      // What Python itself calls belongs to the class.
      if (k === 'def' && name !== null && !name.startsWith('__'))
        parts.push({ name: `${cls.name}.${name}`, isTop: false, start, end: text.length });
    }
  }
  return parts;
}

/** The names that an import brings, by what they are called there; `*` for a whole module. */
function importedNames(statement: Statement): { name: string; of: string; start: number; end: number }[] {
  const { k, names, start, end } = statement;
  if (k === 'import')
    return names.map(n => ({ name: n.as.split('.')[0] as string, of: '*', start: n.start, end: n.end }));
  if (k !== 'from' || names.some(n => n.name === '*')) return [];
  return names.map(n => ({ name: n.as, of: n.name, start, end }));
}

function withoutParts(text: string, { start, end }: Part, inner: readonly Part[]): string {
  let kept = '';
  let at = start;
  for (const part of inner) {
    kept += `${text.slice(at, part.start)}\n`;
    at = part.end;
  }
  return kept + text.slice(at, end);
}

/** Words that are names of the top, and whatever stands behind a dot. */
function usesIn(text: string, top: ReadonlySet<string>): Set<string> {
  const uses = new Set<string>();
  for (const [, dot, word] of text.matchAll(/(\.\s*)?([\p{L}_][\p{L}\p{N}_]*)/gu)) {
    if (dot !== undefined) uses.add(`.${word}`);
    if (top.has(word as string)) uses.add(word as string);
  }
  return uses;
}
