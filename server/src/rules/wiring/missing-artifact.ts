/** Reports actions of pipelines that take an artifact which no action before them makes. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, asList, at, numberOf, stringOf } from '../../core/value.ts';
import { nearest } from '../../knowledge/index.ts';
import { isExact } from './deliveries.ts';

interface Data {
  readonly value: Value;
  /** The artifacts that there are by then. */
  readonly made: readonly string[];
}

const PIPELINE = (input: string) => yaml`
      Resources:
        Delivery:
          Type: AWS::CodePipeline::Pipeline
          Properties:
            RoleArn: arn:aws:iam::111122223333:role/delivery
            ArtifactStore: { Type: S3, Location: artifacts }
            Stages:
              - Name: Source
                Actions:
                  - Name: Code
                    ActionTypeId: { Category: Source, Owner: AWS, Provider: S3, Version: '1' }
                    Configuration: { S3Bucket: code, S3ObjectKey: code.zip }
                    OutputArtifacts: [{ Name: Source }]
              - Name: Build
                Actions:
                  - Name: Build
                    ActionTypeId: { Category: Build, Owner: AWS, Provider: CodeBuild, Version: '1' }
                    Configuration: { ProjectName: build }
                    InputArtifacts: [{ Name: ${input} }]
`;

export const missingArtifact = defineRule({
  id: 'wiring/missing-artifact',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Actions of a pipeline take artifacts that earlier actions make.',
    why: `CodePipeline refuses a pipeline in which an input artifact is not the output of an action in an earlier stage, or in
the same stage with a smaller \`RunOrder\`: *input artifact bundle … is not declared as output artifact in any of the preceding
actions*. It is a name in two places, and the deployment is the first to compare them.`,
    bad: [
      PIPELINE('SourceCode'),
      json`
        {
          "Resources": {
            "Delivery": {
              "Type": "AWS::CodePipeline::Pipeline",
              "Properties": {
                "RoleArn": "arn:aws:iam::111122223333:role/delivery",
                "Stages": [
                  {
                    "Name": "Source",
                    "Actions": [
                      {
                        "Name": "Code",
                        "ActionTypeId": { "Category": "Source", "Owner": "AWS", "Provider": "S3", "Version": "1" },
                        "OutputArtifacts": [{ "Name": "Code" }]
                      },
                      {
                        "Name": "Build",
                        "ActionTypeId": { "Category": "Build", "Owner": "AWS", "Provider": "CodeBuild", "Version": "1" },
                        "InputArtifacts": [{ "Name": "Code" }]
                      }
                    ]
                  }
                ]
              }
            }
          }
        }
      `,
      cdk`
        const type = { owner: 'AWS', version: '1' };
        new cdk.aws_codepipeline.CfnPipeline(this, 'Delivery', {
          roleArn: 'arn:aws:iam::111122223333:role/delivery',
          stages: [
            {
              name: 'Source',
              actions: [
                {
                  name: 'Code',
                  actionTypeId: { ...type, category: 'Source', provider: 'S3' },
                  outputArtifacts: [{ name: 'Code' }],
                },
              ],
            },
            {
              name: 'Build',
              actions: [
                {
                  name: 'Build',
                  actionTypeId: { ...type, category: 'Build', provider: 'CodeBuild' },
                  inputArtifacts: [{ name: 'Source' }],
                },
              ],
            },
          ],
        });
      `,
    ],
    good: [
      PIPELINE('Source'),
      cdk`
        new cdk.aws_codepipeline.CfnPipeline(this, 'Delivery', {
          roleArn: 'arn:aws:iam::111122223333:role/delivery',
          stages: [
            {
              name: 'Source',
              actions: [
                {
                  name: 'Code',
                  actionTypeId: { owner: 'AWS', version: '1', category: 'Source', provider: 'S3' },
                  outputArtifacts: [{ name: 'Code' }],
                },
                {
                  name: 'Build',
                  runOrder: 2,
                  actionTypeId: { owner: 'AWS', version: '1', category: 'Build', provider: 'CodeBuild' },
                  inputArtifacts: [{ name: 'Code' }],
                },
              ],
            },
          ],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html'],
  },
  messages: {
    missing: '{action} takes the artifact {name}, which no action before it makes.',
    later: '{action} takes the artifact {name}, which is made in the same step or later.',
  },
  blocksDeployment: true,
  types: ['AWS::CodePipeline::Pipeline'],

  *checkResource(resource) {
    if (!isExact(resource) || resource.owner.kind === 'internal') return;
    const steps = stepsOf(at(resource.properties, 'Stages'));
    if (!steps) return;
    const all = steps.flatMap(step => step.flatMap(({ makes }) => makes));
    const made: string[] = [];
    for (const step of steps) {
      for (const { action, takes } of step)
        for (const { name, value } of takes) {
          if (made.includes(name) || value.kind === 'absent') continue;
          yield {
            message: all.includes(name) ? 'later' : 'missing',
            at: value.span,
            params: { action, name },
            resource,
            subject: `${action}:${name}`,
            data: { value, made: [...made] } satisfies Data,
          };
        }
      made.push(...step.flatMap(({ makes }) => makes));
    }
  },

  fix({ data }) {
    const { value, made } = data as Data;
    const [name] = made.length === 1 ? made : nearest(stringOf(value) ?? '', made, 1);
    if (name === undefined) return 'which artifact is meant is for you to say';
    return [{ title: `Take ${name}`, intents: [{ kind: 'replaceValue', value, with: name }], safety: 'review' }];
  },
});

interface Action {
  readonly action: string;
  readonly makes: readonly string[];
  readonly takes: readonly { readonly name: string; readonly value: Value }[];
}

/** The actions of a pipeline by step, in the order in which they run; null where something can't be seen. */
function stepsOf(stages: Value): Action[][] | null {
  const list = asList(stages);
  if (stages.kind === 'absent' || !list?.complete) return null;
  const steps: Action[][] = [];
  for (const stage of list.items) {
    const actions = asList(at(stage, 'Actions'));
    if (stage.kind !== 'object' || !stage.complete || !actions?.complete) return null;
    const orders = new Map<number, Action[]>();
    for (const action of actions.items) {
      const order = at(action, 'RunOrder');
      const [makes, takes] = [namesIn(at(action, 'OutputArtifacts')), namesIn(at(action, 'InputArtifacts'))];
      const n = order.kind === 'absent' ? 1 : numberOf(order);
      if (action.kind !== 'object' || !action.complete || !makes || !takes || n === null) return null;
      const named = stringOf(at(action, 'Name')) ?? 'An action';
      orders.set(n, [...(orders.get(n) ?? []), { action: named, makes: makes.map(m => m.name), takes }]);
    }
    steps.push(...[...orders].sort(([a], [b]) => a - b).map(([, step]) => step));
  }
  return steps;
}

function namesIn(artifacts: Value): { readonly name: string; readonly value: Value }[] | null {
  const list = asList(artifacts);
  if (artifacts.kind === 'absent') return [];
  if (!list?.complete) return null;
  const names = list.items.map(item => ({ name: stringOf(at(item, 'Name')), value: at(item, 'Name') }));
  return names.every(({ name }) => name !== null) ? (names as { name: string; value: Value }[]) : null;
}
