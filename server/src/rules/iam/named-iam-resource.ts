/** Roles, users, groups, policies and instance profiles with a name of their own. */
import type { Resource } from '../../core/resource.ts';
import type { Signal } from '../../core/rule.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, rendered, scenarios } from '../../core/value.ts';
import { repeatedStacks } from '../naming/environments.ts';
import { NAMES as PHYSICAL_NAMES } from '../naming/physicalNames.ts';

/** The property with the name. `AWS::IAM::Policy` is not here: an inline policy has to have one, and it can't collide. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
};

/**
 * Names that AWS looks for: StackSets, DMS and VM Import find their roles by them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html,
 * https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html, https://docs.aws.amazon.com/vm-import/latest/userguide/required-permissions.html
 */
const EXPECTED_BY_AWS: ReadonlySet<string> = new Set([
  'AWSCloudFormationStackSetAdministrationRole',
  'AWSCloudFormationStackSetExecutionRole',
  'AWSControlTowerExecution',
  'dms-access-for-endpoint',
  'dms-cloudwatch-logs-role',
  'dms-vpc-role',
  'vmimport',
]);

export const namedIamResource = defineRule({
  id: 'iam/named-iam-resource',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'CloudFormation chooses the names of IAM resources.',
    why: `A role with a name of its own needs \`CAPABILITY_NAMED_IAM\` to be deployed, without which the deployment is refused.
IAM names are unique in the whole account, across all regions: the second stack made from the same template, in another
region or for another stage, fails because the name is taken. And a change that has to replace the role fails for the same
reason. References (\`!GetAtt Role.Arn\`, \`role.roleArn\`) work without a name. In CDK code, where \`cdk deploy\` gives the
capability, names are reported that stand there in one piece, in stacks of which something shows that they are made more than
once.`,
    bad: [
      yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              RoleName: orders-handler
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: lambda.amazonaws.com }
                    Action: sts:AssumeRole
      `,
      json`
        {
          "Resources": {
            "Deployers": { "Type": "AWS::IAM::Group", "Properties": { "GroupName": "deployers", "Path": "/" } }
          }
        }
      `,
      cdk`
        new cdk.CfnParameter(this, 'Stage');
        new iam.Role(this, 'Handler', {
          roleName: 'orders-handler',
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: lambda.amazonaws.com }
                    Action: sts:AssumeRole
      `,
      cdk`
        new iam.Role(this, 'Handler', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html#using-iam-capabilities',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
    ],
    peers: ['cfn_nag W28', 'Guard CFN_NO_EXPLICIT_RESOURCE_NAMES'],
  },
  messages: {
    named:
      '{resource} has the fixed name {name}{when}: it needs CAPABILITY_NAMED_IAM and collides with a second deployment.',
    composed:
      '{resource} has a name of its own, {name}{when}: it needs CAPABILITY_NAMED_IAM, and no change may replace it.',
  },
  looksAt: ({ type, properties }) => [at(properties, NAMES[type] ?? ''), at(properties, PHYSICAL_NAMES[type] ?? '')],
  *checkConnected({ graph }) {
    const repeated = repeatedStacks(graph);
    for (const type of Object.keys(NAMES))
      for (const resource of graph.ofType(type)) {
        // The CDK's command line always gives the capability: such a name is in the way of a second stack, if there is one.
        if (resource.owner.kind === 'internal' || (resource.language === 'typescript' && !repeated.has(resource.stack)))
          continue;
        yield* named(resource);
      }
  },

  fix(signal) {
    const { resource } = signal;
    const property = resource && NAMES[resource.type];
    if (!resource || property === undefined) return 'the resource is no longer there';
    return [
      {
        title: `Let CloudFormation name ${resource.logicalId}`,
        intents: [{ kind: 'removeProperty', resource: resource.id, path: [property] }],
        safety: 'review',
      },
    ];
  },
});

/** Reports the name of a resource, if it is written. */
function* named(resource: Resource): Generator<Signal<'named' | 'composed'>> {
  const property = NAMES[resource.type] ?? '';
  for (const { value, when } of scenarios(at(resource.properties, property))) {
    if (value.kind !== 'literal' && value.kind !== 'text' && value.kind !== 'reference') continue;
    if (value.origin !== 'written' || (value.kind === 'literal' && typeof value.value !== 'string')) continue;
    // `!Ref AWS::NoValue` is the way to write nothing.
    if (value.kind === 'reference' && value.target.kind !== 'parameter') continue;
    if (EXPECTED_BY_AWS.has(rendered(value))) continue;
    // A name that stands nowhere in one piece was put together, most likely with the stage in it.
    const isFixed = value.kind === 'literal' && value.written !== null;
    // The CDK's command line always gives the capability, and such a name is most likely another one in each stack.
    if (!isFixed && resource.language === 'typescript') continue;
    yield {
      message: isFixed ? 'named' : 'composed',
      at: value.span,
      params: { resource: resource.logicalId, name: rendered(value), when: inScenario(when) },
      // A name that holds the stage or is a parameter is at least no certain collision.
      severity: isFixed ? 'warning' : 'information',
      subject: property,
      resource,
    };
    // One finding a property: the other scenarios have the same cause.
    return;
  }
}
