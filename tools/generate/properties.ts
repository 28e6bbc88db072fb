/** Create-only properties, and the property that holds a resource's physical name, for every CloudFormation type. */
import { type Table, lines, require, sorted, versionOf } from './table.ts';

/** The parts of the specification database that are used here. */
interface Property {
  readonly type: PropertyType;
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
}
type PropertyType = {
  readonly type: string;
  readonly reference?: { readonly $ref: string };
  readonly element?: PropertyType;
};
interface Resource {
  readonly cloudFormationType: string;
  readonly primaryIdentifier?: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
}
interface Database {
  all(entity: 'resource'): readonly Resource[];
  get(entity: 'typeDefinition', ref: unknown): { readonly properties: Readonly<Record<string, Property>> };
}

/** Deeper than this no create-only property has been seen, and types that contain themselves must end somewhere. */
const DEPTH = 3;

function createOnly(db: Database, properties: Readonly<Record<string, Property>>, depth: number): string[] {
  return sorted(Object.entries(properties), ([name]) => name).flatMap(([name, property]) => {
    if (property.causesReplacement === 'yes') return [name];
    if (depth === 1 || property.type.type !== 'ref' || !property.type.reference) return [];
    const inner = db.get('typeDefinition', property.type.reference).properties;
    return createOnly(db, inner, depth - 1).map(path => `${name}.${path}`);
  });
}

/**
 * The property with the physical name: a string whose change replaces the resource, called `Name` or after the type
 * (`BucketName`), or the one identifier that ends in `Name`. Null for a type without one.
 */
function nameProperty(resource: Resource): string | null {
  const last = resource.cloudFormationType.split('::').at(-1) ?? '';
  const isName = (name: string) => {
    const property = resource.properties[name];
    return property?.type.type === 'string' && property.causesReplacement === 'yes';
  };
  const identifiers = resource.primaryIdentifier ?? [];
  const identifier = identifiers.length === 1 && identifiers[0]?.endsWith('Name') ? identifiers[0] : null;
  return [`${last}Name`, identifier, 'Name'].find((name): name is string => name !== null && isName(name)) ?? null;
}

export const properties: Table = {
  name: 'properties',
  title: 'By CloudFormation type: [property with the physical name or null, create-only properties].',
  sources: [`@aws-cdk/aws-service-spec ${versionOf('@aws-cdk/aws-service-spec')} (Apache-2.0)`],
  json: () => {
    const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec') as { loadAwsServiceSpecSync(): Database };
    const db = loadAwsServiceSpecSync();
    return lines(
      sorted(db.all('resource'), r => r.cloudFormationType).flatMap(resource => {
        const paths = createOnly(db, resource.properties, DEPTH);
        const name = nameProperty(resource);
        return paths.length === 0 && name === null
          ? []
          : [[resource.cloudFormationType, [name, paths.join(' ')]] as const];
      }),
    );
  },
};
