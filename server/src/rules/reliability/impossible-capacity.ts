/** Reports groups whose smallest, largest and desired sizes contradict each other. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Literal, type Value, at, inScenario, negated, numberOf, scenarios } from '../../core/value.ts';

/** The properties by type: the least, the most, and what is wanted between them. */
const SIZES: Readonly<Record<string, readonly [min: string, max: string, desired: string | null]>> = {
  'AWS::AutoScaling::AutoScalingGroup': ['MinSize', 'MaxSize', 'DesiredCapacity'],
  'AWS::ApplicationAutoScaling::ScalableTarget': ['MinCapacity', 'MaxCapacity', null],
  'AWS::EKS::Nodegroup': ['ScalingConfig.MinSize', 'ScalingConfig.MaxSize', 'ScalingConfig.DesiredSize'],
};

interface Size {
  readonly number: number;
  readonly value: Literal;
  readonly when: readonly string[];
}

/** What is wanted, and the nearest number that can be. */
interface Data {
  readonly wanted: Size;
  readonly limit: number;
  readonly name: string;
}

export const impossibleCapacity = defineRule({
  id: 'reliability/impossible-capacity',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'The least size of a group is no more than the most, and the desired size lies between them.',
    why: `Auto Scaling refuses a group whose minimum is above its maximum, or whose desired capacity lies outside of the two: the
deployment fails and rolls back. Usually one of the numbers was changed and the other forgotten.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              LaunchTemplate: { LaunchTemplateId: lt-0a1b2c3d, Version: '1' }
              MinSize: '2'
              MaxSize: '4'
              DesiredCapacity: '6'
      `,
      json`
        {
          "Resources": {
            "Reads": {
              "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
              "Properties": { "MinCapacity": 20, "MaxCapacity": 10, "ServiceNamespace": "dynamodb" }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new autoscaling.AutoScalingGroup(this, 'Web', {
          vpc,
          instanceType: new ec2.InstanceType('t4g.small'),
          machineImage: ec2.MachineImage.latestAmazonLinux2023(),
          minCapacity: 3,
          desiredCapacity: 2,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              LaunchTemplate: { LaunchTemplateId: lt-0a1b2c3d, Version: '1' }
              MinSize: '2'
              MaxSize: '6'
              DesiredCapacity: '2'
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new autoscaling.AutoScalingGroup(this, 'Web', {
          vpc,
          instanceType: new ec2.InstanceType('t4g.small'),
          machineImage: ec2.MachineImage.latestAmazonLinux2023(),
          minCapacity: 2,
          maxCapacity: 6,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html',
    ],
  },
  messages: {
    crossed: 'The minimum of {name} is {min} and its maximum {max}{when}, which can’t be.',
    above: '{name} wants {desired}{when}, which is above its maximum of {max}.',
    below: '{name} wants {desired}{when}, which is below its minimum of {min}.',
  },
  types: Object.keys(SIZES),
  *checkResource(resource) {
    const [least, most, wanted] = SIZES[resource.type] as (typeof SIZES)[string];
    const sizes = (path: string | null) => (path === null ? [] : sizesOf(at(resource.properties, ...path.split('.'))));
    const [min, max, desired] = [sizes(least), sizes(most), sizes(wanted)];
    const crossed = firstPair(min, max, (a, b) => a > b);
    const above = firstPair(desired, max, (a, b) => a > b);
    const below = firstPair(desired, min, (a, b) => a < b);
    // One number that is wrong contradicts both of the others.
    const found = crossed ?? above ?? below;
    if (!found) return;
    const [one, other, when] = found;
    const params = { name: resource.logicalId, when: inScenario(when) };
    const wrong = one.value.origin === 'written' ? one.value : other.value;
    const place = wrong.origin === 'written' ? wrong.span : resource.nameSpan;
    if (found === crossed) {
      yield { message: 'crossed', at: place, params: { ...params, min: one.number, max: other.number } };
      return;
    }
    const data: Data = { wanted: one, limit: other.number, name: resource.logicalId };
    if (found === above)
      yield { message: 'above', at: place, params: { ...params, desired: one.number, max: other.number }, data };
    else yield { message: 'below', at: place, params: { ...params, desired: one.number, min: other.number }, data };
  },
  fix({ data }) {
    if (!data) return 'which of the two is meant is for you to say';
    const { wanted, limit, name } = data as Data;
    if (wanted.value.origin !== 'written') return 'the number is not written at this place';
    // Templates of groups have their numbers as strings.
    const number = typeof wanted.value.value === 'string' ? String(limit) : limit;
    return [
      {
        title: `Set the desired size of ${name} to ${limit}`,
        intents: [{ kind: 'replaceValue', value: wanted.value, with: number }],
        safety: 'review',
      },
    ];
  },
});

/** The numbers that a value may be. */
function sizesOf(value: Value): Size[] {
  return scenarios(value).flatMap(({ value: one, when }) => {
    const number = numberOf(one);
    return number === null || one.kind !== 'literal' ? [] : [{ number, value: one, when }];
  });
}

/** The first two that contradict each other and may hold at the same time. */
function firstPair(some: readonly Size[], others: readonly Size[], wrong: (a: number, b: number) => boolean) {
  for (const a of some)
    for (const b of others)
      if (wrong(a.number, b.number) && !a.when.some(w => b.when.includes(negated(w))))
        return [a, b, [...new Set([...a.when, ...b.when])]] as const;
  return null;
}
