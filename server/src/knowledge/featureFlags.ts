/** The feature flags of the CDK that keep permissions small or deployments right, for apps made before they came. */

/** A flag that `cdk init` turns on in new apps, and that an app without it goes on without. */
export interface FeatureFlag {
  readonly name: string;
  /** The first aws-cdk-lib that knows it. */
  readonly since: string;
  /** What it changes, and so why it matters: a clause that goes with "with it". */
  readonly why: string;
}

/**
 * Those whose recommended value is `true` while an unset flag behaves like `false`. Source: `cx-api/FEATURE_FLAGS.md` and
 * `recommended-feature-flags.json` of aws-cdk-lib 2.276.0;
 * https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/FEATURE_FLAGS.md
 */
export const featureFlags: readonly FeatureFlag[] = [
  {
    name: '@aws-cdk/core:checkSecretUsage',
    since: '2.21.0',
    why: 'a secret value that would stand in the template in the clear is an error',
  },
  {
    name: '@aws-cdk/aws-lambda:recognizeLayerVersion',
    since: '2.27.0',
    why: 'a change of a layer makes a new version of the function',
  },
  {
    name: '@aws-cdk/core:validateSnapshotRemovalPolicy',
    since: '2.28.0',
    why: 'a snapshot policy on a resource that has no snapshots is an error, instead of lost data',
  },
  {
    name: '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption',
    since: '2.32.0',
    why: 'the key of a subscribed queue serves that topic, not all of SNS',
  },
  {
    name: '@aws-cdk/aws-apigateway:disableCloudWatchRole',
    since: '2.38.0',
    why: 'an API neither replaces the logging role of the account nor takes it along when it is deleted',
  },
  {
    name: '@aws-cdk/aws-events:eventsTargetQueueSameAccount',
    since: '2.51.0',
    why: 'only rules of the same account may send to an encrypted queue',
  },
  {
    name: '@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId',
    since: '2.66.0',
    why: 'a change of an authorizer is deployed to the stage',
  },
  {
    name: '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup',
    since: '2.78.0',
    why: 'the default security group of a VPC lets nothing through',
  },
  {
    name: '@aws-cdk/aws-efs:denyAnonymousAccess',
    since: '2.93.0',
    why: 'a file system refuses anonymous clients',
  },
  {
    name: '@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope',
    since: '2.134.0',
    why: 'a grant on a key is for that key, not for `*`',
  },
  {
    name: '@aws-cdk/aws-ecs:reduceEc2FargateCloudWatchPermissions',
    since: '2.159.0',
    why: 'a task role may not write to every log group',
  },
  {
    name: '@aws-cdk/aws-appsync:appSyncGraphQLAPIScopeLambdaPermission',
    since: '2.161.0',
    why: 'an authorizer function may be invoked by its own API alone',
  },
  {
    name: '@aws-cdk/aws-dynamodb:retainTableReplica',
    since: '2.187.0',
    why: 'a replica is kept when its table is',
  },
  {
    name: '@aws-cdk/aws-s3:publicAccessBlockedByDefault',
    since: '2.196.0',
    why: 'what a bucket doesn’t say about public access is blocked',
  },
];
