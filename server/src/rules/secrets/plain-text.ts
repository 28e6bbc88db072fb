/** Passwords, tokens and keys that are written into the code. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { perName, perObject } from '../../core/memo.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at, entryAt, inScenario, leavesIn, scenarios, stringOf, textParts } from '../../core/value.ts';
import { keyOf } from '../cdk/places.ts';
import { isPlainSecret, mayHaveForm, secretByForm, secretKind } from './looksSecret.ts';

/** Types that make and rotate their master password themselves, with the property that asks for it. */
const MANAGED: Readonly<Record<string, string>> = {
  'AWS::RDS::DBCluster': 'ManageMasterUserPassword',
  'AWS::RDS::DBInstance': 'ManageMasterUserPassword',
  'AWS::Redshift::Cluster': 'ManageMasterPassword',
};

/** A line of a shell script that sets a variable to a word without substitutions. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(?:["']([^"'$`\n]+)["']|([^\s"'$`;&|]+))[ \t]*(?:#.*)?$/gm;

interface Data {
  readonly path: readonly string[];
}

export const plainText = defineRule({
  id: 'secrets/plain-text',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'No password, token or key is written into a template or a CDK app.',
    why: `A secret in the code is in the repository and its history for ever, in the template that CloudFormation keeps, in the
console of whoever may look at the function, and in every copy of these. Let Secrets Manager make it
(\`GenerateSecretString\`, \`rds.Credentials.fromGeneratedSecret\`), refer to it (\`{{resolve:secretsmanager:…}}\`), or read it in
the code at run time, and replace the one that was written down: it has been seen. Names and ARNs of secrets, references,
and text that is clearly to be filled in are not reported.`,
    bad: [
      yaml`
        Resources:
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              MasterUserPassword: correct-horse-battery
              MasterUsername: orders
      `,
      json`
        {
          "Resources": {
            "Handler": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Role": "arn:aws:iam::111122223333:role/handler",
                "Code": { "S3Bucket": "code", "S3Key": "handler.zip" },
                "Environment": { "Variables": { "PAYMENT_API_KEY": "4eC39HqLyjWDarjtT1zdp7dc" } }
              }
            }
          }
        }
      `,
      cdk`
        new lambda.Function(this, 'Handler', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: { PAYMENT_API_KEY: '4eC39HqLyjWDarjtT1zdp7dc' },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              MasterUsername: orders
              MasterUserPassword: '{{resolve:secretsmanager:orders:SecretString:password}}'
      `,
      cdk`
        new lambda.Function(this, 'Handler', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: { PAYMENT_SECRET_NAME: 'orders/payment', TOKEN_URL: 'https://id.example.com/token' },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
    ],
    peers: ['CKV_AWS_45', 'CKV_AWS_46', 'cfn_nag F23', 'cfn_nag W1', 'trivy AWS-0029', 'cdk-nag AwsSolutions-ECS2'],
  },
  messages: {
    property: '{name} of {resource} is a secret in plain text{when}.',
    form: '{resource} holds {what} in plain text{when}.',
    script: 'The user data of {resource} sets {name} to a secret in plain text{when}.',
    default: 'The default of parameter {parameter} is a secret in plain text, and {name} of {resource} uses it{when}.',
  },
  types: ['*'],

  checkResource(resource) {
    const found: Found[] = [];
    if (isOfInterest(resource.properties)) lookThrough(resource, resource.properties, [], [], found);
    // What cfn-init signs in with, for files and sources.
    lookThrough(resource, at(resource.attributes, 'Metadata', 'AWS::CloudFormation::Authentication'), [], [], found);
    return found;
  },

  fix(signal) {
    const { resource, message } = signal;
    const { path } = signal.data as Data;
    const managed = resource && MANAGED[resource.type];
    if (!resource || managed === undefined || message === 'form' || path.join('.') !== 'MasterUserPassword')
      return 'where the secret is to be kept is for you to say';
    const fix: FixProposal = {
      title: `Let ${resource.type.includes('Redshift') ? 'Redshift' : 'RDS'} keep the password of ${resource.logicalId} in Secrets Manager`,
      intents: [
        { kind: 'setProperty', resource: resource.id, path: [managed], value: true },
        { kind: 'removeProperty', resource: resource.id, path },
      ],
      safety: 'review',
    };
    return [fix];
  },
});

interface Found {
  readonly message: 'property' | 'form' | 'script' | 'default';
  readonly at: { readonly uri: string; readonly start: number; readonly end: number };
  readonly params: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly data: Data;
}

/** Whether anything in a value is called like a secret, has the form of one, or is a script; most resources have none of that. */
const isOfInterest = perObject((value: Value): boolean =>
  leavesIn(value).some(({ value: leaf, path }) => {
    if (leaf.kind === 'literal' ? typeof leaf.value === 'string' && mayHaveForm(leaf.value) : isOfParameter(leaf))
      return true;
    if (leaf.kind === 'text' && leaf.parts.some(part => part.kind === 'known' && mayHaveForm(part.text))) return true;
    return isTelling(keyOf(path));
  }),
);

