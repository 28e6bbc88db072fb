/** Statements that IAM refuses: elements that are missing, misspelt, out of place or exclude each other. */
import type { FixProposal } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Entry, type Value, scenarios, stringOf, walk } from '../../core/value.ts';
import { nearest } from '../../knowledge/index.ts';
import { canRename, renameKey } from './conditions.ts';
import { subjectOf } from './statements.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

interface Data {
  readonly statement: string;
  readonly entry: Entry | null;
  /** What to write in its place; empty where nothing is known. */
  readonly names: readonly string[];
  readonly remove: boolean;
  readonly value: Value | null;
}

type Message =
  | 'unknown'
  | 'twice'
  | 'effect'
  | 'effectMissing'
  | 'missing'
  | 'empty'
  | 'principalMissing'
  | 'principal'
  | 'resource';

interface Fault {
  readonly message: Message;
  readonly entry: Entry | null;
  readonly params: Readonly<Record<string, string>>;
  readonly names?: readonly string[];
  readonly remove?: boolean;
  readonly value?: Value;
}

/** Whether a statement is for what its kind says: one of CDK code that is attached to nothing may become anything. */
function isPlaced({ language, owner, attachedTo }: PolicyStatement): boolean {
  return language !== 'typescript' || owner !== null || attachedTo.length > 0;
}

/** Whether an element says something whatever its conditions are. */
function isGiven(value: Value): boolean {
  return scenarios(value).every(
    ({ value: one }) =>
      one.kind !== 'absent' &&
      one.kind !== 'unknown' &&
      (one.kind !== 'list' || one.items.some(i => i.kind !== 'unknown')),
  );
}

function* faultsOf(statement: PolicyStatement): Generator<Fault> {
  const { entries, complete } = statement.elements;
  // Keys in another case are left to IAM, whose documentation does not say what becomes of them.
  const find = (name: string) =>
    entries.find(e => e.key.toLowerCase() === name.toLowerCase() && e.value.kind !== 'absent');
  const misspelt = new Set<string>();
  for (const entry of entries) {
    if (entry.key.startsWith('Fn::') || ELEMENTS.some(e => e.toLowerCase() === entry.key.toLowerCase())) continue;
    const names = nearest(entry.key, ELEMENTS, 2).filter(n => !find(n));
    for (const name of names) misspelt.add(name);
    const hint = names.length > 0 ? `: it should be ${names[0]}` : '';
    yield { message: 'unknown', entry, params: { element: entry.key, hint }, names };
  }
  for (const [one, other] of [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
    ['Principal', 'NotPrincipal'],
  ] as const) {
    const [first, second] = [find(one), find(other)];
    if (first && second && isGiven(first.value) && isGiven(second.value))
      yield { message: 'twice', entry: second, params: { one, other } };
  }
  const effect = find('Effect');
  if (effect) {
    const said = stringOf(effect.value);
    if (said !== null && said !== 'Allow' && said !== 'Deny') {
      const names = ['Allow', 'Deny'].filter(e => e.toLowerCase() === said.trim().toLowerCase());
      yield { message: 'effect', entry: effect, params: { said }, names, value: effect.value };
    }
  }
  const lacks = (...names: readonly string[]) => complete && !names.some(n => find(n) || misspelt.has(n));
  const here = { entry: entries[0] ?? null };
  if (lacks('Effect')) yield { message: 'effectMissing', ...here, params: {} };
  if (lacks('Action', 'NotAction')) yield { message: 'missing', ...here, params: { element: 'Action' } };
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    const entry = find(name);
    // In code an empty list is one that something is added to later.
    const isText = statement.language !== 'typescript';
    if (isText && entry?.value.kind === 'list' && entry.value.complete && entry.value.items.length === 0)
      yield { message: 'empty', entry, params: { element: entry.key } };
  }
  if (!isPlaced(statement)) return;
  const principal = find('Principal') ?? find('NotPrincipal');
  if (statement.kind === 'identity') {
    if (principal) yield { message: 'principal', entry: principal, params: { element: principal.key }, remove: true };
    if (lacks('Resource', 'NotResource')) yield { message: 'missing', ...here, params: { element: 'Resource' } };
  } else {
    if (lacks('Principal', 'NotPrincipal')) yield { message: 'principalMissing', ...here, params: {} };
    const resource = statement.kind === 'trust' ? (find('Resource') ?? find('NotResource')) : undefined;
    if (resource) yield { message: 'resource', entry: resource, params: { element: resource.key }, remove: true };
  }
}

