/** What aws-cdk-lib no longer wants to see written: classes, static members, props and other members, by class. */
import path from 'node:path';
import type { ApiPath } from '../../server/src/core/deprecations.ts';
import { Declarations } from '../../server/src/lsp/declarations.ts';
import type { JsiiType } from './lowering/jsii.ts';
import { type Table, lines, root, sorted, versionOf } from './table.ts';

/** What the assembly says of a type or member, beside what the lowering table needs of it. */
interface Documented {
  readonly name: string;
  readonly static?: boolean;
  readonly docs?: { readonly deprecated?: string };
}
type Type = JsiiType & Pick<Documented, 'docs'>;

export const deprecated: Table = {
  name: 'deprecated',
  title: 'What is deprecated by class, as indices into the first list: [where it is declared, why, the member to use].',
  sources: [
    `aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), its jsii assembly and type declarations`,
    'Keys: `!` the class itself, `.` a static member, `=` a prop of its constructor, `#` a member of its instances',
  ],
  inputs: () => versionOf('aws-cdk-lib'),
  json: async () => {
    const { initializerOf, isL1, types } = await import('./lowering/jsii.ts');
    const library = new Declarations(path.join(root, 'node_modules/aws-cdk-lib'));
    const all = types as Readonly<Record<string, Type>>;
    /** Names of a type's members, inherited ones included: with a `.` those that are static. */
    const members = (fqn: string | undefined, seen = new Set<string>()): Set<string> => {
      const type = fqn === undefined ? undefined : all[fqn];
      if (!type) return seen;
      for (const list of [type.properties, type.methods, type.members])
        for (const m of (list ?? []) as readonly Documented[])
          seen.add(`${m.static || type.kind === 'enum' ? '.' : '#'}${m.name}`);
      for (const parent of [type.base, ...(type.interfaces ?? [])]) members(parent, seen);
      return seen;
    };
    const declared: (readonly [string, string, string | null])[] = [];
    const indices = new Map<string, number>();
    const rows: (readonly [string, string])[] = [];
    for (const type of sorted(Object.values(all), t => t.fqn)) {
      // Structs are reached through what takes them; classes of CloudFormation resources are not handwritten.
      if (type.datatype || (isL1(type.fqn) && type.fqn !== 'aws-cdk-lib.CfnResource')) continue;
      const name = type.fqn.replace('aws-cdk-lib.', '');
      const dot = name.lastIndexOf('.');
      const row: string[] = [];
      const ask = (key: string, steps: readonly string[]) => {
        const asked: ApiPath = { module: name.slice(0, Math.max(dot, 0)), type: name.slice(dot + 1), steps };
        const said = library.of(asked);
        if (!said) return;
        let at = indices.get(said.api);
        if (at === undefined) {
          at = declared.push([said.api, said.says, said.sibling]) - 1;
          indices.set(said.api, at);
        }
        row.push(`${key}:${at}`);
      };
      ask('!', []);
      const parameters = type.kind === 'class' ? (initializerOf(type.fqn)?.parameters ?? []) : [];
      for (const [i, { type: taken }] of parameters.entries())
        if (taken.fqn !== undefined && all[taken.fqn]?.datatype)
          for (const m of members(taken.fqn)) ask(`=${m.slice(1)}`, ['new', `#${i}`, `.${m.slice(1)}`]);
      for (const m of members(type.fqn)) ask(m, m.startsWith('.') ? [m] : ['new', `.${m.slice(1)}`]);
      if (row.length > 0) rows.push([name, sorted(row, r => r).join(' ')]);
    }
    return lines([['', declared], ...rows]);
  },
};
