/** AWS managed policies that do not exist, or not under that path. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, inScenario } from '../../core/value.ts';
import { managedPolicy } from '../../knowledge/index.ts';
import { TAKES_MANAGED_POLICIES, attachedPolicies } from './managedPolicies.ts';

interface Data {
  readonly value: Value;
  readonly name: string;
  readonly path: string;
}

export const unknownManagedPolicy = defineRule({
  id: 'iam/unknown-managed-policy',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'An AWS managed policy is named as AWS names it, with its path.',
    why: `The ARN of a managed policy holds a path that is easy to forget:
\`arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\`. Without it, or with a name that is not quite right, the
deployment fails with *Policy … does not exist or is not attachable* after everything before the role has been made.`,
    bad: [
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
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole
      `,
      cdk`
        new iam.Role(this, 'Handler', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSLambdaBasicExecutionRole')],
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
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
                - arn:aws:iam::111122223333:policy/OrdersAccess
      `,
      cdk`
        new iam.Role(this, 'Handler', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html'],
  },
  messages: {
    path: 'The AWS managed policy {name} is under {right}, not under {wrong}{when}.',
    unknown: 'There is no AWS managed policy {name}{when}.',
  },
  types: TAKES_MANAGED_POLICIES,

  *checkResource(resource) {
    for (const { item, path, name, isArn } of attachedPolicies(resource)) {
      // A bare name in SAM may also be a policy template or one of the account's own policies.
      if (!isArn || item.value.kind === 'absent') continue;
      const known = managedPolicy(name);
      if (known && known.path === path) continue;
      const data: Data = { value: item.value, name, path: known?.path ?? '' };
      yield {
        message: known ? 'path' : 'unknown',
        at: item.value.span,
        params: {
          name,
          right: `policy/${known?.path ?? ''}`,
          wrong: `policy/${path}`,
          when: inScenario(item.when),
        },
        // AWS may have a policy that our table is too old for.
        severity: known ? 'error' : 'warning',
        subject: name,
        data: known ? data : undefined,
      };
    }
  },

  fix(signal) {
    const data = signal.data as Data | undefined;
    if (!data) return 'no policy of this name is known';
    const { value } = data;
    const name = `${data.path}${data.name}`;
    const written = value.kind === 'literal' ? value.written : null;
    // `fromAwsManagedPolicyName` takes path and name alone: the token is then shorter than the ARN that it stands for.
    const token = written === null ? 0 : written.end - written.start;
    const wholeArn = value.kind === 'literal' && token >= String(value.value).length;
    return [
      {
        title: `Change it to ${name}`,
        intents: [
          {
            kind: 'replaceValue',
            value,
            with:
              written === null
                ? { $sub: `arn:\${AWS::Partition}:iam::aws:policy/${name}` }
                : wholeArn
                  ? String(value.kind === 'literal' ? value.value : '').replace(/policy\/.*$/, `policy/${name}`)
                  : name,
          },
        ],
        safety: 'safe',
      },
    ];
  },
});
