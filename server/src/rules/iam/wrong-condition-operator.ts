/** Condition operators that there are not, that do not fit the key or the value, or that take `*` as it is written. */
import type { FixProposal } from '../../core/intent.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, rendered } from '../../core/value.ts';
import { conditionKey, nearest } from '../../knowledge/index.ts';
import { deployed } from './arns.ts';
import {
  type OperatorFamily,
  type Test,
  canRename,
  operatorNames,
  operatorText,
  renameKey,
  testsOf,
} from './conditions.ts';
import { subjectOf } from './statements.ts';

/** Operators, the likeliest first, to write in place of this one; empty where none is known. */
interface Data {
  readonly test: Test;
  readonly names: readonly string[];
}

/** Whether a text can be a value of what an operator compares. Null families and strings take anything. */
const FORM: Readonly<Partial<Record<OperatorFamily, RegExp>>> = {
  Numeric: /^-?\d+(\.\d+)?$/,
  // ISO 8601, or seconds since 1970. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  Date: /^(\d+|-?\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?)$/,
  Bool: /^(true|false)$/i,
  Null: /^(true|false)$/i,
  IPAddress: /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(\/\d{1,3})?$/i,
  ARN: /^(arn:|\*|\?|a\*|ar\*|arn\*)/,
};

const WORDS: Readonly<Record<OperatorFamily, string>> = {
  String: 'strings',
  ARN: 'ARNs',
  Numeric: 'numbers',
  Date: 'dates',
  Bool: 'true and false',
  IPAddress: 'IP addresses',
  Binary: 'binary data',
  Null: 'whether a key is there',
};

/**
 * Which operators make no sense with a key, by what the key holds. Strings can be compared with anything, and what the
 * reference calls a string may hold an ARN, so that values decide there.
 */
function fits(family: OperatorFamily, key: string): boolean {
  const known = conditionKey(key);
  if (!known || family === 'String' || family === 'Null' || family === 'ARN' || family === 'Binary') return true;
  // `aws:EpochTime` and `aws:CurrentTime` are compared by either.
  if (known.type === 'Date' || (known.type === 'Numeric' && family === 'Date'))
    return family === 'Date' || family === 'Numeric';
  // `Bool` asked of a string that says `true`, as several services have them.
  return known.type === family || (known.type === 'String' && family !== 'IPAddress');
}

/** The operator of another family that says the same: `NumericEquals` for `StringEquals`. */
function inFamily(name: string, key: string): readonly string[] {
  const type = conditionKey(key)?.type;
  const not = /Not/.test(name);
  switch (type) {
    case 'Numeric':
    case 'Date':
      return [`${type}${not ? 'NotEquals' : 'Equals'}`];
    case 'ARN':
      return [not ? 'ArnNotLike' : 'ArnLike'];
    case 'IPAddress':
      return [not ? 'NotIpAddress' : 'IpAddress'];
    case 'Bool':
      return not ? [] : ['Bool'];
    case 'String':
      return [not ? 'StringNotEquals' : 'StringEquals'];
    default:
      return [];
  }
}

/** `*` and `?` as wildcards: not in `${*}`, and a `?` not in the address of a web page. */
function hasWildcard(text: string): boolean {
  const bare = text.replace(/\$\{[^}]*\}/g, '');
  return bare.includes('*') || (bare.includes('?') && !/^https?:/.test(bare));
}

interface Fault {
  readonly message: 'unknown' | 'ifExists' | 'wildcard' | 'key' | 'value';
  readonly value?: Value;
  readonly names?: readonly string[];
  readonly params?: Readonly<Record<string, string>>;
}

function faultOf(test: Test): Fault | null {
  const { operator, key, values } = test;
  const { name, family, written, ifExists, set } = operator;
  if (name === null || family === null) {
    const names = nearest(written, operatorNames, 2);
    return { message: 'unknown', names, params: { hint: names.length > 0 ? `; the nearest is ${names[0]}` : '' } };
  }
  if (family === 'Null' && (ifExists || set !== null)) return { message: 'ifExists', names: ['Null'] };
  if (!fits(family, key)) {
    const type = conditionKey(key)?.type;
    if (type)
      return { message: 'key', names: inFamily(name, key), params: { is: WORDS[type], compares: WORDS[family] } };
  }
  const form = FORM[family];
  for (const { value } of values.items) {
    const text = value.kind === 'literal' ? String(value.value) : deployed(value);
    if (text === null) continue;
    if (/^String(Not)?Equals(IgnoreCase)?$/.test(name) && hasWildcard(text)) {
      // There is no operator with wildcards that does not look at the case.
      const names = /IgnoreCase$/.test(name) ? [] : [name.replace('Equals', 'Like')];
      return { message: 'wildcard', value, names };
    }
    if (form && !text.includes('${') && !form.test(text.trim()))
      return { message: 'value', value, names: [], params: { compares: WORDS[family] } };
  }
  return null;
}

