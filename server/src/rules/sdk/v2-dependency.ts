/** Reports dependencies on AWS SDK v2 in `package.json` that no code has any use for. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { PackageDependency } from '../../core/resource.ts';
import { END_OF_SUPPORT, v2Dependencies } from './v2.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2Dependency = defineRule({
  id: 'sdk/v2-dependency',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'package.json names AWS SDK v2 for as long as code imports it, and no longer.',
    why: `\`aws-sdk\` is some 90 MB that every installation downloads and every asset with \`node_modules\` deploys. AWS has not
supported it since ${END_OF_SUPPORT}, so that scanners report it whether or not it is used. Where code still imports it, the import
is what is reported; here it is the dependency that stayed when the last import was gone, or that a layer still brings.`,
    bad: [
      withFiles(stack, {
        'package.json': `{
          "name": "orders",
          "dependencies": {
            "@aws-sdk/client-s3": "^3.600.0",
            "aws-sdk": "^2.1600.0"
          }
        }`,
        'lambda/reader.ts': `import { S3Client } from '@aws-sdk/client-s3';\nexport const s3 = new S3Client({});\n`,
      }),
    ],
    good: [
      withFiles(stack, {
        'package.json': `{ "name": "orders", "dependencies": { "@aws-sdk/client-s3": "^3.600.0" } }`,
        'lambda/reader.ts': `import { S3Client } from '@aws-sdk/client-s3';\nexport const s3 = new S3Client({});\n`,
      }),
    ],
    links: ['https://aws.amazon.com/blogs/developer/announcing-end-of-support-for-aws-sdk-for-javascript-v2/'],
  },
  messages: {
    unused: `'{name}' is AWS SDK for JavaScript v2, which AWS has not supported since ${END_OF_SUPPORT}, and no code here imports it.`,
    layer: `This layer brings '{name}', AWS SDK for JavaScript v2, which AWS has not supported since ${END_OF_SUPPORT}.`,
  },
  *checkGraph({ graph }) {
    for (const { dependency, isLayer, importers, isAskedFor } of v2Dependencies(graph)) {
      if (!isLayer && (isAskedFor || importers.length > 0)) continue;
      yield {
        message: isLayer ? 'layer' : 'unused',
        at: dependency.span,
        params: { name: dependency.name },
        tags: ['deprecated'],
        subject: `${dependency.section}.${dependency.name}`,
        data: isLayer ? null : dependency,
      };
    }
  },
  fix({ data }) {
    const dependency = data as PackageDependency | null;
    if (!dependency) return 'functions with the layer may need it';
    return [
      {
        title: `Remove ${dependency.name}`,
        intents: [{ kind: 'replaceText', span: dependency.removal, text: '' }],
        safety: 'review',
      },
    ];
  },
});