export const malformedStatement = defineRule({
  id: 'iam/malformed-statement',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'A statement has the elements that its kind of policy needs, by their names, and no others.',
    why: `IAM refuses a policy with a statement that has no \`Effect\`, no \`Action\`, a key that it does not know, or both
\`Action\` and \`NotAction\`: the deployment fails, after all that comes before it has been created. A policy of a role says
what that role may do and has no \`Principal\`; the policy of a resource or a trust policy says who may do it and needs one;
a trust policy has no \`Resource\`. \`Effect\` is \`Allow\` or \`Deny\` in exactly this spelling.`,
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
                    Actions: s3:GetObject
                    Resource: arn:aws:s3:::reports/*
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [{ "Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*" }]
                }
              }
            }
          }
        }
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: lambda.amazonaws.com }
                    Action: sts:AssumeRole
              Policies:
                - PolicyName: reports
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Sid: Read
                        Effect: Allow
                        Action: s3:GetObject
                        Resource: arn:aws:s3:::reports/*
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }));
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html'],
    peers: [
      'cfn-lint E3510',
      'cfn-lint E3512',
      'parliament MALFORMED',
      'INVALID_POLICY_ELEMENT',
      'MISSING_ACTION',
      'MISSING_EFFECT',
      'MISSING_RESOURCE',
      'MISSING_PRINCIPAL',
      'INVALID_EFFECT',
      'UNSUPPORTED_ELEMENT_COMBINATION',
      'UNSUPPORTED_PRINCIPAL',
    ],
  },
  messages: {
    unknown: '{element} is no element of a statement{hint}.',
    twice: 'A statement has {one} or {other}, not both.',
    effect: 'Effect is Allow or Deny in exactly this spelling, not {said}.',
    effectMissing: 'The statement has no Effect: IAM wants Allow or Deny.',
    missing: 'The statement has no {element}.',
    empty: '{element} is empty: IAM refuses a statement with nothing in it.',
    principalMissing: 'The statement has no Principal: it does not say who may do this.',
    principal: '{element} has no place in a policy that is attached to whom it is for.',
    resource: '{element} has no place in a trust policy, which is about the role itself.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    for (const { message, entry, params, names = [], remove = false, value = null } of faultsOf(statement)) {
      const data: Data = { statement: statement.id, entry, names, remove, value };
      yield {
        message,
        at: value && value.kind !== 'absent' ? value.span : (entry?.keySpan ?? statement.span),
        params,
        subject: subjectOf(statement, `${message} ${Object.values(params).join()}`),
        data,
      };
    }
  },

  fix(signal, { graph }) {
    const { statement: id, entry, names, remove, value } = signal.data as Data;
    const statement = graph.statements.find(s => s.id === id);
    if (!statement) return 'the statement is no longer there';
    const { elements } = statement;
    if (signal.message === 'effectMissing')
      return ['Allow', 'Deny'].map(
        (effect): FixProposal => ({
          title: `Add Effect: ${effect}`,
          intents: [{ kind: 'setKey', object: elements, key: 'Effect', value: effect }],
          safety: 'review',
        }),
      );
    if (remove && entry) {
      const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
      let path: readonly string[] | null = null;
      if (owner)
        walk(owner.properties, (found, at) => {
          if (found === elements) path = [...at, entry.key];
        });
      if (!owner || path === null) return 'it can’t be seen where the statement is written';
      return [
        {
          title: `Remove ${entry.key}`,
          intents: [{ kind: 'removeProperty', resource: owner.id, path }],
          safety: 'review',
        },
      ];
    }
    if (value)
      return names.map(
        (name): FixProposal => ({
          title: `Write it ${name}`,
          intents: [{ kind: 'replaceValue', value, with: name }],
          safety: 'review',
        }),
      );
    if (entry && names.length > 0)
      return names
        .filter(name => canRename(elements, entry, name))
        .map(
          (name): FixProposal => ({
            title: `Rename it to ${name}`,
            intents: [renameKey(entry, name)],
            safety: 'review',
          }),
        );
    return 'what it should say can’t be told from here';
  },
});
