/** `iam:PassRole` on any role. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, at, rendered, stringOf } from '../../core/value.ts';
import { expandAction } from '../../knowledge/index.ts';
import { passOneRole } from './passRole.ts';
import {
  adminItems,
  compatible,
  hasNarrowingCondition,
  isWrittenAllow,
  itemsOf,
  subjectOf,
  together,
  wording,
} from './statements.ts';

interface Data {
  readonly star: Value;
  readonly statement: string;
}

/** `*`, or an ARN of which the role's name is `*`. */
const ANY_ROLE = /^(\*|arn:[^:]*:iam::[^:]*:(\*|role\/\*))$/;

export const passroleWildcard = defineRule({
  id: 'iam/passrole-wildcard',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: '`iam:PassRole` names the roles that may be passed.',
    why: `Whoever may pass any role can start a function or a machine with the most powerful role of the account and act
through it: with \`iam:PassRole\` on \`*\` every other restriction of the policy can be walked around. With a condition such as
\`iam:PassedToService\` the rule is silent.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: iam:PassRole
                    Resource: '*'
          TaskRole:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: ecs-tasks.amazonaws.com }
                    Action: sts:AssumeRole
      `,
      cdk`
        const task = new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: iam:PassRole
                    Resource: arn:aws:iam::111122223333:role/orders-task
                  - Effect: Allow
                    Action: iam:PassRole
                    Resource: '*'
                    Condition:
                      StringEquals: { iam:PassedToService: ecs-tasks.amazonaws.com }
      `,
      cdk`
        const task = new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        task.grantPassRole(role);
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
    peers: ['cfn_nag F38', 'cfn_nag F39', 'cfn_nag F40', 'trivy AWS-0342', 'PASS_ROLE_WITH_STAR_IN_RESOURCE'],
  },
  messages: {
    any: '{action} on {resource} allows passing any role of the account{to}{when}.',
  },

  *checkConnected({ graph }) {
    for (const statement of graph.statements) {
      if (statement.kind !== 'identity' || !isWrittenAllow(statement) || hasNarrowingCondition(statement)) continue;
      if (adminItems(statement).length > 0) continue;
      const actions = itemsOf(at(statement.elements, 'Action')).items.filter(a => coversPassRole(stringOf(a.value)));
      if (actions.length === 0) continue;
      const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
      for (const star of itemsOf(at(statement.elements, 'Resource')).items) {
        const text = star.value.kind === 'literal' || star.value.kind === 'text' ? rendered(star.value) : '';
        const action = actions.find(a => compatible(a.when, star.when));
        if (!ANY_ROLE.test(text.replace(/\$\{[^}]*\}/g, 'x')) || !action || star.value.kind === 'absent') continue;
        const data: Data = { star: star.value, statement: statement.id };
        yield {
          message: 'any',
          at: star.value.span,
          params: {
            action: stringOf(action.value) ?? '',
            resource: text,
            ...wording(statement, together(action.when, star.when)),
          },
          ...(owner ? { resource: owner } : {}),
          subject: subjectOf(statement, text),
          data,
        };
      }
    }
  },

  fix(signal, { graph }) {
    const { star, statement: id } = signal.data as Data;
    const statement = graph.statements.find(s => s.id === id);
    return statement ? passOneRole(graph, statement, star) : 'the statement is no longer there';
  },
});

/** Whether an action is, or a pattern covers, passing roles. */
function coversPassRole(action: string | null): boolean {
  return action !== null && /^iam:.*[*?]|^iam:passrole$/i.test(action) && expandAction(action).includes('iam:PassRole');
}
