/** Finds the policy statements in the resources of a template. */
import type { Language } from '../../core/document.ts';
import type { PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { asList, at, rendered, scenarios, stringOf, type ObjectValue, type Value } from '../../core/value.ts';
import { type PolicyPlace, policyPlaces } from '../../knowledge/policyPlaces.ts';
import { templateStatements } from './samPolicies.ts';

/** What is around a resource whose statements are looked for. */
export interface PolicySurroundings {
  /** The resources that a value names: a reference, or a physical name. */
  resolve(value: Value): readonly string[];
  /** Who names a managed policy as theirs; see `managedBy`. */
  readonly managed: ReadonlyMap<string, readonly string[]>;
  /** Reads a document that is written as a string of JSON; null where it can't be. */
  parse?(document: Value): Value | null;
}

/** The statements of one resource. */
export function statementsIn(resource: Resource, language: Language, around: PolicySurroundings): PolicyStatement[] {
  const found: PolicyStatement[] = [];
  for (const place of policyPlaces(resource.type)) {
    const attachedTo = attachedBy(resource, place, around);
    for (const { value, path } of values(resource.properties, place.path, [])) {
      const id = [resource.id, ...path].join('/');
      const document = value.kind === 'object' ? value : (around.parse?.(value) ?? value);
      const statements = place.bare ? document : document.kind === 'object' ? at(document, 'Statement') : null;
      const shared: { document?: PolicyDocument } =
        document.kind === 'object' && !place.bare ? { document: { id, span: document.span, elements: document } } : {};
      let index = 0;
      for (const elements of statements ? objectsOf(statements) : []) {
        if (!isStatement(elements)) continue;
        found.push({
          id: `${id}/${index}`,
          kind: place.kind,
          language,
          span: elements.span,
          elements,
          owner: resource.id,
          attachedTo,
          grant: null,
          evidence: 'source',
          ...shared,
        });
        index++;
      }
      if (place.kind === 'identity' && resource.type.startsWith('AWS::Serverless::'))
        found.push(...templateStatements(resource, value, id, around.resolve));
    }
  }
  return found;
}

/** The principals that a policy is attached to, or the resources it protects. */
function attachedBy(resource: Resource, place: PolicyPlace, { resolve, managed }: PolicySurroundings): string[] {
  if (!place.attached) return [resource.id];
  const direct = place.attached.flatMap(name => named(at(resource.properties, name), resolve));
  return [...new Set([...direct, ...(managed.get(resource.id) ?? [])])];
}

/** Who names which managed policy of the template's as theirs: roles by `ManagedPolicyArns`, SAM functions by `Policies`. */
export function managedBy(
  resources: readonly Resource[],
  resolve: PolicySurroundings['resolve'],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const policies = new Set(resources.filter(r => r.type === 'AWS::IAM::ManagedPolicy').map(r => r.id));
  if (policies.size === 0) return found;
  for (const { id, type, properties } of resources) {
    const property = /^AWS::IAM::(Role|User|Group)$/.test(type)
      ? 'ManagedPolicyArns'
      : /^AWS::Serverless::(Function|StateMachine)$/.test(type)
        ? 'Policies'
        : null;
    for (const policy of property ? named(at(properties, property), resolve) : [])
      if (policies.has(policy)) found.set(policy, [...(found.get(policy) ?? []), id]);
  }
  return found;
}

/** All values at a path of properties; a list on the way may also be one value, as IAM and SAM allow it. */
function values(from: Value, path: readonly string[], before: readonly string[]): { value: Value; path: string[] }[] {
  const [key, ...rest] = path;
  if (key === undefined) return scenarios(from).map(s => ({ value: s.value, path: [...before] }));
  const found: { value: Value; path: string[] }[] = [];
  for (const { value } of scenarios(from)) {
    if (key === '*') {
      for (const [i, item] of (asList(value)?.items ?? []).entries())
        found.push(...values(item, rest, [...before, String(i)]));
    } else if (value.kind === 'object') found.push(...values(at(value, key), rest, [...before, key]));
  }
  return found;
}

/** The objects of one statement or a list of them, each scenario's. */
function objectsOf(value: Value): ObjectValue[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'object' ? [one] : one.kind === 'list' ? one.items.flatMap(objectsOf) : [],
  );
}

/** A statement has at least one element of IAM's; SAM's policy templates, which are objects too, have none. */
function isStatement(elements: ObjectValue): boolean {
  return elements.entries.some(e =>
    /^(Effect|Action|NotAction|Resource|NotResource|Principal|NotPrincipal|Sid)$/.test(e.key),
  );
}

/** The resources that a property names, alone or in a list. */
function named(value: Value, resolve: (value: Value) => readonly string[]): readonly string[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'list' ? one.items.flatMap(item => named(item, resolve)) : resolve(one),
  );
}

/** The physical name of a resource as it is written, for matching by name; null when CloudFormation makes one up. */
export function physicalName(resource: Resource): string | null {
  const property = NAME_PROPERTIES[resource.type];
  if (!property) return null;
  const value = at(resource.properties, property);
  if (value.kind !== 'literal' && value.kind !== 'text') return null;
  const name = value.kind === 'literal' ? stringOf(value) : rendered(value);
  return name === null || name === '' || name.includes('${…}') ? null : name;
}

/** The properties that hold names by which other parts of a template speak of a resource. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Serverless::SimpleTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};