function isOfParameter(value: Value): boolean {
  return value.kind === 'reference' && value.target.kind === 'parameter' && secretKind(value.target.name) !== null;
}

/** The name of a variable stands beside its `Value`. */
const isTelling = perName(key => /^(Value|SecretString|UserData)$/.test(key) || secretKind(key) !== null);

/** Looks at a value and all below it. `path` are the keys that lead to it, `when` the conditions. */
function lookThrough(
  resource: Resource,
  value: Value,
  path: readonly string[],
  when: readonly string[],
  into: Found[],
): void {
  if (value.kind === 'choice') {
    for (const scenario of scenarios(value, when)) lookThrough(resource, scenario.value, path, scenario.when, into);
  } else if (value.kind === 'object') {
    // `{Name: DB_PASSWORD, Value: …}` is how containers and build projects write their environment.
    const name = stringOf(at(value, 'Name'));
    for (const entry of value.entries) {
      const named = entry.key === 'Value' && name !== null && !isStored(value) ? name : entry.key;
      lookThrough(resource, entry.value, [...path, named], when, into);
    }
  } else if (value.kind === 'list') {
    for (const item of value.items) lookThrough(resource, item, path, when, into);
  } else if (value.kind !== 'absent' && value.kind !== 'unknown') {
    for (const found of here(resource, value, path, when)) into.push(found);
  }
}

/** CodeBuild's variables may be names of parameters and secrets, and its `Type` says so. */
function isStored(variable: Value): boolean {
  const type = entryAt(variable, 'Type')?.value;
  return type !== undefined && !['PLAINTEXT', 'String', 'StringList'].includes(stringOf(type) ?? '');
}

function* here(resource: Resource, value: Value, path: readonly string[], when: readonly string[]): Generator<Found> {
  if (value.kind === 'literal' && typeof value.value !== 'string') return;
  const name = path.at(-1) ?? '';
  const data: Data = { path };
  const params = { name, resource: resource.logicalId, when: inScenario(when) };
  const kind = name === 'SecretString' ? 'password' : secretKind(name);
  if (value.kind === 'literal' && typeof value.value === 'string' && value.origin === 'written') {
    const text = value.value;
    const what = secretByForm(text);
    if (what !== null) {
      yield { message: 'form', at: value.span, params: { ...params, what }, subject: path.join('.'), data };
    } else if (kind && (name === 'SecretString' ? isSecretString(text) : isPlainSecret(text, kind))) {
      yield { message: 'property', at: value.span, params, subject: path.join('.'), data };
    }
  }
  if (value.kind === 'text') {
    const what = value.parts.map(p => (p.kind === 'known' ? secretByForm(p.text) : null)).find(w => w !== null);
    if (what) yield { message: 'form', at: value.span, params: { ...params, what }, subject: path.join('.'), data };
  }
  if (name === 'UserData') yield* inScript(value, params, data);
  if (value.kind === 'reference' && value.target.kind === 'parameter') {
    const { target } = value;
    const secret = kind ?? (target.noEcho ? secretKind(target.name) : null);
    const text = stringOf(target.defaultValue);
    // A parameter that is looked up in SSM has the path as its default.
    if (!secret || text === null || target.type.startsWith('AWS::SSM') || target.defaultValue.kind !== 'literal')
      return;
    if (!isPlainSecret(text, secret)) return;
    yield {
      message: 'default',
      at: target.defaultValue.span,
      params: { ...params, parameter: target.name },
      subject: target.name,
      data,
    };
  }
}

/** What a script of an instance's start gives to variables: `export DB_PASSWORD=…`. */
function* inScript(value: Value, params: Found['params'], data: Data): Generator<Found> {
  for (const part of textParts(value) ?? []) {
    if (part.kind !== 'known') continue;
    for (const [, name = '', quoted, bare] of part.text.matchAll(ASSIGNMENT)) {
      const kind = secretKind(name);
      const text = quoted ?? bare ?? '';
      if (!kind || secretByForm(text) !== null || !isPlainSecret(text, kind) || value.kind === 'absent') continue;
      yield { message: 'script', at: value.span, params: { ...params, name }, subject: `UserData.${name}`, data };
    }
  }
}

/** The text of a secret: JSON counts if one of its secret keys has a value, anything else if it is no placeholder. */
function isSecretString(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) {
      return Object.entries(parsed).some(([key, value]) => {
        const kind = secretKind(key);
        return kind !== null && typeof value === 'string' && isPlainSecret(value, kind);
      });
    }
  } catch {
    // Not JSON: the whole text is the secret.
  }
  return isPlainSecret(text, 'password');
}
