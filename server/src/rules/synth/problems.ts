/** What all rules of this family do: they say what running the app has brought up, at the place that it is about. */
import type { Signal } from '../../core/rule.ts';
import type { SourceFact, SynthProblemKind } from '../../core/resource.ts';

/** The wording is the problem's own: it is a whole sentence, or the CDK's. */
export const messages = { said: '{message}' } as const;

/**
 * Ids of warnings by which the library says what it takes where nothing is said, what it can't see of anything imported, or
 * what it would like better: nothing is wrong, and many apps have them at every second construct.
 * From the calls of `addWarningV2` in aws-cdk-lib 2.276.
 */
const ADVICE: ReadonlySet<string> = new Set([
  'UnclearLambdaEnvironment',
  ...[
    'aws-autoscaling:desiredCapacitySet',
    'aws-autoscaling:signalsNotUsedByInstanceRefresh',
    'aws-cloudfront-origins:wildcardKeyPolicyForOac',
    'aws-codepipeline:unspecifiedPipelineType',
    'aws-ec2:noSubnetRouteTableId',
    'aws-ecs:minHealthyPercent',
    'aws-ecs:minHealthyPercentDaemon',
    'aws-ecs:minHealthyPercentExternal',
    'aws-ecs:privateDnsNamespaceVpc',
    'aws-ecs:shouldUseCircuitBreaker',
    'aws-lambda-nodejs:sdkV2NotInRuntime',
    'aws-lambda-nodejs:sdkV3NotInRuntime',
    'aws-lambda-nodejs:variableRuntimeExternals',
    'aws-lambda:addPermissionsToVersionOrAlias',
    'aws-lambda:codeFromBucketObjectVersionNotSpecified',
    'aws-lambda:snapStartRequirePublish',
    'core:crossStackReferencesBothTransitional',
    'core:crossStackReferencesDefaultStrong',
    'aws-s3:accessLogsPolicyNotAdded',
    'aws-sqs:queueEncryptionChangedToKMS',
    'custom-resources:installLatestAwsSdkNotSpecified',
  ].map(id => `@aws-cdk/${id}`),
]);

/** Whether an annotation is one of those. The CDK writes the id, by which it can be acknowledged, behind the message. */
export function isAdvice({ severity, message, detail }: Extract<SourceFact, { kind: 'synth' }>): boolean {
  const id = /\[ack: ([^\]]+)\]\s*$/.exec(message)?.[1] ?? detail;
  if (severity === 'error') return false;
  // The library's tip for any mapping, which has no id.
  return id === null ? message.startsWith('Consider making this CfnMapping') : ADVICE.has(id);
}

/** One signal where a fact is a problem of one of these kinds. */
export function* said(fact: SourceFact, ...kinds: readonly SynthProblemKind[]): Generator<Signal<'said'>> {
  if (fact.kind !== 'synth' || !kinds.includes(fact.problem)) return;
  yield {
    message: 'said',
    at: fact.span,
    params: { message: fact.message },
    related: fact.related,
    subject: fact.detail ?? fact.message,
  };
}
