/** The front end for files of Python: the code of functions, with the files that it imports. */
import { type Document, span } from '../../core/document.ts';
import type { DocumentFacts, Frontend, LinkHost } from '../../core/facts.ts';
import { emptyPart, type GraphPart } from '../../core/graph.ts';
import type { CodeFact, CodeUnit } from '../../core/resource.ts';
import { readSuppressions } from '../../core/suppressions.ts';
import { type PythonImport, pythonFacts } from './python.ts';
import { pythonImports } from './inline.ts';

const NAME = 'python';
/** How many folders above a file may be the root of its function's code. */
const MAX_ABOVE = 4;
/** Characters. Longer files are generated. */
const MAX_LENGTH = 300_000;
const NOT_OURS =
  /\/(\.?venv|site-packages|__pycache__|node_modules|cdk\.out|\.git|dist|build)\/|\/(tests?\/|test_)[^/]*$/;

interface Body {
  readonly unit: CodeUnit;
  readonly imports: readonly PythonImport[];
}

function accepts({ uri, text }: Document): boolean {
  return uri.endsWith('.py') && !NOT_OURS.test(uri) && text.length <= MAX_LENGTH && /\b(import|def)\b/.test(text);
}

function read(document: Document): DocumentFacts {
  const { uri, version, text } = document;
  const place = (start: number, end: number) => span(uri, start, end);
  let facts: CodeFact[] = [];
  let imports: PythonImport[] = [];
  try {
    const found = pythonFacts(text, place);
    facts = [...pythonImports(text, place), ...found.facts];
    imports = found.imports;
  } catch {
    facts = [{ kind: 'sdk-open', reason: 'the code is nested too deeply to be read', span: place(0, 0) }];
  }
  const unit: CodeUnit = {
    id: `${uri}#code`,
    uri,
    language: 'python',
    span: place(0, text.length),
    embedded: null,
    facts,
  };
  const body: Body = { unit, imports };
  return { uri, version, frontend: NAME, problems: [], suppressions: readSuppressions(document, '#'), body };
}

const kept = new WeakMap<CodeUnit, { readonly key: string; readonly unit: CodeUnit }>();

function link(facts: readonly DocumentFacts[], host: LinkHost): GraphPart {
  const uris = new Set(facts.map(f => f.uri));
  const code = facts.map(f => {
    const { unit, imports } = f.body as Body;
    const local = imports.flatMap((i): { uris: string[]; import: PythonImport }[] => {
      const bases = filesOf(unit.uri, i);
      const exists = (u: string) => u !== unit.uri && (uris.has(u) || host.fileExists(u) === true);
      const found = bases.map(b => b.filter(exists)).find(b => b.length > 0);
      if (found) return found.map(u => ({ uris: [u], import: i }));
      // A relative import is of a file of ours, whether or not we see it.
      return i.module.startsWith('.') && bases[0] ? [{ uris: bases[0], import: i }] : [];
    });
    if (local.length === 0) return unit;
    const key = local.map(l => `${l.import.start} ${l.uris.join(' ')}`).join('\n');
    const before = kept.get(unit);
    if (before?.key === key) return before.unit;
    const modules = new Set(local.map(l => l.import.module));
    const joined: CodeUnit = {
      ...unit,
      facts: [
        ...unit.facts.filter(x => x.kind !== 'import' || !modules.has(x.module)),
        ...local.map(
          (l): CodeFact => ({ kind: 'local-import', uris: l.uris, span: span(unit.uri, l.import.start, l.import.end) }),
        ),
      ],
    };
    kept.set(unit, { key, unit: joined });
    return joined;
  });
  return { ...emptyPart, code };
}

/**
 * The files that an import may mean, by the folder that it may start from: the file's own, or one above that is the root of
 * the function's code.
 */
function filesOf(uri: string, { module, names }: PythonImport): string[][] {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const path = module.slice(dots).replaceAll('.', '/');
  let folder = uri.slice(0, uri.lastIndexOf('/'));
  for (let i = 1; i < dots; i++) folder = folder.slice(0, folder.lastIndexOf('/'));
  const found: string[][] = [];
  for (let i = 0; i < (dots > 0 ? 1 : MAX_ABOVE) && folder.length > 8; i++) {
    const whole = path === '' ? folder : `${folder}/${path}`;
    const own = path === '' ? [] : [`${whole}.py`];
    found.push([...names.map(n => `${whole}/${n}.py`), ...own, `${whole}/__init__.py`]);
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  return found;
}

export const pythonFrontend: Frontend = { name: NAME, accepts, read, link };
