/** Every CloudFormation type with its properties, and how it is tagged. */
import { type Table, lines, require, sorted, versionOf } from './table.ts';

/** The parts of the specification database that are used here. */
interface Resource {
  readonly cloudFormationType: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tagInformation?: { readonly tagPropertyName: string; readonly variant: 'standard' | 'map' | 'asg' };
}
interface Database {
  all(entity: 'resource'): readonly Resource[];
}

/** After the property with the tags: how they stand in it. */
const MARKS = { standard: '', map: '{}', asg: '+' } as const;

export const resourceTypes: Table = {
  name: 'resourceTypes',
  title:
    'By CloudFormation type: [property with the tags (`{}` after it: a map, `+`: of an Auto Scaling group), properties].',
  sources: [`@aws-cdk/aws-service-spec ${versionOf('@aws-cdk/aws-service-spec')} (Apache-2.0)`],
  json: () => {
    const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec') as { loadAwsServiceSpecSync(): Database };
    return lines(
      sorted(loadAwsServiceSpecSync().all('resource'), r => r.cloudFormationType).map(
        ({ cloudFormationType, tagInformation: tags, properties }) =>
          [
            cloudFormationType,
            [
              tags ? tags.tagPropertyName + MARKS[tags.variant] : '',
              sorted(Object.keys(properties), name => name).join(' '),
            ],
          ] as const,
      ),
    );
  },
};
