/** Parameters that templates should have and lack, or that are not as the project asks. */
import { defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { Intent } from '../../core/intent.ts';
import { at, rendered, stringOf } from '../../core/value.ts';
import { asked, by } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      parameters:
        - { name: EnvironmentSuffix, default: dev }
  `,
};

export const missingParameter = defineRule({
  id: 'parameters/missing',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Templates have the parameters that plumbline.yaml asks for, with their defaults and constraints.',
    why: `A pipeline passes its parameters by name: one that the template lacks stops the deployment, and one without a default
stops it when nobody passes it. Nested templates get theirs from the one that holds them and are not judged; CDK code has
other means, and of it only the parameters that it declares are.`,
    bad: [
      withFiles(
        yaml`
          Parameters:
            EnvironmentSuffix:
              Type: String
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Parameters:
            EnvironmentSuffix:
              Type: String
              Default: dev
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html'],
  },
  messages: {
    missing: 'The parameter {name} is missing ({by}).',
    default: 'The default of {name} is {is}; it should be {wanted} ({by}).',
    allowed: '{name} should allow {wanted} and nothing else ({by}).',
    open: '{name} takes anything: it should have allowed values, a pattern, lengths or a range ({by}).',
  },
  *checkGraph({ graph }) {
    const demands = asked(graph, 'parameter');
    if (demands.length === 0) return;
    for (const stack of graph.stacks) {
      if (stack.parent !== null || !stack.sections) continue;
      const section = at(stack.sections, 'Parameters');
      if (section.kind !== 'absent' && section.kind !== 'object') continue;
      for (const requirement of demands) {
        const { name, fallback, allowed, constrained } = requirement.demand;
        const entry = section.kind === 'object' ? section.entries.findLast(e => e.key === name) : undefined;
        const params = { name, by: by(requirement) };
        if (!entry) {
          if (stack.kind !== 'template' || (section.kind === 'object' && !section.complete)) continue;
          const [first] = section.kind === 'object' ? section.entries : [];
          yield {
            message: 'missing' as const,
            at: first?.keySpan ?? requirement.span,
            params,
            requirement,
            subject: name,
            data: stack.id,
          };
          continue;
        }
        const written = at(entry.value, 'Default');
        const values = at(entry.value, 'AllowedValues');
        if (
          fallback !== null &&
          (written.kind === 'absent' || (written.kind === 'literal' && String(written.value) !== String(fallback)))
        )
          yield {
            message: 'default' as const,
            at: written.kind === 'absent' ? entry.keySpan : written.span,
            params: {
              ...params,
              is: written.kind === 'absent' ? 'not set' : rendered(written),
              wanted: String(fallback),
            },
            requirement,
            subject: name,
            data: stack.id,
          };
        const there = values.kind === 'list' ? values.items.map(stringlike) : values.kind === 'absent' ? [] : null;
        if (allowed && there && !(there.length === allowed.length && allowed.every(a => there.includes(String(a)))))
          yield {
            message: 'allowed' as const,
            at: values.kind === 'absent' ? entry.keySpan : values.span,
            params: { ...params, wanted: allowed.join(', ') },
            requirement,
            subject: name,
            data: stack.id,
          };
        const limits = ['AllowedValues', 'AllowedPattern', 'MinLength', 'MaxLength', 'MinValue', 'MaxValue'];
        const type = stringOf(at(entry.value, 'Type'));
        if (constrained && type === 'String' && limits.every(l => at(entry.value, l).kind === 'absent'))
          yield { message: 'open' as const, at: entry.keySpan, params, requirement, subject: name, data: stack.id };
      }
    }
  },
  fix({ requirement, data, message }, { graph }) {
    const demand = requirement?.demand;
    const sections = graph.stack(String(data))?.sections;
    if (demand?.kind !== 'parameter' || !sections) return 'the template is no longer there';
    const { name, fallback, allowed } = demand;
    const section = at(sections, 'Parameters');
    const entry = section.kind === 'object' ? section.entries.findLast(e => e.key === name) : undefined;
    const set = (key: string, value: NonNullable<Extract<Intent, { kind: 'setKey' }>['value']>): Intent[] =>
      entry?.value.kind === 'object' ? [{ kind: 'setKey', object: entry.value, key, value }] : [];
    switch (message) {
      case 'missing': {
        const value = {
          $object: {
            Type: 'String',
            ...(fallback === null ? {} : { Default: fallback }),
            ...(allowed === null ? {} : { AllowedValues: allowed }),
          },
        };
        return [
          {
            title: `Add the parameter ${name}`,
            intents: [
              section.kind === 'object'
                ? { kind: 'setKey', object: section, key: name, value }
                : { kind: 'setKey', object: sections, key: 'Parameters', value: { $object: { [name]: value } } },
            ],
            safety: 'review',
          },
        ];
      }
      case 'default':
        return [
          {
            title: `Set the default of ${name} to ${fallback}`,
            intents: set('Default', fallback ?? ''),
            safety: 'review',
          },
        ];
      case 'allowed':
        return [
          { title: `Allow ${allowed?.join(', ')}`, intents: set('AllowedValues', allowed ?? []), safety: 'review' },
        ];
      default:
        return 'what it may be is for you to say';
    }
  },
});

function stringlike(value: ReturnType<typeof at>): string {
  return value.kind === 'literal' ? String(value.value) : '';
}
