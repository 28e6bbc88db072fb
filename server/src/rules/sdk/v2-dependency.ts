/** Reports dependencies on AWS SDK v2 in `package.json` that no code has any use for. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { PackageDependency } from '../../core/resource.ts';
import { END_OF_SUPPORT, sdkImports } from './v2.ts';

const OURS = new Set(['aws-sdk', '@types/aws-sdk']);
/** Packages that ask for v2 themselves (their `peerDependencies` or their code). */
const USERS =
  /^(?:aws-sdk-mock|dynamoose|multer-s3|sqs-consumer|sqs-producer|connect-dynamodb|aws-amplify|serverless.*|dynamodb-.*|aws-xray-sdk.*|s3-.*|winston-.*|bunyan-.*|nodemailer.*|[a-z-]+-s3|[a-z-]+-ses)$/;

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
    const packages = graph.source.filter(f => f.kind === 'package');
    const folders = packages.map(p => p.uri.slice(0, p.uri.lastIndexOf('/') + 1));
    /** The nearest package that a file belongs to. */
    const homeOf = (uri: string) =>
      folders.filter(f => uri.startsWith(f)).reduce((best, f) => (f.length > best.length ? f : best), '');
    const users = new Set(
      graph.code.filter(unit => !unit.embedded && sdkImports(unit).length > 0).map(unit => unit.uri),
    );
    for (const unit of graph.code) if (unit.facts.some(f => f.kind === 'sdk-v2-mock')) users.add(unit.uri);
    for (const [i, { uri, dependencies }] of packages.entries()) {
      const isLayer = /\/nodejs\/package\.json$|\/layers?\//.test(uri);
      const folder = folders[i] as string;
      // Packages of a workspace use what the root of it installs.
      const isUsed = [...users].some(u => homeOf(u) === folder || u.startsWith(folder));
      const isAskedFor = dependencies.some(d => USERS.test(d.name));
      for (const dependency of dependencies) {
        if (!OURS.has(dependency.name) || (!isLayer && (isUsed || isAskedFor))) continue;
        yield {
          message: isLayer ? 'layer' : 'unused',
          at: dependency.span,
          params: { name: dependency.name },
          tags: ['deprecated'],
          subject: `${dependency.section}.${dependency.name}`,
          data: isLayer ? null : dependency,
        };
      }
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
