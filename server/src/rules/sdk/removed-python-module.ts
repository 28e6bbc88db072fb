/** Reports Python code that imports modules which boto3 and Lambda no longer have. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { factsOf, functionsRunning, ofRunning } from '../lambda/running.ts';

/** What is gone, and what does its work (botocore 1.13 dropped the vendored requests; boto 2.49 of 2018 is the last one). */
const REMOVED: readonly (readonly [RegExp, string, string])[] = [
  [/^boto(\.|$)/, 'boto', 'boto3'],
  [/^botocore\.vendored\.requests/, 'botocore.vendored.requests', 'urllib3, which the runtime has'],
];

export const removedPythonModule = defineRule({
  id: 'sdk/removed-python-module',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Python code imports no module that boto3 and the runtime have given up.',
    why: `\`botocore.vendored.requests\` is gone since botocore 1.13 (2019), \`boto\` had its last release in 2018 and was never part of a
runtime that Lambda still offers. The function deploys, and every invocation fails with *Runtime.ImportModuleError*. Much code that
was copied for custom resources has one of them. In files, which may bring \`boto\` along, it is a warning.`,
    bad: [
      yaml`
        Resources:
          Lookup:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: python3.13
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/lookup
              Code:
                ZipFile: |
                  from botocore.vendored import requests
                  def handler(event, context):
                      requests.put(event['ResponseURL'], data='{}')
      `,
      withFiles(
        cdk`
          new lambda.Function(this, 'Lookup', {
            runtime: lambda.Runtime.PYTHON_3_13,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lookup'),
          });
        `,
        { 'lookup/index.py': `import boto\n\ndef handler(event, context):\n    return boto.connect_s3()\n` },
      ),
    ],
    good: [
      yaml`
        Resources:
          Lookup:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: python3.13
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/lookup
              Code:
                ZipFile: |
                  import boto3
                  import urllib3
                  def handler(event, context):
                      urllib3.PoolManager().request('PUT', event['ResponseURL'], body='{}')
      `,
      withFiles(
        cdk`
          new lambda.Function(this, 'Lookup', {
            runtime: lambda.Runtime.PYTHON_3_13,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lookup'),
          });
        `,
        {
          'lookup/index.py': `import boto3\n\ndef handler(event, context):\n    return boto3.client('s3').list_buckets()\n`,
        },
      ),
    ],
    links: ['https://aws.amazon.com/blogs/compute/upcoming-changes-to-the-python-sdk-in-aws-lambda/'],
  },
  messages: { removed: "There is no module '{module}' where {function} runs. Use {successor}." },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    const seen = new Set<string>();
    for (const { resource, code } of functionsRunning(graph)) {
      if (!code) continue;
      for (const { unit, fact } of factsOf(code, 'import')) {
        const removed = unit.language === 'python' ? REMOVED.find(([pattern]) => pattern.test(fact.module)) : undefined;
        const key = `${fact.span.uri}:${fact.span.start}`;
        if (!removed || seen.has(key)) continue;
        seen.add(key);
        const [, module, successor] = removed;
        yield {
          message: 'removed',
          at: fact.span,
          params: { module, function: resource.logicalId, successor },
          resource,
          ...(module === 'boto' && !unit.embedded ? { severity: 'warning' as const } : {}),
          subject: module,
        };
      }
    }
  },
});
