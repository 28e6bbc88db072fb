/**
 * Fixtures: source in, text out. An example becomes documents of an in-memory project; markers under the code say what
 * is expected there.
 */
import { createWorkspace } from '../all.ts';
import { type Document, LineIndex, textOf } from '../core/document.ts';
import { type Finding, SEVERITIES } from '../core/finding.ts';
import type { Example, Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';

export const ROOT = 'file:///app/';
/** The day on which all fixtures run, so that dated tables give the same answer for ever. */
export const TODAY = '2026-11-21';

/** The short names by which examples call service modules, and the modules. */
const MODULES: Readonly<Record<string, string>> = {
  acm: 'aws_certificatemanager',
  apigateway: 'aws_apigateway',
  apigatewayv2: 'aws_apigatewayv2',
  autoscaling: 'aws_autoscaling',
  backup: 'aws_backup',
  cloudfront: 'aws_cloudfront',
  cloudtrail: 'aws_cloudtrail',
  cloudwatch: 'aws_cloudwatch',
  codebuild: 'aws_codebuild',
  cognito: 'aws_cognito',
  destinations: 'aws_lambda_destinations',
  docdb: 'aws_docdb',
  dynamodb: 'aws_dynamodb',
  ec2: 'aws_ec2',
  ecr: 'aws_ecr',
  ecs: 'aws_ecs',
  efs: 'aws_efs',
  eks: 'aws_eks',
  elasticache: 'aws_elasticache',
  elbv2: 'aws_elasticloadbalancingv2',
  events: 'aws_events',
  iam: 'aws_iam',
  kinesis: 'aws_kinesis',
  kms: 'aws_kms',
  lambda: 'aws_lambda',
  logs: 'aws_logs',
  nodejs: 'aws_lambda_nodejs',
  opensearch: 'aws_opensearchservice',
  rds: 'aws_rds',
  redshift: 'aws_redshift',
  route53: 'aws_route53',
  s3: 'aws_s3',
  s3n: 'aws_s3_notifications',
  secretsmanager: 'aws_secretsmanager',
  sfn: 'aws_stepfunctions',
  sns: 'aws_sns',
  sources: 'aws_lambda_event_sources',
  sqs: 'aws_sqs',
  ssm: 'aws_ssm',
  subscriptions: 'aws_sns_subscriptions',
  targets: 'aws_events_targets',
};

const MAIN = { yaml: 'template.yaml', json: 'template.json', typescript: 'stack.ts' } as const;
const MARKER = /^(\s*(?:#|\/\/)\s*)(\^+) (error|warning|information|hint) (\S+)( \(fix\))?: (.*)$/;

/** CDK code without imports gets the imports that it uses and a stack around it, each line keeping its columns. */
function wrapped(text: string): string {
  if (/^\s*import\b|\brequire\(/m.test(text)) return text;
  const used = Object.keys(MODULES).filter(
    name =>
      new RegExp(`(?<![\\w.'"/-])${name}\\.[A-Za-z]`).test(text) && !new RegExp(`(const|let)\\s+${name}\\b`).test(text),
  );
  return [
    "import * as cdk from 'aws-cdk-lib';",
    "import { Construct } from 'constructs';",
    ...(used.length > 0
      ? [`import { ${used.map(name => `${MODULES[name]} as ${name}`).join(', ')} } from 'aws-cdk-lib';`]
      : []),
    'export class TestStack extends cdk.Stack {',
    'constructor(scope: Construct, id: string, props?: cdk.StackProps) {',
    'super(scope, id, props);',
    text.replace(/\n$/, ''),
    '}',
    '}',
    '',
  ].join('\n');
}

export interface Expectation {
  readonly severity: string;
  readonly rule: string;
  readonly fixable: boolean;
  readonly message: string;
  readonly span: { readonly start: number; readonly end: number };
}

/** A document, and what it was at an older revision where an example says so. */
export interface FixtureDocument extends Document {
  readonly before?: string;
}

export interface Fixture {
  readonly documents: readonly FixtureDocument[];
  readonly main: Document;
  readonly expectations: readonly Expectation[];
}

/** Makes the documents of an example and takes the markers out of its main one. */
export function fixture(example: Example): Fixture {
  const uri = ROOT + MAIN[example.language];
  const kept: string[] = [];
  const marked: { line: number; match: RegExpExecArray }[] = [];
  const source = example.language === 'typescript' ? wrapped(example.text) : example.text;
  for (const line of source.split('\n')) {
    const match = MARKER.exec(line);
    if (match) marked.push({ line: kept.length - 1, match });
    else kept.push(line);
  }
  const main: Document = { uri, version: 1, text: kept.join('\n') };
  const lines = new LineIndex(main.text);
  const expectations = marked.map(({ line, match }) => {
    const character = (match[1] as string).length;
    return {
      severity: match[3] as string,
      rule: match[4] as string,
      fixable: match[5] !== undefined,
      message: (match[6] as string).trim(),
      span: {
        start: lines.offset({ line, character }),
        end: lines.offset({ line, character: character + (match[2] as string).length }),
      },
    };
  });
  const others = Object.entries(example.files ?? {}).map(([name, text]) => ({ uri: ROOT + name, version: 1, text }));
  const before = example.language === 'typescript' ? wrapped(example.before ?? '') : (example.before ?? '');
  const first: FixtureDocument = example.before === undefined ? main : { ...main, before };
  return { documents: [first, ...others], main, expectations };
}

/** A workspace that holds the given documents and nothing else, with all front ends and the given rules. */
export function workspaceOf(documents: readonly FixtureDocument[], rules: readonly Rule[]): Workspace {
  const uris = new Set(documents.map(d => d.uri));
  const workspace = createWorkspace({
    rules: rules.map(rule => ({ ...rule, profile: 'recommended' as const })),
    // A folder exists where something is in it.
    host: {
      fileExists: uri =>
        uri.startsWith(ROOT) ? uris.has(uri) || [...uris].some(known => known.startsWith(`${uri}/`)) : null,
      configuration: uri => documents.find(d => d.uri === uri)?.text ?? null,
      // Examples say what is installed by its manifest.
      libraryVersion: () => {
        const manifest = documents.find(d => d.uri === `${ROOT}node_modules/aws-cdk-lib/package.json`);
        return manifest ? (JSON.parse(manifest.text) as { version: string }).version : null;
      },
    },
    projectOf: () => ROOT,
    today: () => TODAY,
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  for (const document of documents) workspace.update(document);
  const past = new Map(documents.flatMap(d => (d.before === undefined ? [] : [[d.uri, d.before] as const])));
  if (past.size > 0) workspace.compare(ROOT, workspace.past(ROOT, 'HEAD', past));
  return workspace;
}

/** A finding as a line of text: `warning kms/unrotated-key "Orders": message`. */
export function describe(workspace: Workspace, finding: Finding): string {
  const document = workspace.document(finding.span.uri) as Document;
  return `${finding.severity} ${finding.rule} ${JSON.stringify(textOf(document, finding.span))}: ${finding.message}`;
}

/** Findings in the order of severity, for choosing "the first". */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
