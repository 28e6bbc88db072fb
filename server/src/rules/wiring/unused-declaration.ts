/** Reports mappings and conditions of templates that nothing mentions. */
import type { Intent } from '../../core/intent.ts';
import { defineRule, json, yaml } from '../../core/rule.ts';
import { type Declared, unusedIn } from './declarations.ts';

const SECTIONS = [
  ['Mappings', 'mapping'],
  ['Conditions', 'condition'],
] as const;

export const unusedDeclaration = defineRule({
  id: 'wiring/unused-declaration',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Every mapping and every condition of a template is used.',
    why: `A mapping that nothing looks up and a condition that nothing asks are left from something that is gone, or were meant to
decide something that they don't: the condition says *in production only*, and the resource is made everywhere. Templates with
macros, loops or \`Fn::Transform\`, which may use what they like, are not judged.`,
    bad: [
      yaml`
        Conditions:
          IsProd: !Equals [!Ref AWS::Region, eu-central-1]
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
      `,
      json`
        {
          "Mappings": { "Sizes": { "prod": { "Memory": 1024 } } },
          "Resources": { "Uploads": { "Type": "AWS::S3::Bucket" } }
        }
      `,
    ],
    good: [
      yaml`
        Conditions:
          IsProd: !Equals [!Ref AWS::Region, eu-central-1]
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
            Condition: IsProd
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html'],
    peers: ['cfn-lint W7001', 'cfn-lint W8001'],
  },
  messages: {
    unused: 'Nothing uses the {kind} {name}.',
  },
  *checkConnected({ graph }) {
    for (const stack of graph.stacks)
      for (const [section, kind] of SECTIONS)
        for (const declared of unusedIn(stack, section)) {
          const { key, keySpan } = declared.entry;
          yield {
            message: 'unused',
            at: keySpan,
            params: { kind, name: key },
            subject: `${section}.${key}`,
            tags: ['unnecessary'],
            data: declared,
          };
        }
  },
  fix({ params, data }) {
    const { object, path } = data as Declared;
    const intents: Intent[] = [{ kind: 'removeKey', object, path }];
    return [{ title: `Remove the ${params?.kind} ${params?.name}`, intents, safety: 'review' }];
  },
});
