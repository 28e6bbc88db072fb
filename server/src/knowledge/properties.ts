/** Create-only properties and physical names of CloudFormation types. */
import { lazy } from './lazy.ts';
import { nameRules } from './nameRules.ts';
import { json } from './properties.generated.ts';
import type { NameRule } from './types.ts';

const table = lazy(() => JSON.parse(json) as Readonly<Record<string, readonly [string | null, string]>>);

function row(type: string): readonly [string | null, string] | undefined {
  return Object.hasOwn(table(), type) ? table()[type] : undefined;
}

/**
 * What replaces the resources that SAM makes of its own types. The registry's schemas of these call nearly every property
 * create-only, since SAM has them expanded before CloudFormation compares anything; what counts is the type expanded to.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
const SAM_CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Function': ['FunctionName', 'PackageType'],
  'AWS::Serverless::LayerVersion': [
    'CompatibleArchitectures',
    'CompatibleRuntimes',
    'ContentUri',
    'Description',
    'LayerName',
    'LicenseInfo',
  ],
  'AWS::Serverless::SimpleTable': ['PrimaryKey', 'TableName'],
  'AWS::Serverless::StateMachine': ['Name', 'Type'],
};

/**
 * The properties of a type whose change makes CloudFormation replace the resource, as dotted paths
 * (`KeySchema`, `NetworkConfiguration.SubnetIds`); empty for a type that isn't known or has none.
 */
export function createOnlyProperties(type: string): readonly string[] {
  if (type.startsWith('AWS::Serverless::')) return SAM_CREATE_ONLY[type] ?? [];
  const paths = row(type)?.[1];
  return paths ? paths.split(' ') : [];
}

/**
 * The property of a type that holds its physical name, and what the service accepts there. Null for a type without
 * such a property. Pattern and lengths are null and `words` is empty where the rule isn't known; lengths are in characters,
 * and `pattern` is a JavaScript expression for the whole name.
 */
export function nameRule(type: string): NameRule | null {
  const known = Object.hasOwn(nameRules, type) ? nameRules[type] : undefined;
  const property = known?.property ?? row(type)?.[0] ?? null;
  if (property === null) return null;
  return {
    property,
    pattern: known?.pattern ?? null,
    minLength: known?.minLength ?? null,
    maxLength: known?.maxLength ?? null,
    words: known?.words ?? '',
  };
}
