/** Roles and policies that are not what the project asks for. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { at, rendered, scenarios } from '../../core/value.ts';
import { type Asked, asked, by, matches } from '../requirements/asked.ts';
import { ALL_NAMES } from '../naming/physicalNames.ts';
import type { Item } from './statements.ts';
import { TAKES_MANAGED_POLICIES, attachedPolicies } from './managedPolicies.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      iam:
        names: forbid
  `,
};

const trust = `AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { Service: lambda.amazonaws.com } }]`;

export const notAsRequired = defineRule({
  id: 'iam/not-as-required',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Roles and policies are what plumbline.yaml asks for.',
    why: `Explicit names need CAPABILITY_NAMED_IAM and collide, AWS managed policies and inline policies escape the review that
a project may have set up, a role without its boundary can become more than it should, and conditions that were asked for
are easily left out, since everything works without them.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Role:
              Type: AWS::IAM::Role
              Properties:
                RoleName: orders
                ${trust.replace(/\n {14}/g, '\n                  ')}
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new iam.Role(this, 'Role', {
            roleName: 'orders',
            assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Role:
              Type: AWS::IAM::Role
              Properties:
                ${trust.replace(/\n {14}/g, '\n                  ')}
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  },
  messages: {
    name: '{resource} has the name {name}; roles and policies should have none of their own ({by}).',
    managed: '{resource} has the AWS managed policy {name}, which must not be used ({by}).',
    inline: '{resource} has a policy written inside of it, which must not be ({by}).',
    boundary: '{resource} has no permission boundary ({by}).',
    other: 'The permission boundary of {resource} is {is}; it should be {wanted} ({by}).',
    condition: 'No statement has the condition {key} ({by}).',
  },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'iam')) {
      const { what, patterns } = requirement.demand;
      if (what === 'condition') {
        const [key] = patterns;
        if (key !== undefined && graph.statements.length > 0 && !usesCondition(graph, key))
          yield {
            message: 'condition',
            at: requirement.span,
            params: { key, by: by(requirement) },
            requirement,
            subject: key,
          };
        continue;
      }
      for (const type of TYPES)
        for (const resource of graph.ofType(type))
          if (resource.owner.kind !== 'internal') yield* judged(resource, requirement);
    }
  },
  fix({ resource, message, data, params }) {
    if (!resource) return 'to which statement it belongs is for you to say';
    if (message === 'name')
      return [
        {
          title: `Let CloudFormation name ${resource.logicalId}`,
          intents: [{ kind: 'removeProperty', resource: resource.id, path: [String(data)] }],
          safety: 'review',
        },
      ];
    const { list, index } = (data ?? {}) as Partial<Item>;
    if (message === 'managed' && list && index !== undefined)
      return [
        {
          title: `Remove ${params?.name} from ${resource.logicalId}`,
          intents: [{ kind: 'removeItem', list, index }],
          safety: 'review',
        },
      ];
    return 'what should take its place is for you to say';
  },
});

/** Types that any of the demands is about. */
const TYPES = [
  'AWS::IAM::Group',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::Serverless::Function',
  'AWS::Serverless::StateMachine',
];

function* judged(resource: Resource, requirement: Asked<'iam'>) {
  const { what, patterns } = requirement.demand;
  const params = { resource: resource.logicalId, by: by(requirement) };
  const base = { resource, requirement };
  switch (what) {
    case 'no-names': {
      const property = /^AWS::IAM::/.test(resource.type) ? ALL_NAMES[resource.type] : undefined;
      if (property === undefined) return;
      for (const { value } of scenarios(at(resource.properties, property)))
        if (value.kind === 'literal' || value.kind === 'text') {
          const said = { ...params, name: rendered(value) };
          yield {
            ...base,
            message: 'name' as const,
            at: value.span,
            params: said,
            subject: property,
            data: property,
            outranks: ['iam/named-iam-resource'],
          };
          return;
        }
      return;
    }
    case 'no-managed-policies':
      if (!TAKES_MANAGED_POLICIES.includes(resource.type)) return;
      for (const { name, item } of attachedPolicies(resource))
        if (patterns.some(p => matches(p, name)) && item.value.kind !== 'absent')
          yield {
            ...base,
            message: 'managed' as const,
            at: item.value.span,
            params: { ...params, name },
            subject: name,
            data: item,
          };
      return;
    case 'no-inline-policies': {
      const policies = /^AWS::IAM::(Role|User|Group)$/.test(resource.type) ? at(resource.properties, 'Policies') : null;
      const inside = policies?.kind === 'list' && policies.items.length > 0 && policies.origin === 'written';
      // Policies that the CDK makes of grants are no choice of anybody's.
      const isPolicy = resource.type === 'AWS::IAM::Policy' && resource.language !== 'typescript';
      if (inside || isPolicy)
        yield { ...base, message: 'inline' as const, at: inside ? policies.span : resource.nameSpan, params };
      return;
    }
    case 'permission-boundary': {
      if (resource.type !== 'AWS::IAM::Role') return;
      const [wanted] = patterns;
      for (const { value } of scenarios(at(resource.properties, 'PermissionsBoundary'))) {
        if (value.kind === 'absent') {
          // In code one is given to everything in a scope, by a call that leaves the role's own props as they are.
          if (resource.language !== 'typescript' || resource.evidence === 'synth')
            yield { ...base, message: 'boundary' as const, at: resource.nameSpan, params };
          return;
        }
        if (wanted !== undefined && value.kind === 'literal' && !String(value.value).includes(wanted)) {
          const said = { ...params, is: rendered(value), wanted };
          yield { ...base, message: 'other' as const, at: value.span, params: said };
          return;
        }
      }
    }
  }
}

/** Whether some statement has a condition key, or may have it as far as can be seen. */
function usesCondition({ statements }: GraphPart, key: string): boolean {
  return statements.some(({ elements }) =>
    scenarios(at(elements, 'Condition')).some(({ value }) => {
      if (value.kind === 'unknown') return true;
      if (value.kind !== 'object') return false;
      return (
        !value.complete ||
        value.entries.some(
          e => e.value.kind !== 'object' || e.value.entries.some(k => k.key.toLowerCase() === key.toLowerCase()),
        )
      );
    }),
  );
}
