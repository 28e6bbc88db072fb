/** Which class or enum of aws-cdk-lib a prop takes where the lowering table writes its value as it is. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PropLowering } from '../../server/src/knowledge/types.ts';
import { type Table, lines, root, versionOf } from './table.ts';

type Props = Readonly<Record<string, PropLowering | readonly PropLowering[]>>;

const short = (fqn: string) => fqn.replace(/^aws-cdk-lib\./, '');

export const propTypes: Table = {
  name: 'propTypes',
  title: 'The enum or class of props whose values are written as they are: by construct, `prop=class`, dotted below.',
  sources: [`aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), its jsii assembly`],
  inputs: () =>
    createHash('sha256')
      .update(readFileSync(path.join(root, 'server/src/knowledge/lowering.generated.ts')))
      .digest('hex'),
  json: async () => {
    const { enumLike, propertiesOf, propsOf, types } = await import('./lowering/jsii.ts');
    const { lowering } = await import('../../server/src/knowledge/lowering.ts');
    const isNamed = (fqn: string) => types[fqn]?.kind === 'enum' || enumLike(fqn).length > 0;
    const found = (struct: string, props: Props, above: string, depth: number): string[] => {
      if (depth > 4) return [];
      const own = new Map(propertiesOf(struct).map(p => [p.name, p.type]));
      return Object.entries(props).flatMap(([prop, how]) => {
        const type = own.get(prop);
        const fqn = type && 'collection' in type ? type.collection.elementtype.fqn : type?.fqn;
        if (fqn === undefined) return [];
        const all = (Array.isArray(how) ? how : [how]) as readonly PropLowering[];
        const isPlain = all.some(h => !h.props && !h.values && !h.unit && !h.opaque);
        if (isPlain && isNamed(fqn)) return [`${above}${prop}=${short(fqn)}`];
        return all.flatMap(h => (h.props ? found(fqn, h.props, `${above}${prop}.`, depth + 1) : []));
      });
    };
    return lines(
      Object.entries(lowering().constructs).flatMap(([fqn, { props }]) => {
        const struct = propsOf(fqn)?.fqn;
        const rows = struct === undefined ? [] : [...new Set(found(struct, props, '', 0))];
        return rows.length > 0 ? [[short(fqn), rows.join(' ')] as const] : [];
      }),
    );
  },
};
