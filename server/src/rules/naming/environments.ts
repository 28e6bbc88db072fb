/** Which stacks are made more than once: for several stages, regions or teams. What shows it is written in them. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Value } from '../../core/value.ts';
import { asList, at, scenarios, stringOf, textParts, walk } from '../../core/value.ts';
import { NAMES } from './physicalNames.ts';

/** Words by which a name says that it belongs to one environment: whoever wrote them has thought of the others. */
export const ENVIRONMENT_WORD =
  /(^|[^a-z])(dev|develop|development|test|testing|tst|qa|uat|int|integration|stage|staging|stg|preprod|pre|prod|production|prd|live|sandbox|sbx|demo|local|[a-z]{2}-(?:gov-)?[a-z]+-\d)([^a-z]|$)/i;

/** What parameters are called that say which environment a stack is. */
const PARAMETER =
  /^(p|param)?_?-?(the)?(app|application|deploy|deployment|target)?_?-?(stage|env|environment)(_?-?(name|type|id|tag|prefix|suffix))?$/i;

/** Ids of the stacks that show it: by a parameter, by a class that makes several, or by another name that varies. */
export function repeatedStacks(graph: ResourceGraph): ReadonlySet<string> {
  const found = new Set<string>();
  const classes = Map.groupBy(
    graph.stacks.filter(s => s.declared !== undefined),
    s => `${s.declared?.uri}#${s.declared?.name}`,
  );
  for (const stacks of classes.values()) if (stacks.length > 1) for (const s of stacks) found.add(s.id);
  for (const stack of graph.stacks)
    if (stack.sections && asksForEnvironment(at(stack.sections, 'Parameters'))) found.add(stack.id);
  for (const resource of graph.resources) {
    const property = NAMES[resource.type];
    if (property === undefined || found.has(resource.stack) || resource.owner.kind === 'internal') continue;
    if (scenarios(at(resource.properties, property)).some(({ value }) => varies(value))) found.add(resource.stack);
  }
  return found;
}

function asksForEnvironment(parameters: Value): boolean {
  if (parameters.kind !== 'object') return false;
  return parameters.entries.some(({ key, value }) => {
    if (PARAMETER.test(key)) return true;
    const allowed = asList(at(value, 'AllowedValues'))?.items ?? [];
    return allowed.filter(v => ENVIRONMENT_WORD.test(stringOf(v) ?? '')).length > 1 && !/region|zone/i.test(key);
  });
}

/** Whether a name holds the stack’s name or a parameter. Accounts and regions are put into names to be unique in the world. */
function varies(name: Value): boolean {
  if ((textParts(name)?.length ?? 0) < 2) return false;
  let does = false;
  walk(name, (value: Value) => {
    if (value.kind !== 'reference') return;
    const { target } = value;
    if (target.kind === 'parameter' || (target.kind === 'pseudo' && target.name === 'AWS::StackName')) does = true;
  });
  return does;
}
