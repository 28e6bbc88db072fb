/** Reads one template document into facts. */
import { contains, span, type Document } from '../../core/document.ts';
import type { DocumentFacts, Problem, Suppression } from '../../core/facts.ts';
import { emptyPart } from '../../core/graph.ts';
import { peerSilences } from '../../core/peers.ts';
import { dayProblem, readSuppressions } from '../../core/suppressions.ts';
import { asList, at, stringOf, type Value } from '../../core/value.ts';
import type { TemplateBody } from './body.ts';
import { crossings } from './crossings.ts';
import { withPolicyEdges } from './edges.ts';
import { begin, type Saying, sayingOf } from './own.ts';
import { readTemplate, type ReadTemplate } from './resources.ts';
import { noSymbols, symbolsOf, type TemplateSymbols } from './symbols.ts';
import { type MapNode, resolved, type Tree } from './tree.ts';
import { readJsonOf, readYamlOf } from './treeEdits.ts';

/**
 * Longer texts are not read. CloudFormation takes templates of at most 1 MB
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html); what is longer is
 * something else, and reading it would hold the editor up.
 */
export const MAX_LENGTH = 2_000_000;

const EMPTY: TemplateBody = {
  part: emptyPart,
  exports: [],
  imports: [],
  nested: [],
  parameterUses: Object.create(null),
  outputs: Object.create(null),
  symbols: noSymbols,
};

/** The facts of one document. Never throws. */
export function readDocument(document: Document): DocumentFacts {
  const { uri, version, text } = document;
  const facts = { uri, version, frontend: 'template' };
  if (text.length > MAX_LENGTH) {
    const at = span(uri, 0, 0);
    const reason = 'This template is too large to be analysed: CloudFormation takes at most 1 MB.';
    return {
      ...facts,
      problems: [{ span: at, message: reason }],
      suppressions: [],
      body: { ...EMPTY, part: { ...emptyPart, notes: [{ span: at, reason }] } } satisfies TemplateBody,
    };
  }
  const tree = readTree(uri, text);
  const problems: Problem[] = tree.problems.map(p => ({ span: span(uri, p.start, p.end), message: p.message }));
  const saying = say(uri, text, tree);
  const suppressions: Suppression[] = readSuppressions(document, '#');
  if (!saying) return { ...facts, problems, suppressions, body: EMPTY };
  return {
    ...facts,
    problems,
    suppressions: [...suppressions, ...metadataSuppressions(document, saying.template)],
    body: makeBody(document, saying),
  };
}

/** What texts say that later ones are edits of, by their trees. */
const earlier = new WeakMap<MapNode, Saying>();

/** What a template says, at the cost of what it did not say before an edit. */
function say(uri: string, text: string, tree: Tree): Saying | null {
  const { was, ...whole } = tree;
  const before = (was && earlier.get(was.root)) ?? null;
  const template = readTemplate(uri, text, tree, before?.template);
  const saying = template && sayingOf(template, tree.language, text, before);
  // With what is new, what was taken over may be too large to be read.
  if (saying && before && !saying.template.values.hasRoomFor(before.template.values.count))
    return say(uri, text, whole);
  if (saying && was?.root === tree.root && !before) {
    earlier.set(was.root, saying);
    begin(saying);
  }
  return saying;
}

/** JSON by its name or its first characters; a `.yaml` file in braces is read as what gives fewer problems. */
export function readTree(uri: string, text: string): Tree {
  const json = /\.json$/i.test(uri);
  const start = /^\uFEFF?\s*(?:\/\/[^\n]*\s*|\/\*[\s\S]*?\*\/\s*)*/.exec(text)?.[0].length ?? 0;
  if (text[start] !== '{') return json && !/^[\w"'-]+\s*:/m.test(text) ? readJsonOf(uri, text) : readYamlOf(uri, text);
  const tree = readJsonOf(uri, text);
  if (json || tree.problems.length === 0) return tree;
  const other = readYamlOf(uri, text);
  return other.problems.length < tree.problems.length ? other : tree;
}

/** `Metadata: { Plumbline: { ignore: [{ rule, reason, owner, expires }] } }` on a resource, or at the top for the whole file. */
function metadataSuppressions(document: Document, template: ReadTemplate): Suppression[] {
  const found: Suppression[] = [];
  const collect = (metadata: Value, covers: Suppression['covers']) => {
    for (const item of asList(at(metadata, 'Plumbline', 'ignore'))?.items ?? []) {
      if (item.kind === 'absent' || item.kind === 'unknown') continue;
      const single = stringOf(item);
      const named = [at(item, 'rule'), at(item, 'rules')].flatMap(v => asList(v)?.items ?? []);
      const rules = single !== null ? [single] : named.map(stringOf).filter(r => r !== null);
      if (rules.length === 0) continue;
      const expires = stringOf(at(item, 'expires'));
      found.push({
        rules,
        covers,
        span: item.span,
        reason: stringOf(at(item, 'reason')) ?? '',
        owner: stringOf(at(item, 'owner')),
        expires,
        problem: dayProblem(expires),
      });
    }
  };
  for (const { resource } of template.resources) collect(at(resource.attributes, 'Metadata'), resource.span);
  const whole = span(document.uri, 0, document.text.length);
  collect(at(template.sections, 'Metadata'), whole);
  for (const silence of peerSilences(at(template.sections, 'Metadata')))
    found.push({ rules: [], peers: [silence.id], covers: whole, span: silence.span, reason: silence.reason });
  return [...found, ...checkovComments(document, template)];
}

/** `# checkov:skip=CKV_AWS_20:reason` anywhere inside of a resource. */
function checkovComments({ uri, text }: Document, template: ReadTemplate): Suppression[] {
  if (!text.includes('checkov:skip=')) return [];
  return [...text.matchAll(/#\s*checkov:skip=(\w+)(?::([^\n\r]*))?/g)].flatMap(match => {
    const place = span(uri, match.index, match.index + match[0].trimEnd().length);
    const inside = template.resources.find(({ resource }) => contains(resource.span, place));
    if (!inside) return [];
    const reason = (match[2] ?? '').trim();
    return [{ rules: [], peers: [match[1] as string], covers: inside.resource.span, span: place, reason }];
  });
}

function makeBody({ uri, text }: Document, saying: Saying): TemplateBody {
  const { template } = saying;
  const own = [...saying.own.values()];
  const statements = own.flatMap(o => o.statements);
  let symbols: TemplateSymbols | null = null;
  return {
    part: {
      ...emptyPart,
      resources: own.map(o => o.resource),
      stacks: [template.stack],
      statements,
      edges: withPolicyEdges(
        own.flatMap(o => o.edges),
        statements,
        saying.index,
      ),
      code: own.flatMap(o => o.code),
      runs: own.flatMap(o => o.runs),
      notes: template.notes,
    },
    ...crossings(template.sections, own, saying.index),
    // Asked for by who navigates, which is not with every edit; keeping the tree for it would cost more than making it again.
    get symbols() {
      if (!symbols) {
        const tree = readTree(uri, text);
        const root = tree.root && resolved(tree.root);
        symbols = root?.kind === 'map' ? symbolsOf(text, root) : noSymbols;
      }
      return symbols;
    },
  };
}
