/** Repositories whose tags can be moved to other images. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const mutableTags = defineRule({
  id: 'ecr/mutable-tags',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'A tag of a repository stays with its image.',
    why: `With mutable tags whoever may push can replace the image behind \`v1.2\`, and what was tested is not what runs; a rollback rolls
back to something else. With immutable tags each build has a tag of its own, which a pipeline that pushes \`latest\` has to be
changed for.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::ECR::Repository
            Properties:
              ImageTagMutability: MUTABLE
      `,
      json`
        { "Resources": { "Web": { "Type": "AWS::ECR::Repository" } } }
      `,
      cdk`
        new ecr.Repository(this, 'Web');
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::ECR::Repository
            Properties:
              ImageTagMutability: IMMUTABLE
      `,
      cdk`
        new ecr.Repository(this, 'Web', { imageTagMutability: ecr.TagMutability.IMMUTABLE });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html'],
    peers: ['CKV_AWS_51', 'trivy AWS-0031'],
  },
  ...setting({
    places: { 'AWS::ECR::Repository': 'ImageTagMutability' },
    wrong: value => value.kind === 'absent' || stringOf(value) === 'MUTABLE',
    message: 'Tags of {name} can be moved to other images{when}.',
    mend: { title: 'Make the tags of {name} immutable', to: 'IMMUTABLE' },
  }),
});
