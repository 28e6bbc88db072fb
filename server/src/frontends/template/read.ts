/** Reads one template document into facts. */
import { span, type Document } from '../../core/document.ts';
import type { DocumentFacts, Problem, Suppression } from '../../core/facts.ts';
import { emptyPart } from '../../core/graph.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { readSuppressions } from '../../core/suppressions.ts';
import { asList, at, rendered, stringOf, type Value } from '../../core/value.ts';
import type { TemplateBody } from './body.ts';
import { readJson } from './jsonTree.ts';
import { physicalName, statementsIn } from './policies.ts';
import { readTemplate, type ReadTemplate } from './resources.ts';
import type { Tree } from './tree.ts';
import { readYaml } from './yamlTree.ts';

/**
 * Longer texts are not read. CloudFormation takes templates of at most 1 MB
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html); what is longer is
 * something else, and reading it would hold the editor up.
 */
export const MAX_LENGTH = 2_000_000;

const EMPTY: TemplateBody = { part: emptyPart, exports: [], imports: [], nested: [], parameterUses: {}, outputs: {} };

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
  const template = readTemplate(uri, text, tree);
  const suppressions: Suppression[] = readSuppressions(document, '#');
  if (!template) return { ...facts, problems, suppressions, body: EMPTY };
  return {
    ...facts,
    problems,
    suppressions: [...suppressions, ...metadataSuppressions(document, template)],
    body: makeBody(template, tree),
  };
}

/** JSON by its name or its first characters; a `.yaml` file in braces is read as what gives fewer problems. */
export function readTree(uri: string, text: string): Tree {
  const json = /\.json$/i.test(uri);
  const start = /^\uFEFF?\s*(?:\/\/[^\n]*\s*|\/\*[\s\S]*?\*\/\s*)*/.exec(text)?.[0].length ?? 0;
  if (text[start] !== '{') return json && !/^[\w"'-]+\s*:/m.test(text) ? readJson(text) : readYaml(text);
  const tree = readJson(text);
  if (json || tree.problems.length === 0) return tree;
  const other = readYaml(text);
  return other.problems.length < tree.problems.length ? other : tree;
}

/** `Metadata: { Plumbline: { ignore: [{ rule, reason }] } }` on a resource, or at the top for the whole file. */
function metadataSuppressions(document: Document, template: ReadTemplate): Suppression[] {
  const found: Suppression[] = [];
  const collect = (metadata: Value, covers: Suppression['covers']) => {
    for (const item of asList(at(metadata, 'Plumbline', 'ignore'))?.items ?? []) {
      if (item.kind === 'absent' || item.kind === 'unknown') continue;
      const single = stringOf(item);
      const named = [at(item, 'rule'), at(item, 'rules')].flatMap(v => asList(v)?.items ?? []);
      const rules = single !== null ? [single] : named.map(stringOf).filter(r => r !== null);
      if (rules.length === 0) continue;
      found.push({ rules, covers, span: item.span, reason: stringOf(at(item, 'reason')) ?? '' });
    }
  };
  for (const { resource } of template.resources) collect(at(resource.attributes, 'Metadata'), resource.span);
  collect(at(template.sections, 'Metadata'), span(document.uri, 0, document.text.length));
  return found;
}

function makeBody(template: ReadTemplate, tree: Tree): TemplateBody {
  const resources = template.resources.map(r => r.resource);
  const byName = new Map<string, string[]>();
  for (const resource of resources) {
    const name = physicalName(resource);
    if (name !== null)
      byName.set(`${resource.type}|${name}`, [...(byName.get(`${resource.type}|${name}`) ?? []), resource.id]);
  }
  const byText = new Map<string, string[]>();
  for (const [key, ids] of byName) {
    const name = key.slice(key.indexOf('|') + 1);
    byText.set(name, [...(byText.get(name) ?? []), ...ids]);
  }
  const resolve = (value: Value): readonly string[] => {
    if (value.kind === 'reference') return value.target.kind === 'resource' ? [value.target.id] : [];
    if (value.kind !== 'literal' && value.kind !== 'text') return [];
    const ids = byText.get(rendered(value));
    return ids?.length === 1 ? ids : [];
  };
  const statements: PolicyStatement[] = resources.flatMap(r => statementsIn(r, tree.language, resolve));
  return {
    ...EMPTY,
    part: { ...emptyPart, resources, stacks: [template.stack], statements, notes: template.notes },
  };
}
