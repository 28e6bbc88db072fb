/** Physical names that don't follow the pattern that the project asks for. */
import { type GraphContext, cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { selects } from '../../core/requirement.ts';
import type { Intent, NewValue } from '../../core/intent.ts';
import type { Resource, Stack } from '../../core/resource.ts';
import { type TextPart, type Value, at, inScenario, rendered, scenarios } from '../../core/value.ts';
import { type Asked, asked, by } from '../requirements/asked.ts';
import { type NewPart, follows, nameParts, renamed, written } from './patterns.ts';
import { ALL_NAMES } from './physicalNames.ts';

const PATTERN = {
  'plumbline.yaml': `
    version: 1
    project: shop
    requirements:
      environments: [dev, prod]
      naming:
        pattern: "{project}-{resource}-{env}"
        source: PROMPT.md#L12
        quote: All resources are called shop-<resource>-<environment>.
  `,
};

export const offPattern = defineRule({
  id: 'naming/off-pattern',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Physical names follow the pattern that plumbline.yaml asks for.',
    why: `People find resources by their names, scripts and policies match them, and whoever deploys a second environment
relies on the name to hold it. A name that is made otherwise is missed by all three. Only names that somebody gives are
judged, and of those only what can be seen: what comes from a parameter or a call may be anything.`,
    bad: [
      withFiles(
        yaml`
          Parameters:
            Environment: { Type: String }
          Resources:
            Orders:
              Type: AWS::SQS::Queue
              Properties:
                QueueName: orders-queue
        `,
        PATTERN,
      ),
      withFiles(
        cdk`
          const environment = this.node.tryGetContext('environment');
          new sqs.Queue(this, 'Orders', { queueName: ${'`'}orders_${'${environment}`'} });
        `,
        PATTERN,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Parameters:
            Environment: { Type: String }
          Resources:
            Orders:
              Type: AWS::SQS::Queue
              Properties:
                QueueName: !Sub shop-orders-${'${Environment}'}
            Jobs:
              Type: AWS::SQS::Queue
        `,
        PATTERN,
      ),
      withFiles(
        cdk`
          const environment = this.node.tryGetContext('environment');
          new sqs.Queue(this, 'Orders', { queueName: ${'`'}shop-orders-${'${environment}`'} });
        `,
        PATTERN,
      ),
    ],
    links: ['https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html'],
  },
  messages: {
    name: 'The name {name} of {resource}{when} does not follow {pattern} ({by}).',
    stack: 'The name {name} of the stack does not follow {pattern} ({by}).',
  },

  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'naming')) {
      const { demand } = requirement;
      const params = { pattern: written(demand), by: by(requirement) };
      if (demand.of === 'stacks') {
        for (const stack of graph.stacks.filter(s => isMade(s, graph.resources)))
          if (!follows(demand, idParts(stack)))
            yield {
              message: 'stack',
              at: stack.span,
              params: { ...params, name: lastOf(stack) },
              requirement,
              subject: stack.name,
            };
        continue;
      }
      for (const resource of graph.resources) {
        const property = ALL_NAMES[resource.type];
        if (property === undefined || !isMeant(requirement, resource)) continue;
        for (const { value, when } of scenarios(at(resource.properties, ...property.split('.')))) {
          const parts = nameParts(value);
          if (!parts || value.kind === 'absent' || value.kind === 'unknown' || value.origin !== 'written') continue;
          const core = coreOf(resource, parts);
          if (!core || (demand.of === null && isPath(core.parts)) || follows(demand, core.parts, resource.logicalId))
            continue;
          yield {
            message: 'name',
            at: value.span,
            params: { ...params, name: rendered(value), resource: resource.logicalId, when: inScenario(when) },
            resource,
            requirement,
            subject: property,
            outranks: ['naming/not-unique-per-environment'],
            data: value,
          };
          break;
        }
      }
    }
  },

  fix(signal, context) {
    const { resource, requirement, data } = signal;
    if (!resource || requirement?.demand.kind !== 'naming') return 'a stack is named where it is made';
    const value = data as Value;
    const core = coreOf(resource, nameParts(value) ?? []);
    if (!core) return 'the name can’t be read';
    const made = renamed(requirement.demand, resource, core.parts, parametersOf(resource, core.parts, context));
    if (typeof made === 'string') return made;
    const parts = [...text(core.before), ...made, ...text(core.after)];
    const intents = writtenAs(resource, value, core.parts, parts, core);
    if (typeof intents === 'string') return intents;
    const name = parts
      .map(p =>
        p.kind === 'text' ? p.text : p.kind === 'name' ? `\${${p.name.replace(/^@(\w+):.*$/, '$1')}}` : '${…}',
      )
      .join('');
    return [{ title: `Rename ${resource.logicalId} to ${name}`, intents, safety: 'review' }];
  },
});

const text = (t: string): NewPart[] => (t === '' ? [] : [{ kind: 'text', text: t }]);

/** Whether a requirement is about a resource. What is named after a type or a resource goes before what is for all. */
export function isMeant({ demand }: Asked<'naming'>, resource: Resource): boolean {
  if (resource.owner.kind === 'internal' || demand.except.some(e => selects(e, resource))) return false;
  return demand.of === null || (demand.of !== 'stacks' && selects(demand.of, resource));
}

interface Core {
  readonly before: string;
  readonly parts: readonly TextPart[];
  readonly after: string;
}

/** A name without what the service wants at its ends; null for names that the service gives meaning to. */
function coreOf(resource: Resource, parts: readonly TextPart[]): Core | null {
  const [first] = parts;
  const last = parts.at(-1);
  const starts = first?.kind === 'known' ? first.text : '';
  if (resource.type === 'AWS::Logs::LogGroup' && /^\/?aws\//.test(starts)) return null;
  const before = resource.type === 'AWS::KMS::Alias' && starts.startsWith('alias/') ? 'alias/' : '';
  const after = last?.kind === 'known' && last.text.endsWith('.fifo') ? '.fifo' : '';
  const core = parts
    .map((part, i) => {
      if (part.kind !== 'known') return part;
      const from = i === 0 ? before.length : 0;
      return {
        ...part,
        text: part.text.slice(from, i === parts.length - 1 ? part.text.length - after.length : undefined),
      };
    })
    .filter(p => p.kind !== 'known' || p.text !== '');
  return { before, parts: core, after };
}

/** Paths, as parameters and secrets have them, are trees of names and follow patterns of their own. */
function isPath(parts: readonly TextPart[]): boolean {
  return parts.some(p => p.kind === 'known' && p.text.includes('/'));
}

/** What may say the environment in a new name: the parameters of the template that a resource is in. */
function parametersOf(resource: Resource, parts: readonly TextPart[], { graph }: GraphContext): string[] {
  const sections = graph.stack(resource.stack)?.sections;
  const parameters = sections ? at(sections, 'Parameters') : null;
  if (resource.language === 'typescript') {
    // Code has no parameters, and something in scope, or a context value, instead; unless the name holds something already.
    if (parts.some(p => p.kind === 'hole')) return [];
    const fallback = asked(graph, 'environment').find(r => r.demand.fallback !== null)?.demand.fallback ?? '';
    return [`@environment:${fallback}`];
  }
  return parameters?.kind === 'object' ? parameters.entries.map(e => e.key) : [];
}

/** A new name as intents: a whole new value where that can be said, else the known pieces of the old one, each by itself. */
function writtenAs(
  resource: Resource,
  value: Value,
  old: readonly TextPart[],
  parts: readonly NewPart[],
  core: Core,
): Intent[] | string {
  const plain = parts.every(p => p.kind === 'text' || (p.kind === 'name' && /^(AWS::|@)/.test(p.name)));
  if (resource.language !== 'typescript' || plain) {
    const whole = parts.map(p => said(p, old));
    if (!whole.includes(null)) {
      const isPlain = parts.every(p => p.kind === 'text');
      const to: NewValue = isPlain ? whole.join('') : { $sub: whole.join('') };
      return [{ kind: 'replaceValue', value, with: to }];
    }
    if (resource.language !== 'typescript') return 'the name is made of something that can’t be written again';
  }
  // In code the expressions of a template string stay where they are, and the texts around them are replaced.
  const intents: Intent[] = [];
  let next = 0;
  const pieces = core.before + core.after === '' ? old : [];
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind === 'hole') {
      const part = parts[next];
      if (part?.kind !== 'hole' || part.index !== i) return 'what is variable in the name would have to move';
      next++;
      continue;
    }
    const part = parts[next];
    const to = part?.kind === 'text' ? part.text : '';
    if (part?.kind === 'text') next++;
    if (to === piece.text) continue;
    if (!piece.written) return 'the name is computed; no single place makes it';
    intents.push({ kind: 'replaceText', span: piece.written, text: to });
  }
  return next === parts.length && intents.length > 0
    ? intents
    : 'the name would need a piece for which there is no place';
}

/** A piece as `Fn::Sub` has it; null where it can't be said there. */
function said(part: NewPart, old: readonly TextPart[]): string | null {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'name') return `\${${part.name}}`;
  const hole = old[part.index];
  if (hole?.kind !== 'hole' || hole.value.kind !== 'reference') return null;
  const { target, attribute } = hole.value;
  const name = target.kind === 'resource' ? target.id.replace(/^.*[#/]/, '') : 'name' in target ? target.name : null;
  if (typeof name !== 'string') return null;
  return `\${${attribute === null ? name : `${name}.${attribute}`}}`;
}

/** Whether a stack is made somewhere, and not only a class of which nobody says how it will be called. */
function isMade(stack: Stack, resources: readonly Resource[]): boolean {
  if (stack.kind !== 'cdk' || stack.parent !== null) return false;
  const { uri, start, end } = stack.span;
  return !resources.some(r => r.stack === stack.id && r.span.uri === uri && r.span.start >= start && r.span.end <= end);
}

function lastOf(stack: Stack): string {
  return stack.name.slice(stack.name.lastIndexOf('/') + 1);
}

/** A construct id as pieces: what is not known of it is written `${…}`. */
function idParts(stack: Stack): TextPart[] {
  return lastOf(stack)
    .split(/(\$\{…\})/)
    .filter(piece => piece !== '')
    .map(piece =>
      piece === '${…}'
        ? { kind: 'hole', value: { kind: 'unknown', span: stack.span, reason: 'id' } }
        : { kind: 'known', text: piece, written: null },
    );
}
