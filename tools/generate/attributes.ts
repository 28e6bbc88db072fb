/** The attributes of every CloudFormation type: what `Fn::GetAtt` takes. */
import { type Table, lines, require, sorted, versionOf } from './table.ts';

/** The parts of the specification database that are used here. */
interface Resource {
  readonly cloudFormationType: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Database {
  all(entity: 'resource'): readonly Resource[];
}

export const attributes: Table = {
  name: 'attributes',
  title: 'By CloudFormation type: the attributes that `Fn::GetAtt` takes; types without any are left out.',
  sources: [`@aws-cdk/aws-service-spec ${versionOf('@aws-cdk/aws-service-spec')} (Apache-2.0)`],
  json: () => {
    const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec') as { loadAwsServiceSpecSync(): Database };
    return lines(
      sorted(loadAwsServiceSpecSync().all('resource'), r => r.cloudFormationType)
        .map(r => [r.cloudFormationType, sorted(Object.keys(r.attributes), name => name).join(' ')] as const)
        .filter(([, names]) => names !== ''),
    );
  },
};
