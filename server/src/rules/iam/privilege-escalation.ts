/** Permissions that, taken together, are as good as all of them. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { at, stringOf } from '../../core/value.ts';
import { expandAction } from '../../knowledge/index.ts';
import { byLevel } from './actions.ts';
import { type Opening, completeSets, openingsOf } from './escalation.ts';
import { passOneRole } from './passRole.ts';
import { itemsOf, listed, nameOf } from './statements.ts';

interface Data {
  /** Of each action of the set, in small letters, the statement and the item that allows it. */
  readonly openings: readonly (readonly [string, Opening])[];
}

export const privilegeEscalation = defineRule({
  id: 'iam/privilege-escalation',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'No role holds actions by which it can give itself more rights.',
    why: `Some actions are as good as all of them: who may create a new version of any policy writes itself one that allows
everything; who may pass any role to a new function and call it acts as the strongest role of the account. The actions may
stand in different statements and policies, so all that a role, user or group has is looked at together. Only actions on
every resource and without a narrowing condition count; what a denial takes away, or a permissions boundary may, does not.
It is enough to narrow one of the actions: to one role, one policy, one function.`,
    bad: [
      yaml`
        Resources:
          Support:
            Type: AWS::IAM::Group
            Properties:
              Policies:
                - PolicyName: keys
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: iam:CreateAccessKey
                        Resource: '*'
      `,
      cdk`
        const task = new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'] }));
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['lambda:CreateFunction', 'lambda:InvokeFunction'], resources: ['*'] }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Support:
            Type: AWS::IAM::Group
            Properties:
              Policies:
                - PolicyName: keys
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: iam:CreateAccessKey
                        Resource: 'arn:aws:iam::111122223333:user/${'$'}{aws:username}'
      `,
      cdk`
        const task = new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        task.grantPassRole(role);
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['lambda:CreateFunction', 'lambda:InvokeFunction'], resources: ['*'] }),
        );
      `,
    ],
    links: [
      'https://pathfinding.cloud/',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
    peers: ['PRIVILEGE_ESCALATION', 'CKV_AWS_110', 'CKV_AWS_286', 'Sonar S6317', 'cloudsplaining PrivilegeEscalation'],
  },
  messages: {
    escalates: '{actions} on every resource: {who} could {way}{more}, and so gain more permissions.',
  },

  *checkConnected({ graph }) {
    for (const [holder, statements] of holders(graph)) {
      const openings = new Map<string, Opening>();
      for (const statement of statements)
        for (const [action, opening] of openingsOf(statement)) if (!openings.has(action)) openings.set(action, opening);
      if (openings.size === 0 || isBounded(graph, holder)) continue;
      for (const statement of statements) for (const action of deniedBy(statement, openings)) openings.delete(action);
      const sets = completeSets(openings).sort((a, b) => a.actions.length - b.actions.length);
      const [set] = sets;
      if (!set) continue;
      const parts = set.actions.map(a => [a.toLowerCase(), openings.get(a.toLowerCase()) as Opening] as const);
      // Where a role is passed, the finding is there: that is what can be narrowed.
      const [, main] = parts.find(([action]) => action === PASS_ROLE) ?? (parts[0] as (typeof parts)[number]);
      const place = placeOf(main);
      const owner = main.statement.owner === null ? undefined : graph.resource(main.statement.owner);
      const passes = openings.get(PASS_ROLE);
      const saidHere = passes !== undefined && parts.some(([, o]) => o.statement === passes.statement);
      const actions = [...new Set(parts.map(([, o]) => stringOf(o.action.value) as string))];
      const data: Data = { openings: parts };
      yield {
        message: 'escalates',
        at: place,
        params: {
          actions: listed(actions, 5),
          who: graph.resource(holder) ? `whoever acts as ${nameOf(holder)}` : 'whoever holds the policy',
          way: set.name,
          more:
            sets.length > 1 ? ` (or do the like in ${sets.length - 1} other ${sets.length > 2 ? 'ways' : 'way'})` : '',
        },
        ...(owner ? { resource: owner, ...(saidHere ? { outranks: ['iam/passrole-wildcard'] } : {}) } : {}),
        related: parts
          .filter(([, o]) => o.statement !== main.statement)
          .map(([, o]) => ({ span: placeOf(o), message: `${stringOf(o.action.value)} is allowed here` })),
        subject: `${nameOf(holder)}:${set.id}`,
        data,
      };
    }
  },

  fix(signal, { graph }) {
    const { openings } = signal.data as Data;
    const passes = openings.find(([action]) => action === PASS_ROLE)?.[1];
    if (passes && /^iam:PassRole$/i.test(stringOf(passes.action.value) ?? ''))
      return passOneRole(graph, passes.statement, passes.resource.value);
    const whole = openings.find(([, o]) => /:\*$/.test(stringOf(o.action.value) ?? ''))?.[1];
    const fixes = whole ? byLevel(stringOf(whole.action.value) as string, whole.action.value, whole.action.list) : [];
    return fixes.length > 0 ? fixes : 'narrow one of the actions to the resources that are meant';
  },
});

const PASS_ROLE = 'iam:passrole';

/** Who holds which identity statements; those of a policy that is attached to nobody in sight are held by the policy. */
function holders(graph: ResourceGraph): Map<string, PolicyStatement[]> {
  const found = new Map<string, PolicyStatement[]>();
  for (const statement of graph.statements) {
    if (statement.kind !== 'identity') continue;
    const ids = statement.attachedTo.length > 0 ? statement.attachedTo : [statement.owner ?? statement.id];
    for (const id of ids) {
      const known = found.get(id);
      if (known) known.push(statement);
      else found.set(id, [statement]);
    }
  }
  return found;
}

/** Whether a permissions boundary may take away what the statements give. */
function isBounded(graph: ResourceGraph, holder: string): boolean {
  const resource = graph.resource(holder);
  return resource !== undefined && at(resource.properties, 'PermissionsBoundary').kind !== 'absent';
}

/** Those of some actions that a statement denies, on whatever resources. */
function* deniedBy(statement: PolicyStatement, openings: ReadonlyMap<string, Opening>): Generator<string> {
  if (stringOf(at(statement.elements, 'Effect')) !== 'Deny') return;
  for (const { value } of itemsOf(at(statement.elements, 'Action')).items)
    for (const action of expandAction(stringOf(value) ?? ''))
      if (openings.has(action.toLowerCase())) yield action.toLowerCase();
}

/** Where an action is allowed: the call of a grant, else the item. */
function placeOf({ statement, action }: Opening) {
  return statement.grant?.span ?? (action.value.kind === 'absent' ? statement.span : action.value.span);
}
