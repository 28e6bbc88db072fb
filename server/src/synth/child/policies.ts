/**
 * Where the statements of policy documents come from: the CDK merges them as it resolves a document, and the template shows
 * only what came out.
 */
import type { PolicyRecord } from '../protocol.ts';
import type { CfnResource, PolicyDocument, PolicyStatement } from './cdk.ts';
import { type Recording, current } from './recording.ts';
import { type Exports, wrap } from './wrap.ts';

/** What is known about statements in one run. */
export class Policies {
  readonly made = new Map<PolicyStatement, number>();
  readonly added = new Map<PolicyStatement, { readonly chain: number; readonly order: number }>();
  /** The statements that a merged one was made of. */
  readonly origins = new Map<PolicyStatement, readonly PolicyStatement[]>();
  /** Where each document stands in the template of which stack: `Resources`, token of the logical ID, `Properties` … */
  readonly places = new Map<PolicyDocument, { readonly scope: object; readonly path: readonly string[] }[]>();
}

const known = new WeakMap<Recording, Policies>();

function policiesOf(recording: Recording): Policies {
  const policies = known.get(recording) ?? new Policies();
  known.set(recording, policies);
  return policies;
}

/** Every constructor adds actions, if only none. */
export function hookStatements(exports: Exports): void {
  wrap(
    exports.PolicyStatement?.prototype,
    'addActions',
    original =>
      function addActions(this: PolicyStatement, ...args) {
        const recording = current();
        if (recording) {
          const { made } = policiesOf(recording);
          if (!made.has(this)) made.set(this, recording.capture(addActions));
        }
        return original.apply(this, args);
      },
  );
}

export function hookDocuments(exports: Exports): void {
  const document = exports.PolicyDocument?.prototype;
  wrap(
    document,
    'addStatements',
    original =>
      function addStatements(this: PolicyDocument, ...args) {
        const recording = current();
        if (recording) {
          const { added } = policiesOf(recording);
          const chain = recording.capture(addStatements);
          for (const statement of args as PolicyStatement[])
            if (!added.has(statement)) added.set(statement, { chain, order: added.size });
        }
        return original.apply(this, args);
      },
  );
  wrap(
    document,
    'resolve',
    original =>
      function resolve(this: PolicyDocument, ...args) {
        const recording = current();
        const context = args[0] as { preparing: boolean; scope: object; documentPath: readonly string[] };
        if (recording && !context.preparing && context.documentPath[0] === 'Resources') {
          const { places } = policiesOf(recording);
          const list = places.get(this) ?? [];
          const path = [...context.documentPath];
          if (!list.some(p => p.scope === context.scope && p.path.join() === path.join()))
            places.set(this, [...list, { scope: context.scope, path }]);
        }
        return original.apply(this, args);
      },
  );
}

export function hookMerging(exports: Exports): void {
  wrap(
    exports,
    'mergeStatements',
    original =>
      function mergeStatements(this: unknown, ...args) {
        const result = original.apply(this, args) as {
          originsMap?: ReadonlyMap<PolicyStatement, readonly PolicyStatement[]>;
        };
        const recording = current();
        if (recording) {
          const { origins } = policiesOf(recording);
          // Merging anew what is merged already says nothing.
          for (const [merged, from] of result.originsMap ?? [])
            if (from.length > 1 || from[0] !== merged) origins.set(merged, from);
        }
        return result;
      },
  );
}

function leaves(policies: Policies, statement: PolicyStatement, depth = 0): readonly PolicyStatement[] {
  const from = depth < 8 ? policies.origins.get(statement) : undefined;
  return from?.flatMap(s => (s === statement ? [s] : leaves(policies, s, depth + 1))) ?? [statement];
}

/** The policy documents of each resource. `resources` by the token of their logical ID, of all stacks. */
export function policyRecords(
  recording: Recording,
  resources: ReadonlyMap<string, CfnResource>,
): Map<CfnResource, PolicyRecord[]> {
  const policies = policiesOf(recording);
  const found = new Map<CfnResource, PolicyRecord[]>();
  for (const [document, places] of policies.places) {
    for (const { path } of places) {
      const resource = resources.get(path[1] ?? '');
      if (!resource || path[2] !== 'Properties') continue;
      const all = new Set((document.statements ?? []).flatMap(s => leaves(policies, s)));
      const order = (s: PolicyStatement) => policies.added.get(s)?.order ?? Number.POSITIVE_INFINITY;
      const statements = [...all]
        .sort((a, b) => order(a) - order(b) || 0)
        .map(statement => ({
          json: json(resource, statement),
          made: policies.made.get(statement) ?? -1,
          added: policies.added.get(statement)?.chain ?? -1,
        }));
      const records = found.get(resource) ?? [];
      records.push({ path: [...names(resource, path.slice(3)), 'Statement'], statements });
      found.set(resource, records);
    }
  }
  return found;
}

function json(resource: CfnResource, statement: PolicyStatement): unknown {
  try {
    return resource.stack.resolve(statement.toStatementJson()) ?? null;
  } catch {
    return null;
  }
}

/** From the names of an L1's properties to those of CloudFormation. */
function names(resource: CfnResource, path: readonly string[]): string[] {
  return path.map((name, i) =>
    i === 0 && resource.cfnPropertyNames?.[name] !== undefined
      ? resource.cfnPropertyNames[name]
      : name.charAt(0).toUpperCase() + name.slice(1),
  );
}
