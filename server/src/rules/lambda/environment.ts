/** What the rules about environment variables share: which ones nobody needs to set, and what a name asks for. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';

/**
 * Variables that Lambda or the runtime set ("Defined runtime environment variables" of
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and those that tools set where code runs elsewhere.
 */
const SET_BY_OTHERS =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_.*|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_XRAY_.*|AWS_ENDPOINT_URL.*|AWS_SAM_LOCAL|AWS_PROFILE|AWS_NODEJS_CONNECTION_REUSE_ENABLED|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|LANG|LD_LIBRARY_PATH|PATH|NODE_.*|PYTHON\w*|TZ|HOME|PWD|USER|HOSTNAME|SHELL|CI|DEBUG|IS_LOCAL|IS_OFFLINE|LOCALSTACK_.*|JEST_.*|VITEST.*|npm_.*|POWERTOOLS_.*|LOG_LEVEL|CDK_.*)$/;

/** Whether the stack has to set a variable for code that reads it. */
export function isOwn(name: string): boolean {
  return !SET_BY_OTHERS.test(name);
}

/** Variables that libraries read by themselves. */
const READ_BY_LIBRARIES =
  /^(?:AWS_.*|_.*|NODE_.*|PYTHON\w*|POWERTOOLS_.*|LOG_LEVEL|LOGGER?_.*|DD_.*|OTEL_.*|OPENTELEMETRY_.*|NEW_RELIC_.*|SENTRY_.*|LUMIGO_.*|EPSAGON_.*|HONEYCOMB_.*|DATADOG_.*|ELASTIC_.*|SPLUNK_.*|STRIPE_.*|OPENAI_.*|ANTHROPIC_.*|DATABASE_URL|PRISMA_.*|PG\w+|MYSQL_.*|REDIS_URL|TZ|LANG|PATH|LD_.*|DEBUG|HTTPS?_PROXY|NO_PROXY|PARAMETERS_.*|SSM_PARAMETER_.*|SECRETS_.*|RUST_.*|JAVA_.*|FONTCONFIG_.*|HOME)$/;

/** Whether a variable may have a reader that is no code of ours. */
export function mayBeReadElsewhere(name: string): boolean {
  return READ_BY_LIBRARIES.test(name);
}

/** What a name ends in, and what of which resource is meant by that. */
const MEANT: readonly (readonly [RegExp, readonly string[], string | null])[] = [
  [
    /(?:^|_)TABLE(?:_?NAME)?$/,
    ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable'],
    null,
  ],
  [/(?:^|_)TABLE_ARN$/, ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], 'Arn'],
  [/(?:^|_)BUCKET(?:_?NAME)?$/, ['AWS::S3::Bucket'], null],
  [/(?:^|_)BUCKET_ARN$/, ['AWS::S3::Bucket'], 'Arn'],
  [/(?:^|_)QUEUE(?:_?URL)?$/, ['AWS::SQS::Queue'], null],
  [/(?:^|_)QUEUE_ARN$/, ['AWS::SQS::Queue'], 'Arn'],
  [/(?:^|_)TOPIC(?:_?ARN)?$/, ['AWS::SNS::Topic'], null],
  [/(?:^|_)STATE_?MACHINE(?:_?ARN)?$/, ['AWS::StepFunctions::StateMachine', 'AWS::Serverless::StateMachine'], null],
  [/(?:^|_)USER_?POOL(?:_?ID)?$/, ['AWS::Cognito::UserPool'], null],
  [/(?:^|_)SECRET(?:_?ARN|_?ID)?$/, ['AWS::SecretsManager::Secret'], null],
  [/(?:^|_)(?:EVENT_?)?BUS(?:_?NAME)?$/, ['AWS::Events::EventBus'], null],
];

/** The value that a function's variable is to have, where its name leaves only one; else null. */
export function valueFor(name: string, resource: Resource, graph: ResourceGraph): NewValue | null {
  if (/^(?:AWS_)?ACCOUNT(?:_?ID)?$/.test(name)) return { $sub: '${AWS::AccountId}' };
  for (const [pattern, types, attribute] of MEANT) {
    if (!pattern.test(name)) continue;
    const candidates = types.flatMap(type => graph.ofType(type)).filter(r => r.stack === resource.stack);
    const [only, more] = candidates;
    return only && !more ? { $ref: only.id, attribute } : null;
  }
  return null;
}
