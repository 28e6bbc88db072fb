/** Reports parameters of templates that nothing mentions. */
import type { Intent } from '../../core/intent.ts';
import { defineRule, json, yaml } from '../../core/rule.ts';
import { type Declared, unusedIn } from '../wiring/declarations.ts';

/** What the CDK writes into its templates, used or not: `addBootstrapVersionRule` and the legacy synthesizer of aws-cdk-lib. */
const OF_THE_CDK = /^(BootstrapVersion|AssetParameters[0-9a-f]{64}(S3Bucket|S3VersionKey|ArtifactHash)[0-9A-F]{8})$/;

export const unusedParameter = defineRule({
  id: 'parameters/unused',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Every parameter of a template is used.',
    why: `Whoever deploys the template is asked for a value that changes nothing, and believes that it does. Mostly the parameter
was meant to stand where a literal still stands (an environment in a name, a class of instances). Templates with macros, loops
or \`Fn::Transform\`, which may use what they like, are not judged; labels in the template's metadata are no use.`,
    bad: [
      yaml`
        Parameters:
          Environment:
            Type: String
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
      `,
      json`
        {
          "Parameters": {
            "Environment": { "Type": "String" },
            "Prefix": { "Type": "String" }
          },
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::Sub": "${'$'}{Prefix}-jobs" } } }
          }
        }
      `,
    ],
    good: [
      yaml`
        Parameters:
          Environment:
            Type: String
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: !Sub jobs-${'$'}{Environment}
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html'],
    peers: ['cfn-lint W2001'],
  },
  messages: {
    unused: 'Nothing uses the parameter {name}.',
  },
  *checkConnected({ graph }) {
    for (const stack of graph.stacks) {
      // Amplify hands its own parameters to every template of a project, used or not.
      if (stack.uri.includes('/amplify/backend/')) continue;
      for (const declared of unusedIn(stack, 'Parameters')) {
        const { entry } = declared;
        if (OF_THE_CDK.test(entry.key)) continue;
        yield {
          message: 'unused',
          at: entry.keySpan,
          params: { name: entry.key },
          subject: entry.key,
          tags: ['unnecessary'],
          data: declared,
        };
      }
    }
  },
  fix({ params, data }) {
    const { object, path } = data as Declared;
    const intents: Intent[] = [{ kind: 'removeKey', object, path }];
    return [{ title: `Remove the parameter ${params?.name}`, intents, safety: 'review' }];
  },
});
