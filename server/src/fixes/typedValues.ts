/** Values that aws-cdk-lib wants as members and objects of its own classes, where CloudFormation has a text. */
import type { NewValue } from '../core/intent.ts';
import { engineFacts, isDeprecated, lowering, propType, runtimeFacts } from '../knowledge/index.ts';
import { type Has, type PropValue, moduleOf } from './props.ts';
import { isList } from './types.ts';

const RUNTIME = 'aws-cdk-lib.aws_lambda.Runtime';

/**
 * A plain value as a prop of a construct takes it: itself, or the member of the prop's enum or class that stands for it.
 * Null where the class has no such member, in the table or in the library that is installed.
 */
export function typedValue(fqn: string, path: readonly string[], value: NewValue, has: Has): PropValue | null {
  const type = propType(fqn, path.join('.'));
  if (type === null || (typeof value === 'object' && !isList(value))) return { kind: 'plain', value };
  if (isList(value)) {
    const items = value.map(v => typedValue(fqn, path, v, has));
    return items.includes(null) ? null : { kind: 'list', items: items as PropValue[] };
  }
  const { statics } = lowering();
  const members = Object.keys(statics).filter(
    name => name.startsWith(`${type}.`) && !name.slice(type.length + 1).includes('.') && statics[name] === value,
  );
  const member = members.find(m => !isDeprecated(type, m.slice(type.length + 1))) ?? members[0];
  if (member !== undefined && has(moduleOf(type), member.slice(type.length + 1)) !== false)
    return { kind: 'member', name: member };
  return type === RUNTIME && typeof value === 'string' ? madeRuntime(value) : null;
}

/** `new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS)`, for runtimes that are younger than the library. */
function madeRuntime(id: string): PropValue | null {
  const family = runtimeFacts(id)?.family.toUpperCase() ?? 'OTHER';
  const name = `aws-cdk-lib.aws_lambda.RuntimeFamily.${family === 'DOTNET' ? 'DOTNET_CORE' : family}`;
  if (!Object.hasOwn(lowering().statics, name)) return null;
  const options = /^(NODEJS|PYTHON)$/.test(family) ? [{ supportsInlineCode: { kind: 'plain', value: true } }] : [];
  return {
    kind: 'call',
    callee: `new ${RUNTIME}`,
    args: [
      { kind: 'plain', value: id },
      { kind: 'member', name },
      ...options.map((entries): PropValue => ({ kind: 'object', entries: entries as Record<string, PropValue> })),
    ],
  };
}

const DATABASES: Readonly<Record<string, string>> = {
  'aws-cdk-lib.aws_rds.DatabaseInstance': 'aws-cdk-lib.aws_rds.DatabaseInstanceEngine',
  'aws-cdk-lib.aws_rds.DatabaseCluster': 'aws-cdk-lib.aws_rds.DatabaseClusterEngine',
};

/** The engine of a database construct with a version; null for constructs and engines that are not known. */
export function engineValue(fqn: string, engine: string, version: string | null): PropValue | null {
  const cls = DATABASES[fqn];
  const facts = engineFacts(engine);
  if (cls === undefined || !facts || engine.startsWith('aurora') !== cls.endsWith('ClusterEngine')) return null;
  const full = version ?? facts.version;
  const major = full.split('.').slice(0, facts.majorParts).join('.');
  return {
    kind: 'call',
    callee: `${cls}.${facts.member}`,
    args: [
      {
        kind: 'object',
        entries: {
          version: {
            kind: 'call',
            callee: `aws-cdk-lib.aws_rds.${facts.versions}.of`,
            args: [
              { kind: 'plain', value: full },
              { kind: 'plain', value: major },
            ],
          },
        },
      },
    ],
  };
}

/** Props of the classes of instances, and what stands before the type in CloudFormation. */
const INSTANCE_TYPES: Readonly<Record<string, string>> = { InstanceType: '', DBInstanceClass: 'db.' };

/** `new ec2.InstanceType('t3.small')` for the property that holds one; null for other properties. */
export function instanceType(property: string, value: NewValue): PropValue | null {
  const prefix = INSTANCE_TYPES[property];
  if (prefix === undefined || typeof value !== 'string' || !value.startsWith(prefix)) return null;
  const name = value.slice(prefix.length);
  return { kind: 'call', callee: 'new aws-cdk-lib.aws_ec2.InstanceType', args: [{ kind: 'plain', value: name }] };
}
