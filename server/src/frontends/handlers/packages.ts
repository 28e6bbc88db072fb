/** The front end for `package.json`: which packages a folder of code depends on, and where that is written. */
import ts from 'typescript';
import { type Document, span } from '../../core/document.ts';
import type { DocumentFacts, Frontend } from '../../core/facts.ts';
import { emptyPart, type GraphPart } from '../../core/graph.ts';
import type { PackageDependency, SourceFact } from '../../core/resource.ts';

const NAME = 'package';
const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
/** Characters. Manifests are small; anything longer is none. */
const MAX_LENGTH = 200_000;

type PackageFact = Extract<SourceFact, { kind: 'package' }>;

function accepts({ uri, text }: Document): boolean {
  return /\/package\.json$/.test(uri) && !/\/(node_modules|cdk\.out)\//.test(uri) && text.length <= MAX_LENGTH;
}

function read(document: Document): DocumentFacts {
  const { uri, version } = document;
  const body: PackageFact = { kind: 'package', uri, span: span(uri, 0, 0), dependencies: dependenciesOf(document) };
  return { uri, version, frontend: NAME, problems: [], suppressions: [], body };
}

function dependenciesOf({ uri, text }: Document): PackageDependency[] {
  let source: ts.JsonSourceFile;
  try {
    source = ts.parseJsonText(uri, text);
  } catch {
    // What nests deeper than the parser's stack lists nothing.
    return [];
  }
  const root = source.statements[0]?.expression;
  if (!root || !ts.isObjectLiteralExpression(root)) return [];
  const found: PackageDependency[] = [];
  for (const section of root.properties) {
    if (!ts.isPropertyAssignment(section) || !ts.isStringLiteral(section.name)) continue;
    const { initializer } = section;
    if (!SECTIONS.includes(section.name.text) || !ts.isObjectLiteralExpression(initializer)) continue;
    const { properties } = initializer;
    for (const [i, p] of properties.entries()) {
      if (!ts.isPropertyAssignment(p) || !ts.isStringLiteral(p.name) || !ts.isStringLiteral(p.initializer)) continue;
      // With the comma before it, or for the first one the comma behind it.
      const before = properties[i - 1];
      const after = properties[i + 1];
      const removal = before
        ? span(uri, before.getEnd(), p.getEnd())
        : span(uri, p.getStart(source), after ? after.getStart(source) : p.getEnd());
      found.push({
        name: p.name.text,
        version: p.initializer.text,
        section: section.name.text,
        span: span(uri, p.name.getStart(source), p.name.getEnd()),
        removal,
      });
    }
  }
  return found;
}

function link(facts: readonly DocumentFacts[]): GraphPart {
  return { ...emptyPart, source: facts.map(f => f.body as PackageFact) };
}

export const packageFrontend: Frontend = { name: NAME, accepts, read, link };
