/** Reads one requirements file: its statements, what it says of the rules, and everything that is wrong with it. */
import { type Document, type SourceSpan, span } from '../../core/document.ts';
import type { DocumentFacts } from '../../core/facts.ts';
import { SEVERITIES, type Severity } from '../../core/finding.ts';
import type { Ignore, ProjectSettings, Requirement } from '../../core/requirement.ts';
import { RULE_SETS, type RuleSet } from '../../core/rule.ts';
import type { SourceFact } from '../../core/resource.ts';
import { readSuppressions } from '../../core/suppressions.ts';
import { type Node, get, resolved, scalarText } from '../template/tree.ts';
import { readYamlOf } from '../template/treeEdits.ts';
import { environmentNames, readStatements } from './statements.ts';
import { type ShapeProblem, validate } from './validate.ts';
import { type MapShape, mapOf } from './shape.ts';
import { TOP } from './vocabulary.ts';
import { Collector, entriesOf, itemsOf, numberOf, texts } from './writing.ts';

export const NAME = 'requirements';

export type RequirementProblem = Extract<SourceFact, { readonly kind: 'requirement-problem' }>;

/** What one file says. */
export interface RequirementsBody {
  readonly project: string | null;
  readonly environments: readonly string[];
  /** Files, or profiles (`profile: true`), whose statements hold, too. */
  readonly extends: readonly {
    readonly name: string;
    readonly profile: boolean;
    readonly span: SourceSpan;
    readonly line: number;
  }[];
  readonly requirements: readonly Requirement[];
  readonly settings: ProjectSettings;
  readonly problems: readonly RequirementProblem[];
}

/** Reads a file. `rules` are the ids of all rules and families; `top` is the shape of a file. Never throws. */
export function readRequirements(document: Document, rules: readonly string[], top: MapShape = TOP): DocumentFacts {
  const { uri, version } = document;
  const { root, problems } = readYamlOf(document.uri, document.text);
  return {
    uri,
    version,
    frontend: NAME,
    problems: problems.map(p => ({ span: span(uri, p.start, p.end), message: p.message })),
    suppressions: readSuppressions(document, '#'),
    body: root ? bodyOf(document, root, rules, top) : nothing,
  };
}

const nothing: RequirementsBody = {
  project: null,
  environments: [],
  extends: [],
  requirements: [],
  settings: { ruleSet: null, severities: {}, options: {}, ignores: [] },
  problems: [],
};

function bodyOf(document: Document, root: Node, rules: readonly string[], top: MapShape): RequirementsBody {
  const { uri } = document;
  const collector = new Collector(document);
  const found: ShapeProblem[] = [];
  const report = (problem: ShapeProblem) => {
    // A value that is refused by its shape and again by its meaning is wrong once.
    if (!found.some(p => p.start === problem.start && p.end === problem.end)) found.push(problem);
  };
  validate(root, top, { rules, report });
  const requirements = get(root, 'requirements');
  const project = scalarText(get(root, 'project'));
  const environments = environmentNames(requirements);
  if (requirements) readStatements(requirements, { collector, project, environments, report });
  const place = (node: Node) => collector.span(node.start, node.end);
  const entry = (item: Node, profile: boolean) => ({
    name: scalarText(item) ?? '',
    profile,
    span: place(item),
    line: collector.line(item.start),
  });
  return {
    project,
    environments,
    extends: [
      ...itemsOf(get(root, 'extends')).map(item => entry(item, false)),
      ...itemsOf(get(root, 'profiles')).map(item => entry(item, true)),
    ],
    requirements: collector.requirements,
    settings: {
      ruleSet: ruleSetOf(scalarText(get(root, 'rule_set'))),
      severities: severitiesIn(get(root, 'rules')),
      options: optionsIn(get(root, 'rules'), top),
      ignores: ignoresIn(get(root, 'ignore'), uri, place),
    },
    problems: found.map(({ start, end, ...said }) => ({
      kind: 'requirement-problem',
      uri,
      span: collector.span(start, end),
      ...said,
      related: [],
    })),
  };
}

function ruleSetOf(name: string | null): RuleSet | null {
  return name !== null && Object.hasOwn(RULE_SETS, name) ? (name as RuleSet) : null;
}

function severitiesIn(rules: Node | null): Record<string, Severity | 'off'> {
  const found: Record<string, Severity | 'off'> = {};
  for (const { key, value } of rules ? entriesOf(rules) : []) {
    const target = resolved(get(value, 'severity') ?? value);
    // YAML reads a plain `off` as false.
    const text = target.kind === 'scalar' ? (target.value === false ? 'off' : target.text) : '';
    const severity = [...SEVERITIES, 'off' as const].find(s => s === text);
    if (severity) found[key] = severity;
  }
  return found;
}

/** The options that are said and that their rules have. */
function optionsIn(rules: Node | null, top: MapShape): Record<string, Record<string, number>> {
  const known = top.keys.rules;
  const found: Record<string, Record<string, number>> = {};
  for (const { key, value } of rules ? entriesOf(rules) : []) {
    const shape = known && mapOf(known.shape)?.keys[key]?.shape;
    const said = Object.entries((shape && mapOf(shape)?.keys) ?? {}).flatMap(([name, option]): [string, number][] => {
      const number = numberOf(get(value, name));
      const min = option.shape.kind === 'number' ? option.shape.min : undefined;
      return number === null || number < (min ?? number) ? [] : [[name, number]];
    });
    if (said.length > 0) found[key] = Object.fromEntries(said);
  }
  return found;
}

function ignoresIn(list: Node | null, uri: string, place: (node: Node) => SourceSpan): Ignore[] {
  return itemsOf(list).flatMap((item): Ignore[] => {
    if (resolved(item).kind !== 'map') return [];
    const paths = texts(get(item, 'path'));
    const rules = texts(get(item, 'rule')).filter(rule => rule !== '*');
    const resources = texts(get(item, 'resource'));
    // One that names nothing would silence everything; it is half written.
    if (paths.length === 0 && rules.length === 0 && resources.length === 0) return [];
    const expires = scalarText(get(item, 'expires'));
    return [
      {
        span: place(item),
        folder: uri.slice(0, uri.lastIndexOf('/') + 1),
        paths,
        rules,
        resources,
        owner: scalarText(get(item, 'owner')),
        reason: scalarText(get(item, 'reason')) ?? '',
        expires: expires !== null && /^\d{4}-\d\d-\d\d$/.test(expires) ? expires : null,
      },
    ];
  });
}
