/** Parameters for passwords that everybody can read in the console. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perObject } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
import { type Entry, type Reference, absent, at, leavesIn, entryAt, stringOf } from '../../core/value.ts';
import { secretKind } from './looksSecret.ts';

export const echoedParameter = defineRule({
  id: 'secrets/echoed-parameter',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Parameters for passwords and keys are not shown.',
    why: `CloudFormation shows the value of a parameter to everybody who may describe the stack, in the console and in the API, unless
the parameter says \`NoEcho: true\`. Better is no parameter at all: a dynamic reference to Secrets Manager
(\`{{resolve:secretsmanager:…}}\`) or a password that the service itself keeps. What a parameter looks up in
Parameter Store is a path, and is not reported; a dynamic reference to a parameter of SSM that is not encrypted
(\`{{resolve:ssm:…}}\`) is: whoever may read parameters reads it.`,
    bad: [
      yaml`
        Parameters:
          DatabasePassword:
            Type: String
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              MasterUsername: orders
              MasterUserPassword: !Ref DatabasePassword
      `,
      json`
        {
          "Parameters": { "ApiKey": { "Type": "String", "NoEcho": false } },
          "Resources": {
            "Handler": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Role": "arn:aws:iam::111122223333:role/handler",
                "Code": { "S3Bucket": "code", "S3Key": "handler.zip" },
                "Environment": { "Variables": { "PAYMENT_API_KEY": { "Ref": "ApiKey" } } }
              }
            }
          }
        }
      `,
      cdk`
        const password = new cdk.CfnParameter(this, 'Password', { type: 'String' });
        new rds.CfnDBInstance(this, 'Orders', {
          engine: 'postgres',
          masterUsername: 'orders',
          masterUserPassword: password.valueAsString,
        });
      `,
    ],
    good: [
      yaml`
        Parameters:
          DatabasePassword:
            Type: String
            NoEcho: true
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              MasterUsername: orders
              MasterUserPassword: !Ref DatabasePassword
      `,
      cdk`
        const password = new cdk.CfnParameter(this, 'Password', { type: 'String', noEcho: true });
        new rds.CfnDBInstance(this, 'Orders', {
          engine: 'postgres',
          masterUsername: 'orders',
          masterUserPassword: password.valueAsString,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html'],
    peers: [
      'cfn-lint W2501',
      'cloudformation-validate W2501',
      'cfn_nag F23',
      'cfn_nag F31',
      'cfn_nag F34',
      'cfn_nag F35',
      'cfn_nag F36',
      'cfn_nag F37',
      'cdk-nag AwsSolutions-DOC3',
    ],
  },
  messages: {
    echoed: 'Everybody who may look at the stack can read {parameter}, which {property} of {name} uses.',
    stored: '{property} of {name} comes from a parameter in SSM that is not encrypted.',
  },

  looksAt: resource => [stored(resource), echoed(resource)],
  *checkConnected({ graph }) {
    // A parameter is one cause, however many resources use it.
    const seen = new Set<string>();
    for (const resource of graph.resources) {
      for (const { property, value } of stored(resource)) {
        const params = { property, name: resource.logicalId };
        yield { message: 'stored', at: value.span, params, resource, subject: property };
      }
      for (const { name, property, value } of echoed(resource)) {
        if (seen.has(`${resource.stack} ${name}`)) continue;
        seen.add(`${resource.stack} ${name}`);
        const declared = declaration(graph, resource, name);
        yield {
          message: 'echoed',
          at: declared?.keySpan ?? value.span,
          params: { parameter: name, property, name: resource.logicalId },
          resource,
          subject: name,
          data: name,
        };
      }
    }
  },

  fix({ message, resource, data }, { graph }) {
    if (message === 'stored') return 'where the secret is to be kept is for you to say';
    const declared = resource && declaration(graph, resource, data as string);
    if (declared?.value.kind !== 'object') return 'set noEcho where the parameter is made';
    return [
      {
        title: `Hide the value of ${declared.key}`,
        intents: [{ kind: 'setKey', object: declared.value, key: 'NoEcho', value: true }],
        safety: 'safe',
      },
    ];
  },
});

interface Echoed {
  readonly name: string;
  /** The property that it is the value of. */
  readonly property: string;
  readonly value: Reference;
}

/** The parameters that a resource uses as secrets, and that are shown. */
const echoed = perObject((resource: Resource): readonly Echoed[] => {
  const found: Echoed[] = [];
  for (const { value, path } of leavesIn(resource.properties)) {
    if (value.kind !== 'reference' || value.target.kind !== 'parameter') continue;
    const { name, noEcho, type } = value.target;
    const property = nameAt(resource, path);
    // `AWS::SSM::Parameter::Value<String>` and ids of resources are no secrets; the token of a custom resource is its ARN.
    if (noEcho || type !== 'String' || property === 'ServiceToken' || secretKind(property) === null) continue;
    found.push({ name, property, value });
  }
  return found;
});

/** The secrets of a resource that are dynamic references to parameters of the type `String`: those of `SecureString` are `ssm-secure`. */
const stored = perObject((resource: Resource): readonly { readonly property: string; readonly value: Reference }[] => {
  const found: { property: string; value: Reference }[] = [];
  for (const { value, path } of leavesIn(resource.properties)) {
    if (value.kind !== 'reference' || value.origin !== 'written') continue;
    if (value.target.kind !== 'dynamic' || !value.target.name.startsWith('{{resolve:ssm:')) continue;
    const property = nameAt(resource, path);
    if (secretKind(property) !== null) found.push({ property, value });
  }
  return found;
});

/** The key that a value stands under; in the environment of a container, the name of the variable. */
function nameAt(resource: Resource, path: readonly string[]): string {
  const last = path.findLast(key => !/^\d+$/.test(key)) ?? '';
  if (last !== 'Value') return last;
  return stringOf(at(resource.properties, ...path.slice(0, -1), 'Name')) ?? last;
}

/** Where a template declares a parameter; null for code, whose parameters are constructs. */
function declaration(graph: ResourceGraph, resource: Resource, name: string): Entry | null {
  return entryAt(graph.stack(resource.stack)?.sections ?? absent, 'Parameters', name);
}
