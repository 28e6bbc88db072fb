/** ARNs of templates that hold in the commercial partition alone. */
import { defineRule, json, yaml } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import { hardCodedIn, isSynthesized, strings, substituted } from './places.ts';

export const hardCodedPartition = defineRule({
  id: 'cdk/hard-coded-partition',
  since: '0.1.0',
  severity: 'hint',
  profile: 'strict',
  docs: {
    summary: 'ARNs of templates take the partition from the stack.',
    why: `\`arn:aws:\` is the partition of the commercial regions. In China (\`aws-cn\`), GovCloud (\`aws-us-gov\`) and the
European sovereign cloud the same ARN names nothing, and a policy with it allows nothing. \`\${AWS::Partition}\` is right
everywhere. An account or a region in the ARN is reported by *cdk/hard-coded-arn*, whose fix sets the partition, too.`,
    bad: [
      yaml`
        Resources:
          Reader:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::orders/*
      `,
      json`
        {
          "Resources": {
            "Reader": {
              "Type": "AWS::IAM::Group",
              "Properties": { "ManagedPolicyArns": ["arn:aws:iam::aws:policy/IAMReadOnlyAccess"] }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Resources:
          Reader:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:GetObject
                    Resource: !Sub arn:${'$'}{AWS::Partition}:s3:::orders/*
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html',
    ],
    peers: ['cfn-lint I3042'],
  },
  messages: { partition: 'This ARN holds in the partition aws alone.' },
  types: ['*'],

  *checkResource(resource) {
    // CDK code writes templates for one environment mostly, and has formatArn.
    if (resource.language === 'typescript' || isSynthesized(resource)) return;
    for (const { value, text, path } of strings(resource)) {
      if (value.kind !== 'literal' && value.kind !== 'text') continue;
      if (!/^arn:aws:/.test(text) || hardCodedIn(text)) continue;
      yield { message: 'partition', at: value.span, subject: path.join('.'), data: value };
    }
  },

  fix({ data }) {
    const value = data as Value;
    const text = substituted(value, whole => whole.replace(/^arn:aws:/, 'arn:${AWS::Partition}:'));
    if (text === null) return 'a piece of the ARN can’t be seen';
    return [
      {
        title: 'Use the stack’s own partition',
        intents: [{ kind: 'replaceValue', value, with: { $sub: text } }],
        safety: 'review',
      },
    ];
  },
});
