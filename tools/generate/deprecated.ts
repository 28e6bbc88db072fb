/** What aws-cdk-lib no longer wants to see written: props of constructs, and members of enum-like classes. */
import type { Property } from './lowering/jsii.ts';
import { type Table, lines, sorted, versionOf } from './table.ts';

/** What the assembly says of a property, beside what the lowering table needs of it. */
type Documented = Property & { readonly docs?: { readonly stability?: string } };

export const deprecated: Table = {
  name: 'deprecated',
  title: 'Deprecated props by construct, and deprecated members by class, without `aws-cdk-lib.`.',
  sources: [`aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), its jsii assembly`],
  inputs: () => versionOf('aws-cdk-lib'),
  json: async () => {
    const { initializerOf, isConstruct, isL1, propertiesOf, propsOf, types } = await import('./lowering/jsii.ts');
    const rows: (readonly [string, string])[] = [];
    for (const type of sorted(Object.values(types), t => t.fqn)) {
      if (type.kind !== 'class' || isL1(type.fqn)) continue;
      const props = isConstruct(type.fqn) && initializerOf(type.fqn)?.parameters ? propsOf(type.fqn) : null;
      const named: readonly Documented[] = isConstruct(type.fqn)
        ? props === null
          ? []
          : propertiesOf(props.fqn)
        : propertiesOf(type.fqn).filter(p => p.static);
      const old = named.filter(p => p.docs?.stability === 'deprecated').map(p => p.name);
      if (old.length > 0) rows.push([type.fqn.replace(/^aws-cdk-lib\./, ''), sorted(old, n => n).join(' ')]);
    }
    return lines(rows);
  },
};