export const wrongConditionOperator = defineRule({
  id: 'iam/wrong-condition-operator',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['unknown', 'ifExists'],
  docs: {
    summary: 'The operator of a condition exists, and compares what its key and its values are.',
    why: `IAM refuses an operator that it does not know. One that compares numbers never matches a key with an ARN, and
\`StringEquals\` takes \`*\` as a star: the condition then never holds, so that a statement that allows allows nothing, and one
that denies denies nothing. Wildcards need \`StringLike\`; \`ArnEquals\` and \`ArnLike\` both take them.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:ListBucket
                    Resource: arn:aws:s3:::reports
                    Condition: { StringEquals: { s3:prefix: public/* } }
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Deny",
                      "Action": "s3:*",
                      "Resource": "*",
                      "Condition": { "StringEqual": { "aws:RequestedRegion": "us-east-1" } }
                    }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: ['arn:aws:s3:::reports'],
            conditions: { StringEquals: { 's3:prefix': 'public/*' } },
          }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:ListBucket
                    Resource: arn:aws:s3:::reports
                    Condition:
                      StringLike: { s3:prefix: public/* }
                      IpAddress: { aws:SourceIp: [10.0.0.0/8, '2001:db8::/32'] }
                      ArnEquals: { aws:PrincipalArn: 'arn:aws:iam::*:role/app-*' }
                      NumericLessThanEquals: { s3:max-keys: 100 }
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: ['arn:aws:s3:::reports'],
            conditions: { StringLike: { 's3:prefix': 'public/*' } },
          }),
        );
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html'],
    peers: [
      'INVALID_CONDITION_OPERATOR',
      'TYPE_MISMATCH',
      'WILDCARD_WITHOUT_LIKE_OPERATOR',
      'parliament UNKNOWN_OPERATOR',
      'parliament MISMATCHED_TYPE',
    ],
  },
  messages: {
    unknown: 'There is no condition operator {operator}{hint}.',
    ifExists: 'Null takes neither IfExists nor a set operator: it asks whether the key is there.',
    wildcard: '{operator} compares {value} as it is written; a wildcard needs {like}.',
    key: '{operator} compares {compares}, and {key} holds {is}.',
    value: '{operator} compares {compares}, and {value} is none.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    for (const test of testsOf(statement).tests) {
      const fault = faultOf(test);
      if (!fault) continue;
      const { message, value, names = [], params = {} } = fault;
      const data: Data = { test, names };
      yield {
        message,
        at: value && value.kind !== 'absent' ? value.span : test.operatorEntry.keySpan,
        params: {
          operator: test.operatorEntry.key,
          key: test.key,
          value: value ? rendered(value) : '',
          like: names[0] ?? 'StringLike, which looks at the case',
          ...params,
        },
        severity: message === 'wildcard' ? 'warning' : 'error',
        subject: subjectOf(statement, `${test.operatorEntry.key} ${test.key}`),
        data,
      };
    }
  },

  fix(signal) {
    const { test, names } = signal.data as Data;
    const { block, operatorEntry, operator } = test;
    if (names.length === 0) return 'what is meant can’t be told from here';
    const others =
      operatorEntry.value.kind === 'object' ? operatorEntry.value.entries.filter(e => e.key !== test.key) : [];
    if (others.length > 0 && signal.message === 'key') return `${operatorEntry.key} asks for other keys, too`;
    const plain = signal.message === 'ifExists' ? { set: null, ifExists: false } : operator;
    const fixes = names
      .map(name => operatorText(plain, name))
      .filter(to => canRename(block, operatorEntry, to))
      .map(
        (to): FixProposal => ({
          title: `Change it to ${to}`,
          intents: [renameKey(operatorEntry, to)],
          safety: 'review',
        }),
      );
    return fixes.length > 0 ? fixes : `there is a test with ${names[0]} already`;
  },
});
