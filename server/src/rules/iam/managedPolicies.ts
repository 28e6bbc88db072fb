/** AWS managed policies as they are attached: in `ManagedPolicyArns`, in SAM's `Policies`, in the CDK's `managedPolicies`. */
import type { Resource } from '../../core/resource.ts';
import { at, rendered, stringOf } from '../../core/value.ts';
import { type Item, itemsOf } from './statements.ts';

/** Types that take managed policies, and the property that does. */
const PROPERTY: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'ManagedPolicyArns',
  'AWS::IAM::User': 'ManagedPolicyArns',
  'AWS::IAM::Group': 'ManagedPolicyArns',
  'AWS::Serverless::Function': 'Policies',
  'AWS::Serverless::StateMachine': 'Policies',
};

export const TAKES_MANAGED_POLICIES = Object.keys(PROPERTY);

export interface AttachedPolicy {
  readonly item: Item;
  /** What stands between `policy/` and the name: `service-role/`; empty for most. */
  readonly path: string;
  readonly name: string;
  /** False where a bare name is written, as SAM allows. */
  readonly isArn: boolean;
}

/** The policies managed by AWS that a resource has attached, as far as they can be read. */
export function attachedPolicies(resource: Resource): readonly AttachedPolicy[] {
  const property = PROPERTY[resource.type];
  if (property === undefined) return [];
  const found: AttachedPolicy[] = [];
  for (const item of itemsOf(at(resource.properties, property)).items) {
    if (item.value.kind !== 'literal' && item.value.kind !== 'text') continue;
    const arn = /^arn:(?:aws[a-z-]*|\$\{[^}]*\}):iam::aws:policy\/((?:[\w.-]+\/)*)([\w+=,.@-]+)$/.exec(
      rendered(item.value),
    );
    if (arn) {
      found.push({ item, path: arn[1] as string, name: arn[2] as string, isArn: true });
      continue;
    }
    const bare = property === 'Policies' ? stringOf(item.value) : null;
    // SAM looks a bare name up by itself, whatever its path.
    if (bare !== null && /^[\w+=,.@-]+$/.test(bare)) found.push({ item, path: '', name: bare, isArn: false });
  }
  return found;
}
